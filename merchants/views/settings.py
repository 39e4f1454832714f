"""The shop's own pages: what it says of itself, its papers, its people."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mall.rulebook.boundary import shown
from merchants import requirements, rules
from merchants.access import seller
from merchants.forms import DocumentForm
from merchants.models import DocumentType
from merchants.services import documents, settings

PAGE = ["GET", "HEAD", "POST"]


class SettingsForm(forms.Form):
    intro = forms.CharField(label=gettext_lazy("简介"), required=False, max_length=200)
    name_en = forms.CharField(label=gettext_lazy("英文店名"), required=False, max_length=80)
    notice = forms.CharField(
        label=gettext_lazy("店铺公告"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("例如放假期间何时恢复发货；显示在店铺页顶部，留空则不显示。"),
    )
    return_days = forms.IntegerField(label=gettext_lazy("无理由退货天数"), min_value=0, max_value=9_999)
    aftersales = forms.CharField(
        label=gettext_lazy("售后说明"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@require_http_methods(PAGE)
@seller("owner")
def edit(request: HttpRequest) -> HttpResponse:
    shop, status = request.shop, 200
    names = ("intro", "name_en", "notice", "return_days", "aftersales")
    form = SettingsForm(request.POST or None, initial={name: getattr(shop, name) for name in names})
    if request.method == "POST":
        status = 400
        if form.is_valid():
            with shown(request, form=form) as outcome:
                settings.save(actor=request.user, shop=shop, **form.cleaned_data)
            if outcome.ok:
                messages.success(request, _("已保存，店铺页马上更新。"))
                return redirect("merchants:settings", shop.slug)
            status = outcome.status
    papers = shop.documents.exclude(state="replaced").select_related("file").order_by("type", "-id")
    context = {
        "section": "shop",
        "form": form,
        "papers": papers,
        "types": [type_ for type_ in DocumentType if type_ not in requirements.WITHOUT_NUMBER],
        "least": rules.AFTER_SALES.figure().days,
    }
    return render(request, "seller/settings.html", context, status=status)


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
