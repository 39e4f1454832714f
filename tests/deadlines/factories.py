"""Clocks on something that the ground itself has: a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier

from django.db import connection

from mall.accounts.models import User
from mall.audit.models import Act
from mall.deadlines import services
from mall.deadlines.models import Clock
from tests.ground.people import make_account

NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
STAGE = "answer"
_numbers = count(1)


def make_person(**over) -> User:
    return make_account(**{"email": f"clock-{next(_numbers)}@example.com"} | over)


def make_clock(rule, **over) -> Clock:
    """A running clock, started at noon, due an hour later unless told otherwise."""
    subject = over.pop("subject", None) or make_person()
    defaults = {"stage": STAGE, "owner": ("team", 1), "now": NOON}
    return services.start(subject, rule, **defaults | over)


def make_clocks(rule, number: int) -> list[Clock]:
    """Many clocks at once, each on a person of its own."""
    return [make_clock(rule) for _ in range(number)]


def effects(verb: str = "test.expired") -> list[int]:
    """Whom the effect reached, in order: an act is only ever added, so nothing hides a second one."""
    return list(Act.objects.filter(verb=verb).order_by("id").values_list("subject_id", flat=True))


def in_threads(*calls):
    """Run the calls at once, each on a connection of its own; their results in order."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait(timeout=10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, call) for call in calls]]


HOUR = timedelta(hours=1)
