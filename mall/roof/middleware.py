"""The admin's own content policy."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


@cache
def _admin() -> str:
    return reverse("admin:index")


class AdminPolicyMiddleware:
    """Below the admin's address, and nowhere else, the directives of ``ADMIN_CSP`` stand for the site's.

    They replace and don't extend: beside a nonce, browsers ignore 'unsafe-inline'.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(_admin()):
            response._csp_replace = settings.ADMIN_CSP
        return response
