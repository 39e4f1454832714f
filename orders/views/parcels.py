"""What a buyer says about a parcel, and what its shop does about it. (E14-2, E15)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import Fulfilment
from mall.rulebook.boundary import shown
from merchants.access import seller
from orders import rules, states
from orders.forms.parcels import ContestForm, FailForm, RefuseForm, ReportForm, ResendForm, ReturnForm
from orders.models import Cause, Order, Shipment, ShipmentState
from orders.services import (
    cancel_requests,
    contests,
    deliveries,
    losses,
    parcel_money,
    parcel_reports,
    refusals,
)
from orders.services.delivery import OPEN


def _parcel(orders, number: str, pk: int) -> Shipment:
    parcels = Shipment.objects.select_related("order__shop", "order__buyer", "replaces", "refund")
    return get_object_or_404(parcels.filter(order__in=orders, order__number=number), pk=pk)


# --- The buyer ---


def _say(
    request: HttpRequest,
    parcel: Shipment,
    form_class: type[forms.Form],
    serve: Callable[..., object],
    *,
    template: str,
    facts: Callable[[], dict[str, object]],
    done: str,
) -> HttpResponse:
    """Ask what the buyer has to say of a parcel; what they say is one service call, and leads to the order.

    ``facts`` is what the page shows besides, looked up after a refusal anew.
    """
    is_said = request.method == "POST"
    form, status = form_class(*((request.POST, request.FILES) if is_said else ())), 400 if is_said else 200
    if form.is_valid():
        with shown(request, form=form) as outcome:
            serve(actor=request.user, shipment=parcel, **form.cleaned_data)
        if outcome.ok:
            messages.success(request, done)
            return redirect("orders:order", parcel.order.number)
        status = outcome.status
    context = {"parcel": parcel, "order": parcel.order, "form": form, **facts()}
    return render(request, template, context, status=status)


def _can(parcel: Shipment, action: str) -> bool:
    return parcel.order.state in OPEN and states.SHIPMENT.allows(parcel.state, action)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say what refusing brings back for each ground, then refuse for one at exactly that sum."""
    parcel = _parcel(Order.objects.of(request.user), number, pk)

    def serve(*, cause: str, **given) -> None:
        refusals.refuse(cause=cause, shown=_shown(request, cause), **given)

    return _say(
        request,
        parcel,
        RefuseForm,
        serve,
        template="orders/refuse.html",
        done=_("已登记拒收：快递送来时请直接退回，商家收到后退款。"),
        facts=lambda: {
            "quotes": parcel_money.quotes(parcel, refusals.REFUSALS),
            "can": _can(parcel, "refuse") and refusals.can_refuse(parcel, timezone.now()),
            "cap": rules.REFUSAL.figure("cost_cap", at=parcel.shipped_at),
            "days": rules.REFUSAL.figure("return_term").days,
        },
    )


