"""A shelf: goods that can be bought, narrowed by what a shopper chose, in an order, page by page.

Fast whatever there is: nothing is counted beyond 10,000; every order has an index that a page can be read
from; and where few goods match, those are sorted instead: walking the index would look at all that don't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Expression, ExpressionWrapper, F
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from mall.kept import Kept
from mall.prepared import Composed, Query

from . import facets, open_shops
from .cards import Card, cards, cards_among, ids_of
from .facets import BRAND, CATEGORY, ORIGIN, SHOP, Counts, Value
from .models import CategoryAttribute, Product
from .models.goods import ProductQuerySet
from .selection import DEAREST, NEWEST, PRICE, RELEVANCE, SALES, SORTS, Selection

A_PAGE = 24
AT_ONCE = 8  # values of a facet
DEEPEST = 2_000  # pages
MOST_RANKED = 2_000
RANKED_OF_MANY = 20 * A_PAGE
ORDERS = {
    SALES: ("-sales_count", "-id"),
    NEWEST: ("-on_sale_at", "-id"),
    PRICE: ("price_from", "id"),
    DEAREST: ("-price_from", "-id"),
}
_NOTHING_ADDED = {"on_sale_at": timedelta(0)}

_kept: Kept[Counts] = Kept("KEEP_COUNTS_SECONDS", most=1_000)
_values: Kept[dict[str, list[Value]]] = Kept("KEEP_FACETS_SECONDS", most=1_000)
_queries = Composed(most=2_000)


class Choice(NamedTuple):
    """A value in the filters as people read it, how many goods have it, and if it is chosen."""

    value: str
    title: str
    count: int
    is_chosen: bool


class Facet(NamedTuple):
    """One group of the filters: ``first`` is shown at once, ``more`` when asked for."""

    name: str
    title: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


class Shelf:
    """``goods`` gives all that may stand on it, and follows from ``key`` and the selection's words alone.

    ``leaves`` are the categories of the goods where it is a category's shelf; ``rank`` says how well goods
    answer, where words were asked for; ``own`` are the facets that it has whatever its goods. With `CATEGORY`
    among them it is parted into ``departments``.
    """

    def __init__(
        self,
        goods: Callable[[], ProductQuerySet],
        selection: Selection,
        *,
        key: tuple,
        leaves: Sequence[int] = (),
        attributes: Sequence[CategoryAttribute] = (),
        own: Sequence[str] = (BRAND, ORIGIN, SHOP),
        rank: Expression | None = None,
    ):
        self.rank, self.own = rank, own
        self._goods, self.selection, self.key = goods, selection, key
        self.leaves, self.attributes = leaves, attributes

    @cached_property
    def goods(self) -> ProductQuerySet:
        return self._goods()

    @cached_property
    def narrowed(self) -> ProductQuerySet:
        return self.selection.narrow(self.goods)

    @cached_property
    def counts(self) -> Counts:
        """Of the goods as of a moment ago, and of each value that narrows them up to half a minute ago."""
        return _kept.get((self.key, self.selection.key), self._count)

    def _count(self) -> Counts:
        query = self._composed("total", compose=lambda: facets.totalling(self.narrowed))
        total, stamp = facets.total(query) if query else (0, None)
        if not total and not self.selection.is_narrowed:
            return Counts(0, {})
        names = [*self.own, *(attribute.name for attribute in self.attributes)]
        key = (self.key, self.selection.key, *names, total, stamp, open_shops.stamp())
        return Counts(total, _values.get(key, lambda: self._values(names)))

    def _values(self, names: Sequence[str]) -> dict[str, list[Value]]:
        query = self._composed("values", *names, compose=lambda: self._counting(names))
        return facets.counted(query) if query else {}

    def _composed(self, *key, compose: Callable[[], Query | None]) -> Query | None:
        return _queries.get((self.key, self.selection.key, *key), compose)

    def _counting(self, names: Sequence[str]) -> Query | None:
        chosen = self.selection.values
        over = {name: self.selection.narrow(self.goods, but=name) for name in chosen}
        if CATEGORY in names and self.selection.is_narrowed:
            over[CATEGORY] = self.goods  # ways through the whole shelf, whatever is chosen
        groups = [([name for name in names if name not in over], self.narrowed.order_by())]
        groups += [([name], goods.order_by()) for name, goods in over.items()]
        return facets.counting(groups)

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that could change anything: with two values at least, or with a choice made."""
        titles: dict[str, object] = {BRAND: _("品牌"), ORIGIN: _("产地"), SHOP: _("店铺")}
        titles = {name: title for name, title in titles.items() if name in self.own}
        titles |= {attribute.name: attribute.label for attribute in self.attributes}
        found = (self._facet(name, title) for name, title in titles.items())
        return [facet for facet in found if facet is not None]

    def _facet(self, name: str, title: object) -> Facet | None:
        chosen, values = self.selection.values.get(name, ()), self.counts.values.get(name, [])
        if len(values) < 2 and not chosen:
            return None
        known = {value.value for value in values}
        values = [*values, *(Value(value, value, "", 0) for value in chosen if value not in known)]
        read = {attribute.name: attribute.choice_label for attribute in self.attributes}.get(name)
        choices = [
            Choice(v.value, read(v.value) if read else v.title, v.count, v.value in chosen) for v in values
        ]
        first, more = choices[:AT_ONCE], choices[AT_ONCE:]
        first += [choice for choice in more if choice.is_chosen]
        more = [choice for choice in more if not choice.is_chosen]
        return Facet(name, str(title), tuple(first), tuple(more))

    @cached_property
    def departments(self) -> list[tuple[str, str, str, bool]]:
        """The categories of the goods: value, name, address, and if it is chosen; the fullest first."""
        chosen = self.selection.values.get(CATEGORY, ())
        return [
            (v.value, v.title, self.selection.of_category(v.value), v.value in chosen)
            for v in self.counts.values.get(CATEGORY, [])
        ]

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen, in words, with the address without it."""
        selection = self.selection
        titles = {(facet.name, c.value): c.title for facet in self.facets for c in facet.first}
        chips = [
            (str(titles.get((name, value), value)), selection.without(name, value))
            for name, value in selection.chosen
            if name != CATEGORY  # seen among the departments
        ]
        if selection.price_from is not None or selection.price_to is not None:
            chips.append((selection.price_words, selection.address(price_from=None, price_to=None)))
        if selection.in_stock:
            chips.append((_("有货"), selection.address(in_stock=False)))
        return chips

    @property
    def sorts(self) -> list[tuple[object, str, bool]]:
        """The orders: name, address, and if it is the present one."""
        chosen = self.selection
        return [
            (title, chosen.address(sort=sort), sort == chosen.sort)
            for sort, title in SORTS.items()
            if sort != RELEVANCE or chosen.default_sort == RELEVANCE
        ]

    @cached_property
    def page(self) -> Page:
        """The page that was asked for, or the last one where there are fewer."""
        if not self.counts.total:
            return Page([], 1, has_next=False)
        if not self.counts.is_capped:
            return self._page(min(self.selection.page, _pages(self.counts.total)))
        found = self._page(self.selection.page)
        if found.products:
            return found
        return self._page(_pages(self.narrowed.order_by()[: DEEPEST * A_PAGE].count()))

    def _page(self, number: int) -> Page:
        number = min(number, DEEPEST)
        found = self._cards((number - 1) * A_PAGE, A_PAGE + 1)
        return Page(found[:A_PAGE], number, has_next=len(found) > A_PAGE and number < DEEPEST)

    def _cards(self, start: int, length: int) -> list[Card]:
        total, sort = self.counts.total, self.selection.sort
        if sort == RELEVANCE and total > MOST_RANKED:
            return self._best_of_many(start, length)
        key = (sort, self.counts.is_capped, tuple(self.leaves), start, length)
        query = self._composed("cards", *key, compose=lambda: self._ids(start, length))
        return cards_among(*query) if query else []

    def _ids(self, start: int, length: int) -> Query | None:
        """The query for the ids of a part of what is chosen, in the order that is."""
        if self.selection.sort == RELEVANCE:
            return ids_of(self._ranked(self.narrowed)[start : start + length])
        order = ORDERS[self.selection.sort]
        if (self.selection.values or self.selection.query) and not self.counts.is_capped:
            order = [_unindexed(name) for name in order]
        elif len(self.leaves) > 1:
            return _merged(self.narrowed, order, self.leaves, start, length)
        return ids_of(self.narrowed.order_by(*order)[start : start + length])

    def _best_of_many(self, start: int, length: int) -> list[Card]:
        """By rank, but only the best-selling are ranked; the others follow by sales."""
        selling = self.narrowed.order_by(*ORDERS[SALES])
        best = Product.objects.filter(pk__in=selling.values("pk")[:RANKED_OF_MANY])
        ids = _slice(self._ranked(best), start, length) if start < RANKED_OF_MANY else []
        return cards(ids + _slice(selling, max(start, RANKED_OF_MANY), length - len(ids)))

    def _ranked(self, products: ProductQuerySet) -> ProductQuerySet:
        return products.annotate(rank=self.rank).order_by("-rank", *ORDERS[SALES])


def _pages(total: int) -> int:
    return -(-total // A_PAGE) or 1


def _slice(products: ProductQuerySet, start: int, length: int) -> list[int]:
    return list(products.values_list("pk", flat=True)[start : start + length]) if length > 0 else []


def _unindexed(name: str) -> Expression | str:
    """An order that no index gives, so that what matches is found first and sorted then."""
    field = name.lstrip("-")
    if field == "id":
        return name
    same = ExpressionWrapper(
        F(field) + _NOTHING_ADDED.get(field, 0), output_field=Product._meta.get_field(field)
    )
    return same.desc() if name.startswith("-") else same.asc()


def _merged(
    products: ProductQuerySet, order: Sequence[str], leaves: Sequence[int], start: int, length: int
) -> Query:
    """A query for ids of several categories' goods in one order: so many of each, by its index; merged."""
    first = order[0].lstrip("-")
    direction = "DESC" if order[0].startswith("-") else "ASC"
    one = products.filter(category=RawSQL("leaf.id", ())).order_by(*order)
    sql, params = one.values_list("pk", first)[: start + length].query.sql_with_params()
    query = (
        "SELECT shelf.id FROM unnest(%s::bigint[]) AS leaf(id)"  # noqa: S608 - Django's own SQL
        f" CROSS JOIN LATERAL ({sql}) AS shelf(id, place)"
        f" ORDER BY shelf.place {direction}, shelf.id {direction} LIMIT %s OFFSET %s"
    )
    return query, [list(leaves), *params, length, start]


@dataclass(frozen=True)
class Page:
    """Some goods in their order, and if there are more."""

    products: list[Card]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Card]:
        return iter(self.products)

    def __len__(self) -> int:
        return len(self.products)

    @property
    def has_previous(self) -> bool:
        return self.number > 1
