"""An order as its shopper and its shop read it: what happened, what happens next, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.deadlines.models import Clock

from .models import Order, OrderState, Progress, RefundState

# The words of our own steps are here and not in the row, so that each reader gets them in their language.
STEPS = {
    "placed": _("已下单"),
    "paid": _("已付款"),
    "shipped": _("已发出包裹"),
    "late": _("商家逾期未发货"),
    "received": _("已确认收货"),
    "cancelled": _("已取消"),
    "rest_cancelled": _("未发出的部分已取消"),
    "refund_asked": _("已发起退款"),
    "refunded": _("退款已到账"),
}


@dataclass(frozen=True)
class Step:
    label: object
    detail: str
    at: datetime


@dataclass(frozen=True)
class Next:
    """What happens next and, where a clock runs, by when."""

    words: object
    by: datetime | None = None


def steps(order: Order) -> list[Step]:
    """What happened so far, the latest first."""
    return [_step(row) for row in order.progress.order_by("-at", "-id")]


def _step(row: Progress) -> Step:
    label = STEPS.get(row.step)
    return Step(label, row.text, row.at) if label else Step(row.text, "", row.at)


def what_next(order: Order) -> Next:
    """The next thing to happen to ``order``, whose trade is loaded."""
    if order.state == OrderState.UNPAID:
        return Next(_("请付款，逾期订单自动取消。"), order.trade.pay_by)
    if order.state == OrderState.CANCELLED:
        return Next(_("退款处理中，到账后会通知您。") if _is_going_back(order) else _("订单已取消。"))
    if order.state == OrderState.COMPLETED:
        return Next(_("订单已完成。"))
    clock = Clock.objects.about(order).running().order_by("due_at", "id").first()
    by = clock.due_at if clock else None
    if order.state == OrderState.SHIPPED:
        return Next(_("等待买家验收并确认收货，逾期自动确认。"), by)
    if order.late_at:
        return Next(_("商家已超过发货期限，未发出前买家可以立即取消并全额退款。"))
    if order.fulfilment == Fulfilment.WAREHOUSE:
        return Next(_("商城仓库正在备货。"), by)
    return Next(_("等待商家发货，逾期未发货买家可以立即取消。"), by)


def _is_going_back(order: Order) -> bool:
    return order.refunds.exclude(state=RefundState.DONE).exists()
