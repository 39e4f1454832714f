"""What shoppers see: products and shops. Only what is on sale in an open shop."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from catalog import choices
from catalog.cards import with_cards, with_pictures
from catalog.models import SKU, Product
from mall import pagecache
from merchants.models import Shop

A_PAGE = 24
MOST_COUNTED = 10_000
NEWEST = ("-on_sale_at", "-id")


class Pages(Paginator):
    """Pages of what may be endless: counted no further than ``MOST_COUNTED``, and led no deeper."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @property
    def shown_count(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"


def _page(request: HttpRequest, products: QuerySet[Product]) -> Page:
    return Pages(with_cards(products), A_PAGE).get_page(request.GET.get("page"))


@require_safe
@pagecache.for_anybody
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product with one of its specs chosen (``?sku=``), ready for the cart."""
    found = get_object_or_404(
        with_pictures(Product.objects.on_sale().select_related("shop", "category__parent")), pk=pk
    )
    skus = list(SKU.objects.filter(product=found, is_active=True).select_related("stock"))
    chosen = _chosen(request, skus)
    context = {
        "product": found,
        "skus": skus,
        "chosen": chosen,
        "axes": choices.axes(found, skus, chosen) if chosen else [],
    }
    return render(request, "catalog/product.html", context)


def _chosen(request: HttpRequest, skus: list[SKU]) -> SKU | None:
    asked = request.GET.get("sku")
    return next((sku for sku in skus if str(sku.pk) == asked), choices.default_sku(skus))


@require_safe
@pagecache.for_anybody
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop and what it sells."""
    found = get_object_or_404(Shop.objects.open(), slug=slug)
    goods = Product.objects.on_sale().filter(shop=found).order_by(*NEWEST)
    return render(request, "catalog/shop.html", {"shop": found, "page": _page(request, goods)})
