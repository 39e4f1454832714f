"""A product as shoppers see it: in full, its buy box alone, and what is left of it once it is gone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import choices, linked_data, product_page
from catalog.cards import NEWEST, cards_of
from catalog.models import Product, ProductState
from catalog.services.listings import category_path
from mall import pagecache
from merchants.models import Shop, ShopState

SIMILAR = 8


@require_safe
@pagecache.for_anybody
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product with one of its specs chosen (``?sku=``), ready for the cart."""
    found = product_page.on_sale(pk, request.user)
    if found is None:
        return _gone(request, pk)
    box = _buy_box(request, found)
    context = {
        **box,
        "related": product_page.related(found),
        "linked_data": lambda: linked_data.of_product(found, box["skus"], box["chosen"]),
    }
    return render(request, "catalog/product.html", context)


@require_safe
@pagecache.for_anybody
def buy_box(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the product page that changes with the chosen spec; an address of its own for caches."""
    found = product_page.on_sale(pk, request.user)
    if found is None:
        raise Http404
    return render(request, "catalog/_buy_box.html", _buy_box(request, found))


def _buy_box(request: HttpRequest, found: Product) -> dict:
    skus = found.choices
    asked = request.GET.get("sku")
    chosen = next((sku for sku in skus if str(sku.pk) == asked), choices.default_sku(skus))
    return {
        "product": found,
        "skus": skus,
        "chosen": chosen,
        "is_closed": bool(found.shop.closed_categories)
        and not found.shop.may_sell(category_path(found.category_id)),
        "axes": lambda: choices.axes(found, skus, chosen) if chosen else [],
    }


_ENDED = (ProductState.TAKEN_DOWN, ProductState.REMOVED)
_FOR_GOOD = (ShopState.CLOSED, ShopState.BANNED)


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """What was on sale once says so and leads on; what never was is not found."""
    known = Product.objects.filter(pk=pk).exclude(on_sale_at=None)
    found = known.select_related("shop", "category").first()
    if found is None:
        raise Http404
    goods = Product.objects.on_sale()
    similar = cards_of(goods.filter(category=found.category_id).order_by(*NEWEST)[:SIMILAR])
    similar = similar or cards_of(goods.order_by(*NEWEST)[:SIMILAR])
    for_good = found.state in _ENDED or found.shop.state in _FOR_GOOD
    context = {
        "name": found.name if found.is_told else "",
        "words": _why_gone(found, found.shop),
        "category": found.category,
        "similar": similar,
    }
    return render(request, "catalog/gone.html", context, status=410 if for_good else 404)


def _why_gone(found: Product, shop: Shop) -> str:
    if shop.state == ShopState.SUSPENDED:
        return _("它的店铺暂停营业，暂时不接受新订单。")
    if shop.state != ShopState.OPEN:
        return _("它的店铺已经关闭。")
    if found.state == ProductState.TAKEN_DOWN:
        return _("它因不符合商城规则而撤下，不会再卖。")
    if found.state == ProductState.REMOVED:
        return _("店家不再卖它了。")
    return _("店家把它下架了，也许过些时候还会上架。")
