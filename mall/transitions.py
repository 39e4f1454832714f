"""Life cycles as tables, and the helper that moves a status field: of one row, or of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import locks, rows
from .audit import words
from .audit.services import act_of, record_many
from .errors import DomainError

M = TypeVar("M", bound=models.Model)


class ForbiddenMove(DomainError):  # noqa: N818 - named as the refusal that a person reads
    """The life cycle has no such move from the state in which the row is."""

    def __init__(self, lifecycle: Lifecycle, state: str, action: str):
        self.lifecycle, self.state, self.action = lifecycle, state, action
        super().__init__(
            _("当前状态是“%(state)s”，不能执行“%(action)s”。请刷新页面看最新状态。")
            % {"state": lifecycle.label(state), "action": lifecycle.action_label(action)}
        )


@dataclass(frozen=True)
class Move:
    """One line of a life cycle: the action's words, the states it starts from, and the state it ends in."""

    label: object
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Lifecycle:
    """All lawful moves of one status field, on one screen.

    ``moves`` maps an action to its Move. What isn't there is forbidden.
    """

    name: str
    states: type[models.TextChoices]
    moves: dict[str, Move]
    field: str = "state"

    def __post_init__(self) -> None:
        words.know(self)
        for action, step in self.moves.items():
            if unknown := {*step.sources, step.target} - set(self.states.values):
                raise ValueError(f"{self.name}.{action} names unknown states: {sorted(unknown)}")

    def label(self, state: str):
        return self.states(state).label

    def action_label(self, action: str):
        return self.moves[action].label

    def has(self, action: str) -> bool:
        return action in self.moves

    def allows(self, state: str, action: str) -> bool:
        return state in self.moves[action].sources

    def actions(self, state: str) -> list[str]:
        return [action for action in self.moves if self.allows(state, action)]

    def pairs(self) -> Iterable[tuple[str, str, bool]]:
        """Every (state, action) with whether it is lawful; the tests walk it."""
        for state in self.states.values:
            for action in self.moves:
                yield state, action, self.allows(state, action)


@locks.service
def move(
    lifecycle: Lifecycle, obj: M, action: str, *, actor, reason: str = "", rule: str = "", **changes
) -> M:
    """Lock the row of ``obj``, check the table, save the state with ``changes``, and record who and why.

    ``actor`` is a user, or None for the mall itself. Returns the fresh row and brings ``obj`` up to date.
    Raises ForbiddenMove, with nothing written, where the table doesn't know the move.
    """
    step = lifecycle.moves[action]
    locks.reach(obj.__class__, [obj.pk])
    changes = {lifecycle.field: step.target, **changes}
    act = act_of(actor, f"{lifecycle.name}.{action}", obj, rule=rule, reason=reason)
    row = rows.moved(obj.__class__, obj.pk, changes, field=lifecycle.field, among=step.sources, act=act)
    if row is None:
        raise ForbiddenMove(lifecycle, getattr(locks.lock_one(obj), lifecycle.field), action)
    for name, value in changes.items():
        setattr(obj, name, value)
    return row


@locks.service
def move_many(
    lifecycle: Lifecycle,
    model: type[M],
    pks: Iterable[int],
    action: str,
    *,
    actor,
    reason: str = "",
    rule: str = "",
) -> list[M]:
    """Move many rows at once, each recorded: those which the table lets go, others stay as they are.

    For work on thousands of rows; it costs three queries and one more for each 500 of them. Returns the
    rows that moved.
    """
    step = lifecycle.moves[action]
    rows = [row for row in locks.lock(model, pks).values() if getattr(row, lifecycle.field) in step.sources]
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**{lifecycle.field: step.target})
    record_many(
        actor=actor,
        verb=f"{lifecycle.name}.{action}",
        subjects=[(row, {"from": getattr(row, lifecycle.field), "to": step.target}) for row in rows],
        rule=rule,
        reason=reason,
    )
    for row in rows:
        setattr(row, lifecycle.field, step.target)
    return rows
