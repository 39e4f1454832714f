"""One side says that it wasn't so, and the mall decides. (E14-2, E15)

A shop contests a refusal or a report (the carrier has a signature): no silence counts any more until it is
decided. A buyer objects to failed attempts of which they are said to be the cause: the parcel goes on, and
what they bear of its way back is given back where they were right. Who contests once, and in words.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.accounts.models import User
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from orders import rules
from orders.models import Cause, ContestBy, Order, OrderState, Progress, Shipment, ShipmentState

from . import parcel_money, receipts, refunds
from .deliveries import FAILURES
from .parcel_steps import (
    end_if_nothing_is_kept,
    locked,
    pay_back,
    shared_words,
    step,
    tell_buyer,
    tell_shop,
    tend,
)

_STILL_OUT = (ShipmentState.ATTEMPTED, ShipmentState.RETURNING)
MOST_WORDS = 200
DECIDERS = ("customer_service", "merchant_manager")


@locks.service
def contest(*, actor, shipment: Shipment, words: str, now: datetime | None = None) -> Shipment:
    """The shop says that the buyer has it, and why: its clock stops, the mall decides in time.

    Raises RuleError E15 without words, ForbiddenMove where nobody has refused or reported it.
    """
    now, order, shipment = locked(shipment, now)
    words = _required(words)
    step(
        order,
        shipment,
        "contest",
        actor,
        rules.DELIVERY,
        now,
        reason=words,
        answer_due_at=None,
        contested_at=now,
        contested_by=ContestBy.SHOP,
        contest=words,
        decided_at=None,
    )
    tell_buyer(order, shipment, "contest", now, _("订单 {number} 的包裹商家有不同说法，商城会裁定"))
    return shipment


def can_object(shipment: Shipment) -> bool:
    """Whether its buyer may object now: it failed by their cause, they haven't objected, it is still out."""
    return (
        shipment.state in _STILL_OUT
        and shipment.attempts > 0
        and shipment.cause in (Cause.ABSENT, Cause.ADDRESS)
        and shipment.contested_by != ContestBy.BUYER
    )


@locks.service
def object_to(*, actor, shipment: Shipment, words: str, now: datetime | None = None) -> Shipment:
    """The buyer says that a failed delivery wasn't theirs to answer for. Nothing stops meanwhile.

    Raises RuleError E14-2 for anybody else, without words, a second time, and where nothing is put down to
    the buyer.
    """
    now, order, shipment = locked(shipment, now)
    rules.REFUSAL.require(order.buyer_id == actor.pk, _("只有买家本人可以提出异议。"))
    rules.REFUSAL.require(can_object(shipment), _("这个包裹没有可以提出异议的派送结果，或已经提过。"))
    shipment.contest = _required(words)
    shipment.contested_at, shipment.contested_by, shipment.decided_at = now, ContestBy.BUYER, None
    shipment.save(update_fields=["contest", "contested_at", "contested_by", "decided_at"])
    record(actor=actor, verb="shipment.object", subject=shipment, reason=shipment.contest)
    Progress.objects.create(order=order, step="parcel_object", text=str(shipment), at=now)
    tend(order, now)
    return shipment


@locks.service
def uphold(*, actor, shipment: Shipment, reason: str, now: datetime | None = None) -> Shipment:
    """The mall decides for who has contested, and tells both sides why.

    For the shop: the parcel is with its buyer. For the buyer: the way back isn't theirs to bear, and what
    was kept of them for it goes back. Raises DomainError without a reason and where nothing is contested.
    """
    now, order, shipment, reason = _to_decide(shipment, reason, now)
    if shipment.contested_by == ContestBy.SHOP:
        changes = {"handed_over_at": now, "delivered_at": now, "decided_at": now, "cause": ""}
        step(
            order,
            shipment,
            "uphold",
            actor,
            rules.DELIVERY,
            now,
            reason=reason,
            **changes,
        )
        receipts.restart_receipt(order, now)
    else:
        _clear_of_blame(actor, order, shipment, reason, now)
    _tell_both(order, shipment, now, reason, is_upheld=True)
    return shipment


