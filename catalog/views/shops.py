"""A shop and what it sells; and what is said of one that has closed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from catalog import search
from catalog.cards import NEWEST, with_cards
from catalog.models import Category, Product, ProductState
from catalog.services import favourites
from mall import pagecache
from merchants.models import Shop, ShopState

A_PAGE = 24
LONGEST_QUERY = 60
MOST_COUNTED = 10_000
SORTS = {
    "": NEWEST,
    "sales": ("-sales_count", "-id"),
    "cheap": ("price_from", "id"),
    "dear": ("-price_from", "-id"),
}
OTHERS = 8


class Pages(Paginator):
    """Pages of what may be endless: counted no further than ``MOST_COUNTED``, and led no deeper."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @property
    def shown_count(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"


@require_safe
@pagecache.for_anybody
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop's goods: all, of one category (``?c=``), found by words (``?q=``), in one of ``SORTS``."""
    shops = Shop.objects.select_related("record").exclude(state=ShopState.PREPARING)
    kept = favourites.is_kept(request.user, shop=OuterRef("pk"))
    found = get_object_or_404(shops.annotate(is_kept=kept), slug=slug)
    if found.state != ShopState.OPEN:
        return _closed(request, found)
    goods = Product.objects.on_sale().filter(shop=found)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    sort = request.GET.get("sort", "") if request.GET.get("sort", "") in SORTS else ""
    categories = list(_categories(found))
    asked = request.GET.get("c", "")
    category = next((node for node in categories if node.slug == asked), None)
    if asked and category is None and not query:
        raise Http404
    if category:
        goods = goods.filter(category=category)
    if query:
        goods = search.matching(goods, query)
    by_rank = bool(query) and not sort
    goods = (
        goods.order_by(search.rank(query).desc(), *SORTS["sales"])
        if by_rank
        else goods.order_by(*SORTS[sort])
    )
    page = Pages(with_cards(goods), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)  # asked for its first, and then for all
    context = {
        "shop": found,
        "page": page,
        "categories": categories,
        "category": category,
        "shop_query": query,
        "sort": sort,
    }
    return render(request, "catalog/shop.html", context)


def _categories(found: Shop) -> QuerySet[Category]:
    """Those in which the shop has something on sale, the fullest first."""
    there = Category.objects.filter(products__shop=found, products__state=ProductState.ON_SALE)
    return there.annotate(n=Count("products")).order_by("-n", "position", "id")


def _closed(request: HttpRequest, found: Shop) -> HttpResponse:
    others = Shop.objects.open().select_related("record").order_by("-opened_at", "-id")[:OTHERS]
    for_good = found.state in (ShopState.CLOSED, ShopState.BANNED)
    context = {"shop": found, "others": others, "for_good": for_good}
    return render(request, "catalog/shop_closed.html", context, status=410 if for_good else 404)
