"""Finding goods: categories and search, with filters. What is on sale in an open shop, never personalised."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from catalog import search, selection, shop_names
from catalog.cards import cards, cards_of
from catalog.models import Product
from catalog.models.goods import ProductQuerySet
from catalog.shelves import Shelf
from catalog.suggestions import suggest as suggest_for
from catalog.tree import tree
from mall import pagecache

A_FEW = 12
MOST_SHOPS = 3
INDEXED_DEPTH = 1  # choices; pages narrowed further are kept out of search engines


@require_safe
@pagecache.for_anybody
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category with everything below it."""
    categories = tree()
    here = categories.by_slug.get(slug)
    if here is None:
        raise Http404
    ids = [node.pk for node in categories.below(here)]
    attributes = categories.facets(here)
    asked = selection.read(request.GET, attributes=[attribute.name for attribute in attributes])
    shelf = Shelf(
        lambda: Product.objects.on_sale().filter(category__in=ids),
        asked,
        key=("category", *ids),
        attributes=attributes,
        leaves=[pk for pk in ids if not categories.children(categories.by_id[pk])],
    )
    context = {
        "category": here,
        "path": categories.path(here)[:-1],
        "children": categories.children(here),
        "siblings": categories.siblings(here),
        "noindex": asked.depth > INDEXED_DEPTH,
    }
    return shown(request, "catalog/category.html", shelf, context)


@require_safe
@pagecache.for_anybody
def find(request: HttpRequest) -> HttpResponse:
    """Search by names, brands, categories, codes, as written or as they sound; best first."""
    query = " ".join(request.GET.get("q", "").split())[: selection.LONGEST_QUERY]
    asked = selection.read(request.GET, query=query, default_sort=selection.RELEVANCE)
    goods = Product.objects.on_sale()
    rank = search.rank(query) if query else None
    shelf = Shelf(lambda: search.matching(goods, query), asked, key=("search",), rank=rank)
    shops = shop_names.named(query, most=MOST_SHOPS)
    context = {"query": query, "noindex": True, "shops": shops}
    if shops and not shelf.counts.total and not asked.is_narrowed:
        named = [shop.pk for shop in shops]
        shelf = Shelf(lambda: goods.filter(shop__in=named), asked, key=("named shops", *named), rank=rank)
    if not shelf.counts.total and not asked.is_narrowed:
        shelf = Shelf(lambda: search.alike(goods, query), asked, key=("alike",), rank=rank)
        context |= {"alike": True} if shelf.counts.total else _ways_on(goods, query)
    return shown(request, "catalog/search.html", shelf, context)


def _ways_on(goods: ProductQuerySet, query: str) -> dict:
    """Where nothing was found: goods with some of the words, those words, what is popular, all categories."""
    pieces = search.pieces(query)
    marks = [f"has_{i}" for i in range(len(pieces))]
    found = search.nearest(goods, pieces).values("id", *marks)[:A_FEW]
    return {
        "near": cards([row["id"] for row in found]),
        "pieces": [word for i, word in enumerate(pieces) if any(row[marks[i]] for row in found)],
        "popular": [] if found else cards_of(goods.order_by("-sales_count", "-id")[:A_FEW]),
        "categories": tree().roots,
    }


@require_safe
@pagecache.for_anybody
def suggest(request: HttpRequest) -> HttpResponse:
    """What the words being typed may mean: a list for the search box."""
    text = " ".join(request.GET.get("q", "").split())[: selection.LONGEST_QUERY]
    return render(request, "catalog/suggestions.html", {"suggestions": suggest_for(text), "query": text})


def shown(request: HttpRequest, template: str, shelf: Shelf, context: dict) -> HttpResponse:
    """The whole page, or for htmx the part that changes; a form's empty fields don't stay in the address."""
    asked = shelf.selection
    if not request.htmx and "" in request.GET.values() and not asked.errors:
        return HttpResponseRedirect(request.path + asked.here)
    context |= {
        "shelf": shelf,
        "page": shelf.page,
        "selection": asked,
        "to_previous": asked.address(page=shelf.page.number - 1),
        "to_next": asked.address(page=shelf.page.number + 1),
        "canonical": f"{settings.SITE_URL}{request.path}{asked.canonical}",
    }
    is_part = request.htmx.target == "results"
    response = render(request, "catalog/results.html" if is_part else template, context)
    patch_vary_headers(response, ["HX-Target"])
    if is_part and not request.htmx.boosted:
        response["HX-Push-Url"] = request.path + asked.here
    return response