@locks.service
def dismiss(*, actor, shipment: Shipment, reason: str, now: datetime | None = None) -> Shipment:
    """The mall decides against who has contested, and tells both sides why.

    Against the shop: the parcel isn't with its buyer, who is paid by the rule of cost. Against the buyer:
    all stays as it is. Raises as ``uphold`` does.
    """
    now, order, shipment, reason = _to_decide(shipment, reason, now)
    if shipment.contested_by == ContestBy.SHOP:
        step(
            order,
            shipment,
            "dismiss",
            actor,
            rules.DELIVERY,
            now,
            reason=reason,
            decided_at=now,
        )
        pay_back(actor, order, shipment, shipment.cause, now)
        end_if_nothing_is_kept(order, now)
    else:
        _note(actor, order, shipment, "dismiss_objection", reason, now)
    _tell_both(order, shipment, now, reason, is_upheld=False)
    return shipment


@locks.service
def decision_over(*, order: Order, now: datetime) -> None:
    """The mall's own term is over: whoever decides is told, and the parcels stay on their list."""
    order = locks.lock_one(order)
    for parcel in order.shipments.to_decide().order_by("id"):
        for person in _deciders():
            notify(
                person=person,
                key=f"parcel:{parcel.pk}:decision-overdue:{parcel.contested_at.isoformat()}",
                title=format_lazy(_("订单 {number} 的包裹争议逾期未裁定"), number=order.number),
                link=reverse("admin:orders_shipment_change", args=[parcel.pk]),
                rule=rules.DELIVERY.id,
            )
    tend(order, now)


def _deciders():
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=DECIDERS)
    return people.distinct().order_by("pk")


def _to_decide(
    shipment: Shipment, reason: str, now: datetime | None
) -> tuple[datetime, Order, Shipment, str]:
    """A buyer's objection may be decided after its order has ended."""
    order = locks.lock_one(shipment.order)
    fresh = locks.lock_one(shipment)
    fresh.order = order
    if fresh.contested_at is None or fresh.decided_at is not None:
        raise DomainError(_("这个包裹没有待裁定的争议。"))
    if not reason.strip():
        raise DomainError(_("请写明裁定的理由，双方都会看到。"), field="reason")
    return now or timezone.now(), order, fresh, reason.strip()[:MOST_WORDS]


def _clear_of_blame(actor, order: Order, shipment: Shipment, reason: str, now: datetime) -> None:
    """As if the carrier had been the cause from the beginning.

    Of a settled order the charge stays on record, for its commission was told by it; the refund is one more.
    """
    if shipment.cause in FAILURES:
        shipment.cause = Cause.CARRIER
    owed = _owed_to_cleared(order, shipment)
    if order.state != OrderState.COMPLETED:
        shipment.charged = 0
    shipment.save(update_fields=["cause", "charged"])
    if owed:
        refunds.ask(actor=actor, order=order, amount=owed, reason=reason, now=now)
    _note(actor, order, shipment, "uphold_objection", reason, now)


def _owed_to_cleared(order: Order, shipment: Shipment) -> int:
    """What was kept of the buyer for a way back; with freight where they keep nothing of an ended order."""
    left = order.total - order.refunded
    if not shipment.charged or order.state != OrderState.COMPLETED or order.received_at:
        return min(shipment.charged, left)
    others = order.shipments.exclude(pk=shipment.pk)
    return left if parcel_money.is_nothing_kept(others) else min(shipment.charged, left)


def _note(actor, order: Order, shipment: Shipment, verb: str, reason: str, now: datetime) -> None:
    shipment.decided_at = now
    shipment.save(update_fields=["decided_at"])
    record(actor=actor, verb=f"shipment.{verb}", subject=shipment, rule=rules.REFUSAL.id, reason=reason)
    Progress.objects.create(order=order, step=f"parcel_{verb}", text=str(shipment), at=now)
    tend(order, now)


def _tell_both(order: Order, shipment: Shipment, now: datetime, reason: str, *, is_upheld: bool) -> None:
    by_shop = shipment.contested_by == ContestBy.SHOP
    for_shop, for_buyer = (
        _("订单 {number} 的包裹争议：商城支持商家"),
        _("订单 {number} 的包裹争议：商城支持买家"),
    )
    title = for_shop if by_shop == is_upheld else for_buyer
    tell_buyer(order, shipment, "decided", now, title, body=reason)
    tell_shop(order, shipment, "decided", now, title, body=reason)


def _required(words: str) -> str:
    words = shared_words(words, most=MOST_WORDS)
    rules.DELIVERY.require(words, _("请写明情况，例如承运商有签收记录。"), field="words")
    return words
