"""Whether the books agree with each other: every cached figure recomputed, every effect counted. (B11.4)"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from catalog.models import Reservation, ReservationState
from mall.prepared import Prepared, total
from mall.subjects import kind_of
from orders.models import (
    Account,
    AccountKind,
    Entry,
    Journal,
    LineKind,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    Trade,
)

from . import freight, ledger, parcel_books, payout_books, settlement_books

BATCH = 1_000


def differences() -> list[str]:
    """What doesn't add up, a line each, exact to the fen and the piece; empty where all does."""
    checks = (
        _balances,
        _journals,
        _captures,
        _refunded,
        _refunds_under_way,
        _clearing,
        _orders_of_trades,
        _freight,
        _reservations,
        parcel_books.not_kept,
        settlement_books.settlements,
        settlement_books.settled_exactly,
        settlement_books.owed_to_shops,
        settlement_books.totals,
        payout_books.under_way,
        payout_books.each_payout,
    )
    return [words for check in checks for words in check()]


_unbalanced_accounts = Prepared(
    lambda: (
        Account.objects.filter(kind__in=ledger.KEPT)
        .annotate(real=_sum_of(Entry, "account", F("amount")))
        .exclude(balance=F("real"))
        .values_list("pk", "kind", "balance", "real")
    )
)


def _balances() -> Iterator[str]:
    for pk, kind, balance, real in _unbalanced_accounts.rows():
        yield f"account {pk} ({kind}): balance {balance}, its entries sum to {real}"


_unbalanced_journals = Prepared(
    lambda: (
        Journal.objects.order_by("id")
        .annotate(sum=Coalesce(Sum("entries__amount"), 0), n=Count("entries"))
        .filter(~Q(sum=0) | Q(n__lt=2))
        .values_list("pk", "key", "n", "sum")
    )
)


def _journals() -> Iterator[str]:
    for pk, key, n, sum_ in _unbalanced_journals.rows():
        yield f"journal {pk} ({key}): {n} entries sum to {sum_}"


def _sum_of(model: type[models.Model], by: str, figure) -> Coalesce:
    """The sum of a figure over the rows of ``model`` that point at a row of the query with ``by``."""
    rows = model._default_manager.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(rows.annotate(sum=Sum(figure)).values("sum")), 0)


_CAPTURED = Q(state=PaymentState.CAPTURED)
_booked_otherwise = Prepared(
    lambda: (
        Payment.objects.alias(booked=settlement_books.journal_of("capture", Payment))
        .filter((_CAPTURED & Q(booked=False)) | (~_CAPTURED & Q(booked=True)))
        .values_list("number", "state")
    )
)
# A wrong amount is lawful only where it pays for nothing and all of it goes home.
_SENT_HOME = Q(counts=False, refunded=F("captured"))
_captured_otherwise = Prepared(
    lambda: (
        Payment.objects.filter(_CAPTURED)
        .exclude(Q(captured=F("amount")) | _SENT_HOME)
        .values_list("number", "captured", "amount")
    )
)
_paid_otherwise = Prepared(
    lambda: (
        Trade.objects.annotate(n=Count("payments", filter=Q(payments__counts=True)))
        .exclude(Q(state="paid", n=1) | (~Q(state="paid") & Q(n=0)))
        .values_list("number", "state", "n")
    )
)


def _captures() -> Iterator[str]:
    for number, state in _booked_otherwise.rows():
        booked = "not booked" if state == PaymentState.CAPTURED else "booked"
        yield f"payment {number}: {state}, but its capture is {booked}"
    for number, captured, amount in _captured_otherwise.rows():
        yield f"payment {number}: captured {captured} of {amount}"
    for number, state, n in _paid_otherwise.rows():
        yield f"trade {number}: {state}, paid {n} times"


def _refunded_otherwise(model: type[models.Model], by: str) -> Prepared:
    return Prepared(
        lambda: (
            model._default_manager.annotate(asked=_sum_of(Refund, by, F("amount")))
            .exclude(refunded=F("asked"))
            .values_list("number", "refunded", "asked")
        )
    )


_refunds = {"payment": _refunded_otherwise(Payment, "payment"), "order": _refunded_otherwise(Order, "order")}
_refunded_too_much = Prepared(
    lambda: Payment.objects.filter(refunded__gt=F("captured")).values_list("number", "refunded", "captured")
)


def _refunded() -> Iterator[str]:
    for name, wrong in _refunds.items():
        for number, refunded, asked in wrong.rows():
            yield f"{name} {number}: refunded {refunded}, its refunds sum to {asked}"
    for number, refunded, captured in _refunded_too_much.rows():
        yield f"payment {number}: refunded {refunded} of {captured}"


