"""A client that is somebody without having signed in: for asking the same page as one role after another.

Sessions, second factors and what else stands before every page alike is passed by; what a view
decides of its visitor is not. ``test_matrix`` asks in full for each answer of a page first.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, override_settings
from django.test.client import ClientHandler

from .world import Visitor

VISITOR = "mall.visitor"
_ALIKE_FOR_ALL = {
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "mall.accounts.middleware.StaffMfaMiddleware",
}
_AUTHENTICATION = "mall.accounts.middleware.PersonMiddleware"


def as_visitor(get_response):
    """In place of the mall's middleware: the person is whom the client was made for."""

    def middleware(request):
        request.user = request.META[VISITOR]
        return get_response(request)

    return middleware


class _Handler(ClientHandler):
    def load_middleware(self, is_async=False):
        own = f"{__name__}.{as_visitor.__name__}"
        passed = [name for name in settings.MIDDLEWARE if name not in _ALIKE_FOR_ALL]
        with override_settings(MIDDLEWARE=[own if name == _AUTHENTICATION else name for name in passed]):
            super().load_middleware(is_async)


def light_client_of(visitor: Visitor) -> Client:
    client = Client(raise_request_exception=False, **{VISITOR: visitor.user or AnonymousUser()})
    client.handler = _Handler(enforce_csrf_checks=False)
    return client
