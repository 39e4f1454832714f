"""Addresses that machines ask, and the page for what nobody foresaw."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mall.outages import is_cut, is_lost

from . import health
from .middleware import SAFE

RETRY_AFTER_SECONDS = 5


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; it looks at nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, else 503; either way the word on each part."""
    ready, words = health.readiness()
    return JsonResponse(words, status=200 if ready else 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's page for an exception; where the database is away, one that says when to come back (503)."""
    error = sys.exc_info()[1]
    if not is_lost(error):
        return defaults.server_error(request)
    again = request.get_full_path() if request.method in SAFE else ""
    page = render_to_string("503.html", {"again": again, "was_act": not again})
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    response.is_cut_off = is_cut(error)  # type: ignore[attr-defined]
    return response
