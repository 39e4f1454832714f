"""What the facts of one shift come to. No database here: facts in, minutes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


@dataclass
class Facts:
    """Of one shift: what was clocked, the approved leaves, and the spans away from the post."""

    starts_at: datetime
    ends_at: datetime
    ins: list[datetime] = field(default_factory=list)
    outs: list[datetime] = field(default_factory=list)
    leaves: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)


def judge(facts: Facts) -> dict:
    """The fields of the result. Leave is taken off first; each minute left counts once, as one thing at most.

    Nobody who came is absent; who came and never clocked out lacks that, and is asked about it. Whole minutes
    count, begun ones don't.
    """
    required = without((facts.starts_at, facts.ends_at), facts.leaves)
    leave = _minutes([(facts.starts_at, facts.ends_at)]) - _minutes(required)
    came = min(facts.ins, default=None)
    went = max((at for at in facts.outs if came is None or at >= came), default=None)
    found = {"came_at": came, "went_at": went, "leave_minutes": leave}
    if not required:
        return found
    end = required[-1][1]
    if came is None or came >= end:
        return found | {"absent_minutes": _minutes(required)}
    there = [(came, min(went or end, end))]
    return found | {
        "late_minutes": _minutes(_common(required, [(facts.starts_at, came)])),
        "early_minutes": _minutes(_common(required, [(went, facts.ends_at)])) if went else 0,
        "lacks_out": went is None,
        "worked_minutes": _minutes(_common(required, there)),
        "away_minutes": _minutes(_common(_common(required, there), _merged(facts.away))),
    }


def without(span: Span, gaps: Iterable[Span]) -> list[Span]:
    """What is left of ``span`` outside ``gaps``."""
    left, (begin, end) = [], span
    for from_at, to_at in _merged(gaps):
        if from_at > begin:
            left.append((begin, min(from_at, end)))
        begin = max(begin, to_at)
        if begin >= end:
            break
    if begin < end:
        left.append((begin, end))
    return [(a, b) for a, b in left if a < b]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _common(these: list[Span], those: list[Span]) -> list[Span]:
    return [(max(a, c), min(b, d)) for a, b in these for c, d in those if max(a, c) < min(b, d)]


def _minutes(spans: list[Span]) -> int:
    return sum((end - begin) // MINUTE for begin, end in spans)
