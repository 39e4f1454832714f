"""The shop's own pages: what it says of itself, its papers, its people."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mall.moments import day_in_words
from mall.rulebook.boundary import shown
from merchants import requirements, rules
from merchants.access import seller
from merchants.forms import DocumentForm
from merchants.models import DocumentType, Holiday, HolidayState, Shop
from merchants.services import documents, holidays, settings

PAGE = ["GET", "HEAD", "POST"]


class SettingsForm(forms.Form):
    intro = forms.CharField(
        label=gettext_lazy("简介"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
    name_en = forms.CharField(label=gettext_lazy("英文店名"), required=False, max_length=80)
    notice = forms.CharField(
        label=gettext_lazy("店铺公告"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("例如放假期间何时恢复发货；显示在店铺页顶部，留空则不显示。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    return_days = forms.IntegerField(label=gettext_lazy("无理由退货天数"), min_value=0, max_value=9_999)
    aftersales = forms.CharField(
        label=gettext_lazy("售后说明"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class HolidayForm(forms.Form):
    """Days, in China: the shop takes no orders from the first, and takes them again on the last."""

    from_on = forms.DateField(
        label=gettext_lazy("休息从"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=gettext_lazy("恢复接单"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=gettext_lazy("给买家的话"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("显示在店铺页和商品页，例如：中秋放假，节后按下单次序发货。"),
    )

    def clean(self):
        """Days whose midnight there is in this world."""
        for name in ("from_on", "until_on"):
            day = self.cleaned_data.get(name)
            if day and not 2000 <= day.year < 2999:
                self.add_error(name, _("请核对年份。"))
        return self.cleaned_data


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _form_of(shop: Shop, data=None) -> SettingsForm:
    names = ("intro", "name_en", "notice", "return_days", "aftersales")
    return SettingsForm(data, initial={name: getattr(shop, name) for name in names})


@require_http_methods(PAGE)
@seller("owner")
def edit(request: HttpRequest) -> HttpResponse:
    shop, status = request.shop, 200
    form = _form_of(shop, request.POST or None)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            with shown(request, form=form) as outcome:
                settings.save(actor=request.user, shop=shop, **form.cleaned_data)
            if outcome.ok:
                messages.success(request, _("已保存，店铺页马上更新。"))
                return redirect("merchants:settings", shop.slug)
            status = outcome.status
    return _page(request, form, HolidayForm(prefix="holiday"), status)


def _page(request: HttpRequest, form: SettingsForm, holiday_form: HolidayForm, status: int) -> HttpResponse:
    shop = request.shop
    papers = shop.documents.exclude(state="replaced").select_related("file").order_by("type", "-id")
    context = {
        "section": "shop",
        "form": form,
        "holiday": holidays.coming(shop),
        "holiday_form": holiday_form,
        "longest": rules.CLOSED_TO_NEW_ORDERS.figure("closure").days,
        "papers": papers,
        "types": [type_ for type_ in DocumentType if type_ not in requirements.WITHOUT_NUMBER],
        "least": rules.AFTER_SALES.figure().days,
    }
    return render(request, "seller/settings.html", context, status=status)


@require_POST
@seller("owner")
def plan_holiday(request: HttpRequest) -> HttpResponse:
    shop, status = request.shop, 400
    form = HolidayForm(request.POST, prefix="holiday")
    if form.is_valid():
        with shown(request, form=form) as outcome:
            planned = holidays.plan(
                actor=request.user,
                shop=shop,
                from_at=_midnight(form.cleaned_data["from_on"]),
                until_at=_midnight(form.cleaned_data["until_on"]),
                words=form.cleaned_data["words"],
            )
        if outcome.ok:
            messages.success(request, _planned_words(planned))
            return redirect("merchants:settings", shop.slug)
        status = outcome.status
    return _page(request, _form_of(shop), form, status)


def _planned_words(holiday: Holiday) -> str:
    days = {"from": day_in_words(holiday.from_at), "until": day_in_words(holiday.until_at)}
    if holiday.state == HolidayState.CURRENT:
        return _("店铺从现在起停止接单，%(until)s自动恢复；已有订单照常发货。") % days
    return _("休息已安排：%(from)s起停止接单，%(until)s自动恢复。") % days


@require_POST
@seller("owner")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday.objects.select_related("shop"), shop=request.shop, pk=pk)
    was_closed = holiday.state == HolidayState.CURRENT
    with shown(request) as outcome:
        holidays.call_off(actor=request.user, holiday=holiday)
    if outcome.ok:
        words = _("店铺已恢复接单。") if was_closed else _("休息已取消，店铺照常接单。")
        messages.success(request, words)
    return redirect("merchants:settings", request.shop.slug)


@require_http_methods(PAGE)
@seller("owner")
def document(request: HttpRequest, type: str) -> HttpResponse:  # noqa: A002 - the address's name
    """A new or renewed paper of the shop; it counts once the mall has accepted it. (E6)"""
    shop, status = request.shop, 200
    if type not in DocumentType.values:
        raise Http404
    form = DocumentForm(request.POST or None, request.FILES or None, type_=DocumentType(type), document=None)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            with shown(request, form=form) as outcome:
                documents.hand_in(
                    actor=request.user,
                    shop=shop,
                    type=type,
                    upload=form.cleaned_data["file"],
                    **form.typed,
                )
            if outcome.ok:
                messages.success(request, _("已提交，审核通过后生效。"))
                return redirect("merchants:settings", shop.slug)
            status = outcome.status
    context = {"section": "shop", "form": form, "title": DocumentType(type).label}
    return render(request, "seller/paper.html", context, status=status)
