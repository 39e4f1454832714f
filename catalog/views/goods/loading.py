"""What every room of the portal's goods needs: the shop's own product, and a page of rows."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from catalog.models import Product

A_PAGE = 50


def product_of(request: HttpRequest, pk: int) -> Product:
    """A product of the shop that is asked about; another shop's is a 404."""
    goods = Product.objects.for_shop(request.shop).select_related("category__parent__parent__parent")
    product = get_object_or_404(goods, pk=pk)
    product.shop = request.shop
    return product


def page_of(request: HttpRequest, rows, *, count: int | None = None) -> Page:
    """The page that is asked for, else the nearest; ``count`` spares counting what is counted already."""
    paginator = Paginator(rows, A_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))
