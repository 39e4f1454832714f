"""A buyer doesn't want a paid order any more: its shop agrees to cancel, or sends it all the same. (D7.2)"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.transitions import ForbiddenMove
from orders import rules, states
from orders.models import Order, OrderState, Progress

from . import cancellations, fulfilment
from .fulfilment import CANCEL_STAGE


def can_ask(order: Order) -> bool:
    """Whether the buyer may ask now: in time and not asked yet. One that is late is cancelled at once."""
    is_for_shop = order.state == OrderState.PAID and order.fulfilment == Fulfilment.MERCHANT
    return is_for_shop and order.late_at is None and order.cancel_asked_at is None


def can_withdraw(order: Order) -> bool:
    """Whether the buyer's request still waits for the shop, and none was withdrawn before."""
    is_open = order.state == OrderState.PAID and order.cancel_asked_at is not None
    return is_open and order.cancel_withdrawn_at is None


def answer_due_at(order: Order) -> datetime | None:
    """By when the shop answers a request that waits for it."""
    if order.state != OrderState.PAID or order.cancel_asked_at is None:
        return None
    at = order.cancel_asked_at
    return at + rules.DISPATCH_BY_MERCHANT.figure("cancel_answer", at=at)


@locks.service
def ask(*, actor, order: Order, now: datetime | None = None) -> Order:
    """Ask the shop to cancel what it hasn't sent; its silence will. Its time for dispatch runs on.

    Raises DomainError for somebody else's order, RuleError D7.2 a second time, for one that is late and for
    one that the warehouse sends; ForbiddenMove unless it waits for dispatch.
    """
    now = now or timezone.now()
    order = locks.lock_one(order)
    if order.buyer_id != actor.pk:
        raise DomainError(_("只能取消自己的订单。"))
    if order.state != OrderState.PAID:
        raise ForbiddenMove(states.ORDER, order.state, "cancel")
    rule = rules.DISPATCH_BY_MERCHANT
    rule.require(order.fulfilment == Fulfilment.MERCHANT, _("这个订单由商城仓库发货，要取消请联系客服。"))
    rule.require(order.cancel_asked_at is None, _("已经申请过取消，请等商家答复。"))
    rule.require(order.late_at is None, _("商家已经逾期，不用申请：您可以立即取消。"))
    order.cancel_asked_at = now
    order.save(update_fields=["cancel_asked_at"])
    record(actor=actor, verb="order.ask_cancel", subject=order, rule=rule.id)
    Progress.objects.create(order=order, step="cancel_asked", at=now)
    clocks.start(
        order,
        rule,
        stage=CANCEL_STAGE,
        owner=("shop", order.shop_id),
        due_at=now + rule.figure("cancel_answer", at=now),
        now=now,
    )
    fulfilment.tell_shop(
        order=order,
        key=f"order:{order.pk}:cancel-asked:{now.isoformat()}",
        title=format_lazy(_("订单 {number} 的买家申请取消，没有打包请同意"), number=order.number),
    )
    return order


@locks.service
def withdraw(*, actor, order: Order, now: datetime | None = None) -> Order:
    """The buyer wants it after all: the shop sends it as if nobody had asked. They may ask again,
    and then it stands: a request is withdrawn once an order.

    Raises DomainError for somebody else's order and where nothing waits for the shop's answer.
    """
    now = now or timezone.now()
    order = locks.lock_one(order)
    if order.buyer_id != actor.pk:
        raise DomainError(_("只能撤回自己的申请。"))
    if not can_withdraw(order):
        raise DomainError(_("没有等待商家答复的取消申请，请看订单的最新状态。"))
    rule = rules.DISPATCH_BY_MERCHANT
    asked_at, order.cancel_asked_at, order.cancel_withdrawn_at = order.cancel_asked_at, None, now
    order.save(update_fields=["cancel_asked_at", "cancel_withdrawn_at"])
    clocks.cancel(order, rule, stage=CANCEL_STAGE, now=now)
    record(actor=actor, verb="order.withdraw_cancel", subject=order, rule=rule.id)
    Progress.objects.create(order=order, step="cancel_withdrawn", at=now)
    fulfilment.tell_shop(
        order=order,
        key=f"order:{order.pk}:cancel-withdrawn:{asked_at.isoformat()}",
        title=format_lazy(_("订单 {number} 的买家撤回了取消申请，请照常发货"), number=order.number),
    )
    return order


@locks.service
def agree(*, actor, order: Order, now: datetime | None = None) -> Order:
    """The shop agrees, or has been silent (``actor`` None): what hasn't left is cancelled and paid back.

    Raises DomainError where nobody has asked, ForbiddenMove where all has been sent meanwhile.
    """
    now = now or timezone.now()
    order = locks.lock_one(order)
    if order.cancel_asked_at is None:
        raise DomainError(_("买家没有申请取消这个订单。"))
    reason = _("商家同意取消") if actor else _("商家逾期未答复，按买家的申请取消")
    return cancellations.end_rest(actor=actor, order=order, reason=str(reason), now=now)


@locks.service
def answer_over(*, order: Order, now: datetime) -> None:
    """The shop's time to answer is over. Does nothing for an order that was sent or has ended. (D7.2)"""
    order = locks.lock_one(order)
    if order.state == OrderState.PAID and order.cancel_asked_at:
        agree(actor=None, order=order, now=now)
