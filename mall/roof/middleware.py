"""A database that was away for a moment; the admin's own content policy."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SAFE = ("GET", "HEAD")


class OutageMiddleware:
    """A page whose connection to the database broke is made once more, on another.

    An act isn't: it may have been done. Its services see to themselves (``mall.locks``), and where it
    can't be known its person is told so. It stands before all that ask the database, since they may fail too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method in SAFE and getattr(response, "is_cut_off", False):  # by views.server_error
            close_old_connections()
            return self.get_response(request)
        return response


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
