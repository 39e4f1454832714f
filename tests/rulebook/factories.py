"""What the committee decides, and who may write it down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from django.contrib.auth.models import Permission

from mall.accounts.models import User
from mall.rulebook import services
from mall.rulebook.models import Resolution
from tests.ground.people import make_account

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
_numbers = count(1)


def make_person(*permissions: str, **over) -> User:
    """A user with the permissions of the rulebook that are named: ``add_amendment``, ``add_resolution``."""
    person = make_account(**{"email": f"rulebook-{next(_numbers)}@example.com"} | over)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def make_resolution(**over) -> Resolution:
    defaults = {
        "number": f"2026-{next(_numbers)}",
        "title": "调整时限",
        "text": "同意。",
        "passed_on": date(2026, 11, 1),
    }
    actor = over.pop("actor", None) or make_person("add_resolution")
    return services.record_resolution(actor=actor, **defaults | over)
