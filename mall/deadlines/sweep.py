"""The sweep: find what is due without locks, then one transaction per clock.

Two sweeps may run at once and a worker may die anywhere. What makes each effect happen exactly once is a
single guarded UPDATE in the same transaction as the effect: it must hit one running row, or somebody else
was faster. Redis only wakes the sweep; what is due is always found here.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from mall import locks
from mall.rulebook.rule import NEUTRALISED
from mall.subjects import model_of

from .models import Clock, State
from .registry import handler_for

log = logging.getLogger(__name__)

BATCH = 500
BACK_OFF = [timedelta(seconds=s) for s in (10, 60, 300, 1800)]


def sweep(*, now: datetime | None = None, budget_seconds: float = 50) -> int:
    """Handle every clock that is due; how many were handled. Stops after ``budget_seconds`` and leaves the rest.

    A handler that raises never stops the others: its clock backs off, and after the last try it is dead,
    on the list that a person looks at.
    """
    handled, tried = 0, set()
    ends = time.monotonic() + budget_seconds
    while time.monotonic() < ends:
        due = Clock.objects.due(now or timezone.now()).exclude(rule__in=NEUTRALISED)
        ids = [pk for pk in due.values_list("pk", flat=True)[:BATCH] if pk not in tried]
        if not ids:
            break
        for pk in ids:
            tried.add(pk)
            handled += attempt(pk, now=now)
            if time.monotonic() >= ends:
                break
    return handled


def attempt(pk: int, *, now: datetime | None = None) -> bool:
    """Handle one clock by id; on failure write down the error and when to try again. True if handled."""
    try:
        return fire(pk, now=now or timezone.now())
    except Exception as error:
        log.exception("clock %s failed", pk)
        back_off(pk, error, now=now or timezone.now())
        return False


@locks.service
def fire(pk: int, *, now: datetime) -> bool:
    """Lock the subject, decide the clock, run its effect: all or nothing. False where another was faster."""
    clock = Clock.objects.get(pk=pk)
    subject = locks.lock(model_of(clock.subject_kind), [clock.subject_id]).get(clock.subject_id)
    if subject is None:
        return _claim(clock, now, state=State.CANCELLED, ended_at=now) == 1
    handler = handler_for(clock)
    if clock.due_at <= now:
        effect, changes = handler.expire, {"state": State.EXPIRED, "ended_at": now}
    else:
        effect, changes = handler.warn, {"warned_at": now, "wake_at": clock.due_at, "attempts": 0}
    if _claim(clock, now, **changes) != 1:
        return False
    for name, value in changes.items():
        setattr(clock, name, value)
    if effect:
        effect(clock, subject, now)
    return True


def _claim(clock: Clock, now: datetime, **changes) -> int:
    """The guarded UPDATE: hits the row only while it is running, due, and as we read it."""
    return Clock.objects.due(now).order_by().filter(pk=clock.pk, wake_at=clock.wake_at).update(**changes)


@locks.service
def back_off(pk: int, error: Exception, *, now: datetime) -> None:
    """Write down a failed try: another one later, or dead after the last."""
    clock = Clock.objects.running().filter(pk=pk).values("attempts").first()
    if clock is None:
        return
    words = f"{type(error).__name__}: {error}"[:2000]
    if clock["attempts"] < len(BACK_OFF):
        changes = {"wake_at": now + BACK_OFF[clock["attempts"]]}
    else:
        changes = {"state": State.DEAD, "ended_at": now}
    Clock.objects.running().filter(pk=pk).update(attempts=F("attempts") + 1, last_error=words, **changes)


@locks.service
def revive(pk: int, *, now: datetime | None = None) -> bool:
    """A person has mended the cause: the dead clock runs again at once. False where it isn't dead."""
    now = now or timezone.now()
    dead = Clock.objects.filter(pk=pk, state=State.DEAD)
    return dead.update(state=State.RUNNING, ended_at=None, attempts=0, wake_at=now) == 1
