"""Where and how an account was entered, and closing the doors that are still open. (E4)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks, rules
from mall.accounts.models import SignIn, User
from mall.audit.services import record as record_act

ADDRESS_RETENTION = timedelta(days=180)
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def describe_device(user_agent: str) -> str:
    """``iPhone · Safari`` from a user agent; its beginning where nothing is known in it."""
    parts = [_first(SYSTEMS, user_agent), _first(BROWSERS, user_agent)]
    return " · ".join(filter(None, parts)) or user_agent[:40]


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), "")


@locks.service
def keep(*, user: User, ip: str | None, user_agent: str, methods: Iterable[str]) -> SignIn | None:
    """Keep a sign-in with address, device in short, and the methods used, for its owner to look at. (E4)"""
    if not rules.OWN_DATA.in_force:
        return None
    device = describe_device(user_agent)[:200]
    return SignIn.objects.create(
        user=user, ip=ip, user_agent=device, method="+".join(dict.fromkeys(methods))[:40]
    )


@locks.service
def end_session(*, actor: User, session: UserSession) -> None:
    """Sign one of the actor's sessions out, wherever it is. Raises RuleError for somebody else's. (E4)"""
    rules.OWN_DATA.require(session.user_id == actor.pk, _("只能退出自己的登录。"))
    record_act(actor=actor, verb="user.end_session", subject=actor, rule=rules.OWN_DATA.id, data={"count": 1})
    session.end()


@locks.service
def end_other_sessions(*, actor: User, current_key: str) -> int:
    """Sign the actor out everywhere but in the session ``current_key``; how many were ended. (E4)"""
    others = list(UserSession.objects.filter(user=actor).exclude(session_key=current_key))
    for session in others:
        session.end()
    if others:
        data = {"count": len(others)}
        record_act(actor=actor, verb="user.end_session", subject=actor, rule=rules.OWN_DATA.id, data=data)
    return len(others)


def forget_addresses(now: datetime | None = None) -> int:
    """Blank the network addresses of sign-ins 180 days after them; how many. The rest stays for the owner."""
    before = (now or timezone.now()) - ADDRESS_RETENTION
    return SignIn.objects.filter(at__lt=before).exclude(ip=None).update(ip=None)
