"""The sweep: find what is due without locks, then one transaction per clock.

Two sweeps may run at once and a worker may die anywhere. What makes each effect happen exactly once is a
single guarded UPDATE in the same transaction as the effect: it must hit one running row, or somebody else
was faster. Everything else here only keeps one clock from holding up the others: an advisory lock lets two
sweeps pass each other, a short lock_timeout lets the sweep pass a subject that somebody is working on, and
a clock that fails is put off. Redis only wakes the sweep; what is due is always found in the table.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection, models
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import errors as pg

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError, TryAgain
from mall.outages import is_lost
from mall.prepared import Part
from mall.rulebook.rule import NEUTRALISED
from mall.subjects import model_of

from .models import Clock, State
from .registry import Effect, handler_for

log = logging.getLogger(__name__)

BATCH = 500
BUDGET_SECONDS = 25
BACK_OFF = [timedelta(seconds=s) for s in (10, 60, 300, 1800)]
BUSY_PAUSE = timedelta(seconds=10)
SUBJECT_LOCK_MS = 250
EFFECT_LOCK_MS = 5_000
LOST_IN_A_ROW = 3
# The high half of an advisory lock's key; the low half is the clock's id.
_LOCK_SPACE = 0x6D636C << 40
# Plain SQL: built by the ORM for every clock anew, it would cost four times the CPU.
_CLOCK = Part(Clock)
_TAKE = f"""
    SELECT {", ".join(_CLOCK.columns)}, set_config('lock_timeout', %s, true), pg_try_advisory_xact_lock(%s)
    FROM {Clock._meta.db_table} WHERE id = %s AND state = %s AND wake_at <= %s
"""  # noqa: S608 - our own table's and columns' names
_CLAIMED = ("state", "warned_at", "wake_at", "ended_at", "attempts")
_AS_READ = ("id", "wake_at", "due_at", "owner_kind", "owner_id")
_CLAIM = f"""
    UPDATE {Clock._meta.db_table} SET {", ".join(f"{name} = %s" for name in _CLAIMED)}
    WHERE state = 'running' AND wake_at <= %s AND {" AND ".join(f"{name} = %s" for name in _AS_READ)}
    RETURNING set_config('lock_timeout', %s, true)
"""  # noqa: S608 - our own table's and columns' names


class BusyError(Exception):
    """Somebody holds the subject's lock; the clock is not to blame and will be asked again."""


def sweep(*, now: datetime | None = None, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Handle every clock that is due, each at most once; how many were handled.

    Stops after ``budget_seconds`` and leaves the rest to the next sweep. A handler that raises never stops
    the others: its clock backs off, and after the last try it is dead, on the list that a person looks at.
    Where the database itself is away the sweep ends early; nothing is counted against a clock for it. One
    that loses its connection while the database is there has failed like any other.
    """
    handled = lost = 0
    ends = time.monotonic() + budget_seconds
    for pk in _due_ids(now):
        try:
            handled += attempt(pk, now=now)
            lost = 0
        except (OperationalError, InterfaceError) as error:
            lost = 0 if _put_aside(pk, error, now) else lost + 1
        if lost == LOST_IN_A_ROW or time.monotonic() >= ends:
            break
    return handled


def _put_aside(pk: int, error: Exception, now: datetime | None) -> bool:
    """Count a lost connection against its clock, where the database can be reached anew; False where not."""
    connection.close()
    try:
        back_off(pk, error, now=now or timezone.now())
    except (OperationalError, InterfaceError):
        log.warning("clock %s: the database was away", pk)
        connection.close()
        return False
    except TryAgain:
        log.warning("clock %s lost its connection, and is in others' hands", pk)
    log.error("clock %s lost its connection", pk)
    return True


def _due_ids(now: datetime | None) -> Iterator[int]:
    """The ids of what is due, oldest first, page after page; what is put off meanwhile never comes twice."""
    after: tuple[datetime, int] | None = None
    while True:
        due = Clock.objects.due(now or timezone.now()).exclude(rule__in=NEUTRALISED)
        if after:
            wake_at, pk = after
            due = due.filter(Q(wake_at__gt=wake_at) | Q(pk__gt=pk), wake_at__gte=wake_at)
        page = list(due.values_list("wake_at", "pk")[:BATCH])
        for after in page:
            yield after[1]
        if len(page) < BATCH:
            return


def attempt(pk: int, *, now: datetime | None = None) -> bool:
    """Handle one clock by id; on failure write down the error and when to try again. True if handled.

    Raises OperationalError or InterfaceError only where the connection is lost.
    """
    now = now or timezone.now()
    try:
        return fire(pk, now=now)
    except (BusyError, TryAgain):
        postpone(pk, now=now)
    except Exception as error:
        if is_lost(error):
            raise
        # Not log.exception: it would print what the database quotes of the row.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("clock %s failed: %s\n%s", pk, _in_words(error), where)
        back_off(pk, error, now=now)
    return False


@locks.service
def fire(pk: int, *, now: datetime) -> bool:
    """Lock the subject, decide the clock, run its effect: all or nothing. False where another was faster.

    A clock whose warning and end have both come only ends. One whose subject is gone is cancelled.
    """
    clock = _take(pk, now)
    if clock is None:
        return False
    subject = _lock_subject(clock)
    if subject is None:
        return _claim(clock, now, state=State.CANCELLED, ended_at=now)
    handler = handler_for(clock)
    effect: Effect | None = handler.warn
    changes: dict[str, Any] = {"warned_at": now, "wake_at": clock.due_at, "attempts": 0}
    if clock.due_at <= now:
        effect, changes = handler.expire, {"state": State.EXPIRED, "ended_at": now}
    if not _claim(clock, now, **changes):
        return False
    for name, value in changes.items():
        setattr(clock, name, value)
    if effect:
        effect(clock, subject, now)
    return True


def _take(pk: int, now: datetime) -> Clock | None:
    """The clock, if it is due and no other sweep has it in hand. Held to the end of the transaction.

    The same round trip sets how long the subject's lock may be waited for. What is read may be outdated by
    the time the subject is locked; the claim notices.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [f"{SUBJECT_LOCK_MS}ms", _LOCK_SPACE | pk, pk, State.RUNNING, now])
        row = cursor.fetchone()
    if row is None:
        return None
    *values, _timeout, is_taken = row
    return _CLOCK.instance(values) if is_taken else None


