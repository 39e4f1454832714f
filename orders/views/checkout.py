"""The confirmation step, and from it to the provider. (E13)"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mall.accounts.models import Address
from mall.accounts.services import addresses as address_book
from mall.rulebook.boundary import shown
from orders import badge, rules
from orders.forms.carts import AddForm
from orders.forms.checkout import PlaceForm
from orders.models import Payment, Trade, TradeState
from orders.payments.base import provider
from orders.services import cart_looks, carts, checkout, confirmation, payments
from orders.services.confirmation import Item

from .carts import cart_of, look_at

# Another one for each shape of what is sealed.
_SALT = "orders.checkout.shown.4"
_VALID_FOR = 60 * 60 * 24
TYPED = "checkout_typed"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show all that is about to be bought (GET), and buy exactly that (POST)."""
    if request.method == "POST":
        act = next((act for name, act in _ACTS.items() if name in request.POST), _place)
        return act(request)
    look = None if "sku" in request.GET else look_at(request)
    quantities = _wanted(request, look)
    if not quantities:
        messages.info(request, _("请先在购物车里选中要买的商品。"))
        return redirect("orders:cart")
    typed = request.session.pop(TYPED, {})
    if typed.get("for") != _named(quantities):  # of another purchase, which nobody came back to
        typed = {}
    form = PlaceForm(person=request.user, initial=typed)
    return _page(request, quantities, form, _address(request, typed), look=look)


def _reckon(request: HttpRequest) -> HttpResponse:
    """The page anew for the address that was chosen: freight follows it. What is typed stays."""
    sealed = _opened(request)
    if sealed is None:
        return _too_old(request)
    form = _form(request, sealed)
    form.is_valid()
    fresh = PlaceForm(person=request.user, initial=_typed(form))
    return _page(request, _quantities(sealed), fresh, form.cleaned_data.get("address"))


def _leave_out(request: HttpRequest) -> HttpResponse:
    """Keep for later what isn't sent to the chosen address, and go on with the rest."""
    form = _form(request, _opened(request))
    form.is_valid()
    quantities, address = _wanted(request), form.cleaned_data.get("address")
    cart = cart_of(request)
    if cart is not None and address is not None and quantities:
        with shown(request) as outcome:
            found = confirmation.build(quantities=quantities, addresses=[address], address=address)
            out = [item.sku.pk for item in found.unserved]
            carts.save_for_later(cart=cart, sku_ids=out, later=True)
        if outcome.ok:
            left = {sku: n for sku, n in quantities.items() if sku not in out}
            request.session[TYPED] = _typed(form) | {"address": address.pk, "for": _named(left)}
            badge.remember(request, carts.kinds(cart.lines))
            messages.success(request, _("送不到的商品已移到购物车的“以后再买”。"))
    return redirect(request.get_full_path())


def _form(request: HttpRequest, sealed: Mapping | None) -> PlaceForm:
    """What was sent, with a note for each parcel of the page that it comes from."""
    parcels = sealed["shown"]["freight"] if sealed else ()
    return PlaceForm(request.POST, person=request.user, parcels=parcels)


def _typed(form: PlaceForm) -> dict:
    elsewhere = ("shown", "address")
    return {name: value for name, value in form.cleaned_data.items() if name not in elsewhere}


def _to_new_address(request: HttpRequest) -> HttpResponse:
    """To a new address and back here, where everything typed so far is still there."""
    form = _form(request, _opened(request))
    form.is_valid()
    known = list(Address.objects.of(request.user).values_list("pk", flat=True))
    request.session[TYPED] = _typed(form) | {"addresses": known, "for": _named(_wanted(request))}
    return redirect(reverse("accounts:address_add", query={"next": request.get_full_path()}))


def _named(quantities: Mapping[int, int]) -> list[list[int]]:
    """A purchase as a session holds it."""
    return sorted([sku, quantity] for sku, quantity in quantities.items())


def _address(request: HttpRequest, typed: Mapping) -> Address | None:
    """The address that the shopper went to add from here, or had chosen."""
    if "address" in typed:
        return Address.objects.of(request.user).filter(pk=typed["address"]).first()
    if "addresses" not in typed:
        return None
    return Address.objects.of(request.user).exclude(pk__in=typed["addresses"]).order_by("-pk").first()


