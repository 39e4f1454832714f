"""What is kept no longer than needed, and the functions that let go of it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.services import import_runs
from mall.accounts.services import people, sign_ins
from mall.deadlines import services as deadlines
from mall.idempotency import services as idempotency
from mall.notifications import dispatch
from orders.services import dispatch_sheets, parcel_photos


def purge_sessions() -> int:
    """Delete expired sessions and the entries of people's session lists that point at none; how many."""
    ended, _per_model = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    still_there = Session.objects.filter(session_key=OuterRef("session_key"))
    listed, _per_model = UserSession.objects.filter(~Exists(still_there)).delete()
    return ended + listed


PURGES: dict[str, Callable[[], int]] = {
    "clocks": deadlines.purge,
    "idempotency keys": idempotency.purge,
    "unproved sign-ups": people.purge_unproved,
    "sessions": purge_sessions,
    "addresses of sign-ins": sign_ins.forget_addresses,
    "deliveries": dispatch.purge,
    "notices": dispatch.purge_notices,
    "imported sheets": import_runs.purge,
    "sheets of tracking numbers": dispatch_sheets.purge,
    "photos of parcels": parcel_photos.purge,
}
