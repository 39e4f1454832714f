"""The ways into the mall: the front page and all categories."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.frontpage import front_page
from catalog.tree import tree
from mall import pagecache
from mall.rulebook import register


@require_safe
@pagecache.for_anybody
def home(request: HttpRequest) -> HttpResponse:
    """The mall's front page: campaigns, categories, what is new, what sells, the shops, the rules."""
    return render(
        request,
        "catalog/home.html",
        {"front": front_page(timezone.now()), "clause_count": len(register.clauses())},
    )


@require_safe
@pagecache.for_anybody
def categories(request: HttpRequest) -> HttpResponse:
    """Every category of the first two levels, for who looks for nothing in particular."""
    return render(request, "catalog/categories.html", {"branches": tree().branches})
