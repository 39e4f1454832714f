"""The books of a listing: every price that it ever had, and every movement of stock."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import price_chart
from catalog.models import Movement
from catalog.services import prices
from merchants.access import seller

from .loading import page_of, product_of


@require_safe
@seller("goods")
def price_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every price that the product ever had, drawn and as a table. (D4.3)"""
    product = product_of(request, pk)
    context = {
        "section": "goods",
        "product": product,
        "page": page_of(request, prices.history(product)),
        "chart": price_chart.draw(product),
    }
    return render(request, "seller/goods/prices.html", context)


@require_safe
@seller("goods")
def stock_ledger(request: HttpRequest) -> HttpResponse:
    """Every movement of the shop's stock, newest first; of one product where ``?product=`` names it."""
    moved = Movement.objects.filter(sku__shop=request.shop).select_related("sku__product", "actor")
    asked = request.GET.get("product", "")
    product = None
    if asked:
        product = (
            product_of(request, int(asked))
            if asked.isascii() and asked.isdigit() and len(asked) < 19
            else None
        )
        if product is None:
            raise Http404
        moved = moved.filter(sku__product=product)
    context = {"section": "goods", "product": product, "page": page_of(request, moved.order_by("-id"))}
    return render(request, "seller/goods/stock.html", context)
