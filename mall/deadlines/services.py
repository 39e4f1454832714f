"""Starting, meeting and cancelling clocks, inside the service that moves the subject.

Callers hold the subject's lock: the sweep takes it before it decides a clock, so a service and the sweep
can't both win, and clock rows need no place in the lock order.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from mall import locks, rows
from mall.rulebook import figures
from mall.rulebook.rule import Rule
from mall.subjects import kind_of

from . import registry
from .models import PENDING, Clock, OwnerKind, State

RETENTION = timedelta(days=90)
PURGE_BATCH = 5_000


@locks.service
def start(
    subject: models.Model,
    rule: Rule,
    *,
    stage: str,
    owner: tuple[str, int],
    figure: str = "figure",
    warn_before: timedelta | None = None,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> Clock:
    """Start the clock of ``stage``: due the rule's ``figure`` after ``now``, or at ``due_at`` where given.

    The figure is the one in force now and stays with the clock whatever is amended later (D10.1-2).
    ``owner`` is ("shop" | "team" | "person" | "mall", id). Wall-clock time: nights and holidays count. A
    warning that would come before the start is left out.

    Raises LookupError where no app handles this stage, LockOrderError where the subject can't be locked,
    ValueError for an unknown kind of owner, IntegrityError where the stage's clock is running already.
    """
    if not registry.is_handled(rule, stage):
        raise LookupError(f"no deadline handler for {rule.id} {stage}")
    locks.rank(type(subject))
    owner_kind, owner_id = OwnerKind(owner[0]), owner[1]
    now = now or timezone.now()
    term = due_at - now if due_at else rule.figure(figure, at=now)
    due_at = due_at or now + term
    warn_at = due_at - warn_before if warn_before and due_at - warn_before > now else None
    clock = Clock(
        rule=rule.id,
        stage=stage,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        owner_kind=owner_kind,
        owner_id=owner_id,
        started_at=now,
        warn_at=warn_at,
        due_at=due_at,
        wake_at=warn_at or due_at,
        figure=figures.encode(term),
    )
    return rows.insert(clock)


@locks.service
def meet(subject: models.Model, rule: Rule, *, stage: str, now: datetime | None = None) -> bool:
    """What the clock waited for has happened. False where none was pending: it may have run out just before.

    Until the sweep has run the clock's effect, the awaited still counts, late by seconds or not; ``ended_at``
    after ``due_at`` tells. A dead clock is met as well, for its effect never happened.
    """
    return _end(subject, rule, stage, State.MET, now)


@locks.service
def cancel(subject: models.Model, rule: Rule, *, stage: str, now: datetime | None = None) -> bool:
    """The clock has lost its point (order cancelled). False where none was pending."""
    return _end(subject, rule, stage, State.CANCELLED, now)


@locks.service
def cancel_all(subject: models.Model, *, now: datetime | None = None) -> int:
    """Cancel every pending clock of ``subject``; how many there were."""
    pending = Clock.objects.about(subject).pending()
    return pending.update(state=State.CANCELLED, ended_at=now or timezone.now())


@locks.service
def hand_over(clock: Clock, *, owner: tuple[str, int]) -> bool:
    """Give a running clock to another owner; its times stay. False where it has ended."""
    running = Clock.objects.running().filter(pk=clock.pk)
    return running.update(owner_kind=OwnerKind(owner[0]), owner_id=owner[1]) == 1


def purge(now: datetime | None = None) -> int:
    """Delete clocks that ended over 90 days ago, batch by batch; how many. Dead ones wait for a person."""
    ended = Clock.objects.exclude(state__in=[State.RUNNING, State.DEAD])
    old = ended.filter(ended_at__lt=(now or timezone.now()) - RETENTION).order_by("ended_at")
    purged = 0
    while batch := list(old.values_list("pk", flat=True)[:PURGE_BATCH]):
        purged += Clock.objects.filter(pk__in=batch).delete()[0]
    return purged


def _end(subject: models.Model, rule: Rule, stage: str, state: State, now: datetime | None) -> bool:
    ended = rows.change(
        Clock,
        {"state": state, "ended_at": now or timezone.now()},
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        rule=rule.id,
        stage=stage,
        state=[*PENDING],
    )
    return ended >= 1
