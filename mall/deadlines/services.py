"""Starting, meeting and cancelling clocks, inside the service that moves the subject."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from mall import locks
from mall.rulebook import figures
from mall.rulebook.rule import Rule
from mall.subjects import kind_of

from . import registry
from .models import Clock, State


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
    """Start the clock of ``stage``: due the rule's ``figure`` after ``now``, or at ``due_at`` where one is given.

    The figure is the one in force now and stays with the clock whatever is amended later (D10.1-2).
    ``owner`` is ("shop" | "team" | "person" | "mall", id). Wall-clock time: nights and holidays count.
    Raises LookupError where no app handles this stage, IntegrityError where the stage's clock is running already.
    """
    if not registry.is_handled(rule, stage):
        raise LookupError(f"no deadline handler for {rule.id} {stage}")
    now = now or timezone.now()
    term = due_at - now if due_at else rule.figure(figure, at=now)
    due_at = due_at or now + term
    warn_at = due_at - warn_before if warn_before and due_at - warn_before > now else None
    return Clock.objects.create(
        rule=rule.id,
        stage=stage,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        owner_kind=owner[0],
        owner_id=owner[1],
        started_at=now,
        warn_at=warn_at,
        due_at=due_at,
        wake_at=warn_at or due_at,
        figure=figures.encode(term),
    )


def _end(subject: models.Model, rule: Rule, stage: str, state: State, now: datetime | None) -> bool:
    now = now or timezone.now()
    running = Clock.objects.about(subject).running().filter(rule=rule.id, stage=stage)
    return running.update(state=state, ended_at=now) == 1


@locks.service
def meet(subject: models.Model, rule: Rule, *, stage: str, now: datetime | None = None) -> bool:
    """What the clock waited for has happened. False where no such clock was running (it may have run out)."""
    return _end(subject, rule, stage, State.MET, now)


@locks.service
def cancel(subject: models.Model, rule: Rule, *, stage: str, now: datetime | None = None) -> bool:
    """The clock has lost its point (order cancelled). False where no such clock was running."""
    return _end(subject, rule, stage, State.CANCELLED, now)


@locks.service
def cancel_all(subject: models.Model, *, now: datetime | None = None) -> int:
    """Cancel every running clock of ``subject``; how many there were."""
    running = Clock.objects.about(subject).running()
    return running.update(state=State.CANCELLED, ended_at=now or timezone.now())


@locks.service
def hand_over(clock: Clock, *, owner: tuple[str, int]) -> bool:
    """Give a running clock to another owner; its times stay. False where it has ended."""
    return Clock.objects.running().filter(pk=clock.pk).update(owner_kind=owner[0], owner_id=owner[1]) == 1
