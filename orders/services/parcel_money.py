"""What a parcel that isn't kept brings its buyer back, and what its way back costs them. (E14-2, E15)

| why it isn't kept | goods | freight of the order | way back |
| --- | --- | --- | --- |
| not wanted any more, nobody reached, wrong address | back | stays | buyer: the freight, up to the cap |
| the same of an order that was sent late (D7.2) | back | back with the last parcel | shop |
| damaged, wrong goods, the shop's or carrier's doing | back | back with the last parcel | shop |
| lost or broken on the way, the shop silent | back | back with the last parcel | shop |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from orders import rules
from orders.models import Cause, Order, OrderLine, OrderState, Shipment, ShipmentLine
from orders.models.fulfilment import ShipmentQuerySet

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
    return quotes(shipment, [cause])[0][1]


def quotes(shipment: Shipment, causes: Sequence[Cause | str]) -> list[tuple[Cause | str, Quote]]:
    """The same for each of ``causes``, with as many queries as for one, however many lines it has."""
    order = shipment.order
    left = order.total - order.refunded
    goods = min(worth(shipment), left)
    buyers = [cause for cause in causes if is_buyers(order, cause)]
    by_buyer = Quote(goods, 0, min(_still_to_bear(shipment), goods) if buyers else 0)
    freight = left - goods if len(buyers) < len(causes) and _is_all_that_is_left(shipment) else 0
    return [(cause, by_buyer if cause in buyers else Quote(goods, freight, 0)) for cause in causes]


def worth(shipment: Shipment) -> int:
    """What its pieces cost the buyer, in fen."""
    return sum(worth_by_line(shipment).values())


def worth_by_line(shipment: Shipment) -> dict[int, int]:
    """The same by line. Over all parcels of a line and the rest of it, it comes to the line exactly."""
    first = shipment
    while first.replaces:
        first = first.replaces
    earlier = ShipmentLine.objects.filter(
        line=OuterRef("line"), shipment__replaces=None, shipment__lt=OuterRef("shipment")
    )
    before = earlier.order_by().values("line").annotate(sum=Sum("quantity")).values("sum")
    parts = first.lines.select_related("line").annotate(before=Coalesce(Subquery(before), 0)).order_by("line")
    return {part.line_id: _of_pieces(part.line, part.before, part.quantity) for part in parts}


def worth_of_rest(line: OrderLine, pieces: int) -> int:
    """What the last ``pieces`` of a line cost, which never leave."""
    return _of_pieces(line, line.quantity - pieces, pieces)


def _of_pieces(line: OrderLine, before: int, pieces: int) -> int:
    return line.amount * (before + pieces) // line.quantity - line.amount * before // line.quantity


def is_nothing_kept(parcels: ShipmentQuerySet) -> bool:
    """Whether none of these is or will be with the buyer, and none is so at their wish or fault."""
    return not parcels.filter(charged__gt=0).exists() and not parcels.not_gone().exists()


def _still_to_bear(shipment: Shipment) -> int:
    order = shipment.order
    borne = order.shipments.exclude(pk=shipment.pk).aggregate(sum=Sum("charged"))["sum"] or 0
    cap = rules.REFUSAL.figure("cost_cap", at=shipment.shipped_at) * 100
    return max(0, min(order.freight, cap) - borne)


def _is_all_that_is_left(shipment: Shipment) -> bool:
    """Whether with it the buyer keeps nothing of the order, and never had to bear a way back."""
    order = shipment.order
    return order.state == OrderState.SHIPPED and is_nothing_kept(order.shipments.exclude(pk=shipment.pk))
