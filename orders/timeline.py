"""An order as its shopper and its shop read it: what happened, what happens next, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.deadlines.models import Clock
from mall.subjects import kind_of

from .models import Cause, Order, OrderState, Progress, Refund, RefundState, Shipment, ShipmentState

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
    "cancel_withdrawn": _("买家撤回取消申请"),
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
    "parcel_accept": _("买家确认收到包裹"),
    "parcel_contest": _("商家提出争议，等商城裁定"),
    "parcel_uphold": _("商城裁定包裹已送达"),
    "parcel_dismiss": _("商城裁定包裹没有送达"),
    "parcel_object": _("买家对派送结果提出异议"),
    "parcel_uphold_objection": _("商城支持买家的异议，退回运费不由买家承担"),
    "parcel_dismiss_objection": _("商城没有支持买家的异议"),
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
    """What happens next and, where a clock runs, by when. ``together`` orders are paid in one go."""

    words: object
    by: datetime | None = None
    together: int = 1

    @property
    def others(self) -> int:
        return self.together - 1


@dataclass(frozen=True)
class _Facts:
    """What there is about an order beside its row; ``clocks`` by due time."""

    clocks: list[Clock]
    is_going_back: bool
    is_missing: bool
    together: int


def steps(order: Order) -> list[Step]:
    """What happened so far, the latest first."""
    return [_step(row) for row in order.progress.order_by("-at", "-id")]


def _step(row: Progress) -> Step:
    label = STEPS.get(row.step)
    return Step(label, row.text, row.at) if label else Step(row.text, "", row.at)


# What the shop owes an answer to, by the stage of its clock, as its buyer and as the shop itself reads it.
ANSWERS = {
    "cancel_answer": _("等待商家答复取消申请；商家发货则不再取消，逾期未答复自动取消并退款。"),
    "parcel_answer": _("等待商家答复：补发或退款，逾期未答复自动退款。"),
    "parcel_attempt": _("派送未成功，等待商家安排再次派送，请保持电话畅通。"),
    "parcel_decision": _("包裹有争议，等待商城裁定；期间不会自动确认收货。"),
    "parcel_return": _("等待商家收到退回的包裹，逾期未确认也会按规则退款。"),
}
OF_SHOP = {
    "cancel_answer": _("等待您答复取消申请；您发货则不再取消，逾期未答复自动取消并退款。"),
    "parcel_answer": _("等待您答复：补发或退款，逾期未答复自动退款。"),
    "parcel_attempt": _("派送未成功，等待您安排再次派送。"),
    "parcel_return": _("等待您确认收到退回的包裹，逾期未确认也会按规则退款。"),
}
# The same as the shop reads it where the warehouse sends, and the mall owes the answer.
OF_WAREHOUSE = {
    "parcel_answer": _("等待商城答复：补发或退款，逾期未答复自动退款。"),
    "parcel_attempt": _("派送未成功，等待商城安排再次派送。"),
    "parcel_return": _("等待商城仓库收到退回的包裹，逾期未确认也会按规则退款。"),
}
# What is missing may also be found; what came broken has come.
MISSING = _("等待商家答复：查找、补发或退款，逾期未答复自动退款。")
MISSING_OF_SHOP = _("等待您答复：查找、补发或退款，逾期未答复自动退款。")
MISSING_OF_WAREHOUSE = _("等待商城答复：查找、补发或退款，逾期未答复自动退款。")


def what_next(order: Order, *, to_shop: bool = False) -> Next:
    """The next thing to happen to ``order``, whose trade is loaded, as its buyer or its shop reads it.

    Two queries.
    """
    facts = _facts_of([order.pk])[order.pk]
    return _next(order, facts, to_shop=to_shop)


def what_is_next(orders: Iterable[Order]) -> dict[int, Next]:
    """The same of many orders by id, with as many queries as of one."""
    orders = list(orders)
    facts = _facts_of([order.pk for order in orders])
    return {order.pk: _next(order, facts[order.pk], to_shop=False) for order in orders}


def _facts_of(ids: list[int]) -> dict[int, _Facts]:
    clocks: dict[int, list[Clock]] = {pk: [] for pk in ids}
    running = Clock.objects.running().filter(subject_kind=kind_of(Order), subject_id__in=ids)
    for clock in running.order_by("due_at", "id"):
        clocks[clock.subject_id].append(clock)
    refunds = Refund.objects.filter(order=OuterRef("pk")).exclude(state=RefundState.DONE)
    missing = Shipment.objects.filter(
        order=OuterRef("pk"), state=ShipmentState.REPORTED, cause=Cause.MISSING, found_at=None
    )
    of_trade = Order.objects.filter(trade=OuterRef("trade")).order_by().values("trade")
    rows = Order.objects.filter(pk__in=ids).order_by("pk")
    together = Subquery(of_trade.annotate(n=Count("pk")).values("n"))
    found = rows.values_list("pk", Exists(refunds), Exists(missing), together)
    return {pk: _Facts(clocks[pk], *facts) for pk, *facts in found}


def _next(order: Order, facts: _Facts, *, to_shop: bool) -> Next:
    if order.state == OrderState.UNPAID:
        return Next(_("请付款，逾期订单自动取消。"), order.trade.pay_by, facts.together)
    if order.state == OrderState.CANCELLED:
        return Next(_("退款处理中，到账后会通知您。") if facts.is_going_back else _("订单已取消。"))
    if order.state == OrderState.COMPLETED:
        return _of_completed(order, facts)
    answer = next((clock for clock in facts.clocks if clock.stage in ANSWERS), None)
    if answer:
        return Next(_of_answer(answer.stage, order, facts, to_shop), answer.due_at)
    by = facts.clocks[0].due_at if facts.clocks else None
    if order.state == OrderState.SHIPPED:
        yours = _("请验收后确认收货，逾期自动确认。")
        return Next(_("等待买家验收并确认收货，逾期自动确认。") if to_shop else yours, by)
    by_warehouse = order.fulfilment == Fulfilment.WAREHOUSE
    if order.late_at:
        theirs = _("发货期限已过，请尽快发货；买家可以立即取消没有发出的商品并退款。")
        if by_warehouse:
            theirs = _("发货期限已过，等待商城仓库发出；买家可以立即取消没有发出的商品并退款。")
        return Next(theirs if to_shop else _("商家已超过发货期限，您可以立即取消没有发出的商品并退款。"))
    if by_warehouse:
        return Next(_("商城仓库正在备货。"), by)
    theirs = _("等待您发货，逾期未发货买家可以立即取消。")
    return Next(theirs if to_shop else _("等待商家发货，逾期未发货您可以立即取消。"), by)


def _of_answer(stage: str, order: Order, facts: _Facts, to_shop: bool):
    by_warehouse = order.fulfilment == Fulfilment.WAREHOUSE
    if stage == "parcel_answer" and facts.is_missing:
        theirs = MISSING_OF_WAREHOUSE if by_warehouse else MISSING_OF_SHOP
        return theirs if to_shop else MISSING
    theirs = (OF_WAREHOUSE if by_warehouse else OF_SHOP).get(stage)
    return (to_shop and theirs) or ANSWERS[stage]


def _of_completed(order: Order, facts: _Facts) -> Next:
    if order.received_at is not None:
        return Next(_("订单已完成。"))
    if facts.is_going_back:
        return Next(_("包裹没有送到买家手里，退款处理中，到账后会通知您。"))
    return Next(_("包裹没有送到买家手里，订单已结束。"))
