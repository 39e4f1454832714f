"""What becomes of parcels on their way: failed, refused, sent back, missing, broken, found. (E14-2, E15)

The shop says what the carrier tells it, the buyer what reached them. Each step moves the parcel by its table,
is on record and told to the other side. Where the shop owes an answer a clock runs, and its silence decides
for the buyer. Everything here locks the order, then its parcels, then stock and the books.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.rulebook.rule import Rule
from mall.transitions import ForbiddenMove, move
from orders import rules, states
from orders.models import (
    Cause,
    Condition,
    Order,
    OrderLine,
    OrderState,
    Progress,
    Shipment,
    ShipmentLine,
    ShipmentState,
)

from . import fulfilment, parcel_money, refunds

RETURN_STAGE = "parcel_return"
ANSWER_STAGE = "parcel_answer"
REFUSALS = (Cause.UNWANTED, Cause.DAMAGED, Cause.WRONG)
FAILURES = (Cause.ABSENT, Cause.ADDRESS, Cause.CARRIER)
REPORTS = (Cause.MISSING, Cause.DAMAGED)
_UNDER_WAY = (OrderState.PAID, OrderState.SHIPPED)


# --- What the carrier tells the shop ---


@locks.service
def fail(*, actor, shipment: Shipment, cause: str, now: datetime | None = None) -> Shipment:
    """The carrier couldn't deliver: counted, and the buyer told what to do.

    Raises RuleError E14-2 for a cause that is none, ForbiddenMove unless it is on its way.
    """
    now, order, shipment = _locked(shipment, now)
    rules.REFUSAL.require(cause in FAILURES, _("请选择派送未成功的原因。"), field="cause")
    _step(order, shipment, "fail", actor, rules.REFUSAL, now, cause=cause, attempts=shipment.attempts + 1)
    _tell_buyer(order, shipment, "fail", now, _("订单 {number} 的包裹派送未成功，请保持电话畅通"))
    return shipment


@locks.service
def retry(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The carrier tries again. Raises ForbiddenMove unless an attempt has failed."""
    now, order, shipment = _locked(shipment, now)
    return _step(order, shipment, "retry", actor, rules.REFUSAL, now)


