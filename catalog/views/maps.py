"""What search engines ask for: which addresses there are, and which are not for them.

A file of the map covers a range of ids, so that the millionth product costs as little as the first: no file
is counted through, and a product keeps its file for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.linked_data import absolute
from catalog.models import Category, Product
from merchants.models import Shop

A_FILE = 10_000  # ids; the protocol allows 50,000 addresses
AN_HOUR = 60 * 60
# Pages of a person, of a shop's staff, and what only a form leads to.
CLOSED = (
    "/admin/",
    "/accounts/",
    "/me/",
    "/seller/",
    "/cart/",
    "/checkout/",
    "/orders/",
    "/trades/",
    "/seen/",
    "/favourites/",
    "/search/",
    "/files/",
)


@dataclass(frozen=True)
class Kind:
    """A kind of page: its rows that anybody may see, the address of one, and when it changed."""

    rows: Callable[[], QuerySet]
    fields: tuple[str, ...]
    address: Callable[..., tuple[str, datetime | None]]


def _product(pk: int, updated_at: datetime) -> tuple[str, datetime | None]:
    return reverse("catalog:product", args=[pk]), updated_at


def _named(name: str) -> Callable[..., tuple[str, datetime | None]]:
    return lambda slug: (reverse(name, args=[slug]), None)


KINDS = {
    "categories": Kind(Category.objects.all, ("slug",), _named("catalog:category")),
    "shops": Kind(Shop.objects.open, ("slug",), _named("catalog:shop")),
    "products": Kind(Product.objects.on_sale, ("pk", "updated_at"), _product),
}


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def index(request: HttpRequest) -> HttpResponse:
    """The list of the map's files; three queries, whatever the rows."""
    files = [
        absolute(reverse("catalog:sitemap_file", args=[name, number]))
        for name, kind in KINDS.items()
        for number in range(_last_file(kind) + 1)
    ]
    return _xml(request, "catalog/sitemap_index.xml", {"files": files})


def _last_file(kind: Kind) -> int:
    last = kind.rows().order_by().aggregate(last=Max("pk"))["last"]
    return -1 if last is None else last // A_FILE


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The addresses of one range of ids; none of them is no error, as goods come and go."""
    kind = KINDS.get(name)
    if kind is None or number > 10**9:
        raise Http404
    return _xml(request, "catalog/sitemap.xml", {"pages": list(_pages(kind, number))})


def _pages(kind: Kind, number: int) -> Iterator[tuple[str, datetime | None]]:
    start = number * A_FILE
    rows = kind.rows().filter(pk__gte=start, pk__lt=start + A_FILE).order_by("pk")
    for row in rows.values_list(*kind.fields):
        path, changed_at = kind.address(*row)
        yield absolute(path), changed_at


def _xml(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {absolute(reverse('catalog:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