def _wanted(request: HttpRequest, look: cart_looks.Look | None = None) -> dict[int, int]:
    """One SKU bought directly, or what is selected in the cart; nothing where one of it can't be bought."""
    if "sku" in request.GET:
        form = AddForm(request.GET)
        return {form.cleaned_data["sku"]: form.cleaned_data["quantity"]} if form.is_valid() else {}
    look = look or look_at(request)
    if look.short:
        return {}
    return {row.key: row.quantity for row in look.counted}


def _page(
    request: HttpRequest,
    quantities: Mapping[int, int],
    form: PlaceForm,
    address: Address | None,
    status: int = 200,
    look: cart_looks.Look | None = None,
) -> HttpResponse:
    """The confirmation page; ``look`` where the cart has just been read."""
    items = [Item(row.sku, row.quantity, row.picture) for row in look.counted] if look else None
    addresses = address_book.of(request.user)
    address = address or (addresses[0] if addresses else None)
    with shown(request) as outcome:
        now = confirmation.build(quantities=quantities, addresses=addresses, address=address, items=items)
    if not outcome.ok:
        return redirect("orders:cart")
    cart = (look and look.cart) or cart_of(request, create=True)
    sealed = {
        "person": request.user.pk,
        "key": checkout.key_for(cart, now.quantities),
        "from_cart": "sku" not in request.GET,
        "shown": now.shown(),
    }
    context = {
        "confirmation": now,
        "parcels": [(parcel, form.note_of(parcel.key)) for parcel in now.parcels],
        "form": form,
        "sealed": signing.dumps(sealed, salt=_SALT, compress=True),
        "in_cart": "sku" not in request.GET,
        "minutes": int(rules.PAYMENT_TERM.figure().total_seconds()) // 60,
    }
    return render(request, "orders/checkout.html", context, status=status)


def _place(request: HttpRequest) -> HttpResponse:
    sealed = _opened(request)
    if sealed is None:
        return _too_old(request)
    quantities, from_cart = _quantities(sealed), sealed["from_cart"]
    form = _form(request, sealed)
    status = 400
    if form.is_valid():
        with shown(request, form=form) as outcome:
            trade = checkout.place(
                actor=request.user,
                address=form.cleaned_data["address"],
                notes=form.notes,
                no_return_confirmed=form.cleaned_data["no_return"],
                quantities=quantities,
                shown=sealed["shown"],
                idempotency_key=sealed["key"],
                from_cart=from_cart,
            )
        if outcome.ok:
            badge.remember(request, carts.kinds_of(request.user))
            return to_provider(request, trade, form.cleaned_data["provider"])
        status = outcome.status
        if from_cart:  # which another tab may have changed
            quantities = checkout.still_in_cart(request.user, quantities) or quantities
    return _page(request, quantities, form, form.cleaned_data.get("address"), status)


_ACTS = {"new_address": _to_new_address, "reckon": _reckon, "leave_out": _leave_out}


def _too_old(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("这张确认页已过期，请重新核对。"))
    return redirect(request.get_full_path())


def _quantities(sealed: Mapping) -> dict[int, int]:
    return {int(sku): item[0] for sku, item in sealed["shown"]["items"].items()}


def _opened(request: HttpRequest) -> dict | None:
    """What the page carried, if it is ours, fresh, of today's shape and this person's."""
    try:
        sealed = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_VALID_FOR)
    except signing.BadSignature:
        return None
    is_theirs = sealed["person"] == request.user.pk
    return sealed if is_theirs and confirmation.is_readable(sealed["shown"]) else None


def to_provider(request: HttpRequest, trade: Trade, code: str) -> HttpResponse:
    """Send the shopper to pay; where that can't be now, to the page of the trade with the reason."""
    back = reverse("orders:trade", args=[trade.number])
    if trade.state != TradeState.UNPAID:
        return redirect(back)
    with shown(request) as outcome:
        where = _start(request, trade, code, request.build_absolute_uri(back))
    return redirect(where if outcome.ok else back)


def _start(request: HttpRequest, trade: Trade, code: str, return_url: str) -> str:
    chosen = provider(code)
    payment: Payment = payments.begin(actor=request.user, trade=trade, provider=code)
    return chosen.start(payment, return_url)
