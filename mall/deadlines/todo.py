"""To-do lists: what a shop, a team or a person has to do, by when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from mall.rulebook import register
from mall.subjects import model_of

from . import registry
from .models import Clock


@dataclass(frozen=True)
class Item:
    """A running clock with its subject; ``subject`` is None where that is gone."""

    clock: Clock
    subject: Any
    left: timedelta

    @property
    def title(self) -> str:
        """What is to be done, else the clause's short title; in the reader's language."""
        return registry.task_of(self.clock, self.subject) or self.clause

    @property
    def clause(self) -> str:
        """The short title of the clause, in the reader's language."""
        return register.title_of(self.clock.rule)

    @property
    def tone(self) -> str:
        """``bad`` when overdue, ``warn`` when warned of or in the last quarter of the term, else ``ok``."""
        if self.left <= timedelta(0):
            return "bad"
        term = self.clock.due_at - self.clock.started_at
        is_close = self.clock.warned_at is not None or self.left * 4 <= term
        return "warn" if is_close else "ok"


def todo(*owners: tuple[str, int], limit: int = 50, now: datetime | None = None) -> list[Item]:
    """The first ``limit`` running clocks of the owners, (kind, id) each, soonest first.

    One query, and one more per kind of subject. The caller answers for whose lists the reader may see.
    """
    now = now or timezone.now()
    clocks = list(Clock.objects.todo(*owners)[:limit])
    subjects = _subjects(clocks)
    return [
        Item(clock, subjects.get((clock.subject_kind, clock.subject_id)), clock.due_at - now)
        for clock in clocks
    ]


def _subjects(clocks: list[Clock]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for clock in clocks:
        wanted[clock.subject_kind].add(clock.subject_id)
    return {(kind, pk): subject for kind, pks in wanted.items() for pk, subject in _rows(kind, pks).items()}


def _rows(kind: str, pks: set[int]) -> dict[int, Any]:
    try:
        model = model_of(kind)
    except LookupError:
        return {}
    rows = model._default_manager.all()
    if hasattr(model, "named_with"):
        rows = rows.select_related(*model.named_with)
    return rows.in_bulk(pks)
