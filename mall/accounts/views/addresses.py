"""The address book."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.accounts.access import member
from mall.accounts.forms.addresses import AddressForm, DivisionPicker
from mall.accounts.limits import limited
from mall.accounts.models import Address
from mall.accounts.services import addresses
from mall.errors import DomainError


@login_required
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    context = {"addresses": Address.objects.of(member(request)), "limit": addresses.LIMIT}
    return render(request, "accounts/addresses.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("addresses", "60/m/user")
def add(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST or None)
    return _save(request, form, lambda details: addresses.add(actor=member(request), **details))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("addresses", "60/m/user")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(Address.objects.of(member(request)), pk=pk)
    form = AddressForm.of(address, request.POST or None)
    save = lambda details: addresses.change(actor=member(request), address=address, **details)  # noqa: E731
    return _save(request, form, save, address=address)


def _save(request: HttpRequest, form: AddressForm, save, **context) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            save(form.details())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("地址已保存。"))
            return redirect(_way_back(request))
    return render(request, "accounts/address_form.html", {"form": form} | context)


def _way_back(request: HttpRequest) -> str:
    """Where the shopper came from (``next``, on this site only), or the address book."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("accounts:addresses")


@login_required
@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """The selects as they follow from what is chosen so far, for htmx."""
    form = DivisionPicker(request.GET)
    form.errors.clear()
    return render(request, "accounts/division_picker.html", {"form": form})


@login_required
@require_POST
@limited("addresses", "60/m/user")
def make_default(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(Address.objects.of(member(request)), pk=pk)
    addresses.make_default(actor=member(request), address=address)
    return redirect("accounts:addresses")


@login_required
@require_POST
@limited("addresses", "60/m/user")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_object_or_404(Address.objects.of(member(request)), pk=pk)
    addresses.remove(actor=member(request), address=address)
    messages.success(request, _("地址已删除。"))
    return redirect("accounts:addresses")
