"""Cards of goods. A card is made once for what it shows: its template gets nothing that isn't in the key."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.cards import Card, card_of

register = template.Library()
KEPT = 4_096


def _made(product: Card, marks: str, language: str | None) -> SafeString:
    return get_template("catalog/card.html").render({"product": product, "marks": marks})


_kept = lru_cache(maxsize=KEPT)(_made)


@register.simple_tag
def card(product, marks: str = "") -> SafeString:
    """The card of a Card, or of a product that came ``with_cards``; ``marks`` is the search it answers."""
    make = _made if settings.DEBUG else _kept
    return make(product if isinstance(product, Card) else card_of(product), marks, get_language())
