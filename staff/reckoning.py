"""What the facts of one person's month come to in fen. No database here: facts in, lines out. (G6.1)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from mall.money import share
from staff.models import DecisionKind, LineOf

Source = tuple[str, int]
WHOLE = 100


@dataclass(frozen=True)
class Terms:
    """The figures of a month: as they were on its first day."""

    month_minutes: int
    paid_leave: Mapping[str, int]  # percent, by kind of leave
    overtime: int
    holiday: int
    penalty_cap: int


@dataclass(frozen=True)
class Span:
    """Some days of the month at one rate."""

    first: date
    last: date
    monthly: int
    rate: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Worked:
    """A shift as attendance found it; ``leaves`` are (leave, its kind, minutes of the shift)."""

    result: int
    day: date
    is_holiday: bool = False
    worked: int = 0
    late: int = 0
    early: int = 0
    absent: int = 0
    away: int = 0
    leaves: tuple[tuple[int, str, int], ...] = ()


@dataclass
class Facts:
    """Of one person and month. ``hours`` are the month's minutes of work, beyond which work is overtime."""

    days: int
    hours: int
    spans: list[Span] = field(default_factory=list)
    shifts: list[Worked] = field(default_factory=list)
    leaves: list[tuple[int, str, date, int]] = field(default_factory=list)  # outside any roster
    spared: dict[int, int] = field(default_factory=dict)  # minutes of workdays that a leave didn't cost
    decisions: list[tuple[int, str, date, int]] = field(default_factory=list)
    insured: list[tuple[int, str, int, int, int]] = field(
        default_factory=list
    )  # base, own and employer's share
    carried: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    kind: str
    source: Source
    amount: int
    detail: str = ""
    on: date | None = None
    minutes: int = 0
    percent: int = WHOLE
    employer: int = 0

    @property
    def key(self) -> tuple[str, Source]:
        return self.kind, self.source


SHIFT, LEAVE, RATE = "staff.attendanceresult", "staff.leaverequest", "staff.payrate"
DECISION, ENROLMENT, SLIP = "staff.decision", "staff.enrolment", "staff.payslip"
UNWORKED = (LineOf.LATE, LineOf.EARLY, LineOf.ABSENT, LineOf.AWAY)


def reckon(facts: Facts, terms: Terms) -> list[Line]:
    """The lines of the month, each rounded once, half up; at most one for each kind and source.

    What wasn't worked takes at most the month's pay, and penalties at most their share of it.
    """
    base = list(_base(facts))
    whole = sum(line.amount for line in base)
    unworked = [*_unworked(facts, terms), *_leave(facts, terms)]
    penalties = list(_decided(facts, DecisionKind.PENALTY))
    return [
        *base,
        *_extra(facts, terms),
        *_decided(facts, DecisionKind.REWARD),
        *unworked,
        *_cap(LineOf.TIME_CAP, unworked, whole, base),
        *penalties,
        *_cap(LineOf.PENALTY_CAP, penalties, share(whole, terms.penalty_cap * 100), base),
        *_insured(facts),
        *(Line(LineOf.CARRIED, (SLIP, slip), net) for slip, net in facts.carried),
    ]


def worth(monthly: int, minutes: int, percent: int, month_minutes: int) -> int:
    """``percent`` of what so many minutes are worth, half a fen rounded up."""
    whole = month_minutes * WHOLE
    return (2 * monthly * minutes * percent + whole) // (2 * whole)


def _base(facts: Facts) -> Iterator[Line]:
    days: dict[tuple[int, int], int] = {}
    first: dict[int, date] = {}
    for span in facts.spans:
        days[span.rate, span.monthly] = days.get((span.rate, span.monthly), 0) + span.days
        first.setdefault(span.rate, span.first)
    for (rate, monthly), n in days.items():
        amount = (2 * monthly * n + facts.days) // (2 * facts.days)
        yield Line(LineOf.BASE, (RATE, rate), amount, on=first[rate])


def _monthly(facts: Facts, day: date) -> int:
    """The month's pay as of ``day``; of the nearest day on which somebody was employed."""
    for span in facts.spans:
        if day <= span.last:
            return span.monthly
    return facts.spans[-1].monthly if facts.spans else 0


def _unworked(facts: Facts, terms: Terms) -> Iterator[Line]:
    for shift in facts.shifts:
        monthly = _monthly(facts, shift.day)
        for kind in UNWORKED:
            if minutes := getattr(shift, str(kind)):
                amount = -worth(monthly, minutes, WHOLE, terms.month_minutes)
                yield Line(kind, (SHIFT, shift.result), amount, on=shift.day, minutes=minutes)


def _leave(facts: Facts, terms: Terms) -> Iterator[Line]:
    """A line for each leave; its minutes at each rate are priced apart, and rounded together."""
    parts: dict[tuple[int, str], list[tuple[date, int]]] = {}
    for shift in facts.shifts:
        for pk, kind, minutes in shift.leaves:
            parts.setdefault((pk, kind), []).append((shift.day, minutes))
    for pk, kind, day, minutes in facts.leaves:
        parts.setdefault((pk, kind), []).append((day, minutes))
    for (pk, kind), found in parts.items():
        paid = terms.paid_leave[kind]
        at_rate: dict[int, int] = {}
        for day, minutes in found:
            monthly = _monthly(facts, day)
            at_rate[monthly] = at_rate.get(monthly, 0) + minutes
        amount = -sum(worth(rate, n, WHOLE - paid, terms.month_minutes) for rate, n in at_rate.items())
        yield Line(
            LineOf.LEAVE,
            (LEAVE, pk),
            amount,
            detail=kind,
            on=min(day for day, _n in found),
            minutes=sum(n for _day, n in found),
            percent=WHOLE - paid,
        )


def _extra(facts: Facts, terms: Terms) -> Iterator[Line]:
    """Work on holidays, and in the order of the days what goes beyond the month's hours."""
    left = facts.hours
    for shift in facts.shifts:
        monthly = _monthly(facts, shift.day)
        if shift.is_holiday:
            kind, minutes, percent = LineOf.HOLIDAY, shift.worked, terms.holiday
        else:
            kind, minutes, percent = LineOf.OVERTIME, max(0, shift.worked - max(0, left)), terms.overtime
            left -= shift.worked
        if minutes:
            yield Line(
                kind,
                (SHIFT, shift.result),
                worth(monthly, minutes, percent, terms.month_minutes),
                on=shift.day,
                minutes=minutes,
                percent=percent,
            )


def _decided(facts: Facts, wanted: str) -> Iterator[Line]:
    sign, kind = (1, LineOf.REWARD) if wanted == DecisionKind.REWARD else (-1, LineOf.PENALTY)
    for pk, decided, day, amount in facts.decisions:
        if decided == wanted and amount:
            yield Line(kind, (DECISION, pk), sign * amount, on=day)


def _cap(kind: LineOf, taken: Iterable[Line], most: int, base: list[Line]) -> Iterator[Line]:
    beyond = -sum(line.amount for line in taken) - most
    if beyond > 0 and base:
        yield Line(kind, base[0].source, beyond)


def _insured(facts: Facts) -> Iterator[Line]:
    for pk, kind, base, own, employer in facts.insured:
        yield Line(
            LineOf.INSURANCE,
            (ENROLMENT, pk),
            -share(base, own),
            detail=kind,
            employer=share(base, employer),
        )
