"""What a parcel that isn't kept brings its buyer back, and what its way back costs them. (E14-2, E15)

| why it isn't kept | goods | freight of the order | way back |
| --- | --- | --- | --- |
| not wanted any more, nobody reached, wrong address | back | stays | buyer: the freight, up to the cap |
| the same of an order that was sent late (D7.2) | back | back with the last parcel | shop |
| damaged, wrong goods, the shop's or carrier's doing | back | back with the last parcel | shop |
| lost or broken on the way, the shop silent | back | back with the last parcel | shop |
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from orders import rules
from orders.models import Cause, Order, OrderState, Shipment, ShipmentLine

# Causes that are the buyer's wish or fault.
BUYERS = frozenset({Cause.UNWANTED, Cause.ABSENT, Cause.ADDRESS})


@dataclass(frozen=True)
class Quote:
    """Amounts in fen: ``goods`` and ``freight`` go back, less ``cost``."""

    goods: int
    freight: int
    cost: int

    @property
    def back(self) -> int:
        return self.goods + self.freight - self.cost


def is_buyers(order: Order, cause: str) -> bool:
    """Whether the buyer bears the cost. Not of an order that was late: that one they may undo at once."""
    return cause in BUYERS and order.late_at is None


def quote(shipment: Shipment, cause: str) -> Quote:
    """What the buyer gets for ``shipment`` where it isn't kept for ``cause``; its order is loaded.

    Never more than isn't refunded yet. The way back costs an order once in all, however many parcels.
    """
    order = shipment.order
    left = order.total - order.refunded
    goods = min(worth(shipment), left)
    if is_buyers(order, cause):
        return Quote(goods, 0, min(_still_to_bear(shipment), goods))
    return Quote(goods, left - goods if _is_all_that_is_left(shipment) else 0, 0)


def worth(shipment: Shipment) -> int:
    """What its pieces cost the buyer, in fen. Over all parcels of a line it comes to the line exactly."""
    first = shipment
    while first.replaces:
        first = first.replaces
    return sum(_share(part) for part in first.lines.select_related("line"))


def _share(part: ShipmentLine) -> int:
    earlier = ShipmentLine.objects.filter(
        line=part.line, shipment__replaces=None, shipment__lt=part.shipment_id
    )
    before = earlier.aggregate(sum=Sum("quantity"))["sum"] or 0
    amount, pieces = part.line.amount, part.line.quantity
    return amount * (before + part.quantity) // pieces - amount * before // pieces


def _still_to_bear(shipment: Shipment) -> int:
    order = shipment.order
    borne = order.shipments.exclude(pk=shipment.pk).aggregate(sum=Sum("charged"))["sum"] or 0
    cap = rules.REFUSAL.figure("cost_cap", at=shipment.shipped_at) * 100
    return max(0, min(order.freight, cap) - borne)


def _is_all_that_is_left(shipment: Shipment) -> bool:
    """Whether with it the buyer keeps nothing of the order, and never had to bear a way back."""
    order = shipment.order
    others = order.shipments.exclude(pk=shipment.pk)
    if order.state != OrderState.SHIPPED or others.filter(charged__gt=0).exists():
        return False
    return not others.not_gone().exists()
