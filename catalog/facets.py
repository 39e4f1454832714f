"""By what goods are filtered: brand, origin, shop and the attributes that a category names.

A product carries its facets as tokens, ``name=value``, in one indexed array. Every short attribute is a
token; which of them a page offers is asked of the category when the page is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from mall.languages import in_reader_language
from mall.prepared import Query

from .models import Product

MOST_TOKENS, LONGEST_VALUE = 60, 40
MOST_COUNTED = 10_000
MOST_VALUES = 24
BRAND, ORIGIN, SHOP, CATEGORY = "brand", "origin", "shop", "category"
# Words of the address that no attribute may take.
RESERVED = frozenset(
    {BRAND, ORIGIN, SHOP, CATEGORY, "q", "page", "sort", "price_from", "price_to", "in_stock"}
)


def token(name: str, value: str) -> str:
    return f"{name.replace('=', ' ')}={value}"


def tokens(product: Product) -> list[str]:
    """What ``product`` is filtered by. Of an attribute with several values, each; long texts are none."""
    found = {token(BRAND, product.brand): None} if product.brand else {}
    if product.origin:
        found[token(ORIGIN, product.origin)] = None
    for name, value in product.attributes:
        if name not in RESERVED:
            found |= {token(name, part): None for part in values(value)}
    return list(found)[:MOST_TOKENS]


def values(text: str) -> list[str]:
    """``竹、木`` → 竹, 木."""
    parts = (part.strip() for part in text.split("、"))
    return [part for part in parts if part and len(part) <= LONGEST_VALUE]


@dataclass(frozen=True)
class Value:
    """A value of a facet, how people read it, and how many goods have it."""

    value: str
    name: str
    name_en: str
    count: int

    @property
    def title(self) -> str:
        """What people read, in their language where there are words for it."""
        return in_reader_language(self.name, self.name_en)


@dataclass(frozen=True)
class Counts:
    """How many goods there are in all, no further than one above ``MOST_COUNTED``, and of each value."""

    total: int
    values: Mapping[str, list[Value]]

    @property
    def is_capped(self) -> bool:
        return self.total > MOST_COUNTED

    @property
    def shown(self) -> str:
        """``1,234``, or ``10,000+``."""
        return f"{min(self.total, MOST_COUNTED):,}{'+' if self.is_capped else ''}"


# Tokens are counted first and taken apart then: there are few of them, and each stands at many products.
_TOKENS = """
SELECT name, substr(token, length(name) + 2), substr(token, length(name) + 2), '', n FROM (
    SELECT name, token, n, row_number() OVER (PARTITION BY name ORDER BY n DESC, token) AS place FROM (
        SELECT token, count(*) AS n FROM {hits}, unnest(facets) AS token GROUP BY token
    ) AS each, split_part(token, '=', 1) AS name WHERE name = ANY(%s)
) AS counted WHERE place <= {most}
"""
_SHOPS = """
SELECT 'shop', slug, name, name_en, n FROM (
    SELECT shop_id, count(*) AS n FROM {hits} GROUP BY shop_id ORDER BY n DESC, shop_id LIMIT {most}
) AS counted JOIN merchants_shop ON merchants_shop.id = shop_id
"""
_CATEGORIES = """
SELECT 'category', slug, name, name_en, n FROM (
    SELECT category_id, count(*) AS n FROM {hits} GROUP BY category_id
    ORDER BY n DESC, category_id LIMIT {most}
) AS counted JOIN catalog_category ON catalog_category.id = category_id
"""
_READ = ("facets", "shop_id", "category_id")
_BY_ROW = {SHOP: _SHOPS, CATEGORY: _CATEGORIES}


def totalling(products: models.QuerySet[Product]) -> Query | None:
    """The query for how many and which there are, which an index answers alone; of the first, where many."""
    try:
        hits, params = products.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:
        return None
    return f"SELECT count(*), sum(id) FROM ({hits}) AS hits(id)", params  # noqa: S608 - Django's own SQL


def total(query: Query) -> tuple[int, Decimal | None]:
    """What a ``totalling`` query says now: how many, and a stamp that differs where others took their place.

    Beyond ``MOST_COUNTED`` there is no stamp: which were looked at is by chance then.
    """
    with connection.cursor() as cursor:
        cursor.execute(*query)
        count, ids = cursor.fetchone()
    return count, ids if count <= MOST_COUNTED else None


def counting(groups: Iterable[tuple[Collection[str], models.QuerySet[Product]]]) -> Query | None:
    """The query for the commonest values of facets.

    A group is the names to count and the products to count over: a facet with a choice of its own is counted
    over what there would be without that choice. Of very many products only so many are looked at.
    """
    withs, selects, params, wanted = [], [], [], []
    for number, (names, products) in enumerate(groups):
        hits = f"hits_{number}"
        try:
            hit, its_params = products.values(*_READ)[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            return None
        withs.append(f"{hits} AS MATERIALIZED ({hit})")
        params += its_params
        if tokens_of := [name for name in names if name not in _BY_ROW]:
            selects.append(_TOKENS.format(hits=hits, most=MOST_VALUES))
            wanted.append(tokens_of)
        selects += [sql.format(hits=hits, most=MOST_VALUES) for name, sql in _BY_ROW.items() if name in names]
    query = f"WITH {', '.join(withs)} {' UNION ALL '.join(selects)} ORDER BY 5 DESC, 2"
    return query, [*params, *wanted]


def counted(query: Query) -> dict[str, list[Value]]:
    """What a ``counting`` query says now: values by facet, most first."""
    found: dict[str, list[Value]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*query)
        for name, *value in cursor.fetchall():
            found.setdefault(name, []).append(Value(*value))
    return found
