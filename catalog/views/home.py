"""The ways into the mall: the front page and all categories."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import departments
from catalog.cards import NEWEST, with_cards
from catalog.models import Product
from mall import pagecache
from merchants.models import Shop


@require_safe
@pagecache.for_anybody
def home(request: HttpRequest) -> HttpResponse:
    """The mall's front page: categories, what is new, the shops."""
    newest = with_cards(Product.objects.on_sale().order_by(*NEWEST))[:20]
    shops = Shop.objects.open().order_by("-opened_at", "-id")[:12]
    return render(
        request,
        "catalog/home.html",
        {"branches": departments.branches(), "newest": newest, "shops": shops},
    )


@require_safe
@pagecache.for_anybody
def categories(request: HttpRequest) -> HttpResponse:
    """Every category of the first two levels, for who looks for nothing in particular."""
    return render(request, "catalog/categories.html", {"branches": departments.branches()})
