"""The portal's imports: upload a sheet, see what it would do, confirm, look back, undo. (F6.1)"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import rules
from catalog.forms.imports import ImportForm
from catalog.imports import cells, findings, preview, reports, templates
from catalog.models import ImportRun, ImportState
from catalog.services import import_runs, import_undo
from catalog.states import IMPORT
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.boundary import shown
from mall.sheets import XLSX
from merchants.access import seller

A_PAGE = 20
ENDINGS = ("csv", "xlsx")
STEPS = {
    "confirm": (import_runs.confirm, None),
    "cancel": (import_runs.cancel, _("已取消，店里的商品没有任何改动。")),
    "retry": (import_runs.retry, None),
}


def _run(request: HttpRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.for_shop(request.shop).select_related("file", "imported_by")
    run = get_object_or_404(runs, pk=pk)
    run.shop = request.shop
    return run


@require_http_methods(["GET", "POST"])
@seller("goods")
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a sheet, and show what was imported before; a posted one is checked by a worker."""
    form = ImportForm(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            run = import_runs.upload(actor=request.user, shop=request.shop, **form.cleaned_data)
        if outcome.ok:
            return redirect("catalog:goods_import_run", request.shop.slug, run.pk)
    runs = ImportRun.objects.for_shop(request.shop).select_related("imported_by", "file")
    runs = runs.defer("drafts", "notes", "problems", "preview").order_by("-id")
    context = {
        "section": "goods",
        "form": form,
        "columns": cells.COLUMNS,
        "page": Paginator(runs, A_PAGE).get_page(request.GET.get("page")),
        "current": runs.filter(state__in=[*import_runs.FAILS, ImportState.CHECKED]).first(),
        "most_rows": rules.BULK_LISTINGS.figure("most_rows"),
        "kept": rules.BULK_LISTINGS.figure("kept"),
    }
    return render(request, "seller/goods/import.html", context, status=400 if form.errors else 200)


@require_safe
@seller("goods")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do or has done, and the next step."""
    found = _run(request, pk)
    context = {"section": "goods", "run": found, **_what_is_known(found)}
    return render(request, "seller/goods/import_run.html", context)


def _what_is_known(run: ImportRun) -> dict:
    drafts = [{**draft, "words": preview.draft_words(draft["problems"])} for draft in run.drafts]
    return {
        "actions": IMPORT.actions(run.state),
        "drafts": drafts,
        "has_findings": findings.exists(run.pk, findings.CHECK),
        "has_undo_findings": bool(run.undo.get("kept_count")) and findings.exists(run.pk, findings.UNDO),
        "why_no_undo": _why_no_undo(run),
        "acts": _story(run),
    }


def _story(run: ImportRun) -> list[dict]:
    """Who did what with it, and when."""
    acts = Act.objects.about(run).filter(verb__startswith="import.").select_related("actor").order_by("id")
    labels = {f"import.{name}": step.label for name, step in IMPORT.moves.items()}
    return [
        {"label": labels.get(act.verb, _("已上传表格")), "actor": act.actor and act.actor.name, "at": act.at}
        for act in acts
    ]


def _why_no_undo(run: ImportRun):
    """Why an import that is done can't be undone; None where it can."""
    if run.state != ImportState.DONE:
        return None
    try:
        import_runs.require_undoable(run, now=timezone.now())
    except DomainError as error:
        return error.message
    return None


@require_safe
@seller("goods")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is, asked for again and again; once it has ended, the page is loaded anew."""
    found = _run(request, pk)
    response = render(request, "seller/goods/import_progress.html", {"run": found})
    if not found.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@seller("goods")
def step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Confirm, cancel or check again."""
    found = _run(request, pk)
    if act not in STEPS:
        raise Http404
    service, done = STEPS[act]
    with shown(request) as outcome:
        service(actor=request.user, run=found)
    if outcome.ok and done:
        messages.success(request, done)
    return redirect("catalog:goods_import_run", request.shop.slug, pk)


@require_http_methods(["GET", "POST"])
@seller("goods")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing an import would put back and what it wouldn't; posted, a worker does it."""
    found = _run(request, pk)
    if request.method == "POST":
        with shown(request):
            import_runs.ask_undo(actor=request.user, run=found)
        return redirect("catalog:goods_import_run", request.shop.slug, pk)
    if found.state != ImportState.DONE or _why_no_undo(found):
        return redirect("catalog:goods_import_run", request.shop.slug, pk)
    made = import_undo.plan(found)
    context = {"section": "goods", "run": found, "undo": made.figures()}
    return render(request, "seller/goods/import_undo.html", context)


@require_safe
@seller("goods")
def report(request: HttpRequest, pk: int, what: str, ending: str) -> HttpResponse:
    """All that was found, as a file."""
    found = _run(request, pk)
    if what not in (findings.CHECK, findings.UNDO) or ending not in ENDINGS:
        raise Http404
    if not findings.exists(found.pk, what):
        messages.error(request, _("没有可下载的结果，或者已过保存期限。"))
        return redirect("catalog:goods_import_run", request.shop.slug, pk)
    name = f"import-{found.pk}-{what}.{ending}"
    return _as_file(
        ending,
        name,
        csv=lambda: reports.as_csv(findings.read(found.pk, what)),
        xlsx=lambda: reports.as_xlsx(findings.read(found.pk, what)),
    )


@require_safe
@seller("goods")
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """A sheet to start from."""
    return _as_file(ending, f"listings.{ending}", csv=lambda: [templates.as_csv()], xlsx=templates.as_xlsx)


def _as_file(ending: str, name: str, **made) -> HttpResponse:
    if ending not in ENDINGS:
        raise Http404
    content = made[ending]()
    if ending == "xlsx":
        response: HttpResponse | StreamingHttpResponse = HttpResponse(content, content_type=XLSX)
    else:
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
