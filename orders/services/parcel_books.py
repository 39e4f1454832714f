"""Whether each order line says what its pieces were worth that aren't kept, told from its parcels alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from mall.prepared import Prepared
from orders.models import OrderLine, OrderState, Shipment, ShipmentLine, ShipmentState

GONE = frozenset({ShipmentState.RETURNED, ShipmentState.LOST})
BATCH = 1_000


class _Line(NamedTuple):
    pk: int
    order: str
    quantity: int
    cancelled: int
    amount: int
    returned: int


def _touched(after) -> QuerySet:
    gone = ShipmentLine.objects.filter(line=OuterRef("pk"), shipment__state__in=GONE)
    lines = OrderLine.objects.exclude(order__state=OrderState.CANCELLED).filter(pk__gt=after)
    rows = lines.filter(Q(returned__gt=0) | Q(cancelled__gt=0) | Exists(gone)).order_by("pk")
    return rows.values_list("pk", "order__number", "quantity", "cancelled", "amount", "returned")[:BATCH]


_some_lines = Prepared(_touched)


def not_kept() -> Iterator[str]:
    """Lines whose ``returned`` isn't the price of their pieces that came back, were lost or never left.

    An order that was cancelled as a whole says nothing on its lines: all of its money goes back.
    """
    after = 0
    while batch := [_Line(*row) for row in _some_lines.rows(after)]:
        pieces = _pieces_of([line.pk for line in batch])
        for line in batch:
            due = _worth(line, pieces[line.pk])
            if line.returned != due:
                yield (
                    f"order {line.order}, line {line.pk}: returned {line.returned}, "
                    f"its pieces that aren't kept cost {due}"
                )
        after = batch[-1].pk


def _pieces_of(lines: list[int]) -> dict[int, list[bool]]:
    """By line, in the order in which they were first sent: of each piece, whether it is gone for good."""
    parts = ShipmentLine.objects.filter(line__in=lines).select_related("shipment").order_by("shipment", "id")
    rows = list(parts)
    orders = Shipment.objects.filter(lines__line__in=lines, replaces__isnull=False)
    replaced_by = dict(orders.values_list("replaces", "pk"))
    states = {row.shipment_id: row.shipment.state for row in rows}
    found: dict[int, list[bool]] = defaultdict(list)
    for row in rows:
        if row.shipment.replaces_id is None:
            last = row.shipment_id
            while last in replaced_by:
                last = replaced_by[last]
            found[row.line_id] += [states[last] in GONE] * row.quantity
    return found


def _worth(line: _Line, sent: list[bool]) -> int:
    """Piece by piece: each costs what the line comes to with it, less what it came to before."""
    waiting = line.quantity - len(sent) - line.cancelled
    gone = sent + [False] * waiting + [True] * line.cancelled
    upto = [line.amount * n // line.quantity for n in range(line.quantity + 1)]
    return sum(upto[n + 1] - upto[n] for n, is_gone in enumerate(gone) if is_gone)
