"""Orders found by what people type, however many there are: one index at a time.

A condition on several tables at once would make the database look at every order, so what the words mean is
found out first: a number, or else somebody's name, or else goods.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    Expression,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from merchants.models import Shop

from .models import Order, OrderLine, Shipment, SoldName, Trade

# Where goods stand on no more lines than this, their orders are looked up. Where they stand on more, whoever
# goes through a list from its top soon comes by a page of them.
MOST_LOOKED_UP = 20_000
MOST_NAMES = 20_000
LEAST_OF_A_NUMBER = 6  # digits: the day with which numbers begin
NAMESAKES = 50


def of_shop(rows: QuerySet[Order], words: str, *, shop: Shop) -> QuerySet[Order]:
    """Those of a shop's ``rows`` whose number begins with ``words``, or whose goods have them all."""
    if not words:
        return rows
    if words.isdecimal() and len(words) >= LEAST_OF_A_NUMBER:
        numbered = rows.filter(number__startswith=words)
        if numbered.order_by().exists():
            return numbered
    return _with_goods(rows, SoldName.objects.filter(shop=shop).saying(words))


def of_all(rows: QuerySet[Order], words: str) -> QuerySet[Order]:
    """What staff mean: the beginning of a number, or a shop's or buyer's whole name, or words of goods.

    The number may be an order's, a trade's or a parcel's.
    """
    if not words:
        return rows
    if words.isascii() and words.isalnum() and len(words) >= LEAST_OF_A_NUMBER:
        for numbered in _numbered(words):
            found = rows.filter(numbered)
            if found.order_by().exists():
                return found
    if whose := _whose(words):
        return rows.filter(whose)
    return _with_goods(rows, SoldName.objects.saying(words))


def _numbered(words: str) -> Iterable[Q]:
    yield Q(number__startswith=words)
    yield Q(trade__in=Trade.objects.filter(number__startswith=words).order_by().values("pk"))
    yield Q(pk__in=Shipment.objects.filter(tracking_number__startswith=words).order_by().values("order"))


def _whose(name: str) -> Q:
    """The orders of the shops and buyers of that name; empty where there are none."""
    shops = Shop.objects.filter(Q(name=name) | Q(name_en=name)).order_by("pk")
    buyers = get_user_model().objects.filter(display_name=name).order_by("pk")
    found = Q()
    for field, rows in (("shop", shops), ("buyer", buyers)):
        if ids := list(rows.values_list("pk", flat=True)[:NAMESAKES]):
            found |= Q(**{f"{field}__in": ids})
    return found


def _with_goods(rows: QuerySet[Order], names: QuerySet[SoldName]) -> QuerySet[Order]:
    skus = list(names.order_by().values_list("sku_id", flat=True)[: MOST_NAMES + 1])
    if not skus:
        return rows.none()
    if len(skus) > MOST_NAMES:
        sold = Q(sku__in=names.order_by().values("sku"))
    else:
        sold = Q(_is_one_of("sku_id", Value(sorted(skus), ArrayField(BigIntegerField()))))
        orders = OrderLine.objects.filter(sold).order_by().values("order_id")
        if orders[: MOST_LOOKED_UP + 1].count() <= MOST_LOOKED_UP:
            return rows.filter(_is_one_of("pk", ArraySubquery(orders)))
    return rows.filter(Exists(OrderLine.objects.filter(sold, order=OuterRef("pk"))))


def _is_one_of(column: str, values: Expression) -> Func:
    """``column = ANY(values)``: one test, and one look into the column's index, for an array of any size."""
    return Func(
        F(column),
        values,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
