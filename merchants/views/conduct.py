"""A shop's conduct in the seller portal: score, cases, measures, appeals and demands in one place. (F11)"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
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
from merchants.models import Demand, Sanction, Shop, Violation, ViolationState
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
    decided = list(decided.order_by(F("decided_at").desc(nulls_last=True), "-pk")[:RECENT])
    asked = _asked_for(request, shop)
    if asked and asked.state != ViolationState.REPORTED and asked not in decided:
        decided.insert(0, asked)
    context = {
        "section": "conduct",
        "score": violations.score(shop),
        "days": rules.SHOP_RECORD.figure("window").days,
        "demands": shop.demands.order_by("-id")[:RECENT],
        "page": Paginator(by_term, A_PAGE).get_page(_number_of_page(request, by_term, asked)),
        "decided": decided,
        "measures": measures,
        "reports": shop.daily_reports.order_by("-day")[:RECENT],
    }
    return render(request, "seller/conduct.html", context)


def _asked_for(request: HttpRequest, shop: Shop) -> Violation | None:
    """The case to which a notice leads, wherever in the lists it has come to stand."""
    pk = request.GET.get("case", "")
    return shop.violations.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def _number_of_page(request: HttpRequest, cases: QuerySet[Violation], asked: Violation | None) -> str | int:
    if "page" in request.GET or asked is None or asked.state != ViolationState.REPORTED:
        return request.GET.get("page", 1)
    listed = list(cases.values_list("pk", flat=True))
    return listed.index(asked.pk) // A_PAGE + 1 if asked.pk in listed else 1


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
