"""An order as its shopper and its shop read it: what happened, what happens next, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.deadlines.models import Clock

from .models import Order, OrderState, Progress, RefundState, ShipmentState

# The words of our own steps are here and not in the row, so that each reader gets them in their language.
STEPS = {
    "placed": _("已下单"),
    "paid": _("已付款"),
    "shipped": _("已发出包裹"),
    "late": _("商家逾期未发货"),
    "received": _("已确认收货"),
    "cancelled": _("已取消"),
    "rest_cancelled": _("未发出的部分已取消"),
    "cancel_asked": _("买家申请取消"),
    "extended": _("买家延长了收货时间"),
    "unreceived": _("包裹没有送到买家手里，订单结束"),
    "parcel_fail_absent": _("派送未成功：联系不上收件人"),
    "parcel_fail_address": _("派送未成功：地址写错或不详"),
    "parcel_fail_carrier": _("派送未成功：商家或承运商的原因"),
    "parcel_retry": _("再次派送"),
    "parcel_deliver": _("包裹已送达"),
    "parcel_refuse_unwanted": _("买家拒收：不想要了"),
    "parcel_refuse_damaged": _("买家拒收：包装破损或商品损坏"),
    "parcel_refuse_wrong": _("买家拒收：送来的不是所订商品"),
    "parcel_send_back": _("包裹退回途中"),
    "parcel_return": _("商家收到退回的包裹"),
    "parcel_report_missing": _("买家报告没有收到包裹"),
    "parcel_report_damaged": _("买家报告包裹破损"),
    "parcel_find": _("商家查到包裹，继续派送"),
    "parcel_lose": _("商家认定包裹丢失或损坏"),
    "parcel_silent": _("商家逾期未答复，按规则退款"),
    "parcel_resent": _("商家补发，原包裹作废"),
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
    """The next thing to happen to ``order``, whose trade is loaded. Up to three queries."""
    if order.state == OrderState.UNPAID:
        return Next(_("请付款，逾期订单自动取消。"), order.trade.pay_by)
    if order.state == OrderState.CANCELLED:
        return Next(_("退款处理中，到账后会通知您。") if _is_going_back(order) else _("订单已取消。"))
    if order.state == OrderState.COMPLETED:
        return _of_completed(order)
    clocks = list(Clock.objects.about(order).running().order_by("due_at", "id"))
    if answer := next((clock for clock in clocks if clock.stage in ANSWERS), None):
        return Next(ANSWERS[answer.stage], answer.due_at)
    by = clocks[0].due_at if clocks else None
    if order.state == OrderState.SHIPPED:
        return _of_shipped(order, by)
    if order.late_at:
        return Next(_("商家已超过发货期限，未发出前买家可以立即取消并全额退款。"))
    if order.fulfilment == Fulfilment.WAREHOUSE:
        return Next(_("商城仓库正在备货。"), by)
    return Next(_("等待商家发货，逾期未发货买家可以立即取消。"), by)


# What the shop owes an answer to, by the stage of its clock, in the order in which it is told.
ANSWERS = {
    "cancel_answer": _("等待商家答复取消申请；商家发货则不再取消，逾期未答复自动取消并退款。"),
    "parcel_answer": _("等待商家答复：查找、补发或退款，逾期未答复自动退款。"),
    "parcel_return": _("等待商家收到退回的包裹，逾期未确认也会按规则退款。"),
}


def _of_completed(order: Order) -> Next:
    if order.received_at is None:
        words = _("包裹没有送到买家手里，退款处理中，到账后会通知您。")
        return Next(words if _is_going_back(order) else _("包裹没有送到买家手里，订单已结束。"))
    return Next(_("订单已完成。"))


def _of_shipped(order: Order, by: datetime | None) -> Next:
    if order.shipments.filter(state=ShipmentState.ATTEMPTED).exists():
        return Next(_("派送未成功，等待商家安排再次派送，请保持电话畅通。"))
    return Next(_("等待买家验收并确认收货，逾期自动确认。"), by)


def _is_going_back(order: Order) -> bool:
    return order.refunds.exclude(state=RefundState.DONE).exists()
