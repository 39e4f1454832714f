"""A shop's orders in the seller portal. (B11.2, D7.2, D7.3)"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Fulfilment
from mall.rulebook.boundary import shown
from merchants.access import seller
from orders import carriers, shop_orders, timeline
from orders.forms.fulfilment import GiveUpForm, ShipForm
from orders.models import LineKind, Order, OrderLine, OrderState
from orders.paging import Page, number_of
from orders.services import cancel_requests, cancellations, delivery, dispatch, fulfilment


def _of_shop(request: HttpRequest):
    return Order.objects.for_shop(request.shop)


@seller("orders")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for dispatch by time left; everything else by age."""
    asked = shop_orders.Asked.of(request.GET)
    number = number_of(request.GET.get("page"))
    page = Page(shop_orders.rows(request.shop, asked), number, by_key=bool(asked.query) or number > 1)
    shop_orders.tell_time_left(page)
    counts = {} if asked.is_narrowed else shop_orders.counts(request.shop)
    context = {
        "page": page,
        "asked": asked,
        "tabs": [(state, state.label, counts.get(state, "")) for state in shop_orders.STATES],
        "typed": {name: request.GET.get(name, "")[:20] for name in ("first", "last")},
        "ticked": bool(request.GET.get("ticked")),
        "address": request.GET.urlencode(),
        "section": "orders",
    }
    return render(request, "seller/orders/index.html", context, status=400 if asked.problem else 200)


@seller("orders")
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, get_object_or_404(_of_shop(request).select_related("shop", "trade"), number=number))


def _page(
    request: HttpRequest,
    order: Order,
    *,
    form: ShipForm | None = None,
    give_up_form: GiveUpForm | None = None,
    address: delivery.Delivery | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = list(order.lines.exclude(kind=LineKind.FREIGHT))
    left = fulfilment.left_to_ship(order)
    can_ship = order.state == OrderState.PAID and order.fulfilment == Fulfilment.MERCHANT
    for line in lines:
        line.left = left.get(line.pk, 0)
        line.sent = line.quantity - line.left
    context = {
        "order": order,
        "lines": lines,
        "looks": delivery.looks_of(order),
        "left": left,
        "form": form or (_ship_form(order, lines, left) if can_ship else None),
        "give_up_form": give_up_form or GiveUpForm(),
        "carriers": carriers.NAMES,
        "delivery": address or delivery.masked(order),
        "is_revealed": address is not None,
        "can_reveal": delivery.is_open_to_shop(order),
        "shipments": order.shipments.prefetch_related("lines__line"),
        "steps": timeline.steps(order),
        "next": timeline.what_next(order, to_shop=True),
        "cancel_due_at": cancel_requests.answer_due_at(order),
        "section": "orders",
    }
    return render(request, "seller/orders/order.html", context, status=status)


def _ship_form(order: Order, lines: list[OrderLine], left: Mapping[int, int]) -> ShipForm:
    usual = order.shipments.order_by("-id").values_list("carrier", flat=True).first()
    carrier = usual or dispatch.last_carrier(order.shop)
    return ShipForm(lines=lines, left=left, initial={"carrier": carrier})


@seller("orders")
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the address to whoever has to write it on a parcel; the look is recorded. (D7.3)"""
    order = get_object_or_404(_of_shop(request).select_related("shop", "trade"), number=number)
    address = None
    with shown(request) as outcome:
        address = delivery.look(actor=request.user, order=order, reason=delivery.DISPATCH)
    return _page(request, order, address=address, status=outcome.status)


@seller("orders")
@require_http_methods(["POST"])
def ship(request: HttpRequest, number: str) -> HttpResponse:
    mine = _of_shop(request).filter(fulfilment=Fulfilment.MERCHANT).select_related("shop", "trade")
    order = get_object_or_404(mine, number=number)
    lines = list(order.lines.exclude(kind=LineKind.FREIGHT))
    form = ShipForm(request.POST, lines=lines, left=fulfilment.left_to_ship(order))
    status = 400
    if form.is_valid():
        with shown(request, form=form) as outcome:
            fulfilment.ship(
                actor=request.user,
                order=order,
                carrier=form.cleaned_data["carrier"],
                tracking_number=form.cleaned_data["tracking_number"],
                quantities=form.quantities(),
            )
        if outcome.ok:
            messages.success(request, _("已登记发货，买家会收到通知。"))
            return redirect("orders:seller_order", request.shop.slug, number)
        status = outcome.status
    return _page(request, order, form=form, status=status)


@seller("orders")
@require_POST
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """The shop can't send what is left: the buyer is told why and gets the money back."""
    mine = _of_shop(request).filter(fulfilment=Fulfilment.MERCHANT).select_related("shop", "trade", "buyer")
    order = get_object_or_404(mine, number=number)
    form, status = GiveUpForm(request.POST), 400
    if form.is_valid():
        with shown(request, form=form) as outcome:
            cancellations.give_up(actor=request.user, order=order, reason=form.cleaned_data["reason"])
        if outcome.ok:
            messages.success(request, _("没有发出的商品已取消，货款原路退给买家。"))
            return redirect("orders:seller_order", request.shop.slug, number)
        status = outcome.status
    return _page(request, order, give_up_form=form, status=status)
