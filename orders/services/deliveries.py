"""Whether a parcel gets to its buyer: tried, tried again, handed over, with them after all. (E14-2, E15)

The shop says what the carrier tells it, the buyer what reached them. Each step moves the parcel by its table,
is on record and told to the other side. Where the shop owes an answer a clock runs, and its silence decides
for the buyer (``losses``). Everything here, and in ``refusals``, ``parcel_reports`` and ``losses``, locks the
order, then its parcels, then stock and the books.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from orders import rules
from orders.models import Cause, Order, Shipment, ShipmentState

from .parcel_steps import (
    locked,
    require_movable,
    step,
    tell_buyer,
    tell_shop,
)

FAILURES = (Cause.ABSENT, Cause.ADDRESS, Cause.CARRIER)
# Where a parcel that has come after all is a surprise, which its buyer tells at once.
NOT_EXPECTED = (
    ShipmentState.REFUSED,
    ShipmentState.RETURNING,
    ShipmentState.REPORTED,
    ShipmentState.CONTESTED,
)
MOST_TOLD = 3  # failed attempts of which the buyer is told one by one


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
def accept(*, actor, shipment: Shipment, now: datetime | None = None) -> Shipment:
    """The buyer has it after all, whatever they or the carrier said before. From then on it isn't missing.

    Raises RuleError E15 for anybody else, ForbiddenMove for a parcel that has arrived or is gone.
    """
    now, order, shipment = locked(shipment, now)
    rules.DELIVERY.require(order.buyer_id == actor.pk, _("只有买家本人可以确认收到包裹。"))
    hand_over(actor, order, shipment, now)
    tell_shop(order, shipment, "accepted", now, _("订单 {number} 的买家已收到包裹，不用再处理"))
    return shipment


def hand_over(actor, order: Order, shipment: Shipment, now: datetime) -> None:
    """Beyond doubt it is with its buyer; called under the locks of both."""
    changes = {
        "cause": "",
        "answer_due_at": None,
        "delivered_at": now,
        "handed_over_at": now,
        "decided_at": shipment.decided_at or (now if shipment.contested_at else None),
    }
    step(order, shipment, "accept", actor, rules.DELIVERY, now, **changes)
