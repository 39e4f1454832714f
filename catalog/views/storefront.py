"""What shoppers see: categories, products, shops, search. Only what is on sale in an open shop."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from catalog import choices, search
from catalog.models import SKU, Category, Picture, Product
from merchants.models import Shop

A_PAGE = 24
LONGEST_QUERY = 60
MOST_COUNTED = 10_000
NEWEST = ("-on_sale_at", "-id")


def _with_pictures(products: QuerySet[Product]) -> QuerySet[Product]:
    return products.prefetch_related(
        Prefetch("pictures", queryset=Picture.objects.order_by("position", "id"), to_attr="gallery")
    )


def with_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """``products`` with what their cards show: picture, shop, and the list price beside the lowest price."""
    cheapest = SKU.objects.filter(product=OuterRef("pk"), is_active=True, price=OuterRef("price_from"))
    return (
        _with_pictures(products)
        .select_related("shop")
        .defer("search", "description")
        .annotate(list_price=Subquery(cheapest.order_by("position", "id").values("list_price")[:1]))
    )


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
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category with everything below it."""
    tree = {node.pk: node for node in Category.objects.all()}
    here = next((node for node in tree.values() if node.slug == slug), None)
    if here is None:
        raise Http404
    path = _path(tree, here)
    below = _below(tree, here)
    products = Product.objects.on_sale().filter(category__in=[here.pk, *(node.pk for node in below)])
    context = {
        "category": here,
        "path": path[:-1],
        "children": [node for node in below if node.parent_id == here.pk],
        "siblings": [node for node in tree.values() if here.parent_id and node.parent_id == here.parent_id],
        "page": _page(request, products.order_by(*NEWEST)),
    }
    return render(request, "catalog/category.html", context)


def _path(tree: dict[int, Category], node: Category) -> list[Category]:
    path = [node]
    while (above := tree.get(path[0].parent_id)) and above not in path:
        path.insert(0, above)
    return path


def _below(tree: dict[int, Category], node: Category) -> list[Category]:
    below: dict[int, Category] = {}
    layer = [node]
    while layer:
        above = {upper.pk for upper in layer}
        layer = [
            child
            for child in tree.values()
            if child.parent_id in above and child.pk not in below and child != node
        ]
        below |= {child.pk: child for child in layer}
    return list(below.values())


@require_safe
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product with one of its specs chosen (``?sku=``), ready for the cart."""
    found = get_object_or_404(
        _with_pictures(Product.objects.on_sale().select_related("shop", "category__parent")), pk=pk
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
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop and what it sells."""
    found = get_object_or_404(Shop.objects.open(), slug=slug)
    goods = Product.objects.on_sale().filter(shop=found).order_by(*NEWEST)
    return render(request, "catalog/shop.html", {"shop": found, "page": _page(request, goods)})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search by names, brands, categories, codes; best first."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    page = _page(request, search.matching(Product.objects.on_sale(), query))
    context = {"query": query, "page": page}
    if not page.object_list:
        context["categories"] = Category.objects.filter(parent=None)
    return render(request, "catalog/search.html", context)
