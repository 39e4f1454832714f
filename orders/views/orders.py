"""A shopper's own trades and orders."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mall.accounts import divisions
from mall.rulebook.boundary import shown
from orders import badge, rules, states, terms, timeline
from orders.models import (
    LineKind,
    Order,
    OrderState,
    Payment,
    Refund,
    Shipment,
    ShipmentState,
    Trade,
    TradeState,
)
from orders.paging import Page, number_of
from orders.payments.base import providers
from orders.services import (
    cancel_requests,
    cancellations,
    carts,
    contests,
    deliveries,
    parcel_reports,
    purchases,
    receipt_terms,
    receipts,
    refusals,
    reviews,
    trades,
)
from orders.services.delivery import OPEN

from .carts import cart_of
from .checkout import to_provider

MOST_LETTERS = 60
_REPORTED = (ShipmentState.REPORTED, ShipmentState.CONTESTED)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    query = request.GET.get("q", "").strip()[:MOST_LETTERS]
    rows = Order.objects.of(request.user).searched(query)
    if state in OrderState.values:
        rows = rows.filter(state=state)
    number = number_of(request.GET.get("page"))
    page = Page(rows.for_list(), number, by_key=number > 1)
    following = timeline.what_is_next(page)
    for order in page:
        order.next = following[order.pk]
    context = {"page": page, "state": state, "q": query, "states": OrderState.choices}
    return render(request, "orders/index.html", context)


@login_required
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.of(request.user).select_related("shop", "trade"), number=number)
    parcels = _parcels(order)
    lines = list(order.lines.exclude(kind=LineKind.FREIGHT).select_related("review__reply"))
    return_ends = terms.return_ends(order.received_at, [line.terms for line in lines])
    context = {
        "order": order,
        "lines": lines,
        "return_ends": return_ends if return_ends and return_ends > timezone.now() else None,
        "to_review": reviews.to_review(actor=request.user, order=order),
        "shipments": parcels,
        "told": parcel_reports.told_of(*parcels),
        "can_receive": receipts.can_receive(order, parcels),
        "is_reported": any(parcel.state in _REPORTED for parcel in parcels),
        "steps": timeline.steps(order),
        "next": timeline.what_next(order),
        "can_cancel": cancellations.can_cancel_late(order),
        "can_ask_cancel": cancel_requests.can_ask(order),
        "can_withdraw_cancel": cancel_requests.can_withdraw(order),
        "answer_hours": int(rules.DISPATCH_BY_MERCHANT.figure("cancel_answer").total_seconds()) // 3600,
        "can_extend": receipt_terms.can_extend(order) and receipts.can_receive(order, parcels),
        "extend_days": rules.RECEIPT.figure("extension").days,
        "refunds": order.refunds.all(),
        "region": divisions.full_name(order.division),
    }
    return render(request, "orders/order.html", context)


def _parcels(order: Order) -> list[Shipment]:
    """With what the buyer may do about each of them now."""
    now = timezone.now()
    found = list(order.shipments.select_related("replaces", "refund").prefetch_related("lines__line"))
    for parcel in found:
        can = states.SHIPMENT.actions(parcel.state) if order.state in OPEN else []
        parcel.order = order
        parcel.can_refuse = "refuse" in can and refusals.can_refuse(parcel, now)
        parcel.can_report = "report" in can
        parcel.can_accept = "accept" in can and parcel.state in deliveries.NOT_EXPECTED
        parcel.has_come = parcel.handed_over_at is not None
        parcel.can_object = order.state in OPEN and contests.can_object(parcel)
    return found


def _acted(request: HttpRequest, number: str, act: Callable[..., object], done: str) -> HttpResponse:
    """Let the buyer do ``act`` to an order of theirs, and say that it is ``done`` or why not."""
    order = get_object_or_404(Order.objects.of(request.user).select_related("shop"), number=number)
    with shown(request) as outcome:
        act(actor=request.user, order=order)
    if outcome.ok:
        messages.success(request, done)
    return redirect("orders:order", number)


@login_required
@require_POST
def ask_cancel(request: HttpRequest, number: str) -> HttpResponse:
    return _acted(request, number, cancel_requests.ask, _("已向商家申请取消，答复前商家仍可以发货。"))


@login_required
@require_POST
def withdraw_cancel(request: HttpRequest, number: str) -> HttpResponse:
    return _acted(request, number, cancel_requests.withdraw, _("已撤回取消申请，商家会照常发货。"))


@login_required
@require_POST
def extend(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.of(request.user), number=number)
    clock = None
    with shown(request) as outcome:
        clock = receipt_terms.extend(actor=request.user, order=order)
    if outcome.ok and clock:
        by = timezone.localtime(clock.due_at).strftime("%Y-%m-%d %H:%M")
        messages.success(request, _("收货时间已延长到 %(by)s。") % {"by": by})
    return redirect("orders:order", number)


@login_required
@require_POST
def buy_again(request: HttpRequest, number: str) -> HttpResponse:
    """Put what is still for sale into the cart, and say of the rest why it isn't there."""
    order = get_object_or_404(Order.objects.of(request.user), number=number)
    cart = cart_of(request, create=True)
    again = purchases.buy_again(cart=cart, order=order)
    badge.remember(request, carts.kinds(cart.lines))
    for words in again.left_out:
        messages.warning(request, words)
    if not again.put:
        messages.info(request, _("这个订单的商品现在都买不到，您可以找找类似的。"))
        return redirect("orders:order", number)
    messages.success(request, _("已把 %(n)d 种商品放入购物车，价格以现在的为准。") % {"n": again.put})
    return redirect("orders:cart")


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    return _acted(request, number, cancellations.cancel_late, _("没有发出的商品已取消，货款原路退回。"))


@login_required
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponse:
    return _acted(request, number, receipts.confirm_receipt, _("已确认收货，谢谢惠顾。"))


@login_required
@require_safe
def trade(request: HttpRequest, number: str) -> HttpResponse:
    """Where the shopper comes back to from paying: what became of it, and what can be done."""
    look = trades.look(request.user, number)
    if look is None:
        raise Http404
    found, payments, its_orders = look
    context = {
        "trade": found,
        "orders": its_orders,
        "payment": payments[0] if payments else None,
        "sent_home": _sent_home(payments),
        "is_late": bool(found.paid_at and found.paid_at > found.pay_by),
        "providers": providers().values(),
        "is_unpaid": found.state == TradeState.UNPAID,
    }
    return render(request, "orders/trade.html", context)


def _sent_home(payments: list[Payment]) -> list[Refund]:
    """Refunds of payments that paid for nothing: late ones, second ones, ones of a wrong amount."""
    useless = [payment for payment in payments if payment.captured and not payment.counts]
    if not useless:
        return []
    return list(Refund.objects.filter(payment__in=useless).select_related("payment").order_by("id"))


@login_required
@require_POST
def pay(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.filter(buyer=request.user), number=number)
    return to_provider(request, found, request.POST.get("provider", "")[:20])


@login_required
@require_POST
def cancel_trade(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.filter(buyer=request.user), number=number)
    with shown(request) as outcome:
        trades.cancel(actor=request.user, trade=found)
    if outcome.ok:
        messages.success(request, _("交易已取消。"))
    return redirect("orders:trade", number)
