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
from mall.rulebook.boundary import shown
from orders import rules
from orders.forms.carts import AddForm
from orders.forms.checkout import PlaceForm
from orders.models import Payment, Trade, TradeState
from orders.payments.base import provider
from orders.services import cart_looks, checkout, confirmation, payments

from .carts import cart_of, remember_count

# Another one for each shape of what is sealed.
_SALT = "orders.checkout.shown.2"
_VALID_FOR = 60 * 60 * 24
TYPED = "checkout_typed"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show all that is about to be bought (GET), and buy exactly that (POST)."""
    if request.method == "POST":
        return _to_new_address(request) if "new_address" in request.POST else _place(request)
    quantities = _wanted(request)
    if not quantities:
        messages.info(request, _("请先在购物车里选中要买的商品。"))
        return redirect("orders:cart")
    typed = request.session.pop(TYPED, {})
    if typed.get("for") != _named(quantities):  # of another purchase, which nobody came back to
        typed = {}
    form = PlaceForm(person=request.user, initial=typed)
    return _page(request, quantities, form, _just_added(request, typed))


def _to_new_address(request: HttpRequest) -> HttpResponse:
    """To a new address and back here, where everything typed so far is still there."""
    form = PlaceForm(request.POST, person=request.user)
    form.is_valid()
    typed = {
        name: form.cleaned_data[name]
        for name in ("note", "provider", "no_return")
        if name in form.cleaned_data
    }
    known = list(Address.objects.of(request.user).values_list("pk", flat=True))
    request.session[TYPED] = typed | {"addresses": known, "for": _named(_wanted(request))}
    return redirect(reverse("accounts:address_add", query={"next": request.get_full_path()}))


def _named(quantities: Mapping[int, int]) -> list[list[int]]:
    """A purchase as a session holds it."""
    return sorted([sku, quantity] for sku, quantity in quantities.items())


def _just_added(request: HttpRequest, typed: Mapping) -> Address | None:
    """The address that the shopper went to add from here."""
    if "addresses" not in typed:
        return None
    return Address.objects.of(request.user).exclude(pk__in=typed["addresses"]).order_by("-pk").first()


def _wanted(request: HttpRequest) -> dict[int, int]:
    """One SKU bought directly, or what is selected in the cart; nothing where one of it can't be bought."""
    if "sku" in request.GET:
        form = AddForm(request.GET)
        return {form.cleaned_data["sku"].pk: form.cleaned_data["quantity"]} if form.is_valid() else {}
    look = cart_looks.look(cart_of(request))
    if look.short:
        return {}
    return {row.key: row.quantity for row in look.counted}


def _page(
    request: HttpRequest,
    quantities: Mapping[int, int],
    form: PlaceForm,
    address: Address | None,
    status: int = 200,
) -> HttpResponse:
    addresses = list(Address.objects.of(request.user))
    address = address or (addresses[0] if addresses else None)
    with shown(request) as outcome:
        now = confirmation.build(quantities=quantities, addresses=addresses, address=address)
    if not outcome.ok:
        return redirect("orders:cart")
    cart = cart_of(request, create=True)
    sealed = {
        "person": request.user.pk,
        "key": checkout.key_for(cart, now.quantities),
        "shown": now.shown(),
    }
    context = {
        "confirmation": now,
        "form": form,
        "sealed": signing.dumps(sealed, salt=_SALT, compress=True),
        "minutes": int(rules.PAYMENT_TERM.figure().total_seconds()) // 60,
    }
    return render(request, "orders/checkout.html", context, status=status)


def _place(request: HttpRequest) -> HttpResponse:
    sealed = _opened(request)
    if sealed is None:
        messages.error(request, _("这张确认页已过期，请重新核对。"))
        return redirect(request.get_full_path())
    quantities = {int(sku): item[0] for sku, item in sealed["shown"]["items"].items()}
    form = PlaceForm(request.POST, person=request.user)
    status = 400
    if form.is_valid():
        with shown(request, form=form) as outcome:
            trade = checkout.place(
                actor=request.user,
                address=form.cleaned_data["address"],
                note=form.cleaned_data["note"],
                no_return_confirmed=form.cleaned_data["no_return"],
                quantities=quantities,
                shown=sealed["shown"],
                idempotency_key=sealed["key"],
            )
        if outcome.ok:
            remember_count(request, cart_of(request))
            return to_provider(request, trade, form.cleaned_data["provider"])
        status = outcome.status
    return _page(request, quantities, form, form.cleaned_data.get("address"), status)


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
