"""What becomes of parcels on their way: failed, refused, sent back, missing, broken, found. (E14-2, E15)

The shop says what the carrier tells it, the buyer what reached them. Each step moves the parcel by its table,
is on record and told to the other side. Where the shop owes an answer a clock runs, and its silence decides
for the buyer. Everything here locks the order, then its parcels, then stock and the books.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from orders import rules
from orders.models import Cause, Condition, Order, Shipment, ShipmentLine, ShipmentState

from . import fulfilment, parcel_money
from .parcel_steps import (
    end_if_nothing_is_kept,
    locked,
    pay_back,
    require_movable,
    step,
    tell_buyer,
    tell_shop,
    tend,
)

REFUSALS = (Cause.UNWANTED, Cause.DAMAGED, Cause.WRONG)
FAILURES = (Cause.ABSENT, Cause.ADDRESS, Cause.CARRIER)
REPORTS = (Cause.MISSING, Cause.DAMAGED)
# Where a parcel that has come after all is a surprise, which its buyer tells at once.
NOT_EXPECTED = (
    ShipmentState.REFUSED,
    ShipmentState.RETURNING,
    ShipmentState.REPORTED,
    ShipmentState.CONTESTED,
)
MOST_TOLD = 3  # failed attempts of which the buyer is told one by one


# --- What the carrier tells the shop ---


@locks.service
def fail(*, actor, shipment: Shipment, cause: str, now: datetime | None = None) -> Shipment:
    """The carrier couldn't deliver: counted, and the buyer told why and what they can say to it.

    Whoever else was the cause once stays it: the buyer bears a way back only where each attempt failed by
    theirs. Raises RuleError E14-2 for a cause that is none and too soon after the attempt before,
    ForbiddenMove unless it is on its way.
    """
    now, order, shipment = locked(shipment, now)
    rules.REFUSAL.require(cause in FAILURES, _("请选择派送未成功的原因。"), field="cause")
    require_movable(shipment, "fail")
    _require_apart(shipment, now)
    is_carriers = shipment.attempts > 0 and shipment.cause == Cause.CARRIER
    changes = {
        "cause": Cause.CARRIER if is_carriers else cause,
        "attempts": shipment.attempts + 1,
        "failed_at": now,
        "answer_due_at": now + rules.REFUSAL.figure("attempt_term", at=now),
    }
    step(order, shipment, "fail", actor, rules.REFUSAL, now, progress=f"fail_{cause}", **changes)
    if shipment.attempts <= MOST_TOLD:
        words = _("订单 {number} 的包裹派送未成功，请保持电话畅通；与实际不符可在订单里提出异议")
        tell_buyer(order, shipment, "fail", now, words)
    return shipment


def _require_apart(shipment: Shipment, now: datetime) -> None:
    apart = rules.REFUSAL.figure("attempt_apart", at=shipment.shipped_at)
    next_at = shipment.failed_at + apart if shipment.failed_at else now
    rules.REFUSAL.require(
        now >= next_at,
        _("两次派送至少相隔 %(n)d 小时，%(at)s 起才能再登记一次。")
        % {
            "n": apart.total_seconds() // 3600,
            "at": timezone.localtime(next_at).strftime("%m-%d %H:%M"),
        },
        field="cause",
    )


@locks.service
def retry(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The carrier tries again. Raises ForbiddenMove unless an attempt has failed."""
    now, order, shipment = locked(shipment, now)
    return step(order, shipment, "retry", actor, rules.REFUSAL, now, answer_due_at=None)


