"""Reporting a shop, and seeing what became of it. (B7.1)"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mall.rulebook.boundary import shown
from mall.uploads.models import PrivateFile
from merchants.services import public_reports
from merchants.violation_types import TYPES

A_PAGE = 20


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; each is looked at by the service."""

    widget = ManyFiles

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class ReportForm(forms.Form):
    shop = forms.CharField(
        label=gettext_lazy("店铺"),
        max_length=200,
        help_text=gettext_lazy("店名，或者复制店铺页的网址。"),
    )
    type = forms.ChoiceField(
        label=gettext_lazy("哪一类问题"),
        choices=[("", gettext_lazy("请选择")), *((code, TYPES[code].label) for code in public_reports.KINDS)],
    )
    facts = forms.CharField(
        label=gettext_lazy("发生了什么"),
        max_length=public_reports.LONGEST,
        help_text=gettext_lazy("何时、哪件商品或哪个订单、怎样发生的。店铺会看到这段话，看不到您是谁。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=gettext_lazy("证据"),
        required=False,
        help_text=gettext_lazy("截图、照片或 PDF，最多 5 个，每个不超过 20 MB。只有您和商城的办案人员能看。"),
        widget=ManyFiles(
            attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp,application/pdf"}
        ),
    )

    def clean_shop(self):
        found = public_reports.shop_called(self.cleaned_data["shop"])
        if found is None:
            raise forms.ValidationError(_("没有找到这家店：请核对店名，或复制店铺页的网址。"))
        return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:200] for name in ("shop", "type")}
    if named := public_reports.shop_called(asked["shop"]):
        asked["shop"] = named.name
    form = ReportForm(request.POST or None, request.FILES or None, initial=asked)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            with shown(request, form=form) as outcome:
                case = public_reports.make(actor=request.user, **form.cleaned_data)
            if outcome.ok:
                messages.success(request, _("举报已收到，处理的进展和结果会在这里显示。"))
                return redirect("shops:reported", case.pk)
            status = outcome.status
    return render(request, "reports/new.html", {"form": form}, status=status)


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(public_reports.of(request.user), A_PAGE).get_page(request.GET.get("page"))
    for case in page:
        case.label = TYPES[case.type].label if case.type in TYPES else case.clause
    return render(request, "reports/index.html", {"page": page})


@never_cache
@require_safe
@login_required
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(public_reports.of(request.user), pk=pk)
    context = {
        "case": case,
        "label": TYPES[case.type].label if case.type in TYPES else case.clause,
        "files": PrivateFile.objects.about(case).filter(uploaded_by=request.user).order_by("pk"),
        "measures": public_reports.measures_on(case),
    }
    return render(request, "reports/case.html", context)
