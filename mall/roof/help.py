"""What people ask before they buy, answered with the figures that are in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders import rules


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for everybody; the terms in it are those that a new order gets now."""
    context = {
        "payment_minutes": int(rules.PAYMENT_TERM.figure().total_seconds() // 60),
        "dispatch_hours": int(rules.DISPATCH_BY_MERCHANT.figure().total_seconds() // 3600),
        "receipt_days": rules.RECEIPT.figure().days,
        "dispatch_rule": rules.DISPATCH_BY_MERCHANT.id,
        "payment_rule": rules.PAYMENT_TERM.id,
        "receipt_rule": rules.RECEIPT.id,
        "terms_rule": rules.TERMS.id,
    }
    return render(request, "help.html", context)
