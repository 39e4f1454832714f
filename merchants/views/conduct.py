"""A shop's conduct in the seller portal: score, cases, measures, appeals and demands in one place. (F11)"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mall.rulebook.boundary import shown
from mall.uploads import services as uploads
from merchants import rules
from merchants.access import seller
from merchants.models import Demand, Sanction, Violation, ViolationState
from merchants.services import appeals, demands, statements, violations

RECENT = A_PAGE = 30


@require_safe
@seller("service")
def index(request: HttpRequest) -> HttpResponse:
    shop, now = request.shop, timezone.now()
    measures = list(shop.sanctions.select_related("appeal").order_by("-id")[:RECENT])
    for sanction in measures:
        until = sanction.starts_at + rules.MEASURES.figure(at=sanction.starts_at)
        sanction.appeal_until = until if now <= until and not hasattr(sanction, "appeal") else None
    reported = shop.violations.filter(state=ViolationState.REPORTED)
    by_term = reported.order_by(F("statement_due_at").asc(nulls_last=True), "pk")
    decided = shop.violations.exclude(state=ViolationState.REPORTED)
    context = {
        "section": "conduct",
        "score": violations.score(shop),
        "days": rules.SHOP_RECORD.figure("window").days,
        "demands": shop.demands.order_by("-id")[:RECENT],
        "page": Paginator(by_term, A_PAGE).get_page(request.GET.get("page")),
        "decided": decided.order_by(F("decided_at").desc(nulls_last=True), "-pk")[:RECENT],
        "measures": measures,
        "reports": shop.daily_reports.order_by("-day")[:RECENT],
    }
    return render(request, "seller/conduct.html", context)


def _done(request: HttpRequest, outcome, words: str) -> HttpResponse:
    """Back to the page of the list on which it was done."""
    if outcome.ok:
        messages.success(request, words)
    page, there = request.POST.get("page", ""), reverse("merchants:conduct", args=[request.shop.slug])
    return redirect(f"{there}?page={page}" if page.isascii() and page.isdigit() and len(page) < 6 else there)


@require_POST
@seller("service")
def state_side(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Violation, shop=request.shop, pk=pk)
    with shown(request) as outcome:
        statements.make(actor=request.user, case=case, text=request.POST.get("text", ""))
    return _done(request, outcome, _("陈述已提交，裁定前可以再改。"))


@require_POST
@seller("owner")
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """To have nothing to say is said by an owner: the case is decided without waiting."""
    case = get_object_or_404(Violation, shop=request.shop, pk=pk)
    with shown(request) as outcome:
        statements.waive(actor=request.user, case=case)
    return _done(request, outcome, _("已告诉商城：店铺没有要说的。裁定前仍可以陈述。"))


@require_POST
@seller("owner")
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    sanction = get_object_or_404(Sanction, shop=request.shop, pk=pk)
    with shown(request) as outcome:
        appeals.make(actor=request.user, sanction=sanction, text=request.POST.get("text", ""))
    return _done(request, outcome, _("申诉已提交，由另一位同事复议。"))


@require_POST
@seller("service")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked for, in words and with a file where there is one."""
    demand = get_object_or_404(Demand, shop=request.shop, pk=pk)
    with shown(request) as outcome:
        if upload := request.FILES.get("file"):
            uploads.store(actor=request.user, subject=demand, purpose="demand", upload=upload)
        demands.answer(actor=request.user, demand=demand, text=request.POST.get("text", ""))
    return _done(request, outcome, _("答复已提交，商城会核对。"))
