"""From which device and network somebody clocks: as little as shows two people at one device."""

from __future__ import annotations

import ipaddress
import secrets

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from mall.crypto import lookup_hash

COOKIE = "mall_device"
YEAR = 365 * 86_400


def device_of(request: HttpRequest) -> str:
    """A keyed hash of the mark that this browser carries; '' where it carries none."""
    return lookup_hash(request.COOKIES.get(COOKIE, "")[:64])


def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Have the browser carry a mark of its own, whoever signs in on it."""
    if COOKIE not in request.COOKIES:
        response.set_cookie(
            COOKIE,
            secrets.token_hex(16),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def network_of(request: HttpRequest) -> str:
    """The network's prefix, never the whole address."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request) or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
