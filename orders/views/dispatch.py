"""Many orders at once in the seller portal: packing lists to print, and dispatch. (B11.2, D7.3)"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mall.rulebook.boundary import shown
from merchants.access import seller
from orders import carriers, shop_orders
from orders.forms.dispatch import ShipManyForm
from orders.services import dispatch

LONGEST_NUMBER = 24


def _numbers(data: QueryDict) -> list[str]:
    """The orders that were ticked, each once; one more than may be where there are too many."""
    asked = (number.strip() for number in data.getlist("orders"))
    numbers = (n for n in asked if len(n) <= LONGEST_NUMBER and n.isascii() and n.isdigit())
    return list(dict.fromkeys(numbers))[: dispatch.MOST + 1]


def _list(request: HttpRequest) -> str:
    """The list as it was when orders were ticked in it."""
    address = QueryDict(request.POST.get("list", "")[:500]).urlencode()
    return f"{reverse('orders:seller_index', args=[request.shop.slug])}?{address}"


@seller("orders")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """What to do with the ticked orders: packing lists at once, dispatch on a page of its own."""
    numbers = _numbers(request.POST)
    if request.POST.get("act") == "print":
        return _print(request, numbers)
    with shown(request) as outcome:
        dispatch.require_some(numbers)
    if not outcome.ok:
        return redirect(_list(request))
    there = reverse("orders:seller_ship_many", args=[request.shop.slug])
    return redirect(f"{there}?{urlencode([('orders', number) for number in numbers])}")


def _print(request: HttpRequest, numbers: list[str]) -> HttpResponse:
    with shown(request) as outcome:
        lists, left_out = dispatch.packing_lists(actor=request.user, shop=request.shop, numbers=numbers)
    if not outcome.ok:
        return redirect(_list(request))
    context = {"lists": lists, "left_out": left_out, "back": _list(request), "section": "orders"}
    response = render(request, "seller/orders/packing.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@seller("orders")
@require_http_methods(["GET", "POST"])
def ship_many(request: HttpRequest) -> HttpResponse:
    """Carrier and number for each chosen order. What is good is sent, the rest stays as it was typed."""
    numbers = _numbers(request.POST if request.method == "POST" else request.GET)
    with shown(request) as outcome:
        dispatch.require_some(numbers)
    if not outcome.ok:
        return redirect("orders:seller_index", request.shop.slug)
    waiting, left_out = dispatch.waiting_among(request.shop, numbers)
    usual = dispatch.last_carrier(request.shop)
    form = ShipManyForm(request.POST or None, waiting=waiting, initial={"carrier": usual})
    status = 200
    if request.method == "POST":
        status = _ship(request, form, left_out)
        if not form.left:
            return redirect("orders:seller_index", request.shop.slug)
    shop_orders.tell_time_left(row.what.order for row in form.left)
    context = {"form": form, "left_out": left_out, "carriers": carriers.NAMES, "section": "orders"}
    return render(request, "seller/orders/ship_many.html", context, status=status)


def _ship(request: HttpRequest, form: ShipManyForm, left_out: list[dispatch.LeftOut]) -> int:
    """Send what is good and say how many went, also those that an earlier press of the button has sent."""
    typed = {one.number: request.POST.get(f"number_{one.number}", "")[:80] for one in left_out}
    before = dispatch.sent_before(request.shop, typed)
    left_out[:] = [one for one in left_out if one.number not in before]
    parcels = form.parcels()
    refusals = dispatch.ship_each(actor=request.user, parcels=parcels, where="orders:seller_ship_many")
    sent = len(before) + refusals.count(None)
    if sent:
        messages.success(request, _("%(n)d 单已发货，买家会收到通知。") % {"n": sent})
    if not form.left and not before:
        messages.error(request, _("这些订单都不等您发货了，什么也没有登记。"))
    form.note(parcels, refusals)
    return 400 if form.errors else 200
