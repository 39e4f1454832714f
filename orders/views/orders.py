"""A shopper's own trades and orders."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mall.accounts import divisions
from mall.rulebook.boundary import shown
from orders import timeline
from orders.models import LineKind, Order, OrderState, Trade, TradeState
from orders.paging import Page, number_of
from orders.payments.base import providers
from orders.services import cancellations, fulfilment, reviews, trades

from .checkout import to_provider

MOST_LETTERS = 60


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    query = request.GET.get("q", "").strip()[:MOST_LETTERS]
    rows = Order.objects.of(request.user).searched(query)
    if state in OrderState.values:
        rows = rows.filter(state=state)
    page = Page(rows.for_list(), number_of(request.GET.get("page")), by_key=True)
    context = {"page": page, "state": state, "q": query, "states": OrderState.choices}
    return render(request, "orders/index.html", context)


@login_required
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.of(request.user).select_related("shop", "trade"), number=number)
    context = {
        "order": order,
        "lines": order.lines.exclude(kind=LineKind.FREIGHT).select_related("review__reply"),
        "to_review": reviews.to_review(actor=request.user, order=order),
        "shipments": order.shipments.prefetch_related("lines__line"),
        "steps": timeline.steps(order),
        "next": timeline.what_next(order),
        "can_cancel": cancellations.can_cancel_late(order),
        "refunds": order.refunds.all(),
        "region": divisions.full_name(order.division),
    }
    return render(request, "orders/order.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.of(request.user), number=number)
    with shown(request) as outcome:
        cancellations.cancel_late(actor=request.user, order=order)
    if outcome.ok:
        messages.success(request, _("没有发出的商品已取消，货款原路退回。"))
    return redirect("orders:order", number)


@login_required
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.of(request.user), number=number)
    with shown(request) as outcome:
        fulfilment.confirm_receipt(actor=request.user, order=order)
    if outcome.ok:
        messages.success(request, _("已确认收货，谢谢惠顾。"))
    return redirect("orders:order", number)


@login_required
@require_safe
def trade(request: HttpRequest, number: str) -> HttpResponse:
    """Where the shopper comes back to from paying: what became of it, and what can be done."""
    found = get_object_or_404(Trade.objects.filter(buyer=request.user), number=number)
    context = {
        "trade": found,
        "orders": found.orders.select_related("shop").prefetch_related("lines").order_by("id"),
        "payment": found.payments.order_by("-id").first(),
        "providers": providers().values(),
        "is_unpaid": found.state == TradeState.UNPAID,
    }
    return render(request, "orders/trade.html", context)


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
