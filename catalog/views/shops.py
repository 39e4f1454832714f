"""A shop and what it sells; and what is said of one that has closed."""

from __future__ import annotations

from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog import search, selection
from catalog.facets import BRAND, CATEGORY, ORIGIN
from catalog.models import CategoryAttribute, Product
from catalog.models.goods import ProductQuerySet
from catalog.services import favourites
from catalog.shelves import Shelf
from catalog.tree import tree
from mall import pagecache
from merchants.models import Shop, ShopState
from merchants.services.sanctions import public_record, read_record

from .browse import INDEXED_DEPTH, shown

OTHERS = 8


@require_safe
@pagecache.for_anybody
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop's goods: all or of one category, found by words, filtered like any shelf; newest first."""
    shops = Shop.objects.select_related("record", "application").exclude(state=ShopState.PREPARING)
    kept = favourites.is_kept(request.user, shop=OuterRef("pk"))
    found = get_object_or_404(shops.annotate(is_kept=kept, measures=public_record()), slug=slug)
    if found.state != ShopState.OPEN:
        return _closed(request, found)
    query = " ".join(request.GET.get("q", "").split())[: selection.LONGEST_QUERY]
    attributes = _attributes(request.GET.getlist(CATEGORY))
    asked = selection.read(
        request.GET,
        query=query,
        own=(CATEGORY, BRAND, ORIGIN),
        attributes=[attribute.name for attribute in attributes],
        default_sort=selection.RELEVANCE if query else selection.NEWEST,
    )

    def goods() -> ProductQuerySet:
        theirs = Product.objects.on_sale().filter(shop=found)
        return search.matching(theirs, query) if query else theirs

    shelf = Shelf(
        goods,
        asked,
        key=("shop", found.pk),
        own=(CATEGORY, BRAND, ORIGIN),
        attributes=attributes,
        rank=search.rank(query) if query else None,
    )
    context = {
        "shop": found,
        "shop_query": query,
        "noindex": bool(query) or asked.depth + (CATEGORY in asked.values) > INDEXED_DEPTH,
        "measures": read_record(found.measures),
        "to_all": asked.of_category(""),
        "nothing": "catalog/_nothing_in_shop.html",
    }
    return shown(request, "catalog/shop.html", shelf, context)


def _attributes(slugs: list[str]) -> list[CategoryAttribute]:
    """By what the goods of the category are filtered, where one was chosen."""
    if len(slugs) != 1:
        return []
    categories = tree()
    node = categories.by_slug.get(slugs[0])
    return categories.facets(node) if node else []


def _closed(request: HttpRequest, found: Shop) -> HttpResponse:
    others = Shop.objects.open().select_related("record").order_by("-opened_at", "-id")[:OTHERS]
    for_good = found.state in (ShopState.CLOSED, ShopState.BANNED)
    measures = read_record(found.measures)  # type: ignore[attr-defined]
    context = {"shop": found, "others": others, "for_good": for_good, "measures": measures}
    return render(request, "catalog/shop_closed.html", context, status=410 if for_good else 404)
