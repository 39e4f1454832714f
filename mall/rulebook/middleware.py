"""Refusals that no view has shown: a page in words, with the status of the error."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from mall.errors import DomainError, TryAgain

from . import boundary
from .rule import RuleError


class RefusalMiddleware:
    """A DomainError that a view lets through becomes a page (a fragment for htmx); a clause is recorded."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        boundary.record(error, actor=boundary.actor_of(request), where=boundary.where_of(request))
        template = (
            "rulebook/refusal_fragment.html" if getattr(request, "htmx", False) else "rulebook/refusal.html"
        )
        response = render(request, template, _context(request, error), status=error.status)
        if isinstance(error, TryAgain):
            response["Retry-After"] = "5"
        return response


def _context(request: HttpRequest, error: DomainError) -> dict:
    clause = error.clause if isinstance(error, RuleError) else ""
    return {
        "words": str(error),
        "clause": clause,
        "clause_url": boundary.link_to(clause) if clause else "",
        "try_again": isinstance(error, TryAgain),
        "back_url": _page_before(request),
    }


def _page_before(request: HttpRequest) -> str:
    """Where the person came from, if that was a page of ours."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else "/"
