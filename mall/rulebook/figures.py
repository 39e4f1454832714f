"""Which figure is in force when. Amendments are few and often read: each process keeps them for a moment."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Any

KEEP_SECONDS = 5
_cache: tuple[float, dict[tuple[str, str], list[tuple[datetime, Any]]]] | None = None


def encode(value: Any) -> Any:
    """A figure as JSON: seconds for a timedelta, HH:MM for a time of day, the integer itself."""
    if isinstance(value, timedelta):
        return {"seconds": int(value.total_seconds())}
    if isinstance(value, time_of_day):
        return {"time": value.strftime("%H:%M")}
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a figure is a timedelta, a time of day or an integer, not {type(value).__name__}")
    return value


def decode(value: Any) -> Any:
    """The figure that ``encode`` wrote."""
    if isinstance(value, dict) and "seconds" in value:
        return timedelta(seconds=value["seconds"])
    if isinstance(value, dict) and "time" in value:
        return time_of_day.fromisoformat(value["time"])
    return value


def forget() -> None:
    """Read the amendments anew at the next question."""
    global _cache
    _cache = None


def refresh() -> None:
    """Read the amendments now. Raises DatabaseError where that can't be done."""
    forget()
    _amendments()


def _amendments() -> dict[tuple[str, str], list[tuple[datetime, Any]]]:
    global _cache
    if _cache is None or time.monotonic() - _cache[0] > KEEP_SECONDS:
        from .models import Amendment  # rules.py files are read before the models are ready

        table: dict[tuple[str, str], list[tuple[datetime, Any]]] = {}
        for row in Amendment.objects.order_by("effective_at", "id"):
            table.setdefault((row.clause, row.name), []).append((row.effective_at, decode(row.value)))
        _cache = (time.monotonic(), table)
    return _cache[1]


def in_force(clause: str, name: str, default: Any, at: datetime) -> Any:
    """The latest amendment effective at ``at``, or the figure that the mall opened with."""
    value = default
    for effective_at, amended in _amendments().get((clause, name), ()):
        if effective_at <= at:
            value = amended
    return value


def ahead(clause: str, name: str, at: datetime) -> list[tuple[datetime, Any]]:
    """What is announced for a figure and comes into force after ``at``: (when, value), soonest first."""
    return [(when, value) for when, value in _amendments().get((clause, name), ()) if when > at]
