"""What a visitor looked at lately, from their own browser's cookie."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog import seen
from catalog.cards import Card, by_id, cards_of
from catalog.models import Product

IN_A_STRIP = 6
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def _goods(ids: list[int]) -> list[Card]:
    """Those still on sale, in the order of ``ids``."""
    found = by_id(cards_of(Product.objects.on_sale().filter(pk__in=ids)))
    return [found[pk] for pk in ids if pk in found]


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/seen.html", {"products": _goods(seen.ids_of(request))})


@require_safe
@never_cache
def strip(request: HttpRequest) -> HttpResponse:
    """The latest few, for the foot of a page; all but the one that is open (``?here=``)."""
    here = request.GET.get("here", "")
    ids = [pk for pk in seen.ids_of(request) if str(pk) != here][:IN_A_STRIP]
    return render(request, "catalog/seen_strip.html", {"products": _goods(ids) if ids else []})


@require_safe
@never_cache
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """An unseen picture whose loading tells that a product was looked at, where no script can."""
    response = HttpResponse(_PIXEL, content_type="image/gif")
    if 0 < pk < 10**18:
        seen.remember(response, dict.fromkeys([pk, *seen.ids_of(request)]))
    return response


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    response = redirect("catalog:seen")
    seen.remember(response, [])
    messages.success(request, _("浏览记录已清空。"))
    return response
