"""Shifts as the rules see them: plain values, without the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from mall.moments import until
from mall.rulebook.rule import Rule


@dataclass(frozen=True, order=True)
class Shift:
    """A shift of one person. ``is_gone``: given away in a swap, and worked by somebody else."""

    starts_at: datetime
    ends_at: datetime
    key: int = 0
    is_night: bool = False
    is_holiday: bool = False
    is_swapped: bool = False
    is_on_leave: bool = False
    is_gone: bool = False

    def overlap(self, starts_at: datetime, ends_at: datetime) -> timedelta:
        return max(min(self.ends_at, ends_at) - max(self.starts_at, starts_at), timedelta(0))

    @property
    def words(self) -> str:
        return f"{timezone.localtime(self.starts_at):%m-%d %H:%M}–{until(self.ends_at, 'H:i')}"


@dataclass(frozen=True)
class Refusal:
    """What a clause has against it, and what would be possible instead."""

    rule: Rule
    words: str
    instead: str = ""
    field: str | None = None

    @property
    def message(self) -> str:
        return f"{self.words}{self.instead}"


def refuse_first(refusals: Iterable[Refusal]) -> None:
    """Raise RuleError for the first that a rule in force has; return where there is none."""
    for refusal in refusals:
        refusal.rule.refuse(refusal.message, field=refusal.field)


def after_swap(own: Iterable[Shift], *, away: Shift | None, taken: Shift | None) -> list[Shift]:
    """A person's shifts in order, once ``away`` is given away and ``taken`` taken over."""
    kept = [shift for shift in own if away is None or shift.key != away.key]
    return sorted([*kept, replace(taken, is_swapped=True, is_gone=False)] if taken else kept)


def too_close(
    shifts: Sequence[Shift], rest: timedelta, *, key: int | None = None
) -> tuple[Shift, Shift] | None:
    """The first two in a row of one person's shifts with less than ``rest`` between them.

    With ``key`` only those of which one is that shift.
    """
    worked = sorted(shift for shift in shifts if not shift.is_gone)
    near = ((a, b) for a, b in pairwise(worked) if key is None or key in (a.key, b.key))
    return next(((a, b) for a, b in near if b.starts_at - a.ends_at < rest), None)
