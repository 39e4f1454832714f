"""A shopper's favourites: the heart on a page, and the list with what has changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from catalog.cards import Card, by_id, cards
from catalog.models import Favourite, Product
from catalog.services import favourites
from mall.rulebook.boundary import shown
from merchants.models import Shop

A_PAGE = 24
# What a row says; the words, picture and price of goods are on their cards.
SHOWN = {
    "product": (
        "seen_price",
        "product__name",
        "product__name_en",
        "product__state",
        "product__price_from",
        "product__shop__state",
    ),
    "shop": ("shop__slug", "shop__name", "shop__name_en", "shop__intro", "shop__state"),
}


@login_required
@require_POST
def keep(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Keep a product or a shop (``keep=yes``) or let go of it; htmx gets the heart as it is now."""
    if kind not in ("product", "shop"):
        raise Http404
    wanted = request.POST.get("keep") != "no"
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    with shown(request) as outcome:
        if wanted:
            favourites.add(actor=request.user, **{kind: _thing(kind, pk)})
        else:
            favourites.remove(actor=request.user, **{f"{kind}_id": pk})
    if request.htmx and outcome.ok:
        context = {"kind": kind, "pk": pk, "is_kept": wanted, "next": back}
        return render(request, "catalog/_keep.html", context)
    return redirect(back or "catalog:favourites")


def _thing(kind: str, pk: int) -> Product | Shop:
    """What somebody can see, and so like."""
    if kind == "product":
        return get_object_or_404(Product.objects.on_sale(), pk=pk)
    return get_object_or_404(Shop.objects.open(), pk=pk)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Kept goods and what has changed about them since; ``?kind=shop`` the kept shops."""
    kind = "shop" if request.GET.get("kind") == "shop" else "product"
    mine = Favourite.objects.of(request.user).filter(**{f"{kind}__isnull": False}).order_by("-id")
    mine = mine.select_related("shop" if kind == "shop" else "product__shop").only(*SHOWN[kind])
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    rows = _with_cards(page) if kind == "product" else list(page)
    context = {"kind": kind, "page": page, "rows": rows}
    return render(request, "catalog/favourites.html", context)


def _with_cards(page: Page) -> list[tuple[favourites.Row, Card]]:
    kept = [favourites.Row(row) for row in page]
    found = by_id(cards([row.product.pk for row in kept]))
    return [(row, found[row.product.pk]) for row in kept]
