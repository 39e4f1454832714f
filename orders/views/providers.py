"""Where providers reach us, and the sandbox's own page. (B12.1)"""

from __future__ import annotations

from collections.abc import Callable

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from orders.models import SandboxCharge, SandboxPayout
from orders.payments import callbacks, sandbox, sandbox_payouts
from orders.payments.base import MAX_BODY, providers
from orders.payments.payouts import payout_providers


@csrf_exempt
@require_POST
def callback(request: HttpRequest, code: str) -> HttpResponse:
    """A provider calls: read no more than it may send, and answer with a status alone."""
    if code not in providers():
        raise Http404
    return _heard(request, code, callbacks.receive)


@csrf_exempt
@require_POST
def payout_callback(request: HttpRequest, code: str) -> HttpResponse:
    """The same of a payout."""
    if code not in payout_providers():
        raise Http404
    return _heard(request, code, callbacks.receive_payout)


def _heard(request: HttpRequest, code: str, receive: Callable[..., int]) -> HttpResponse:
    body = request.read(MAX_BODY + 1)
    sender = request.META.get("REMOTE_ADDR", "")
    return HttpResponse(status=receive(code=code, headers=request.headers, body=body, sender=sender))


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_page(request: HttpRequest) -> HttpResponse:
    """The sandbox's cashier: whoever holds a signed request chooses what becomes of the payment."""
    if sandbox.CODE not in providers():
        raise Http404
    token = request.GET.get("request", "")
    try:
        number, amount, return_url = sandbox.opened(token)
    except signing.BadSignature:
        raise Http404 from None
    choice = request.POST.get("choice", "")
    if request.method == "POST" and choice in set(sandbox.Choice):
        try:
            _answer(number, sandbox.Choice(choice))
        except SandboxCharge.DoesNotExist:
            raise Http404 from None
        return redirect(return_url)
    charge = sandbox.charge_of(number)
    if charge is None:
        raise Http404
    context = {
        "amount": amount,
        "number": number,
        "charge": charge,
        "choices": sandbox.CHOICES.items(),
        "return_url": return_url,
        "problem": _("请选择一种结果。") if request.method == "POST" else "",
    }
    return render(request, "orders/sandbox.html", context, status=400 if context["problem"] else 200)


def _answer(number: str, choice: sandbox.Choice) -> None:
    for body in sandbox.decide(number=number, choice=choice):
        callbacks.receive(
            code=sandbox.CODE, headers=sandbox.signed_headers(body), body=body, sender="sandbox"
        )


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox_payout(request: HttpRequest, token: str) -> HttpResponse:
    """The sandbox's back office: whoever holds a signed address says what becomes of a payout."""
    if sandbox.CODE not in payout_providers():
        raise Http404
    try:
        number = sandbox_payouts.opened(token)
    except signing.BadSignature:
        raise Http404 from None
    payout = SandboxPayout.objects.filter(number=number).first()
    if payout is None:
        raise Http404
    choice = request.POST.get("choice", "")
    if request.method == "POST" and choice in set(sandbox_payouts.Choice):
        sandbox_payouts.call_back(
            sandbox_payouts.decide(number=number, choice=sandbox_payouts.Choice(choice))
        )
        return redirect(request.path)
    context = {
        "payout": payout,
        "choices": sandbox_payouts.CHOICES.items(),
        "problem": _("请选择一种结果。") if request.method == "POST" else "",
    }
    return render(request, "orders/sandbox_payout.html", context, status=400 if context["problem"] else 200)
