"""Parcels that are paid back because they are lost, or because the shop was silent. (E14-2, E15)"""

from __future__ import annotations

from datetime import datetime

from mall import locks
from orders import rules
from orders.models import Cause, Order, Shipment, ShipmentState

from .parcel_steps import (
    end_if_nothing_is_kept,
    locked,
    pay_back,
    step,
    tend,
)


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
def silence(*, order: Order, now: datetime) -> None:
    """The shop hasn't answered in time: each parcel whose term is over is paid back. Called by the clocks."""
    order = locks.lock_one(order)
    due = order.shipments.filter(answer_due_at__lte=now).values_list("pk", flat=True)
    for shipment in locks.lock(Shipment, due).values():  # all of them before the books
        shipment.order = order
        write_off(actor=None, shipment=shipment, now=now)
    tend(order, now)
