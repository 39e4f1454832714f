"""What a shopper asked of a shelf: words, filters, order, page; read from an address and written back to one.

The same choice always gives the same address: names in one order, nothing empty, no defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.money import parse_yuan, yuan

from .facets import BRAND, CATEGORY, ORIGIN, SHOP, token
from .models.goods import ProductQuerySet

LONGEST_QUERY = 60
LONGEST_VALUE = 60
MOST_CHOSEN = 10  # values of one facet
RELEVANCE, SALES, NEWEST, PRICE, DEAREST = "relevance", "sales", "newest", "price", "price-desc"
SORTS = {
    RELEVANCE: _("相关"),
    SALES: _("畅销"),
    NEWEST: _("新品"),
    PRICE: _("价格从低到高"),
    DEAREST: _("价格从高到低"),
}
_PAGE = re.compile(r"[1-9]\d{0,5}", re.ASCII)


@dataclass(frozen=True)
class Selection:
    """Prices are fen. ``typed`` keeps prices that aren't any, ``errors`` says why, by field."""

    query: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_from: int | None = None
    price_to: int | None = None
    in_stock: bool = False
    sort: str = SALES
    page: int = 1
    default_sort: str = SALES
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, object] = field(default_factory=dict)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Every chosen value with its facet's name."""
        return [(name, value) for name, values in self.values.items() for value in values]

    @property
    def key(self) -> tuple:
        """What the set of goods depends on."""
        chosen = tuple(sorted(self.chosen))
        return self.query, chosen, self.price_from, self.price_to, self.in_stock

    @property
    def is_narrowed(self) -> bool:
        """If anything but words, order and page was chosen."""
        return bool(self.values or self.in_stock or self.price_from is not None or self.price_to is not None)

    @property
    def depth(self) -> int:
        """How many choices narrow the shelf, besides the department of a shop."""
        others = (self.in_stock, self.price_from is not None, self.price_to is not None)
        return sum(name != CATEGORY for name, _value in self.chosen) + sum(others)

    @property
    def price_words(self) -> str:
        """``¥10–¥50``, with one end open where it is."""
        low, high = (
            f"¥{_plain_yuan(fen)}" if fen is not None else "" for fen in (self.price_from, self.price_to)
        )
        return f"{low}–{high}"

    @property
    def bare(self) -> str:
        """The address with every filter taken away."""
        return self.address(values={}, price_from=None, price_to=None, in_stock=False)

    @property
    def canonical(self) -> str:
        """The address that stands for this selection whatever the order and page."""
        return self.address(sort=self.default_sort)

    @property
    def here(self) -> str:
        """The address of this very selection."""
        return self.address(page=self.page)

    def address(self, **changes) -> str:
        """The query string of this selection with ``changes``; on another shelf one begins at page 1."""
        other = replace(self, **{"page": 1, **changes})
        pairs = [("q", other.query)] if other.query else []
        pairs += other.chosen
        pairs += [
            (name, _plain_yuan(fen))
            for name, fen in (("price_from", other.price_from), ("price_to", other.price_to))
            if fen is not None
        ]
        if other.in_stock:
            pairs.append(("in_stock", "1"))
        if other.sort != other.default_sort:
            pairs.append(("sort", other.sort))
        if other.page > 1:
            pairs.append(("page", str(other.page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def of_category(self, slug: str) -> str:
        """The address of one category of a shop's goods; of all for no slug. What only another has goes."""
        kept = {name: its for name, its in self.values.items() if name in (BRAND, ORIGIN)}
        return self.address(values={CATEGORY: (slug,)} | kept if slug else kept)

    def without(self, name: str, value: str) -> str:
        """The address with one chosen value taken away."""
        values = {
            facet: tuple(v for v in its if (facet, v) != (name, value)) for facet, its in self.values.items()
        }
        return self.address(values={facet: its for facet, its in values.items() if its})

    def narrow(self, products: ProductQuerySet, *, but: str = "") -> ProductQuerySet:
        """Those of ``products`` that were chosen; without the choice of the facet named ``but``."""
        for name, values in self.values.items():
            if name == but:
                continue
            if name == SHOP:
                products = products.filter(shop__slug__in=values)
            elif name == CATEGORY:
                products = products.filter(category__slug__in=values)
            else:
                products = products.filter(facets__overlap=[token(name, value) for value in values])
        return products.filter(self._others())

    def _others(self) -> Q:
        wanted = Q()
        if self.price_from is not None:
            wanted &= Q(price_from__gte=self.price_from)
        if self.price_to is not None:
            wanted &= Q(price_from__lte=self.price_to)
        if self.in_stock:
            wanted &= Q(in_stock=True)
        return wanted


def _plain_yuan(fen: int) -> str:
    """``5000`` → ``50``: an address is read by people."""
    return yuan(fen).removesuffix(".00")


def read(
    asked: QueryDict,
    *,
    attributes: Iterable[str] = (),
    own: Iterable[str] = (BRAND, ORIGIN, SHOP),
    default_sort: str = SALES,
    query: str = "",
) -> Selection:
    """What an address asks for. The shelf filters by ``own`` facets and by ``attributes``."""
    sorts = [name for name in SORTS if name != RELEVANCE or default_sort == RELEVANCE]
    prices, typed, errors = _prices(asked)
    page = asked.get("page", "")
    return Selection(
        query=query,
        values=_values(asked, [*own, *attributes]),
        in_stock=asked.get("in_stock") == "1",
        sort=asked["sort"] if asked.get("sort") in sorts else default_sort,
        page=int(page) if _PAGE.fullmatch(page) else 1,
        default_sort=default_sort,
        typed=typed,
        errors=errors,
        **prices,
    )


def _values(asked: QueryDict, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in names:
        values = sorted({value for value in asked.getlist(name) if 0 < len(value) <= LONGEST_VALUE})
        if values:
            found[name] = tuple(values[:MOST_CHOSEN])
    return found


def _prices(asked: QueryDict) -> tuple[dict[str, int | None], dict[str, str], dict[str, object]]:
    found: dict[str, int | None] = {"price_from": None, "price_to": None}
    typed, errors = {}, {}
    for name in found:
        typed[name] = asked.get(name, "").strip()[:20]
        try:
            found[name] = parse_yuan(typed[name]) if typed[name] else None
        except DomainError as error:
            errors[name] = error.message
    low, high = found["price_from"], found["price_to"]
    if low is not None and high is not None and low > high:
        errors["price_to"] = _("最高价不能低于最低价。")
        found = {"price_from": None, "price_to": None}
    return found, typed, errors