def _lock_subject(clock: Clock) -> models.Model | None:
    """The subject, locked and fresh; None where it is gone. Raises BusyError where another holds it."""
    model = model_of(clock.subject_kind)
    try:
        subject = locks.lock(model, [clock.subject_id]).get(clock.subject_id)
    except OperationalError as error:
        if isinstance(error.__cause__, pg.LockNotAvailable):
            raise BusyError from error
        raise
    return subject


def _claim(clock: Clock, now: datetime, **changes) -> bool:
    """The guarded UPDATE: hits the row only while it is running, due, and as we read it.

    The same round trip gives the effect its own time to wait for locks.
    """
    claimed = {name: changes.get(name, getattr(clock, name)) for name in _CLAIMED}
    as_read = [now, *(getattr(clock, name) for name in _AS_READ)]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [*claimed.values(), *as_read, f"{EFFECT_LOCK_MS}ms"])
        return cursor.rowcount == 1


@locks.service
def back_off(pk: int, error: Exception, *, now: datetime) -> None:
    """Write down a failed try: another one later, or dead after the last.

    A warning never delays the end: one that fails for good, or would only come with the end, is given up,
    and the end has all its own tries.
    """
    clock = Clock.objects.running().filter(pk=pk).first()
    if clock is None:
        return
    is_last = clock.attempts >= len(BACK_OFF)
    again_at = now if is_last else now + BACK_OFF[clock.attempts]
    changes: dict[str, Any] = {"wake_at": again_at, "attempts": clock.attempts + 1}
    if now < clock.due_at and (is_last or again_at >= clock.due_at):
        log.error("clock %s: its warning is given up", pk)
        changes = {"warned_at": now, "wake_at": clock.due_at, "attempts": 0}
    elif is_last:
        changes = {"state": State.DEAD, "ended_at": now, "attempts": clock.attempts + 1}
    _put_off(pk, attempts=clock.attempts, changes=changes | {"last_error": _in_words(error)})


def _in_words(error: Exception) -> str:
    """The error as it is kept. What the database says quotes rows, so of it only the constraint's name."""
    words = str(error)
    if isinstance(error, DatabaseError):
        words = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "database error"
    return f"{type(error).__name__}: {words}".replace("\x00", "").encode(errors="replace").decode()[:2000]


@locks.service
def postpone(pk: int, *, now: datetime) -> None:
    """Ask again in a moment without counting it as a failure, so that the others come first."""
    pause = Value(now + BUSY_PAUSE, DateTimeField())
    wake_at = Case(When(due_at__gt=now, then=Least(pause, F("due_at"))), default=pause)
    _put_off(pk, wake_at__lte=now, changes={"wake_at": wake_at})


def _put_off(pk: int, *, changes: dict, **as_read) -> None:
    """Guarded like a claim. A row that is held is being ended right now: then nothing need be written."""
    free = Clock.objects.running().filter(pk=pk, **as_read).select_for_update(skip_locked=True).order_by()
    for row in free.values_list("pk", flat=True):
        Clock.objects.filter(pk=row).update(**changes)


@locks.service
def revive(*, actor, clock: Clock, now: datetime | None = None) -> Clock:
    """A person has mended the cause: the dead clock runs again at once. Its due time stays.

    Raises PermissionDenied without ``deadlines.change_clock``, DomainError where it isn't dead, or where the
    same stage has a clock running again meanwhile.
    """
    if not actor.has_perm("deadlines.change_clock"):
        raise PermissionDenied
    row = Clock.objects.dead().select_for_update().filter(pk=clock.pk).first()
    if row is None:
        raise DomainError(_("这个时限不在“处理失败”状态，不能重试。请刷新页面。"))
    if Clock.objects.same_stage(row).running().exists():
        raise DomainError(_("这个环节已经有新的时限在计时，旧的不能再重试。"))
    wake_at = now or timezone.now()
    Clock.objects.dead().filter(pk=row.pk).update(
        state=State.RUNNING, ended_at=None, attempts=0, wake_at=wake_at
    )
    row.refresh_from_db()
    record(actor=actor, verb="clock.revive", subject=row, rule=row.rule, data={"error": row.last_error[:200]})
    return row
