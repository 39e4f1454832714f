"""Cards of goods and their pictures: dozens on a page, so they are written here and not by templates.

A card is kept for everything that it shows, and made anew as soon as any of that changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from catalog.cards import Card
from mall.accounts.templatetags.mall import about, yuan
from mall.languages import reads_english
from mall.uploads.templatetags.renditions import srcset

from .found import marked

register = template.Library()
KEPT = 8_192
SMALL, LARGE, TINY = "(min-width: 48rem) 15rem, 50vw", "(min-width: 48rem) 40rem, 100vw", "6rem"
_CARD = (
    '<a class="goods" href="{address}"><span class="goods__frame">{picture}</span>'
    '<span class="goods__body"><span class="goods__name">{name}{subtitle}</span>{chinese}'
    '<span class="goods__price"><span class="price">{price}</span>{was}</span>'
    '<span class="goods__foot"><span>{shop}</span>{foot}</span></span></a>'
)
_WAS = '<s class="price__was"><span class="visually-hidden">{words}</span>{price}</s>'
_INITIAL = (
    '<svg class="{css}" viewBox="0 0 100 100" aria-hidden="true"><text class="serif" x="50" y="52"'
    ' font-size="40" text-anchor="middle" dominant-baseline="middle" fill="currentColor" opacity="0.35">'
    "{initial}</text></svg>"
)


@register.simple_tag
def goods_grid(products: Iterable[Card], marks: str = "") -> SafeString:
    """A grid of cards; ``marks`` is the search that they answer."""
    before, _none, after = reverse("catalog:product", args=[0]).rpartition("0")
    make, language = _made if settings.DEBUG else _kept, get_language()
    items = "\n".join(
        f"<li>{make(card, marks, f'{before}{card.pk}{after}', language)}</li>" for card in products
    )
    return mark_safe(f'<ul class="grid grid--goods" role="list">\n{items}\n</ul>')  # noqa: S308 - escaped below


@register.simple_tag
def goods_card(product: Card, marks: str = "") -> SafeString:
    """One card by itself."""
    address = reverse("catalog:product", args=[product.pk])
    return mark_safe(_made(product, marks, address, get_language()))  # noqa: S308 - escaped below


def _made(card: Card, marks: str, address: str, _language: str | None) -> str:
    was = _WAS.format(words=gettext("划线价"), price=yuan(card.list_price)) if card.list_price else ""
    foot = gettext("已售 %(n)s") % {"n": about(card.sales_count)} if card.sales_count else escape(card.origin)
    return _CARD.format(
        address=address,
        picture=_picture(card.cover, card, "goods__picture"),
        **_words(card, marks),
        price=yuan(card.price_from),
        was=was,
        shop=escape(card.shop_title),
        foot=f"<span>{foot}</span>" if foot else "",
    )


def _words(card: Card, marks: str) -> dict[str, str]:
    """For readers of English the English name, the Chinese below it; without one the Chinese, marked so."""
    name = marked(card.name, marks) if marks else escape(card.name)
    subtitle = escape(card.subtitle)
    if not reads_english():
        more = f' <span class="muted">{subtitle}</span>' if subtitle else ""
        return {"name": name, "subtitle": more, "chinese": ""}
    if not card.name_en:
        more = f' <span class="muted" lang="zh">{subtitle}</span>' if subtitle else ""
        return {"name": f'<span lang="zh">{name}</span>', "subtitle": more, "chinese": ""}
    english = marked(card.name_en, marks) if marks else escape(card.name_en)
    below = f'<span class="goods__zh name-zh" lang="zh">{name}</span>'
    return {"name": english, "subtitle": "", "chinese": below}


_kept = lru_cache(maxsize=KEPT)(_made)


@register.simple_tag
def picture(picture, product, css="", eager=False, decorative=False, tiny=False) -> SafeString:
    """A stored picture with its smaller copies and its size; the product's initial where there is none.

    ``eager`` for the one that a page opens with, ``decorative`` where words beside it say the same,
    ``tiny`` where it is a thumb's width.
    """
    sizes = TINY if tiny else LARGE if eager else SMALL
    html = _picture(
        picture, product, css or "goods__picture", sizes, lazy=not eager, decorative=bool(decorative)
    )
    return mark_safe(html)  # noqa: S308 - every piece is escaped


def _picture(picture, product, css: str, sizes=SMALL, *, lazy=True, decorative=False) -> str:
    if not picture:
        return _INITIAL.format(css=css, initial=escape(getattr(product, "initial", "")))
    alt = "" if decorative else escape(picture.alt or getattr(product, "title", ""))
    copies = srcset(picture)
    return (
        f'<img class="{css}" src="{escape(picture.file.url)}"'
        + (f' srcset="{escape(copies)}" sizes="{sizes}"' if copies else "")
        + f' width="{picture.width}" height="{picture.height}" alt="{alt}"'
        + (' loading="lazy">' if lazy else ">")
    )
