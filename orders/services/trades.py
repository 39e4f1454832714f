"""The life of a trade and its orders around payment: paid, closed, revived. (E14)

Everything here locks the trade first, then its orders, then payments, then stock: whoever comes second to a
trade finds what the first has made of it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment, Product
from catalog.services import stock
from mall import locks, rows
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.prepared import Found, Prepared, any_of
from mall.transitions import move
from orders import rules, states
from orders.models import LineKind, Order, OrderLine, Payment, PaymentState, Progress, Trade, TradeState

from .checkout import PAYMENT_STAGE

DISPATCH_STAGE = "dispatch"


class Look(NamedTuple):
    """A trade, its payments from the newest on, and its orders, each with its lines."""

    trade: Trade
    payments: list[Payment]
    orders: list[tuple[Order, list[OrderLine]]]


def look(buyer, number: str) -> Look | None:
    """What ``buyer`` sees of their own trade; None where they have none of that number. Four queries."""
    trade = _of_buyer.first(buyer.pk, number)
    if trade is None:
        return None
    orders, lines = _orders_with_shops.all(trade.pk), defaultdict(list)
    for line in _lines_of.all([order.pk for order in orders]):
        lines[line.order_id].append(line)
    return Look(trade, _payments_of.all(trade.pk), [(order, lines[order.pk]) for order in orders])


_of_buyer = Found(lambda buyer, number: Trade.objects.filter(buyer=buyer, number=number))
_payments_of = Found(lambda trade: Payment.objects.filter(trade=trade).order_by("-id"))
_orders_with_shops = Found(lambda trade: Order.objects.filter(trade=trade).order_by("id"), "shop")
_lines_of = Found(lambda orders: OrderLine.objects.filter(order__in=any_of(orders)).order_by("id"))


@locks.service
def cancel(*, actor, trade: Trade, now: datetime | None = None) -> Trade:
    """The shopper cancels a trade that isn't paid: all its orders end and its stock returns.

    Raises DomainError for somebody else's trade, ForbiddenMove for one that is paid or closed.
    """
    if trade.buyer_id != actor.pk:
        raise DomainError(_("只能取消自己的交易。"))
    now = now or timezone.now()
    trade = locks.lock_one(trade)
    clocks.cancel(trade, rules.PAYMENT_TERM, stage=PAYMENT_STAGE, now=now)
    return _close(trade, actor=actor, reason="", now=now)


@locks.service
def close_unpaid(*, trade: Trade, now: datetime) -> Trade:
    """End a trade whose payment term has run out: orders cancelled, payments closed, stock back. (E14)

    A payment that arrives from now on is a late one. Does nothing where the trade isn't unpaid any more.
    """
    trade = locks.lock_one(trade)
    if trade.state != TradeState.UNPAID:
        return trade
    _close(trade, actor=None, reason=str(_("超过付款期限")), now=now)
    notify(
        person=trade.buyer,
        key=f"trade:{trade.pk}:closed:{now.isoformat()}",
        title=format_lazy(_("交易 {number} 超时未付款，已自动取消"), number=trade.number),
        link=reverse("orders:trade", args=[trade.number]),
        rule=rules.PAYMENT_TERM.id,
    )
    return trade


def _close(trade: Trade, *, actor, reason: str, now: datetime) -> Trade:
    rule = rules.PAYMENT_TERM.id if actor is None else ""
    trade = move(
        states.TRADE, trade, "close", actor=actor, reason=reason, rule=rule, closed_at=now, cancelled_by=actor
    )
    orders = _locked_orders(trade)
    for order in orders:
        move(states.ORDER, order, "cancel", actor=actor, reason=reason, rule=rule, cancelled_at=now)
        Progress.objects.create(order=order, step="cancelled", at=now)
    pending = Payment.objects.filter(trade=trade, state=PaymentState.PENDING)
    for payment in locks.lock_found(Payment, pending.order_by().values("pk")).values():
        move(states.PAYMENT, payment, "close", actor=actor, reason=reason)
    stock.release(holders=_stocked_lines(orders))
    return trade


@locks.service
def mark_paid(*, trade: Trade, now: datetime) -> None:
    """A payment has arrived in time: the trade and its orders are paid, dispatch begins. Under lock."""
    trade = move(states.TRADE, trade, "pay", actor=None, paid_at=now)
    for order in _locked_orders(trade):
        move(states.ORDER, order, "pay", actor=None, paid_at=now)
        _begin_dispatch(order, now)
    clocks.meet(trade, rules.PAYMENT_TERM, stage=PAYMENT_STAGE, now=now)


def can_revive(trade: Trade) -> bool:
    """Whether a closed trade may be taken up again: its shopper wants it, and all of it is still on sale.

    Read without the shops' locks: a shop suspended in this very moment keeps the orders that it has, and
    this one was placed before.
    """
    if trade.cancelled_by_id:
        return False
    on_sale = Q(sku__is_active=True, sku__product__in=Product.objects.on_sale())
    goods = OrderLine.objects.filter(order__trade=trade, kind=LineKind.GOODS)
    return not goods.exclude(on_sale).exists()


@locks.service
def revive(*, trade: Trade, payment: Payment, now: datetime) -> None:
    """``payment`` has arrived late: take its closed trade up again if the stock can be had; under lock.

    Whether it may be at all, ``can_revive`` says. Raises OutOfStock, with nothing written, where it can't;
    the money then has to go back.
    """
    trade = move(states.TRADE, trade, "revive", actor=None, paid_at=now, closed_at=None)
    orders = _locked_orders(trade)
    for order in orders:
        move(states.ORDER, order, "revive", actor=None, paid_at=now, cancelled_at=None)
        _begin_dispatch(order, now)
    locks.lock_one(payment)  # whose money the caller takes in next: not after the stock
    lines = _stocked_lines(orders)
    stock.reserve(holders=[(line, line.sku_id, line.quantity) for line in lines])


def _begin_dispatch(order: Order, now: datetime) -> None:
    rows.insert(Progress(order=order, step="paid", at=now))
    if order.fulfilment == Fulfilment.MERCHANT:
        clocks.start(
            order,
            rules.DISPATCH_BY_MERCHANT,
            stage=DISPATCH_STAGE,
            owner=("shop", order.shop_id),
            warn_before=rules.DISPATCH_BY_MERCHANT.figure("warn_before", at=now),
            now=now,
        )


def _locked_orders(trade: Trade) -> list[Order]:
    return list(locks.lock_found(Order, _orders_of.query(trade.pk)).values())


_orders_of = Prepared(lambda trade: Order.objects.filter(trade=trade).order_by().values_list("pk"))


def _stocked_lines(orders: list[Order]) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order__in=orders).exclude(kind=LineKind.FREIGHT).order_by("id"))