def _shown(request: HttpRequest, cause: str) -> int:
    """What the page said of this ground; -1, which is never owed, for whatever isn't a sum."""
    said = request.POST.get(f"back_{cause}", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 12 else -1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """It didn't come, or came broken: the shop has to answer."""
    parcel = _parcel(Order.objects.of(request.user), number, pk)
    missing_at = parcel_reports.missing_at(parcel)
    return _say(
        request,
        parcel,
        ReportForm,
        parcel_reports.report,
        template="orders/report.html",
        done=_("已告诉商家，逾期不答复会自动退款给您。"),
        facts=lambda: {
            "can": _can(parcel, "report"),
            "hours": int(rules.DELIVERY.figure().total_seconds()) // 3600,
            "missing_at": missing_at,
            "is_early": timezone.now() < missing_at,
            "is_handed_over": parcel.handed_over_at is not None,
            "told": parcel_reports.told_of(parcel),
        },
    )


@login_required
@require_POST
def accept(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """It has come after all."""
    parcel = _parcel(Order.objects.of(request.user), number, pk)
    had_come = parcel.handed_over_at is not None
    with shown(request) as outcome:
        deliveries.accept(actor=request.user, shipment=parcel)
    if outcome.ok:
        words = _("报告已撤回，商家不用再处理。") if had_come else _("已登记收到包裹，请验收后确认收货。")
        messages.success(request, words)
    return redirect("orders:order", number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The buyer wasn't the cause of a failed delivery: the mall decides."""
    parcel = _parcel(Order.objects.of(request.user), number, pk)
    return _say(
        request,
        parcel,
        ContestForm,
        contests.object_to,
        template="orders/object.html",
        done=_("已提出异议，商城裁定后会告诉您和商家。"),
        facts=lambda: {
            "can": parcel.order.state in OPEN and contests.can_object(parcel),
            "hours": int(rules.DELIVERY.figure("decision").total_seconds()) // 3600,
        },
    )


# --- The shop ---


@dataclass(frozen=True)
class Act:
    """Something that the shop does about a parcel: by which move, with what to fill in."""

    move: str
    serve: object
    label: object
    hint: object
    form: type[forms.Form] = forms.Form
    tone: str = ""


ACTS = {
    "deliver": Act(
        "deliver", deliveries.deliver, gettext_lazy("已送达"), gettext_lazy("承运商已把包裹交给收件人。")
    ),
    "fail": Act(
        "fail",
        deliveries.fail,
        gettext_lazy("派送未成功"),
        gettext_lazy("买家会收到提醒；原因决定退回的运费由谁承担。"),
        FailForm,
    ),
    "retry": Act(
        "retry", deliveries.retry, gettext_lazy("再次派送"), gettext_lazy("已和承运商约好再送一次。")
    ),
    "send_back": Act(
        "send_back",
        refusals.send_back,
        gettext_lazy("包裹正在退回"),
        gettext_lazy("买家拒收，或派送多次未成功，承运商正把包裹送回来。"),
    ),
    "return": Act(
        "return",
        refusals.take_back,
        gettext_lazy("收到退回的包裹"),
        gettext_lazy("货款按规则退给买家；完好的商品回到库存。"),
        ReturnForm,
    ),
    "find": Act(
        "find",
        parcel_reports.find,
        gettext_lazy("已查到，继续派送"),
        gettext_lazy("每个包裹只能用一次；买家的收货期限重新计算。"),
    ),
    "resend": Act(
        "lose",
        parcel_reports.resend,
        gettext_lazy("补发"),
        gettext_lazy("同样的商品另发一个包裹，原包裹作废，库存相应减少。"),
        ResendForm,
    ),
    "contest": Act(
        "contest",
        contests.contest,
        gettext_lazy("提出争议"),
        gettext_lazy("不同意买家的说法：写明依据，由商城裁定，期间不会自动退款。"),
        ContestForm,
    ),
    "lose": Act(
        "lose",
        losses.write_off,
        gettext_lazy("认定丢失或损坏，退款"),
        gettext_lazy("货款马上退给买家，不能撤回。"),
        tone="danger",
    ),
}


def _acts(parcel: Shipment) -> dict[str, Act]:
    can = states.SHIPMENT.actions(parcel.state) if parcel.order.state in OPEN else []
    if parcel.cause != Cause.MISSING or parcel.found_at:
        can = [action for action in can if action != "find"]
    is_reported = parcel.state == ShipmentState.REPORTED
    return {code: act for code, act in ACTS.items() if act.move in can and (code != "resend" or is_reported)}


@seller("orders")
@require_http_methods(["GET", "HEAD", "POST"])
def of_shop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A parcel with what became of it and what the shop can do now."""
    mine = Order.objects.for_shop(request.shop).filter(fulfilment=Fulfilment.MERCHANT)
    parcel = _parcel(mine, number, pk)
    acts, code = _acts(parcel), request.POST.get("act", "")
    bound, status = None, 200
    if request.method == "POST":
        if code not in acts:
            messages.error(request, _("包裹的状态已经变了，请看最新状态。"))
            return redirect("orders:seller_parcel", request.shop.slug, number, pk)
        bound, status = acts[code].form(request.POST, prefix=code), 400
        if bound.is_valid():
            with shown(request, form=bound) as outcome:
                acts[code].serve(actor=request.user, shipment=parcel, **bound.cleaned_data)
            if outcome.ok:
                messages.success(request, _("已登记，买家会看到。"))
                return redirect("orders:seller_parcel", request.shop.slug, number, pk)
            status = outcome.status
    context = {
        "parcel": parcel,
        "order": parcel.order,
        "lines": parcel.lines.select_related("line"),
        "told": parcel_reports.told_of(parcel),
        "acts": [
            (name, act, bound if bound and name == code else act.form(prefix=name))
            for name, act in acts.items()
        ],
        "section": "orders",
    }
    return render(request, "seller/orders/parcel.html", context, status=status)


@seller("orders")
@require_POST
def agree_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The shop agrees to what the buyer has asked for."""
    mine = Order.objects.for_shop(request.shop).filter(fulfilment=Fulfilment.MERCHANT)
    mine = mine.select_related("shop", "buyer")
    order = get_object_or_404(mine, number=number)
    with shown(request) as outcome:
        cancel_requests.agree(actor=request.user, order=order)
    if outcome.ok:
        messages.success(request, _("已同意取消，货款原路退给买家，请不要再发货。"))
    return redirect("orders:seller_order", request.shop.slug, number)
