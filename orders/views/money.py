"""A shop's money in the seller portal: what it has coming, and where it is paid. (B11.4)"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.accounts import confirmation
from mall.rulebook.boundary import shown
from mall.rulebook.words import in_words
from merchants.access import seller
from merchants.models import MemberRole
from orders import rules
from orders.forms.money import AccountForm
from orders.models import PayoutAccount
from orders.services import payables, payout_accounts, payouts

RECENT = 10


@seller("finance")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """At a glance: the balance, what is held until when, what is paid next, and what a minus means."""
    shop, now = request.shop, timezone.now()
    position = payables.of_shop(shop, at=now)
    next_at = payouts.next_draft_at(now)
    recent = list(shop.payouts.select_related("account").order_by("-id")[:RECENT])
    context = {
        "section": "money",
        "position": position,
        "releases": payables.releases(shop, now=now),
        "next_at": next_at,
        "next_amount": payables.of_shop(shop, at=next_at).available,
        "open": next((payout for payout in recent if payout.state in payouts.OPEN_PAYOUT), None),
        "recent": recent,
        "account": payout_accounts.in_use(shop),
        "waiting": payout_accounts.waiting(shop),
    }
    return render(request, "seller/money/index.html", context)


@seller("finance")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


def _account_page(request: HttpRequest, **more) -> HttpResponse:
    shop = request.shop
    used, waiting = payout_accounts.in_use(shop), payout_accounts.waiting(shop)
    context = {
        "section": "money",
        "account": used,
        "waiting": waiting,
        "approvals": payout_accounts.approvals(waiting) if waiting and waiting.needs_approval else 0,
        "earlier": shop.payout_accounts.exclude(state__in=["effective", "waiting"]).order_by("-id")[:RECENT],
        "is_owner": request.membership.role == MemberRole.OWNER,
        **more,
    }
    return render(request, "seller/money/account.html", context)


@sensitive_post_parameters("number", "again", "holder")
@never_cache
@seller("owner")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Register another account. Only an owner who has shown just now that it is they."""
    if not confirmation.can_confirm(request.user):
        messages.error(request, _("更换收款账户前请先设置密码或验证联系方式。"))
        return redirect("accounts:security")
    if elsewhere := confirmation.where_to_confirm(request):
        if request.method == "POST":
            messages.info(request, _("离上次确认身份已久，请再确认一次，然后重新填写。"))
        return redirect(elsewhere)
    form, status = AccountForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ("holder", "bank", "number")}
            with shown(request, form=form) as outcome:
                made = payout_accounts.propose(actor=request.user, shop=request.shop, **values)
            if outcome.ok:
                words = _("已登记。%(at)s 之前货款仍付到原来的账户。")
                messages.success(
                    request, words % {"at": timezone.localtime(made.due_at).strftime("%m-%d %H:%M")}
                )
                return redirect("orders:seller_account", request.shop.slug)
            status = outcome.status
    context = {
        "section": "money",
        "form": form,
        "account": payout_accounts.in_use(request.shop),
        "wait_words": in_words(rules.SETTLEMENT.figure("account_wait")),
        "figure": rules.SETTLEMENT.figure("account_four_eyes"),
    }
    return render(request, "seller/money/account_change.html", context, status=status)


@seller("owner")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(PayoutAccount.objects.select_related("shop"), shop=request.shop, pk=pk)
    with shown(request) as outcome:
        payout_accounts.withdraw(actor=request.user, account=waiting)
    if outcome.ok:
        messages.success(request, _("更换已撤回，货款仍付到原来的账户。如不是您登记的，请马上改密码。"))
    return redirect("orders:seller_account", request.shop.slug)


@never_cache
@seller("owner")
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The account in full, in the answer itself; the look is recorded. (G11.1)"""
    mine = get_object_or_404(PayoutAccount.objects.select_related("shop"), shop=request.shop, pk=pk)
    back = reverse("orders:seller_account", args=[mine.shop.slug])
    if elsewhere := confirmation.where_to_confirm(request, back=back):
        return redirect(elsewhere)
    holder, number = payout_accounts.look(actor=request.user, account=mine, reason=_("店主核对"))
    return _account_page(request, revealed=mine, holder=holder, number=number)
