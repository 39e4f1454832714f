"""Loads what the rules of leave ask, and shows what a leave would do to the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from staff.models import Employee, LeaveChannel, LeaveRequest, RosterMonth, RosterState

from . import cover, duty_facts, entitlements
from .calendar import known_kinds
from .leave_rules import Asked, local_day
from .months import next_first
from .shifts import Shift

Days = tuple[date, date]
MOMENT = timedelta(microseconds=1)


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
    minutes = _minutes(employee, shifts, starts_at, ends_at)
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
        minutes=minutes,
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


def _minutes(employee: Employee, shifts: tuple[Shift, ...], starts_at: datetime, ends_at: datetime) -> int:
    """Working time that the leave takes: of its shifts, and eight hours for each workday beside a roster."""
    time = sum((shift.overlap(starts_at, ends_at) for shift in shifts), timedelta(0))
    first, last = local_day(starts_at), local_day(ends_at - MOMENT)
    workdays = [day for day, kind in known_kinds(first, last).items() if not kind.is_off]
    own = employee.duties.published().filter(work_day__range=(first.replace(day=1), next_first(last)))
    months = {day.replace(day=1) for day in own.values_list("work_day", flat=True)}
    out = RosterMonth.objects.filter(
        department=employee.department, first_on__in=months, state=RosterState.PUBLISHED
    ).values_list("first_on", flat=True)
    beside = without_roster(workdays, [(shift.starts_at, shift.ends_at) for shift in shifts], out=out)
    whole = int((ends_at - starts_at).total_seconds() // 60)
    return int(time.total_seconds() // 60) + min(len(beside) * entitlements.DAY_MINUTES, whole)


def without_roster(
    days: Iterable[date], spans: Iterable[tuple[datetime, datetime]], *, out: Iterable[date] = ()
) -> list[date]:
    """Those of a leave's days that no roster values; ``spans`` are the shifts that the leave touches.

    In a month in which it touches a shift the roster says what is taken, days of rest included; so it does
    in those (their firsts) that were ``out`` when the leave was decided. In another there is no roster, or
    one made around the leave.
    """
    spans = list(spans)
    rostered = {*out, *(local_day(start).replace(day=1) for start, _end in spans)}
    run_into = {local_day(end - MOMENT) for _start, end in spans}
    return [day for day in days if day.replace(day=1) not in rostered and day not in run_into]


def returns_on(employee: Employee, ends_at: datetime) -> datetime:
    """The end of the first day back: of the next shift after the leave, or the day after it. (K8.4)"""
    following = employee.duties.published().filter(starts_at__gte=ends_at).order_by("starts_at").first()
    day = following.work_day if following else timezone.localtime(ends_at).date() + timedelta(days=1)
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(midnight)
