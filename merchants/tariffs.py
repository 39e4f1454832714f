"""Freight templates as they are reckoned with: plain values, read in one query, one arithmetic everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from mall.accounts import divisions
from mall.prepared import Prepared, any_of

from .models import FreightMethod, FreightRate, FreightTemplate

_RATE = ("divisions", "first_units", "first_fee", "next_units", "next_fee")
_TEMPLATE = ("name", "method", "free_above", "not_served")


@dataclass(frozen=True)
class Rate:
    """What so many pieces or grams cost to ``divisions``, or to everywhere else without any. Fees are fen."""

    divisions: tuple[str, ...]
    first_units: int
    first_fee: int
    next_units: int
    next_fee: int

    def fee(self, units: int) -> int:
        """In fen; a part of the next units counts whole, and what weighs nothing as the first ones."""
        more = max(0, units - self.first_units)
        return self.first_fee - (-more // self.next_units) * self.next_fee

    @property
    def is_free(self) -> bool:
        return not self.first_fee and not self.next_fee


@dataclass(frozen=True)
class Tariff:
    """A template with its rates."""

    name: str
    method: str
    free_above: int | None
    not_served: tuple[str, ...]
    rates: tuple[Rate, ...]

    @property
    def by_weight(self) -> bool:
        return self.method == FreightMethod.WEIGHT

    def units(self, goods: Iterable[tuple[int, int]]) -> int:
        """What is counted of ``goods``, pairs of a piece's grams and how many: pieces, or grams."""
        if self.method == FreightMethod.FLAT:
            return 1
        return sum(pieces * (grams if self.by_weight else 1) for grams, pieces in goods)

    def rate_to(self, division: str) -> Rate | None:
        """The rate to a district, or a city; None where the shop doesn't send there.

        The city's own rate comes before its province's, and that before the one for everywhere else.
        Raises UnknownDivision.
        """
        for code in reversed(divisions.line(division)):
            if code in self.not_served:
                return None
            if found := next((rate for rate in self.rates if code in rate.divisions), None):
                return found
        return self.elsewhere

    @property
    def elsewhere(self) -> Rate | None:
        return next((rate for rate in self.rates if not rate.divisions), None)

    def is_free_from(self, goods_total: int) -> bool:
        return self.free_above is not None and goods_total >= self.free_above

    def fee(self, *, units: int, goods_total: int, division: str) -> int | None:
        """Freight in fen for ``units`` of goods that cost ``goods_total``; None where it isn't sent there."""
        rate = self.rate_to(division)
        if rate is None:
            return None
        return 0 if self.is_free_from(goods_total) else rate.fee(units)

    def span(self, *, units: int, goods_total: int) -> tuple[int, int]:
        """The least and the most that it costs, by where it goes."""
        if self.is_free_from(goods_total):
            return 0, 0
        fees = [rate.fee(units) for rate in self.rates] or [0]
        return min(fees), max(fees)


class Tariffs:
    """The templates of ``shops``, by id: one query, once one is asked for."""

    def __init__(self, shops: Iterable[int]):
        self._shops = set(shops)

    @cached_property
    def _found(self) -> tuple[dict[int, Tariff], dict[int, Tariff]]:
        """By the template's id, and the default by the shop's."""
        by_id, defaults = {}, {}
        for pk, shop, is_default, row in _of_shops.rows(list(self._shops)):
            by_id[pk] = read(row)
            if is_default:
                defaults[shop] = by_id[pk]
        return by_id, defaults

    def of(self, *, shop: int, template: int | None) -> Tariff | None:
        """What goods of ``shop`` that name ``template`` go by; None sends free everywhere."""
        by_id, defaults = self._found
        return by_id.get(template) if template else defaults.get(shop)


def of_goods(*, template: str = "freight_template", shop: str = "shop") -> Subquery:
    """The row of what goods go by: the template that they name, else their shop's default; None for neither.

    To stand in a query for goods, with the names there of the columns that point at template and shop.
    """
    found = FreightTemplate.objects.filter(
        Q(pk=OuterRef(template)) | Q(shop=OuterRef(shop), is_default=True)
    ).order_by("is_default", "pk")
    return Subquery(as_rows(found).values("row")[:1])


def as_rows(templates: QuerySet[FreightTemplate]) -> QuerySet[FreightTemplate]:
    """With everything that ``read`` wants as one value, ``row``."""
    rates = FreightRate.objects.filter(template=OuterRef("pk")).order_by("position", "pk")
    rate = JSONObject(**{name: name for name in _RATE})
    names = {name: name for name in _TEMPLATE}
    return templates.annotate(row=JSONObject(**names, rates=ArraySubquery(rates.values(row=rate))))


_of_shops = Prepared(
    lambda shops: (
        as_rows(FreightTemplate.objects.filter(shop__in=any_of(shops)))
        .order_by("pk")
        .values_list("pk", "shop", "is_default", "row")
    )
)


def read(row: Mapping | str) -> Tariff:
    """A tariff of what ``as_rows`` gave."""
    values = json.loads(row) if isinstance(row, str) else dict(row)
    rates = tuple(read_rate(rate) for rate in values.pop("rates"))
    return Tariff(**values | {"not_served": tuple(values["not_served"]), "rates": rates})


def read_rate(row: Mapping) -> Rate:
    return Rate(**dict(row) | {"divisions": tuple(row["divisions"])})


def of_template(template: FreightTemplate) -> Tariff:
    return read(as_rows(FreightTemplate.objects.filter(pk=template.pk)).values_list("row", flat=True).get())


def as_kept(rate: Rate) -> dict:
    """A rate for JSON; ``read_rate`` reads it back."""
    return asdict(rate) | {"divisions": list(rate.divisions)}
