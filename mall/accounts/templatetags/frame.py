"""The frame around every page: head, header, footer and tab bar, rendered once for everything they say.

What differs from page to page, its address and the words that were searched for, is put in at each showing.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
KEPT = 512
# Stand-ins of private characters, which no template has.
HERE, WORDS = "\ue000here\ue000", "\ue000words\ue000"


class Visitor(NamedTuple):
    """All that a frame may know of the one who looks at it."""

    is_authenticated: bool
    is_staff: bool
    cart_count: int


@register.simple_tag(takes_context=True)
def frame(context, part: str) -> SafeString:
    """The template ``part``, which gets ``visitor``, ``path`` (a tab's, else ''), ``here`` and ``words``."""
    request, user = context.get("request"), context.get("user")
    visitor = Visitor(
        is_authenticated=bool(user and user.is_authenticated),
        is_staff=bool(user and user.is_staff),
        cart_count=_number(context.get("cart_count")),
    )
    path = request.path if request and request.path in _tabs() else ""
    make = _rendered if settings.DEBUG else _kept
    html = make(part, visitor, path, get_language())
    html = html.replace(HERE, escape(request.get_full_path()) if request else "/")
    return mark_safe(html.replace(WORDS, escape(context.get("query") or "")))  # noqa: S308 - both are escaped


def _number(count) -> int:
    return (count() if callable(count) else count) or 0


def _rendered(part: str, visitor: Visitor, path: str, _language: str | None) -> str:
    return render_to_string(part, {"visitor": visitor, "path": path, "here": HERE, "words": WORDS})


_kept = lru_cache(maxsize=KEPT)(_rendered)


@cache
def _tabs() -> frozenset[str]:
    names = ("catalog:home", "catalog:categories", "orders:cart", "orders:index", "accounts:home")
    return frozenset(reverse(name) for name in names)
