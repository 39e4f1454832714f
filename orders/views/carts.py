"""The cart, for visitors with and without an account. (B11.1)"""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from mall.rulebook.boundary import shown
from orders import badge
from orders.badge import TOKEN
from orders.forms.carts import AddForm, CartForm
from orders.models import Cart
from orders.services import cart_looks, carts

UNDO = "cart_undo"
UNDO_FOR = 10 * 60  # seconds


def cart_of(request: HttpRequest, *, create: bool = False) -> Cart | None:
    """The visitor's cart. At the first look after sign-in the browser's cart is poured into the person's."""
    token = request.session.get(TOKEN)
    if request.user.is_authenticated:
        if token:
            merged = carts.merge(actor=request.user, token=token)
            del request.session[TOKEN]
            _tell_merged(request, merged)
            return merged.cart
        return carts.of_person(request.user) if create else Cart.objects.filter(user=request.user).first()
    if token:
        found = Cart.objects.filter(token=token).first()
        if found or not create:
            return found
    if not create:
        return None
    token = request.session[TOKEN] = carts.new_token()
    return carts.of_browser(token)


def _tell_merged(request: HttpRequest, merged: carts.Merged) -> None:
    if merged.lines:
        words = _("登录前放入的 %(n)d 种商品已并入您的购物车。")
        messages.success(request, words % {"n": merged.lines})
    for name, quantity in merged.cut:
        words = _("“%(name)s”两处加起来超过了能买的件数，现在是 %(n)d 件。")
        messages.warning(request, words % {"name": name, "n": quantity})
    if merged.left_out:
        words = _("购物车最多放 %(most)d 种商品，没能并入：%(names)s。")
        names = "、".join(merged.left_out)
        messages.warning(request, words % {"most": carts.MOST_LINES, "names": names})


def look_at(request: HttpRequest) -> cart_looks.Look:
    """What the visitor's cart shows; poured together first, as ``cart_of`` says."""
    if request.user.is_authenticated and not request.session.get(TOKEN):
        return cart_looks.look_of(request.user)
    return cart_looks.look(cart_of(request))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    look = look_at(request)
    return _page(request, look, CartForm(look=look))


def _page(request: HttpRequest, look: cart_looks.Look, form: CartForm, status: int = 200) -> HttpResponse:
    count = len(look.rows)
    badge.remember(request, count)
    fields = {row.key: form[f"quantity_{row.key}"] for row in form.sent}
    context = {
        "look": look,
        "groups": [(group, [(row, fields.get(row.key)) for row in group.rows]) for group in look.groups],
        "removed": _removed(request),
        "most_lines": carts.MOST_LINES,
        "lines": count + len(look.later),
    }
    if request.htmx:  # a part of the page says what is wrong in its own words, and isn't a page in error
        return render(request, "orders/_cart.html", context)
    return render(request, "orders/cart.html", context, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    if not form.is_valid():
        messages.error(request, " ".join(word for words in form.errors.values() for word in words))
        return redirect(back or "orders:cart")
    if "buy" in request.POST:  # "buy now": past the cart, which stays as it is
        return redirect(reverse("orders:checkout", query=form.cleaned_data))
    cart = cart_of(request, create=True)
    with shown(request) as outcome:
        added = carts.add(cart=cart, sku_id=form.cleaned_data["sku"], quantity=form.cleaned_data["quantity"])
    if outcome.ok:
        badge.remember(request, added.kinds)
        messages.success(request, _("已放入购物车。"))
    return redirect(back or "orders:cart")


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """All that the cart page does: first the quantities and check boxes as sent, then the button's own act.

    What is wrong with a quantity is told at its field, the rest is kept; no button acts then.
    """
    cart = cart_of(request)
    if cart is None:
        return _answer(request, reverse("orders:cart"))
    form = CartForm(request.POST, look=cart_looks.look(cart))
    is_right = form.is_valid()
    with shown(request) as outcome:
        carts.change(cart=cart, quantities=form.quantities(), selected=form.selected(), seen=form.seen())
    if is_right and outcome.ok:
        if form.press.verb == "checkout":
            return _to_checkout(request, cart, form)
        _act(request, cart, form)
        if not request.htmx:
            return redirect(f"{reverse('orders:cart')}{_place(form)}")
    look = cart_looks.look(cart)
    if is_right:
        return _page(request, look, CartForm(look=look), status=outcome.status)
    if form.press.verb:
        messages.error(request, _("有数量填得不对，请看标红的地方。"))
    form.look, form.sent = look, [row for row in look.rows if f"quantity_{row.key}" in form.fields]
    return _page(request, look, form, status=400)


def _answer(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _place(form: CartForm) -> str:
    """Where the page goes on after a button of a line that is still there."""
    sku = form.targets()
    return f"#line-{sku[0]}" if form.press.verb in ("more", "less", "fit") and sku else ""


def _to_checkout(request: HttpRequest, cart: Cart, form: CartForm) -> HttpResponse:
    look = cart_looks.look(cart)
    counted = {row.key for row in look.counted}
    if counted and counted >= form.ticked() & {row.key for row in form.sent if row.can_select}:
        return _answer(request, reverse("orders:checkout"))
    words = (
        _("选中的商品有变化，标出来了；请改好后再去结算。") if form.ticked() else _("请先选中要买的商品。")
    )
    if not (look.short and request.htmx):  # that the cart itself says beside the button
        messages.warning(request, words)
    return _page(request, look, CartForm(look=look)) if request.htmx else redirect("orders:cart")


def _act(request: HttpRequest, cart: Cart, form: CartForm) -> None:
    """The act of the pressed button, where it has one beyond the form."""
    verb, skus = form.press.verb, form.targets()
    undone = _removed(request) if verb == "undo" else None
    if verb and not undone:
        request.session.pop(UNDO, None)
    with shown(request):
        if verb == "remove":
            removed = carts.remove(cart=cart, sku_ids=skus)
            if removed:
                request.session[UNDO] = {"at": int(time.time()), "lines": removed}
        elif verb in ("later", "back"):
            carts.save_for_later(cart=cart, sku_ids=skus, later=verb == "later")
        elif undone:
            _put_back(request, cart, undone)


def _put_back(request: HttpRequest, cart: Cart, lines: list[carts.Kept]) -> None:
    """Undo a removal; what has no room can still come back once there is some."""
    left = carts.put_back(cart=cart, lines=lines)
    if not left:
        del request.session[UNDO]
        return
    request.session[UNDO] |= {"lines": left}
    request.session.modified = True
    words = _("购物车最多放 %(most)d 种商品，没能放回：%(names)s。请先移除一些，再撤销。")
    names = "、".join(line.name for line in left)
    messages.warning(request, words % {"most": carts.MOST_LINES, "names": names})


def _removed(request: HttpRequest) -> list[carts.Kept]:
    """What was just removed from this browser's cart and may come back."""
    kept = request.session.get(UNDO)
    if not kept or kept["at"] + UNDO_FOR < time.time():
        return []
    return [carts.Kept(*line) for line in kept["lines"]]
