"""What a shopper may mean while still typing: categories, shops, brands and goods."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import search, shop_names, words
from .models import Product
from .tree import tree

MOST_OF_A_KIND = 3
MOST_GOODS = 6
LOOKED_AT = 200


@dataclass(frozen=True)
class Suggestion:
    """Something to go to; ``kind`` says what it is where that isn't plain."""

    words: str
    url: str
    kind: object = ""


def suggest(text: str) -> list[Suggestion]:
    """Suggestions for what has been typed, the broadest first. Three queries."""
    asked = words.fold(text).strip()
    if not search.Asked(asked):
        return []
    goods = _goods(text)
    found = [*_categories(asked), *_shops(text), *_brands(goods, asked)]
    names = list(dict.fromkeys(product.title for product in goods))[:MOST_GOODS]
    return [
        *found,
        *(Suggestion(name, f"{reverse('catalog:search')}?{urlencode({'q': name})}") for name in names),
    ]


def _categories(asked: str) -> list[Suggestion]:
    found = [node for node in tree().by_id.values() if _fits(asked, node.name, node.name_en)]
    return [
        Suggestion(node.title, reverse("catalog:category", args=[node.slug]), _("分类"))
        for node in found[:MOST_OF_A_KIND]
    ]


def _fits(asked: str, *names: str) -> bool:
    """If one of the names has what was asked for in it, or sounds as if it began so."""
    if any(asked in words.fold(name) for name in names):
        return True
    said = asked.replace(" ", "")
    return len(said) >= search.LEAST_SOUND and any(
        sound.startswith(said) for name in names for kind in words.sounds(name) for sound in kind
    )


def _shops(text: str) -> list[Suggestion]:
    found = shop_names.named(text, most=MOST_OF_A_KIND)
    return [Suggestion(shop.title, reverse("catalog:shop", args=[shop.slug]), _("店铺")) for shop in found]


def _goods(text: str) -> list[Product]:
    """Some that match, best-selling first. Of very many, any: the next letter will tell."""
    some = search.matching(Product.objects.on_sale(), text).order_by()
    found = list(some.only("pk", "name", "name_en", "brand", "sales_count")[:LOOKED_AT])
    return sorted(found, key=lambda product: (-product.sales_count, -product.pk))


def _brands(goods: list[Product], asked: str) -> list[Suggestion]:
    brands = dict.fromkeys(product.brand for product in goods if product.brand)
    found = [brand for brand in brands if _fits(asked, brand)]
    address = reverse("catalog:search")
    return [
        Suggestion(brand, f"{address}?{urlencode({'q': brand, 'brand': brand})}", _("品牌"))
        for brand in found[:MOST_OF_A_KIND]
    ]