@locks.service
def deliver(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The carrier has handed it over; the buyer may still say that it wasn't to them."""
    now, order, shipment = locked(shipment, now)
    step(order, shipment, "deliver", actor, rules.DELIVERY, now, delivered_at=now, answer_due_at=None)
    tell_buyer(order, shipment, "deliver", now, _("订单 {number} 的包裹已送达，请验收后确认收货"))
    return shipment


@locks.service
def send_back(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """It is on its way back to the shop: refused, or not deliverable after enough attempts.

    Raises RuleError E14-2 before there were as many, ForbiddenMove from any other state.
    """
    now, order, shipment = locked(shipment, now)
    _require_tried(shipment)
    answer_due_at = now + rules.REFUSAL.figure("return_term", at=now)
    if shipment.state == ShipmentState.REFUSED and shipment.answer_due_at:
        answer_due_at = shipment.answer_due_at
    step(order, shipment, "send_back", actor, rules.REFUSAL, now, answer_due_at=answer_due_at)
    tell_buyer(order, shipment, "send_back", now, _("订单 {number} 的包裹正在退回商家"))
    return shipment


@locks.service
def take_back(*, actor, shipment: Shipment, condition: str, now: datetime | None = None) -> Shipment:
    """The shop has it back: what is whole is on sale again, and the buyer is paid by the rule of cost.

    Raises RuleError E14-2 without a condition and where too few attempts were made.
    """
    now, order, shipment = locked(shipment, now)
    rules.REFUSAL.require(condition in Condition.values, _("请选择包裹退回时的状况。"), field="condition")
    _require_tried(shipment)
    step(order, shipment, "return", actor, rules.REFUSAL, now, condition=condition, answer_due_at=None)
    pay_back(actor, order, shipment, shipment.cause, now)
    if condition == Condition.INTACT:
        for part in shipment.lines.select_related("line__sku").order_by("line__sku_id"):
            stock.take_back(
                sku=part.line.sku,
                quantity=part.quantity,
                reason=str(_("包裹退回")),
                subject=shipment,
                actor=actor,
            )
    end_if_nothing_is_kept(order, now)
    return shipment


def _require_tried(shipment: Shipment) -> None:
    """A parcel that nobody has refused goes back after enough attempts only."""
    least = rules.REFUSAL.figure("attempts", at=shipment.shipped_at)
    rules.REFUSAL.require(
        shipment.state != ShipmentState.ATTEMPTED or shipment.attempts >= least,
        _("派送至少失败 %(n)d 次才能退回，请先安排再次派送。") % {"n": least},
    )


# --- What the buyer says ---


@locks.service
def refuse(
    *, actor, shipment: Shipment, cause: str, shown: int | None = None, now: datetime | None = None
) -> Shipment:
    """The buyer won't take it: it goes back, and what that costs them was shown before as ``shown`` fen back.

    Also for a while after the carrier's word that it has arrived, which may be wrong.
    Raises RuleError E14-2 for anybody else, for no such ground, for what they have, and where the sum is
    another by now; ForbiddenMove for a parcel that is going back.
    """
    now, order, shipment = locked(shipment, now)
    rules.REFUSAL.require(order.buyer_id == actor.pk, _("只有买家本人可以拒收。"))
    rules.REFUSAL.require(cause in REFUSALS, _("请选择拒收的原因。"), field="cause")
    require_movable(shipment, "refuse")
    rules.REFUSAL.require(
        can_refuse(shipment, now), _("包裹已经送到您手里，不能再拒收；有破损请报告，其他问题请走售后。")
    )
    back = parcel_money.quote(shipment, cause).back
    rules.REFUSAL.require(shown in (None, back), _("可退的金额有变动，请按新的金额再确认一次。"))
    step(
        order,
        shipment,
        "refuse",
        actor,
        rules.REFUSAL,
        now,
        progress=f"refuse_{cause}",
        cause=cause,
        answer_due_at=now + rules.REFUSAL.figure("return_term", at=now),
    )
    tell_shop(order, shipment, "refused", now, _("订单 {number} 的包裹买家拒收，请联系承运商退回"))
    return shipment


def can_refuse(shipment: Shipment, now: datetime) -> bool:
    """Whether time and what is known of a parcel let its buyer refuse it; its state is another matter."""
    if shipment.handed_over_at:
        return False
    if shipment.state != ShipmentState.DELIVERED:
        return True
    since = shipment.delivered_at
    return since is not None and now < since + rules.REFUSAL.figure("after_delivery", at=since)


@locks.service
def accept(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The buyer has it after all, whatever they or the carrier said before. From then on it isn't missing.

    Raises RuleError E15 for anybody else, ForbiddenMove for a parcel that has arrived or is gone.
    """
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(order.buyer_id == actor.pk, _("只有买家本人可以确认收到包裹。"))
    _hand_over(actor, order, shipment, now)
    tell_shop(order, shipment, "accepted", now, _("订单 {number} 的买家已收到包裹，不用再处理"))
    return shipment


def _hand_over(actor, order: Order, shipment: Shipment, now: datetime) -> None:
    changes = {
        "cause": "",
        "answer_due_at": None,
        "delivered_at": now,
        "handed_over_at": now,
        "decided_at": shipment.decided_at or (now if shipment.contested_at else None),
    }
    step(order, shipment, "accept", actor, rules.DELIVERY, now, **changes)


@locks.service
def report(*, actor, shipment: Shipment, cause: str, now: datetime | None = None) -> Shipment:
    """The buyer hasn't got it, or got it broken: the shop answers in time, or its silence pays the buyer.

    What is broken has arrived, and isn't called missing any more.
    Raises RuleError E15 for anybody else, for another cause, and for a parcel that isn't overdue yet;
    ForbiddenMove once receipt is confirmed: then it is a matter of after-sales.
    """
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(order.buyer_id == actor.pk, _("只有买家本人可以报告包裹的问题。"))
    rules.DELIVERY.require(cause in REPORTS, _("请选择遇到的问题。"), field="cause")
    require_movable(shipment, "report")
    if cause == Cause.MISSING:
        _require_missing(shipment, now)
    elif shipment.state != ShipmentState.DELIVERED:
        _hand_over(actor, order, shipment, now)
    changes = {
        "cause": cause,
        "answer_due_at": now + rules.DELIVERY.figure(at=now),
        "handed_over_at": None if cause == Cause.MISSING else shipment.handed_over_at or now,
    }
    step(order, shipment, "report", actor, rules.DELIVERY, now, progress=f"report_{cause}", **changes)
    tell_shop(order, shipment, "reported", now, _("订单 {number} 的买家没有收好包裹，请尽快答复"))
    return shipment


def _require_missing(shipment: Shipment, now: datetime) -> None:
    rules.DELIVERY.require(
        shipment.handed_over_at is None, _("包裹已经确认送到您手里，不能再报告没收到；有破损请选择破损。")
    )
    missing_from = missing_at(shipment)
    rules.DELIVERY.require(
        now >= missing_from,
        _("包裹还在正常运输时间内，%(at)s 起仍未收到可以报告。")
        % {"at": timezone.localtime(missing_from).strftime("%m-%d %H:%M")},
    )


def missing_at(shipment: Shipment) -> datetime:
    """From when a parcel that hasn't come may be called missing: after its time on the way, which begins anew
    where the shop has traced it; at once where the carrier says that it has been delivered."""
    span = rules.DELIVERY.figure("missing_after", at=shipment.shipped_at)
    if shipment.found_at:
        return shipment.found_at + span
    return shipment.shipped_at if shipment.state == ShipmentState.DELIVERED else shipment.shipped_at + span


# --- The shop's answer ---


@locks.service
def find(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The shop has traced it and it is still coming; once a parcel, and the term of receipt begins anew.

    Raises RuleError E15 the second time, and for one that came broken: then the buyer is owed goods or money.
    """
    now, order, shipment = locked(shipment, now)
    require_movable(shipment, "find")
    rules.DELIVERY.require(
        shipment.cause == Cause.MISSING and shipment.found_at is None,
        _("这个包裹只能补发或退款：破损的和再次报告没收到的，不能再让买家等。"),
    )
    step(order, shipment, "find", actor, rules.DELIVERY, now, found_at=now, answer_due_at=None)
    fulfilment.restart_receipt(order, now)
    tell_buyer(order, shipment, "find", now, _("订单 {number} 的包裹商家已查到，正在继续派送"))
    return shipment


@locks.service
def write_off(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The parcel is lost or broken for good: its buyer gets the money. ``actor`` None is the shop's silence.

    One that was on its way back is paid as if it had come back.
    """
    now, order, shipment = locked(shipment, now)
    was_going_back = shipment.state in (ShipmentState.REFUSED, ShipmentState.RETURNING)
    cause = shipment.cause if was_going_back else Cause.MISSING
    rule = rules.REFUSAL if was_going_back else rules.DELIVERY
    how = "lose" if actor else "silent"
    step(order, shipment, "lose", actor, rule, now, progress=how, answer_due_at=None)
    pay_back(actor, order, shipment, cause, now)
    end_if_nothing_is_kept(order, now)
    return shipment


@locks.service
def resend(
    *, actor, shipment: Shipment, carrier: str, tracking_number: str, now: datetime | None = None
) -> Shipment:
    """The same goods go out again in a new parcel, which is returned; the reported one is written off.

    Raises RuleError E15 for a parcel that nobody has reported, B11.2 for carrier and number, OutOfStock.
    """
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(shipment.state == ShipmentState.REPORTED, _("买家没有报告这个包裹有问题。"))
    carrier, tracking_number = fulfilment.checked(order, carrier, tracking_number)
    step(order, shipment, "lose", actor, rules.DELIVERY, now, progress="resent", answer_due_at=None)
    sent = Shipment.objects.create(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_by=actor,
        shipped_at=now,
        replaces=shipment,
    )
    parts = [
        ShipmentLine.objects.create(shipment=sent, line=part.line, quantity=part.quantity)
        for part in shipment.lines.select_related("line").order_by("line__sku_id")
    ]
    fulfilment.restart_receipt(order, now)
    tell_buyer(order, shipment, "resent", now, _("订单 {number} 的商家已为您补发包裹"))
    stock.reserve(holders=[(part, part.line.sku_id, part.quantity) for part in parts])
    for part in parts:
        stock.ship(holder=part, quantity=part.quantity, actor=actor)
    return sent


@locks.service
def silence(*, order: Order, now: datetime) -> None:
    """The shop hasn't answered in time: each parcel whose term is over is paid back. Called by the clocks."""
    order = locks.lock_one(order)
    due = order.shipments.filter(answer_due_at__lte=now).values_list("pk", flat=True)
    for shipment in locks.lock(Shipment, due).values():  # all of them before the books
        shipment.order = order
        write_off(actor=None, shipment=shipment, now=now)
    tend(order, now)
