"""What one order comes to for its shop, line by line. (B11.4)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from mall.money import share, yuan
from orders.models import Order, OrderLine, OrderState, PayoutHold, Refund

from . import payables, settlement


@dataclass(frozen=True)
class LineMoney:
    """A line with what was cancelled of it and the commission on the rest, in fen."""

    line: OrderLine
    kept: int
    commission: int

    @property
    def rate(self) -> str:
        """The commission in per cent: ``5``, ``3.33``."""
        return yuan(self.line.commission_bp).rstrip("0").rstrip(".")


@dataclass(frozen=True)
class OrderMoney:
    """``brought`` is what stands on the shop's account, by the ledger; before receipt nothing does."""

    lines: list[LineMoney]
    refunds: list[Refund]
    holds: list[PayoutHold]
    commission: int
    due: int
    brought: int
    is_settled: bool


def of(order: Order, *, now: datetime | None = None) -> OrderMoney:
    """The order's money as it stands. Six queries."""
    lines = [
        LineMoney(line, line.amount - line.returned, share(line.amount - line.returned, line.commission_bp))
        for line in order.lines.all()
    ]
    commission = settlement.commission_kept(order, refunded=order.refunded)
    is_settled = order.state == OrderState.COMPLETED
    return OrderMoney(
        lines=lines,
        refunds=list(order.refunds.order_by("id")),
        holds=list(PayoutHold.objects.open(now or timezone.now()).filter(order=order).order_by("id")),
        commission=commission,
        due=order.total - order.refunded - commission,
        brought=payables.brought_by([order.pk]).get(order.pk, 0),
        is_settled=is_settled,
    )
