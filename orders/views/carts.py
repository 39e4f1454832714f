"""The cart, for visitors with and without an account. (B11.1)"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mall.rulebook.boundary import shown
from orders.forms.carts import AddForm, CartForm
from orders.models import Cart
from orders.services import carts

TOKEN = "cart_token"  # noqa: S105 - the name of a session value


def cart_of(request: HttpRequest, *, create: bool = False) -> Cart | None:
    """The visitor's cart. At the first look after sign-in the browser's cart is poured into the person's."""
    token = request.session.get(TOKEN)
    if request.user.is_authenticated:
        if token:
            cart = carts.merge(actor=request.user, token=token)
            del request.session[TOKEN]
            return cart
        return carts.of_person(request.user) if create else Cart.objects.filter(user=request.user).first()
    if token:
        found = Cart.objects.filter(token=token).first()
        if found or not create:
            return found
    if not create:
        return None
    token = request.session[TOKEN] = carts.new_token()
    return carts.of_browser(token)


def remember_count(request: HttpRequest, cart: Cart | None) -> None:
    count = cart.lines.filter(saved_for_later=False).count() if cart else 0
    if request.session.get("cart_count", 0) != count:
        request.session["cart_count"] = count


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    look = carts.look(cart)
    count = len(look.rows)
    if request.session.get("cart_count", 0) != count:
        request.session["cart_count"] = count
    return _page(request, look, CartForm(rows=look.rows))


def _page(request: HttpRequest, look: carts.Look, form: CartForm, status: int = 200) -> HttpResponse:
    shops = [
        (shop, [(row, form[f"quantity_{row.sku.pk}"], form[f"selected_{row.sku.pk}"]) for row in rows])
        for shop, rows in look.shops
    ]
    return render(request, "orders/cart.html", {"look": look, "shops": shops, "form": form}, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    if not form.is_valid():
        messages.error(request, " ".join(word for words in form.errors.values() for word in words))
        return redirect(back or "orders:cart")
    cart = cart_of(request, create=True)
    with shown(request) as outcome:
        carts.add(cart=cart, **form.cleaned_data)
    if outcome.ok:
        remember_count(request, cart)
        messages.success(request, _("已放入购物车。"))
    return redirect(back or "orders:cart")


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """All of the cart page's buttons: each first keeps the quantities and check boxes as they were sent."""
    cart = cart_of(request, create=True)
    look = carts.look(cart)
    form = CartForm(request.POST, rows=look.rows)
    if not form.is_valid():
        return _page(request, look, form, status=400)
    with shown(request) as outcome:
        carts.change(cart=cart, quantities=form.quantities(), selected=form.selected())
    if outcome.ok:
        _press(request, cart)
        remember_count(request, cart)
        if request.POST.get("action") == "checkout":
            return redirect("orders:checkout")
    return redirect("orders:cart")


def _press(request: HttpRequest, cart: Cart) -> None:
    """The button that was pressed, where it means a line."""
    for action, act in _BUTTONS.items():
        sku = request.POST.get(action, "")
        if sku.isascii() and sku.isdigit() and len(sku) < 19:
            act(cart, int(sku))


_BUTTONS = {
    "remove": lambda cart, sku: carts.remove(cart=cart, sku_ids=[sku]),
    "later": lambda cart, sku: carts.save_for_later(cart=cart, sku_id=sku, later=True),
    "back": lambda cart, sku: carts.save_for_later(cart=cart, sku_id=sku, later=False),
}
