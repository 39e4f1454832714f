"""Loads what the rules of leave ask, and shows what a leave would do to the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from mall.moments import last_day
from staff.models import Employee, LeaveChannel, LeaveRequest, RosterMonth, RosterState

from . import cover, duty_facts, entitlements
from .calendar import known_kinds
from .leave_rules import Asked, local_day
from .months import next_first
from .shifts import Shift

Days = tuple[date, date]


@dataclass(frozen=True)
class Effect:
    """What a leave does: the shifts that it takes a person from, and the holes it tears into the cover."""

    shifts: tuple[Shift, ...]
    holes: tuple[cover.Hole, ...]


def asked(
    *,
    employee: Employee,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    asked_at: datetime,
    channel: str = LeaveChannel.SELF,
    is_emergency: bool = False,
    asks_acceptance: bool = False,
    certificates: Iterable[Days] = (),
    request: LeaveRequest | None = None,
) -> Asked:
    """The facts of a leave that is asked for, or of one on record, which doesn't count against itself."""
    shifts = touched(employee, starts_at, ends_at)
    beside = beside_roster(employee, shifts, starts_at, ends_at)
    year = local_day(min([shift.starts_at for shift in shifts], default=starts_at)).year
    return Asked(
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        asked_at=asked_at,
        channel=channel,
        is_emergency=is_emergency,
        asks_acceptance=asks_acceptance,
        shifts=shifts,
        certified=tuple(certificates),
        minutes=_minutes(shifts, beside, starts_at, ends_at),
        beside=beside,
        left=entitlements.left(employee, kind, year, without=request.pk if request else None),
    )


def of_request(request: LeaveRequest) -> Asked:
    """The facts of a request on record, as the roster is now."""
    return asked(
        employee=request.employee,
        kind=request.kind,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        asked_at=request.asked_at,
        channel=request.channel,
        is_emergency=request.is_emergency,
        asks_acceptance=request.asks_acceptance,
        certificates=[(one.from_on, one.to_on) for one in request.certificates.all()],
        request=request,
    )


def touched(employee: Employee, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """The person's shifts that the leave touches, those included that they are about to take over."""
    own = duty_facts.shifts_of([employee.pk], starts_at, ends_at)[employee.pk]
    coming = duty_facts.taking_over(employee.pk, starts_at, ends_at)
    return tuple(sorted([*(shift for shift in own if not shift.is_gone), *coming]))


def effect(request: LeaveRequest, *, now: datetime) -> Effect:
    """What approving ``request`` would do to the roster: shown before it is decided. (K1.1)"""
    department = request.employee.department
    shifts = touched(request.employee, request.starts_at, request.ends_at)
    first = max(min([shift.starts_at for shift in shifts], default=request.starts_at), now)
    last = max([shift.ends_at for shift in shifts], default=request.ends_at)
    if last <= first:
        return Effect(shifts, ())
    before = cover.holes(department, first, last, without_leave=[request.pk])
    after = cover.holes(department, first, last, off=[request])
    return Effect(shifts, tuple(hole for hole in after if hole not in before))


def beside_roster(
    employee: Employee, shifts: Iterable[Shift], starts_at: datetime, ends_at: datetime
) -> tuple[date, ...]:
    """The days of a leave, of rest too, on which no roster says what it takes; ``shifts`` it touches.

    A month of the roster that is published and has the person on it says so of each of its days, those of
    rest included. Elsewhere only a shift does, of its own day and of the one into which it runs.
    """
    first, last = local_day(starts_at), last_day(ends_at)
    own = employee.duties.published().filter(work_day__range=(first.replace(day=1), next_first(last)))
    published = RosterMonth.objects.filter(
        department=employee.department,
        first_on__in={day.replace(day=1) for day in own.values_list("work_day", flat=True)},
        state=RosterState.PUBLISHED,
    )
    months = set(published.values_list("first_on", flat=True))
    taken = days_of((shift.starts_at, shift.ends_at) for shift in shifts)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(day for day in days if day.replace(day=1) not in months and day not in taken)


def workdays_beside(facts: Asked) -> int:
    """How many days of the leave count as workdays only because no published roster says what they are."""
    if not facts.beside:
        return 0
    kinds = known_kinds(min(facts.beside), max(facts.beside))
    return sum(not kinds[day].is_off for day in facts.beside)


def days_of(spans: Iterable[tuple[datetime, datetime]]) -> set[date]:
    """The days on which shifts begin, and into which they run."""
    return {day for starts_at, ends_at in spans for day in (local_day(starts_at), last_day(ends_at))}


def _minutes(
    shifts: tuple[Shift, ...], beside: tuple[date, ...], starts_at: datetime, ends_at: datetime
) -> int:
    """Working time that the leave takes: of its shifts, and eight hours for each workday beside a roster."""
    time = sum((shift.overlap(starts_at, ends_at) for shift in shifts), timedelta(0))
    kinds = known_kinds(local_day(starts_at), last_day(ends_at))
    workdays = sum(not kinds[day].is_off for day in beside)
    whole = int((ends_at - starts_at).total_seconds() // 60)
    return int(time.total_seconds() // 60) + min(workdays * entitlements.DAY_MINUTES, whole)


def returns_on(employee: Employee, ends_at: datetime) -> datetime:
    """The end of the first day back: of the next shift after the leave, or the day after it. (K8.4)"""
    following = employee.duties.published().filter(starts_at__gte=ends_at).order_by("starts_at").first()
    day = following.work_day if following else timezone.localtime(ends_at).date() + timedelta(days=1)
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
