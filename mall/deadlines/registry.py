"""What happens when a clock warns or runs out. Each app's ``deadlines.py`` registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mall.rulebook.rule import Rule

from .models import Clock

# (clock, subject, now): the clock's row is already decided, the subject is locked and fresh.
Effect = Callable[[Clock, Any, datetime], None]
Task = Callable[[Any], str]


@dataclass(frozen=True)
class Handler:
    """``title`` says what is awaited while the clock runs, ``task`` what its owner has to do."""

    expire: Effect
    warn: Effect | None
    title: object = ""
    task: Task | None = None


_handlers: dict[tuple[str, str], Handler] = {}


def on_expiry(
    rule: Rule,
    stage: str,
    *,
    warn: Effect | None = None,
    title: object = "",
    task: Task | None = None,
) -> Callable[[Effect], Effect]:
    """Register the decorated effect for the end of ``stage`` under ``rule``, and ``warn`` for its warning.

    ``title`` is what people call the stage; without one they read its name in the code. ``task`` says of a
    subject what the clock's owner has to do, in the reader's language; to-do lists are headed by it.

    The effect runs once, inside the transaction that ends the clock, under ``@locks.service``.
    """

    def register(expire: Effect) -> Effect:
        key = (rule.id, stage)
        if key in _handlers:
            raise ValueError(f"clock {key} has two handlers")
        _handlers[key] = Handler(expire, warn, title, task)
        return expire

    return register


def handler_for(clock: Clock) -> Handler:
    """Raises LookupError for a clock that no app handles."""
    return _handlers[clock.rule, clock.stage]


def title_of(clock: Clock) -> str:
    """What the clock's stage is called, in the reader's language."""
    known = _handlers.get((clock.rule, clock.stage))
    return str((known and known.title) or clock.stage)


def task_of(clock: Clock, subject: Any) -> str:
    """What the clock's owner has to do, in the reader's language; "" where the stage has no words for it."""
    known = _handlers.get((clock.rule, clock.stage))
    if known is None:
        return ""
    return known.task(subject) if known.task and subject is not None else str(known.title)


def is_handled(rule: Rule, stage: str) -> bool:
    return (rule.id, stage) in _handlers
