"""Parcels that go back: refused by their buyer, or not deliverable; and back at the shop. (E14-2)"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from orders import rules
from orders.models import Cause, Condition, Shipment, ShipmentState

from . import parcel_money
from .parcel_steps import (
    end_if_nothing_is_kept,
    locked,
    pay_back,
    require_movable,
    step,
    tell_buyer,
    tell_shop,
)

REFUSALS = (Cause.UNWANTED, Cause.DAMAGED, Cause.WRONG)


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
