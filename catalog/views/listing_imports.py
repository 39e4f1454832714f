"""The portal's import of a spreadsheet: upload, see what it would do, confirm. (F6.1)"""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.forms.goods import ImportForm
from catalog.imports import cells, waiting
from catalog.models import ImportRun
from catalog.services import imports, listings
from mall.rulebook.boundary import shown
from merchants.access import seller

EXAMPLE = {
    cells.CODE: "TEA-001",
    cells.FIRST: "饮食",
    cells.SECOND: "茶",
    cells.NAME: "高山绿茶",
    cells.ORIGIN: "浙江杭州",
    cells.SPEC: '{"净含量": "250 克"}',
    cells.PRICE: "128.00",
    cells.STOCK: "50",
    cells.UNIT: "罐",
    cells.ATTRIBUTES: '{"保质期": "18 个月"}',
}


@require_http_methods(["GET", "POST"])
@seller("goods")
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a file; a posted one is checked and shown, and nothing is written to the catalogue."""
    form = ImportForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with shown(request, form=form):
            sheet = imports.read(file.file, name=file.name)
            plan = imports.plan(shop=request.shop, sheet=sheet)
        if plan is not None and not plan.problems:
            waiting.keep(request.shop.pk, plan.sheet.digest, file)
    return _render(request, form, plan)


def _render(request: HttpRequest, form: ImportForm, plan: imports.Plan | None) -> HttpResponse:
    context = {
        "section": "goods",
        "form": form,
        "plan": plan,
        "problems": plan.problems[: imports.SHOWN] if plan else [],
        "drafts": [
            (change, listings.problem_words(change.problems))
            for change in (plan.drafts[: imports.SHOWN] if plan else [])
        ],
        "columns": cells.COLUMNS,
        "runs": ImportRun.objects.filter(shop=request.shop).select_related("imported_by")[:10],
    }
    bad = form.errors or (plan and plan.problems)
    return render(request, "seller/goods/import.html", context, status=400 if bad else 200)


@require_POST
@seller("goods")
def confirm(request: HttpRequest) -> HttpResponse:
    """Import the sheet that was shown."""
    digest = request.POST.get("digest", "")
    try:
        file = waiting.find(request.shop.pk, digest)
    except ValueError as error:
        raise Http404 from error
    if file is None:
        messages.error(request, _("这个文件已经导入过或已过期，请重新上传。"))
        return redirect("catalog:goods_import", request.shop.slug)
    with shown(request) as outcome:
        with file:
            sheet = imports.read(file.file, name=request.POST.get("name", ""))
        run = imports.run(actor=request.user, shop=request.shop, sheet=sheet)
    if outcome.ok:
        waiting.drop(request.shop.pk, digest)
        messages.success(
            request,
            _(
                "导入完成：新增 %(created)d 个商品，更新 %(updated)d 个，"
                "未变 %(unchanged)d 个，草稿 %(drafts)d 个。"
            )
            % {
                "created": run.created,
                "updated": run.updated,
                "unchanged": run.unchanged,
                "drafts": len(run.drafts),
            },
        )
    return redirect("catalog:goods_import", request.shop.slug)


@require_safe
@seller("goods")
def template(request: HttpRequest) -> HttpResponse:
    """An example sheet to start from, with the mark by which spreadsheet programs know UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, cells.COLUMNS, restval="")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="listings.csv"'
    return response
