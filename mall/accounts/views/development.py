"""The page that lets a newcomer in as anyone. Beside embedded engines, for this machine only."""

from __future__ import annotations

import ipaddress
import re
import time

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mall.notifications.models import Delivery

SHOWN = 40
LOOKED_THROUGH = 400
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """POST shows the messages to one address: in a URL it would stay in logs and histories."""
    if not settings.DEV_INBOX or not _is_local(request):
        raise Http404
    wanted = request.POST.get("address", "").strip()
    # Addresses are encrypted, so the filter reads: fine for a demo's few hundred rows.
    newest = Delivery.objects.order_by("-id")[:LOOKED_THROUGH]
    shown = [row for row in newest if wanted in row.address][:SHOWN]
    messages = [{"delivery": row, "code": CODE.search(row.body)} for row in shown]
    context = {"messages_out": messages, "address": wanted, "second_factors": _second_factors()}
    return render(request, "accounts/dev_inbox.html", context)


def _is_local(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _second_factors() -> list[dict]:
    counter = int(time.time()) // mfa.TOTP_PERIOD
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_staff=True).select_related(
        "user"
    )
    return [
        {"user": factor.user, "code": format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter))}
        for factor in factors.order_by("user_id")
    ]