_open_refunds = Prepared(lambda: total(Refund.objects.exclude(state=RefundState.DONE), "amount"))


def _refunds_under_way() -> Iterator[str]:
    [(open_refunds,)] = _open_refunds.rows()
    booked = -ledger.own_balances()[AccountKind.REFUNDS]
    if open_refunds != booked:
        yield f"refunds under way: {open_refunds}, the ledger has {booked}"


_under_way = Prepared(
    lambda: total(
        Order.objects.filter(state__in=(OrderState.PAID, OrderState.SHIPPED)), F("total") - F("refunded")
    )
)


def _clearing() -> Iterator[str]:
    [(owed,)] = _under_way.rows()
    booked = -ledger.own_balances()[AccountKind.BUYER_CLEARING]
    if owed != booked:
        yield f"buyer clearing: orders under way come to {owed}, the ledger has {booked}"


_trades_of_other_orders = Prepared(
    lambda: (
        Trade.objects.annotate(sum=Coalesce(Sum("orders__total"), 0))
        .exclude(total=F("sum"))
        .values_list("number", "total", "sum")
    )
)
_orders_of_other_lines = Prepared(
    lambda: (
        Order.objects.annotate(sum=_sum_of(OrderLine, "order", F("amount")))
        .exclude(total=F("sum"))
        .values_list("number", "total", "sum")
    )
)
_APART = (
    (Q(trade__state="unpaid") & ~Q(state="unpaid"))
    | (Q(trade__state="closed") & ~Q(state="cancelled"))
    | Q(trade__state="paid", state="unpaid")
)
_orders_apart = Prepared(lambda: Order.objects.filter(_APART).values_list("number", "state", "trade__state"))


def _orders_of_trades() -> Iterator[str]:
    for number, due, found in _trades_of_other_orders.rows():
        yield f"trade {number}: total {due}, its orders sum to {found}"
    for number, due, found in _orders_of_other_lines.rows():
        yield f"order {number}: total {due}, its lines sum to {found}"
    for number, state, of_trade in _orders_apart.rows():
        yield f"order {number}: {state} in a trade that is {of_trade}"


def _freight_lines() -> models.QuerySet[OrderLine]:
    return OrderLine.objects.filter(kind=LineKind.FREIGHT).order_by()


def _freight_otherwise() -> models.QuerySet:
    sums = _freight_lines().filter(order=OuterRef("pk")).values("order").annotate(sum=Sum("amount"))
    charged = Order.objects.filter(Q(freight__gt=0) | Exists(_freight_lines().filter(order=OuterRef("pk"))))
    charged = charged.annotate(sum=Coalesce(Subquery(sums.values("sum")), Value(0)))
    return charged.exclude(freight=F("sum")).values_list("number", "freight", "sum")


_other_freight = Prepared(_freight_otherwise)
_some_freight = Prepared(
    lambda after: (
        _freight_lines()
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "order__number", "amount", "terms")[:BATCH]
    )
)


def _freight() -> Iterator[str]:
    """What sending cost is what stands on the order's line, and what the terms it was placed with come to."""
    for number, charged, on_line in _other_freight.rows():
        yield f"order {number}: freight {charged}, its line says {on_line}"
    after = 0
    while lines := _some_freight.rows(after):
        for _pk, number, amount, terms in lines:
            if (due := freight.recomputed(json.loads(terms))) != amount:
                yield f"order {number}: freight {amount}, by its terms {due}"
        after = lines[-1][0]


def _held_otherwise() -> models.QuerySet:
    held = Reservation.objects.filter(
        holder_kind=kind_of(OrderLine), holder_id=OuterRef("pk"), state=ReservationState.HELD
    )
    pieces = held.order_by().values("holder_id").annotate(sum=Sum(F("quantity") - F("shipped")))
    first = Q(shipment_lines__shipment__replaces=None)
    rows = OrderLine.objects.exclude(kind=LineKind.FREIGHT).annotate(
        held=Coalesce(Subquery(pieces.values("sum")), 0),
        sent=Coalesce(Sum("shipment_lines__quantity", filter=first), 0),
    )
    wanting = Q(order__state__in=(OrderState.UNPAID, OrderState.PAID))
    wrong = rows.exclude((wanting & Q(held=F("quantity") - F("sent"))) | (~wanting & Q(held=0)))
    return wrong.values_list("order__number", "pk", "held", "quantity", "sent")


_other_reservations = Prepared(_held_otherwise)


def _reservations() -> Iterator[str]:
    """What is held for a line is what of it is still to be sent."""
    for number, pk, held, quantity, sent in _other_reservations.rows():
        yield f"order {number}, line {pk}: {held} held of {quantity}, {sent} sent"
