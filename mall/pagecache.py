"""Whole pages, kept per process for a moment, for visitors of whom nothing is known.

Such a page is computed for nobody: without cookies, so that nothing personal can get into it. What it needs
of its own at each showing, the token of its forms, is put in on the way out. Nothing is kept outside the
process, so nothing can be down.
"""

from __future__ import annotations

import functools
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import HttpHeaders
from django.middleware.csrf import CSRF_SECRET_LENGTH, get_token
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from mall.kept import Kept

MOST_PAGES = 400
LONGEST_KEY = 600
LARGEST = 400_000  # bytes
ALL_TOGETHER = 32_000_000  # bytes, in each process
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')
# What tells one visitor from another. A visitor without them is nobody in particular.
PERSONAL = frozenset((settings.SESSION_COOKIE_NAME, "messages"))
_HTMX = ("HX-Request", "HX-Target", "HX-Boosted")
VARIES = ("Cookie", "Accept-Language", *_HTMX)
# As the server hands them over: ``request.headers`` would make a dictionary of all there are.
_HTMX_KEYS = tuple(HttpHeaders.to_wsgi_name(name) for name in _HTMX)
_OF_FORMS = ("CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE")

View = Callable[..., HttpResponse]
_turns = [threading.RLock() for _turn in range(64)]
# Hashes of the keys whose last answer wasn't kept: what nobody can take over isn't waited for.
_unkept: set[int] = set()
MOST_UNKEPT = 10_000


@dataclass(frozen=True)
class Page:
    """A page without what each showing has of its own: ``parts`` are what stands around its forms' tokens."""

    parts: tuple[bytes, ...]
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return sum(map(len, self.parts))

    def content_for(self, request: HttpRequest) -> bytes:
        if len(self.parts) == 1:
            return self.parts[0]
        return _token(request).encode().join(self.parts)


_pages: Kept[Page] = Kept(
    "KEEP_PAGES_SECONDS", most=MOST_PAGES, weigh=lambda page: page.size, heaviest=ALL_TOGETHER
)


def for_anybody(view: View) -> View:
    """Answer a GET of nobody in particular with the page of a moment ago, if there is one.

    Only pages of status 200 that set no cookie are kept. The browser asks again each time.
    """

    @functools.wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        key = _key(request)
        if key is None:
            return _private(view(request, *args, **kwargs))
        return _kept(request, key) or _computed(request, key, functools.partial(view, *args, **kwargs))

    return shown


def _token(request: HttpRequest) -> str:
    """The token of a visitor's forms. A newcomer's is the new secret itself, which no page has shown before.

    Django makes a secret by choosing letters one by one and covers it by another such; on a kept page that
    would be a fifth of all work. What it covers is a secret that is shown again and again.
    """
    if "CSRF_COOKIE" in request.META:
        return get_token(request)
    secret = secrets.token_hex(CSRF_SECRET_LENGTH // 2)
    request.META |= {"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True}
    return secret


def _kept(request: HttpRequest, key: tuple) -> HttpResponse | None:
    page = _pages.find(key)
    return HttpResponse(page.content_for(request), headers=page.headers) if page else None


def _computed(request: HttpRequest, key: tuple, view: View) -> HttpResponse:
    """Of many who ask at once for a page that has run out, one computes it and the others wait for that.

    Where the last answer wasn't kept (not found, moved, too large) nobody waits.
    """
    if hash(key) not in _unkept:
        with _turns[hash(key) % len(_turns)]:
            if response := _kept(request, key):
                return response
            if hash(key) not in _unkept:
                return _anew(request, key, view)
    return _anew(request, key, view)


def _anew(request: HttpRequest, key: tuple, view: View) -> HttpResponse:
    asked_at, is_kept = time.monotonic(), False
    try:
        with _nobody(request):
            response = _private(view(request))
        if not response.streaming:
            page = Page(_without_tokens(response.content), dict(response.headers))
            if _is_for_anybody(request, response):
                is_kept = _pages.keep(key, page, asked_at=asked_at)
            response.content = page.content_for(request)
    finally:
        _note(key, is_kept=is_kept)
    return response


def _note(key: tuple, *, is_kept: bool) -> None:
    if is_kept:
        _unkept.discard(hash(key))
        return
    if len(_unkept) >= MOST_UNKEPT:
        _unkept.clear()
    _unkept.add(hash(key))


def _without_tokens(content: bytes) -> tuple[bytes, ...]:
    """What stands around the tokens of the forms."""
    parts, start = [], 0
    for token in _TOKEN.finditer(content):
        parts.append(content[start : token.start(1)])
        start = token.end(1)
    return (*parts, content[start:])


def forget() -> None:
    """Compute every page anew."""
    _pages.forget()
    _unkept.clear()


def _key(request: HttpRequest) -> tuple | None:
    """What a page depends on; None where it may depend on more."""
    if request.method != "GET" or not PERSONAL.isdisjoint(request.COOKIES):
        return None
    query = urlencode(sorted(request.GET.lists()), doseq=True) if request.GET else ""
    if len(request.path) + len(query) > LONGEST_KEY:
        return None
    htmx = [request.META.get(name, "")[:40] for name in _HTMX_KEYS]
    # The host as it was sent: Django's own middleware has looked before us whether it is one of ours.
    host = request.META.get("HTTP_HOST") or request.get_host()
    return request.scheme, host, get_language(), request.path, query, *htmx


@contextmanager
def _nobody(request: HttpRequest) -> Iterator[None]:
    """The request without cookies, nor the secret behind its forms' tokens."""
    cookies, request.COOKIES = request.COOKIES, {}
    known = {name: request.META.pop(name) for name in _OF_FORMS if name in request.META}
    try:
        yield
    finally:
        request.COOKIES = cookies
        for name in _OF_FORMS:
            request.META.pop(name, None)
        request.META.update(known)


def _is_for_anybody(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.cookies
        and not request.session.modified
        and getattr(request, "_csp_nonce", None) is None  # one in the page would be the same for everybody
        and len(response.content) <= LARGEST
    )


def _private(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, VARIES)
    patch_cache_control(response, private=True, no_cache=True)
    return response
