"""What the cards of goods show, wherever they stand: one query, and no more of each row than is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import QuerySet

from mall.languages import in_reader_language
from mall.prepared import Query

from .models import Product
from .models.goods import initial_of

NEWEST = ("-on_sale_at", "-id")


class File(NamedTuple):
    name: str

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


class Cover(NamedTuple):
    """A product's first picture."""

    file: File
    width: int
    height: int
    alt: str


class Card(NamedTuple):
    """Everything that a card may show of a product, by the product's own names."""

    pk: int
    name: str
    name_en: str
    subtitle: str
    origin: str
    price_from: int
    list_price: int | None
    sales_count: int
    shop_title: str
    cover: Cover | None

    @property
    def initial(self) -> str:
        return initial_of(self.name)

    @property
    def title(self) -> str:
        """The name in the reader's language, where there is one."""
        return in_reader_language(self.name, self.name_en)


def cards(ids: Sequence[int]) -> list[Card]:
    """The cards of products in the order of ``ids``; what isn't there any more is left out."""
    return _read("unnest(%s::bigint[]) WITH ORDINALITY", [list(ids)]) if ids else []


def cards_of(products: QuerySet[Product]) -> list[Card]:
    """The cards of ``products`` in their order."""
    query = ids_of(products)
    return cards_among(*query) if query else []


def ids_of(products: QuerySet[Product]) -> Query | None:
    """The query for the ids of ``products``; None where there can't be any."""
    try:
        return products.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None


def cards_among(sql: str, params: Sequence) -> list[Card]:
    """The cards of the products whose ids ``sql`` selects, in its order."""
    return _read(f"(SELECT id, row_number() OVER () FROM ({sql}) AS goods(id))", params)  # noqa: S608 - own SQL


def by_id(cards: Iterable[Card]) -> dict[int, Card]:
    return {card.pk: card for card in cards}


def _read(shown: str, params: Sequence) -> list[Card]:
    with connection.cursor() as cursor:
        cursor.execute(_CARDS.format(shown=shown), params)
        return [_card(*row) for row in cursor.fetchall()]


def _card(
    pk, name, name_en, subtitle, origin, price, list_price, sold, shop, shop_en, file, *size_and_alt
) -> Card:
    cover = Cover(File(file), *size_and_alt) if file else None
    title = in_reader_language(shop, shop_en)
    return Card(pk, name, name_en, subtitle, origin, price, list_price, sold, title, cover)


# The list price is that of the spec whose price is shown.
_CARDS = """
SELECT product.id, product.name, product.name_en, subtitle, origin, price_from, cheapest.list_price,
       sales_count, shop.name, shop.name_en, cover.file, cover.width, cover.height, cover.alt
FROM {shown} AS shown(id, place)
JOIN catalog_product product ON product.id = shown.id
JOIN merchants_shop shop ON shop.id = product.shop_id
LEFT JOIN LATERAL (
    SELECT list_price FROM catalog_sku
    WHERE product_id = product.id AND is_active AND price = price_from ORDER BY position, id LIMIT 1
) cheapest ON true
LEFT JOIN LATERAL (
    SELECT file, width, height, alt FROM catalog_picture
    WHERE product_id = product.id ORDER BY position, id LIMIT 1
) cover ON true
ORDER BY shown.place
"""
