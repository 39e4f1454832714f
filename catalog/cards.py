"""What the cards of goods show, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from mall.languages import in_reader_language

from .models import SKU, Picture, Product
from .models.goods import initial_of

NEWEST = ("-on_sale_at", "-id")


def with_pictures(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with their pictures as ``gallery``."""
    return products.prefetch_related(
        Prefetch("pictures", queryset=Picture.objects.order_by("position", "id"), to_attr="gallery")
    )


def with_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with what their cards show: picture, shop, and the list price beside the lowest price."""
    cheapest = SKU.objects.filter(product=OuterRef("pk"), is_active=True, price=OuterRef("price_from"))
    return (
        with_pictures(products)
        .select_related("shop")
        .defer("search", "pinyin", "facets", "description")
        .annotate(list_price=Subquery(cheapest.order_by("position", "id").values("list_price")[:1]))
    )


@dataclass(frozen=True)
class File:
    name: str

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


@dataclass(frozen=True)
class Cover:
    """A product's first picture."""

    file: File
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Seller:
    title: str


@dataclass(frozen=True)
class Card:
    """Everything that catalog/card.html may show of a product, by the product's own names."""

    pk: int
    name: str
    subtitle: str
    initial: str
    origin: str
    price_from: int
    list_price: int | None
    sales_count: int
    shop: Seller
    gallery: tuple[Cover, ...]


def card_of(product: Product) -> Card:
    """The card of a product that came ``with_cards``."""
    covers = (Cover(File(p.file.name), p.width, p.height, p.alt) for p in product.gallery[:1])
    return Card(
        pk=product.pk,
        name=product.name,
        subtitle=product.subtitle,
        initial=product.initial,
        origin=product.origin,
        price_from=product.price_from,
        list_price=product.list_price,
        sales_count=product.sales_count,
        shop=Seller(product.shop.title),
        gallery=tuple(covers),
    )


def cards(ids: Sequence[int]) -> list[Card]:
    """The cards of products in the order of ``ids``. One query, and no more of each row than is shown."""
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(ids)])
        found = {row[0]: _read(*row) for row in cursor.fetchall()}
    return [found[pk] for pk in ids if pk in found]


def _read(pk, name, subtitle, origin, price, list_price, sold, shop, shop_en, *cover) -> Card:
    file, width, height, alt = cover
    return Card(
        pk=pk,
        name=name,
        subtitle=subtitle,
        initial=initial_of(name),
        origin=origin,
        price_from=price,
        list_price=list_price,
        sales_count=sold,
        shop=Seller(in_reader_language(shop, shop_en)),
        gallery=(Cover(File(file), width, height, alt),) if file else (),
    )


_CARDS = """
SELECT product.id, product.name, subtitle, origin, price_from, cheapest.list_price, sales_count,
       shop.name, shop.name_en, cover.file, cover.width, cover.height, cover.alt
FROM catalog_product product
JOIN merchants_shop shop ON shop.id = product.shop_id
LEFT JOIN LATERAL (
    SELECT list_price FROM catalog_sku
    WHERE product_id = product.id AND is_active AND price = price_from ORDER BY position, id LIMIT 1
) cheapest ON true
LEFT JOIN LATERAL (
    SELECT file, width, height, alt FROM catalog_picture
    WHERE product_id = product.id ORDER BY position, id LIMIT 1
) cover ON true
WHERE product.id = ANY(%s)
"""
