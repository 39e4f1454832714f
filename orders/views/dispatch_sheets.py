"""A sheet of tracking numbers in the portal: downloaded, filled in, checked, done. (B11.2)"""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mall.rulebook.boundary import shown
from mall.sheets import XLSX
from merchants.access import seller
from orders import dispatch_files, shop_orders
from orders.forms.dispatch import SheetForm
from orders.models import DispatchSheet
from orders.services import dispatch, dispatch_sheets

SHOWN = 100
LATEST = 10


def _sheet(request: HttpRequest, pk: int) -> DispatchSheet:
    return get_object_or_404(
        DispatchSheet.objects.for_shop(request.shop).select_related("uploaded_by"), pk=pk
    )


@seller("orders")
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Ask for a sheet; a posted one is checked, and nothing is sent yet."""
    form = SheetForm(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4().hex})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        with shown(request, form=form) as outcome:
            sheet = dispatch_sheets.upload(actor=request.user, shop=request.shop, **form.cleaned_data)
        if outcome.ok:
            return redirect("orders:seller_sheet", request.shop.slug, sheet.pk)
    context = {
        "section": "orders",
        "form": form,
        "sheets": DispatchSheet.objects.for_shop(request.shop).select_related("uploaded_by")[:LATEST],
        "unwanted": shop_orders.waiting(request.shop).filter(cancel_asked_at__isnull=False).count(),
        "most_rows": dispatch_sheets.MOST_ROWS,
        "kept": dispatch_sheets.KEPT.days,
    }
    return render(request, "seller/orders/sheets.html", context, status=status)


@seller("orders")
@require_safe
def waiting(request: HttpRequest, ending: str) -> HttpResponse:
    """What waits for tracking numbers and is still wanted, the most urgent first, as a file to fill in."""
    asked = shop_orders.rows(request.shop, shop_orders.Asked()).prefetch_related(None)
    asked = asked.filter(cancel_asked_at=None)
    numbers = list(asked.values_list("number", flat=True)[: dispatch_sheets.MOST_ROWS])
    orders, _rest = dispatch.waiting_among(request.shop, numbers)
    carrier = dispatch.last_carrier(request.shop)
    head, rows = dispatch_files.waiting_head(), dispatch_files.waiting_rows(orders, carrier)
    return _file(
        ending,
        "waiting",
        csv=lambda: dispatch_files.as_csv(head, rows),
        xlsx=lambda: dispatch_files.waiting_xlsx(orders, carrier),
    )


@seller("orders")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What a sheet would send or has sent, with what is wrong or worth a second look."""
    sheet = _sheet(request, pk)
    bad = dispatch_sheets.bad_rows(sheet)
    context = {
        "section": "orders",
        "sheet": sheet,
        "figures": dispatch_sheets.figures(sheet),
        "bad": bad[:SHOWN],
        "warned": sheet.rows.good().exclude(warning="")[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "seller/orders/sheet.html", context)


@seller("orders")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a sheet is, asked for again and again; once it is done, the page is loaded anew."""
    sheet = _sheet(request, pk)
    context = {"sheet": sheet, "figures": dispatch_sheets.figures(sheet)}
    response = render(request, "seller/orders/sheet_progress.html", context)
    if sheet.state != "shipping":
        response["HX-Refresh"] = "true"
    return response


@seller("orders")
@require_POST
def ship(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    with shown(request):
        dispatch_sheets.start(actor=request.user, sheet=sheet)
    return redirect("orders:seller_sheet", request.shop.slug, pk)


@seller("orders")
@require_safe
def found(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Everything that was found, as a file."""
    rows = dispatch_sheets.noted_rows(_sheet(request, pk))
    head = dispatch_files.found_head()
    return _file(
        ending,
        f"numbers-{pk}",
        csv=lambda: dispatch_files.as_csv(head, dispatch_files.found_rows(rows)),
        xlsx=lambda: dispatch_files.found_xlsx(rows),
    )


def _file(ending: str, name: str, **made) -> HttpResponse:
    if ending not in made:
        raise Http404
    content = made[ending]()
    if ending == "xlsx":
        response: HttpResponse | StreamingHttpResponse = HttpResponse(content, content_type=XLSX)
    else:
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response
