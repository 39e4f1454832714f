"""Orders that end before all has left: late ones, rests that never come, refunds of everything. (D7.2)

Every way ends alike: what is owed for the rest goes back to the buyer, its stock is free again, its clock
stops. An order of which nothing has left is cancelled; one of which a part has left goes on with that part.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.transitions import ForbiddenMove, move
from orders import rules, states
from orders.models import Order, OrderLine, OrderState, Progress, Refund

from . import fulfilment, parcel_money, receipts, refunds
from .trades import DISPATCH_STAGE


def can_cancel_late(order: Order) -> bool:
    """Whether the buyer may cancel what hasn't left of this order: it is late. (D7.2)"""
    return order.state == OrderState.PAID and order.late_at is not None


@locks.service
def cancel_late(*, actor, order: Order, now: datetime | None = None) -> Order:
    """The buyer cancels what hasn't left of a late order: its money goes back, its stock returns. (D7.2)

    Raises RuleError D7.2 while the merchant is in time; DomainError for somebody else's order; ForbiddenMove
    unless it waits for dispatch.
    """
    order = locks.lock_one(order)
    if order.buyer_id != actor.pk:
        raise DomainError(_("只能取消自己的订单。"))
    if order.state != OrderState.PAID:
        raise ForbiddenMove(states.ORDER, order.state, "cancel")
    rules.DISPATCH_BY_MERCHANT.require(
        order.late_at, _("商家还在发货期限内；逾期未发货时您可以立即取消。现在取消请联系商家。")
    )
    order = _end(
        actor,
        order,
        reason=str(_("逾期未发货，买家取消")),
        rule=rules.DISPATCH_BY_MERCHANT.id,
        now=now or timezone.now(),
    )
    _tell_shop(order)
    return order


@locks.service
def give_up(*, actor, order: Order, reason: str, now: datetime | None = None) -> Order:
    """The shop can't send what is left of an order: its buyer gets the money for it back and is told why.

    A dispatch that was late stays late. Raises DomainError without a reason, ForbiddenMove unless the order
    waits for dispatch.
    """
    order = locks.lock_one(order)
    if not reason.strip():
        raise DomainError(_("请写明发不出货的原因，买家会看到。"), field="reason")
    if order.state != OrderState.PAID:
        raise ForbiddenMove(states.ORDER, order.state, "cancel")
    order = _end(actor, order, reason=reason.strip()[:200], rule="", now=now or timezone.now())
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:given-up",
        title=format_lazy(_("订单 {number} 有商品商家发不出，货款原路退回"), number=order.number),
        body=reason.strip()[:200],
        link=reverse("orders:order", args=[order.number]),
        channels=["email", "sms"],
    )
    return order


@locks.service
def refund(*, actor, order: Order, amount: int, reason: str, now: datetime | None = None) -> Refund:
    """Give a buyer ``amount`` fen back, as ``refunds.ask`` does; an order refunded whole sends nothing more.

    Raises what ``refunds.ask`` raises.
    """
    now = now or timezone.now()
    asked = refunds.ask(actor=actor, order=order, amount=amount, reason=reason, now=now)
    order = locks.lock_one(order)
    if order.state == OrderState.PAID and order.refunded >= order.total:
        _tell_shop(_end(actor, order, reason=str(_("已全额退款")), rule="", now=now))
    return asked


@locks.service
def end_rest(*, actor, order: Order, reason: str, now: datetime) -> Order:
    """End what hasn't left of an order for who has asked for it already, as the others here do.

    Raises ForbiddenMove unless the order waits for dispatch.
    """
    order = locks.lock_one(order)
    if order.state != OrderState.PAID:
        raise ForbiddenMove(states.ORDER, order.state, "cancel")
    order = _end(actor, order, reason=reason, rule=rules.DISPATCH_BY_MERCHANT.id, now=now)
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:cancel-agreed",
        title=format_lazy(_("订单 {number} 已按您的申请取消，货款原路退回"), number=order.number),
        link=reverse("orders:order", args=[order.number]),
    )
    _tell_shop(order)
    return order


def _end(actor, order: Order, *, reason: str, rule: str, now: datetime) -> Order:
    left = fulfilment.left_to_ship(order)
    lines = OrderLine.objects.in_bulk(left)
    has_left = order.shipments.exists()
    worth = {pk: parcel_money.worth_of_rest(lines[pk], pieces) for pk, pieces in left.items()}
    _give_back(actor, order, sum(worth.values()), has_left=has_left, reason=reason, now=now)
    for pk, pieces in left.items():
        back = worth[pk] if has_left else 0
        OrderLine.objects.filter(pk=pk).update(cancelled=pieces, returned=F("returned") + back)
    action, changes = ("end_rest", {"shipped_at": now}) if has_left else ("cancel", {"cancelled_at": now})
    order = move(states.ORDER, order, action, actor=actor, reason=reason, rule=rule, **changes)
    Progress.objects.create(
        order=order, step="rest_cancelled" if has_left else "cancelled", text=reason, at=now
    )
    clocks.cancel(order, rules.DISPATCH_BY_MERCHANT, stage=DISPATCH_STAGE, now=now)
    clocks.cancel(order, rules.DISPATCH_BY_MERCHANT, stage=fulfilment.CANCEL_STAGE, now=now)
    if has_left:
        receipts.await_receipt(order, now)
    stock.release(holders=[lines[pk] for pk in sorted(lines)])
    if has_left:
        receipts.end_if_nothing_is_kept(order, now)
    return order


def _give_back(actor, order: Order, worth: int, *, has_left: bool, reason: str, now: datetime) -> None:
    """Ask for the refund of what won't come, ``worth`` fen.

    Everything where nothing has left, and where nothing that left is or will be with the buyer and they bear
    no way back; else what the pieces cost, for freight was spent on the parcels that went. Never more than
    isn't refunded yet: an earlier refund counts for whatever it was given for.
    """
    remaining = order.total - order.refunded
    is_all = not has_left or parcel_money.is_nothing_kept(order.shipments.all())
    if owed := remaining if is_all else min(worth, remaining):
        refunds.ask(actor=actor, order=order, amount=owed, reason=reason, now=now)


def _tell_shop(order: Order) -> None:
    fulfilment.tell_shop(
        order=order,
        key=f"order:{order.pk}:ended",
        title=format_lazy(_("订单 {number} 没有发出的商品已取消，请不要再发"), number=order.number),
    )
