"""Which goods a browser has looked at lately: ids in a cookie, and nothing about who.

shop.js writes the cookie on a product's page, which may come from a cache and so can't set one itself;
without a script, an unseen picture of that page does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "seen"
MOST = 20
KEPT_SECONDS = 60 * 60 * 24 * 90
_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def ids_of(request: HttpRequest) -> list[int]:
    """Product ids, the latest first; what isn't one is passed over."""
    parts = request.COOKIES.get(COOKIE, "")[: MOST * 20].split(".")
    return list(dict.fromkeys(int(part) for part in parts if _ID.fullmatch(part)))[:MOST]


def remember(response: HttpResponse, ids: Iterable[int]) -> None:
    """Have the browser keep ``ids``, the latest first; none at all ends the cookie."""
    kept = ".".join(str(pk) for pk in list(ids)[:MOST])
    if not kept:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, kept, max_age=KEPT_SECONDS, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
