"""A listing as its shoppers would see it, before anybody else does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import attributes, choices
from catalog.models import SKU
from mall.languages import reads_english
from merchants.access import seller
from merchants.tariffs import Tariffs

from .loading import product_of


@require_safe
@seller("goods")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The product page of a listing in any state, with a banner; for the shop's own people."""
    product = product_of(request, pk)
    found = Tariffs([product.shop_id])
    product.tariff = found.of(shop=product.shop_id, template=product.freight_template_id)
    if reads_english():
        product.english = {
            one.name: (one.name_en, dict(one.choices)) for one in attributes.of(product.category)
        }
    product.gallery = list(product.pictures.order_by("position", "id"))
    skus = list(SKU.objects.filter(product=product, is_active=True).select_related("stock"))
    for sku in skus:
        sku.product = product
    asked = request.GET.get("sku")
    chosen = next((sku for sku in skus if str(sku.pk) == asked), choices.default_sku(skus))
    context = {
        "product": product,
        "skus": skus,
        "chosen": chosen,
        "axes": choices.axes(product, skus, chosen) if chosen else [],
        "related": [],
        "preview": True,
    }
    return render(request, "seller/goods/preview.html", context)
