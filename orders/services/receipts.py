"""Receipt: confirmed by the buyer or by its term; and what ends an order that nobody received. (B11.3)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.deadlines import services as clocks
from mall.deadlines.models import Clock
from mall.notifications.services import notify
from mall.transitions import move
from orders import rules, states
from orders.models import Order, OrderState, Progress, Shipment
from orders.models.fulfilment import GOING_BACK

from . import refunds, settlement

RECEIPT_STAGE = "receipt"


def can_receive(order: Order, parcels: Iterable[Shipment]) -> bool:
    """Whether the buyer may confirm receipt of an order with these ``parcels`` now."""
    return order.state == OrderState.SHIPPED and not any(parcel.state in GOING_BACK for parcel in parcels)


@locks.service
def confirm_receipt(*, actor, order: Order, now: datetime | None = None) -> Order:
    """The buyer has the goods: the order is completed and settled with its merchant. (B11.3, B11.4)

    Raises RuleError B11.3 for anybody but the buyer and while a parcel of it is going back, ForbiddenMove
    unless the order is under way.
    """
    order = locks.lock_one(order)
    rules.RECEIPT.require(order.buyer_id == actor.pk, _("只有买家本人可以确认收货。"))
    rules.RECEIPT.require(
        not order.shipments.going_back().exists(), _("有包裹正在退回商家，退款后再确认收货。")
    )
    return _receive(order, actor=actor, now=now or timezone.now())


@locks.service
def receive_by_term(*, order: Order, now: datetime) -> None:
    """The receipt term has run out without a word: confirm for the buyer, unless something is open. (B11.3)

    A refund under way or a parcel in dispute starts the term anew. Called by the clock.
    """
    order = locks.lock_one(order)
    if order.state != OrderState.SHIPPED:
        return
    if _is_open(order):
        await_receipt(order, now)
        return
    _receive(order, actor=None, now=now)
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:received",
        title=format_lazy(_("订单 {number} 已按期自动确认收货"), number=order.number),
        link=reverse("orders:order", args=[order.number]),
        rule=rules.RECEIPT.id,
    )


@locks.service
def remind_receipt(*, order: Order, due_at: datetime) -> None:
    """Tell the buyer that receipt is about to be confirmed for them, once a term; not while that won't be."""
    if _is_open(order):
        return
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:receipt-soon:{due_at:%Y%m%d%H}",
        title=format_lazy(_("订单 {number} 即将自动确认收货，请先验收"), number=order.number),
        link=reverse("orders:order", args=[order.number]),
        rule=rules.RECEIPT.id,
    )


def _is_open(order: Order) -> bool:
    """Whether something about it is to be settled before receipt is confirmed for the buyer."""
    return refunds.is_open(order) or order.shipments.unsettled().exists()


def _receive(order: Order, *, actor, now: datetime) -> Order:
    order = move(states.ORDER, order, "receive", actor=actor, rule=rules.RECEIPT.id, received_at=now)
    clocks.meet(order, rules.RECEIPT, stage=RECEIPT_STAGE, now=now)
    for shipment in order.shipments.order_by("id"):
        if states.SHIPMENT.allows(shipment.state, "accept"):
            decided_at = now if shipment.contested_at else None
            changes = {"answer_due_at": None, "decided_at": shipment.decided_at or decided_at}
            move(states.SHIPMENT, shipment, "accept", actor=actor, rule=rules.RECEIPT.id, **changes)
    clocks.cancel_all(order, now=now)  # nobody owes an answer on a parcel that the buyer has
    Progress.objects.create(order=order, step="received", at=now)
    settlement.settle(order=order)
    return order


def end_if_nothing_is_kept(order: Order, now: datetime) -> None:
    """End an order all of whose parcels came back or were lost. Called under its lock, after stock. (E14-2)

    What of its price stays, a way back that the buyer bears, is settled with the merchant.
    """
    if order.state != OrderState.SHIPPED or order.shipments.not_gone().exists():
        return
    order = move(states.ORDER, order, "end_unreceived", actor=None, rule=rules.REFUSAL.id)
    clocks.cancel_all(order, now=now)
    Progress.objects.create(order=order, step="unreceived", at=now)
    settlement.settle(order=order)


def await_receipt(order: Order, now: datetime, *, due_at: datetime | None = None) -> None:
    """Start the receipt clock of an order whose last parcel has left. Called under its lock. (B11.3)"""
    clocks.start(
        order,
        rules.RECEIPT,
        stage=RECEIPT_STAGE,
        owner=("person", order.buyer_id),
        warn_before=rules.RECEIPT.figure("warn_before", at=now),
        due_at=due_at,
        now=now,
    )


def restart_receipt(order: Order, now: datetime) -> None:
    """The buyer's term begins anew, for goods that are coming after all, and never ends before it would have.

    Called under the order's lock.
    """
    if order.state == OrderState.SHIPPED:
        running = Clock.objects.about(order).running().filter(rule=rules.RECEIPT.id, stage=RECEIPT_STAGE)
        before = running.values_list("due_at", flat=True).first()
        anew = now + rules.RECEIPT.figure(at=now)
        clocks.cancel(order, rules.RECEIPT, stage=RECEIPT_STAGE, now=now)
        await_receipt(order, now, due_at=max(before, anew) if before else anew)
