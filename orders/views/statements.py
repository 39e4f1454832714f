"""A shop's statements: any month or span, each line traced to its order, on the page and as files. (B11.4)"""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mall.errors import DomainError
from mall.sheets import XLSX
from merchants.access import seller
from orders import sheets
from orders.forms.spans import span_of
from orders.models import Order
from orders.paging import Page, number_of
from orders.services import order_money, statements
from orders.services.statements import Span

LINES_A_PAGE = 50
MONTHS = 12


@seller("finance")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A month's account, or that of any span."""
    today, problem = timezone.localdate(), None
    try:
        span = span_of(request.GET, today=today)
    except DomainError as error:
        span, problem = Span.month(today), error
    totals = statements.totals(request.shop, span)
    page = Page(statements.rows(request.shop, span), number_of(request.GET.get("page")), LINES_A_PAGE)
    month = span if span == Span.month(span.first) else None
    context = {
        "section": "money",
        "span": span,
        "month": month,
        "before": month and month.first - timedelta(days=1),
        "after": month and month.last < today and month.last + timedelta(days=1),
        "summary": sheets.summary(totals),
        "page": page,
        "lines": list(statements.lines(page.rows, opening=totals.opening)),
        "problem": problem,
        "query": {name: request.GET.get(name, "")[:20] for name in ("from", "to")},
    }
    return render(request, "seller/money/statement.html", context, status=400 if problem else 200)


@seller("finance")
@require_safe
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """All lines of a span as a file."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    try:
        span = span_of(request.GET, today=timezone.localdate())
    except DomainError as error:
        raise Http404 from error
    shop = request.shop
    made = (shop, span, statements.totals(shop, span), statements.all_lines(shop, span))
    if ending == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            sheets.as_csv(*made), content_type="text/csv; charset=utf-8"
        )
    else:
        response = HttpResponse(sheets.as_xlsx(*made), content_type=XLSX)
    name = f"statement-{shop.slug}-{span.first}-{span.last}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@seller("finance")
@require_safe
def of_order(request: HttpRequest, number: str) -> HttpResponse:
    """What one order brought: line by line, what went back, what is held."""
    mine = Order.objects.for_shop(request.shop)
    order = get_object_or_404(mine, number=number)
    context = {"section": "money", "order": order, "money": order_money.of(order)}
    return render(request, "seller/money/order.html", context)