@locks.service
def deliver(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The carrier has handed it over; the buyer may still say that it wasn't to them."""
    now, order, shipment = _locked(shipment, now)
    _step(order, shipment, "deliver", actor, rules.DELIVERY, now)
    _tell_buyer(order, shipment, "deliver", now, _("订单 {number} 的包裹已送达，请验收后确认收货"))
    return shipment


@locks.service
def send_back(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """It is on its way back to the shop: refused, or not deliverable after enough attempts.

    Raises RuleError E14-2 before there were as many, ForbiddenMove from any other state.
    """
    now, order, shipment = _locked(shipment, now)
    _require_tried(shipment)
    answer_due_at = shipment.answer_due_at or now + rules.REFUSAL.figure("return_term", at=now)
    _step(order, shipment, "send_back", actor, rules.REFUSAL, now, answer_due_at=answer_due_at)
    _tell_buyer(order, shipment, "send_back", now, _("订单 {number} 的包裹正在退回商家"))
    return shipment


@locks.service
def take_back(*, actor, shipment: Shipment, condition: str, now: datetime | None = None) -> Shipment:
    """The shop has it back: what is whole is on sale again, and the buyer is paid by the rule of cost.

    Raises RuleError E14-2 without a condition and where too few attempts were made.
    """
    now, order, shipment = _locked(shipment, now)
    rules.REFUSAL.require(condition in Condition.values, _("请选择包裹退回时的状况。"), field="condition")
    _require_tried(shipment)
    _step(order, shipment, "return", actor, rules.REFUSAL, now, condition=condition, answer_due_at=None)
    _pay_back(actor, order, shipment, shipment.cause, now)
    if condition == Condition.INTACT:
        for part in shipment.lines.select_related("line__sku").order_by("line__sku_id"):
            stock.take_back(
                sku=part.line.sku,
                quantity=part.quantity,
                reason=str(_("包裹退回")),
                subject=shipment,
                actor=actor,
            )
    fulfilment.end_if_nothing_is_kept(order, now)
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

    Raises RuleError E14-2 for anybody else, for no such ground, and where the sum is another by now;
    ForbiddenMove for a parcel that has arrived or is going back.
    """
    now, order, shipment = _locked(shipment, now)
    rules.REFUSAL.require(order.buyer_id == actor.pk, _("只有买家本人可以拒收。"))
    rules.REFUSAL.require(cause in REFUSALS, _("请选择拒收的原因。"), field="cause")
    _require_movable(shipment, "refuse")
    back = parcel_money.quote(shipment, cause).back
    rules.REFUSAL.require(shown in (None, back), _("可退的金额有变动，请按新的金额再确认一次。"))
    _step(
        order,
        shipment,
        "refuse",
        actor,
        rules.REFUSAL,
        now,
        cause=cause,
        answer_due_at=now + rules.REFUSAL.figure("return_term", at=now),
    )
    _tell_shop(order, shipment, "refused", _("订单 {number} 的包裹买家拒收，请联系承运商退回"))
    return shipment


@locks.service
def report(*, actor, shipment: Shipment, cause: str, now: datetime | None = None) -> Shipment:
    """The buyer hasn't got it, or got it broken: the shop answers in time, or its silence pays the buyer.

    Raises RuleError E15 for anybody else, for another cause, and for a parcel that isn't overdue yet;
    ForbiddenMove once receipt is confirmed: then it is a matter of after-sales.
    """
    now, order, shipment = _locked(shipment, now)
    rules.DELIVERY.require(order.buyer_id == actor.pk, _("只有买家本人可以报告包裹的问题。"))
    rules.DELIVERY.require(cause in REPORTS, _("请选择遇到的问题。"), field="cause")
    _require_movable(shipment, "report")
    missing_from = missing_at(shipment)
    rules.DELIVERY.require(
        cause != Cause.MISSING or shipment.state == ShipmentState.DELIVERED or now >= missing_from,
        _("包裹还在正常运输时间内，%(at)s 起仍未收到可以报告。")
        % {"at": timezone.localtime(missing_from).strftime("%m-%d %H:%M")},
    )
    answer_due_at = now + rules.DELIVERY.figure(at=now)
    _step(order, shipment, "report", actor, rules.DELIVERY, now, cause=cause, answer_due_at=answer_due_at)
    _tell_shop(
        order, shipment, f"reported:{now.isoformat()}", _("订单 {number} 的买家没有收好包裹，请尽快答复")
    )
    return shipment


def missing_at(shipment: Shipment) -> datetime:
    """From when a parcel that hasn't come may be called missing."""
    return shipment.shipped_at + rules.DELIVERY.figure("missing_after", at=shipment.shipped_at)


# --- The shop's answer ---


@locks.service
def find(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The shop has traced it and it is still coming; once a parcel, and the term of receipt begins anew.

    Raises RuleError E15 the second time, and for one that came broken: then the buyer is owed goods or money.
    """
    now, order, shipment = _locked(shipment, now)
    _require_movable(shipment, "find")
    rules.DELIVERY.require(
        shipment.cause == Cause.MISSING and shipment.found_at is None,
        _("这个包裹只能补发或退款：破损的和再次报告没收到的，不能再让买家等。"),
    )
    _step(order, shipment, "find", actor, rules.DELIVERY, now, found_at=now, answer_due_at=None)
    fulfilment.restart_receipt(order, now)
    _tell_buyer(order, shipment, "find", now, _("订单 {number} 的包裹商家已查到，正在继续派送"))
    return shipment


@locks.service
def write_off(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The parcel is lost or broken for good: its buyer gets the money. ``actor`` None is the shop's silence.

    One that was on its way back is paid as if it had come back.
    """
    now, order, shipment = _locked(shipment, now)
    was_going_back = shipment.state in (ShipmentState.REFUSED, ShipmentState.RETURNING)
    cause = shipment.cause if was_going_back else Cause.MISSING
    rule = rules.REFUSAL if was_going_back else rules.DELIVERY
    step = "lose" if actor else "silent"
    _step(order, shipment, "lose", actor, rule, now, progress=step, answer_due_at=None)
    _pay_back(actor, order, shipment, cause, now)
    fulfilment.end_if_nothing_is_kept(order, now)
    return shipment


@locks.service
def resend(
    *, actor, shipment: Shipment, carrier: str, tracking_number: str, now: datetime | None = None
) -> Shipment:
    """The same goods go out again in a new parcel, which is returned; the reported one is written off.

    Raises RuleError E15 for a parcel that nobody has reported, B11.2 for carrier and number, OutOfStock.
    """
    now, order, shipment = _locked(shipment, now)
    rules.DELIVERY.require(shipment.state == ShipmentState.REPORTED, _("买家没有报告这个包裹有问题。"))
    carrier, tracking_number = fulfilment.checked(order, carrier, tracking_number)
    _step(order, shipment, "lose", actor, rules.DELIVERY, now, progress="resent", answer_due_at=None)
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
    _tell_buyer(order, shipment, "resent", now, _("订单 {number} 的商家已为您补发包裹"))
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
    _tend(order, now)


# --- What all steps have in common ---


def _locked(shipment: Shipment, now: datetime | None) -> tuple[datetime, Order, Shipment]:
    order = locks.lock_one(shipment.order)
    fresh = locks.lock_one(shipment)
    fresh.order = order
    if order.state not in _UNDER_WAY:
        raise DomainError(_("订单已经结束，包裹的状态不再变动；有问题请走售后。"))
    return now or timezone.now(), order, fresh


def _require_movable(shipment: Shipment, action: str) -> None:
    if not states.SHIPMENT.allows(shipment.state, action):
        raise ForbiddenMove(states.SHIPMENT, shipment.state, action)


def _step(
    order: Order,
    shipment: Shipment,
    action: str,
    actor,
    rule: Rule,
    now: datetime,
    *,
    progress: str = "",
    **changes,
) -> Shipment:
    move(states.SHIPMENT, shipment, action, actor=actor, rule=rule.id, **changes)
    step = f"parcel_{progress or action}"
    if action in ("fail", "refuse", "report"):
        step = f"{step}_{shipment.cause}"
    Progress.objects.create(order=order, step=step, text=str(shipment), at=now)
    _tend(order, now)
    return shipment


def _tend(order: Order, now: datetime) -> None:
    """Let the order's clocks run to the first answer that the shop owes on one of its parcels."""
    waited = (
        (rules.REFUSAL, RETURN_STAGE, (ShipmentState.REFUSED, ShipmentState.RETURNING)),
        (rules.DELIVERY, ANSWER_STAGE, (ShipmentState.REPORTED,)),
    )
    for rule, stage, of in waited:
        due = order.shipments.filter(state__in=of, answer_due_at__isnull=False).order_by(
            "answer_due_at", "id"
        )
        first = due.values_list("answer_due_at", flat=True).first()
        clocks.cancel(order, rule, stage=stage, now=now)
        if first:
            clocks.start(order, rule, stage=stage, owner=("shop", order.shop_id), due_at=first, now=now)


def _pay_back(actor, order: Order, shipment: Shipment, cause: str, now: datetime) -> None:
    """Ask for the refund of a parcel that isn't kept, and take its pieces off what its lines are worth."""
    owed = parcel_money.quote(shipment, cause)
    if owed.back:
        shipment.refund = refunds.ask(
            actor=actor, order=order, amount=owed.back, reason=str(Cause(cause).label), now=now
        )
        order.refresh_from_db(fields=["refunded"])
    shipment.charged = owed.cost
    shipment.save(update_fields=["refund", "charged"])
    for line, worth in parcel_money.worth_by_line(shipment).items():
        OrderLine.objects.filter(pk=line).update(returned=F("returned") + worth)
    _tell_buyer(order, shipment, "paid_back", now, _("订单 {number} 的包裹没有送到您手里，货款按规则退回"))


def _tell_buyer(order: Order, shipment: Shipment, what: str, now: datetime, title) -> None:
    notify(
        person=order.buyer,
        key=f"parcel:{shipment.pk}:{what}:{now.isoformat()}",
        title=format_lazy(title, number=order.number),
        link=reverse("orders:order", args=[order.number]),
        channels=["email", "sms"],
    )


def _tell_shop(order: Order, shipment: Shipment, what: str, title) -> None:
    fulfilment.tell_shop(
        order=order, key=f"parcel:{shipment.pk}:{what}", title=format_lazy(title, number=order.number)
    )
