"""Loads what a month's pay is made of, for everybody at once; queries don't grow with the people. (G6.1)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from mall.money import split
from staff import rules
from staff.models import (
    AttendanceResult,
    Decision,
    DecisionKind,
    Duty,
    Employee,
    LeaveKind,
    LeaveRequest,
    Payslip,
)
from staff.models.pay import SETTLED
from staff.reckoning import Facts, Terms, Worked

from . import benefits, responsibility
from .calendar import DayKind, day_kinds
from .entitlements import DAY_MINUTES
from .leave_facts import days_of
from .months import bounds, next_first
from .pay_grades import Rates

DAY = timedelta(days=1)


class Leave(NamedTuple):
    pk: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    beside_on: list[date]


class Planned(NamedTuple):
    """A shift on the published roster."""

    work_day: date
    starts_at: datetime
    ends_at: datetime


def last_of(first_on: date) -> date:
    return next_first(first_on) - DAY


def month_before(first_on: date) -> date:
    return (first_on - DAY).replace(day=1)


def terms_of(first_on: date) -> Terms:
    """The figures of the month: those of its first moment, whatever changes within it."""
    at = bounds(first_on)[0]
    return Terms(
        month_minutes=rules.PAY.figure("month_minutes", at=at),
        paid_leave={kind: min(100, rules.PAY.figure(f"pay_{kind}", at=at)) for kind in LeaveKind.values},
        overtime=rules.PAY.figure("overtime", at=at),
        holiday=rules.PAY.figure("holiday", at=at),
        penalty_cap=rules.PAY.figure("penalty_cap", at=at),
    )


def employed_in(first_on: date) -> QuerySet[Employee]:
    """Whoever was employed on any day of the month."""
    stayed = Q(left_on=None) | Q(left_on__gte=first_on)
    people = Employee.objects.filter(stayed, joined_on__lte=last_of(first_on))
    return people.order_by("pk")


def facts_of(first_on: date) -> dict[int, Facts]:
    """What is on record of the month of everybody who had a grade in it, by employee.

    Raises DomainError where the year's holidays aren't known yet.
    """
    last = last_of(first_on)
    people = {one.pk: one for one in employed_in(first_on)}
    kinds = day_kinds(first_on, last)
    rates, days = Rates(people.values(), first_on, last), (last - first_on).days + 1
    found: dict[int, Facts] = {}
    for pk, one in people.items():
        begin, end = max(first_on, one.joined_on), min(last, one.left_on or last)
        spans = rates.spans(pk, begin, end)
        if spans:
            workdays = sum(begin <= day <= end and not kind.is_off for day, kind in kinds.items())
            found[pk] = Facts(days=days, hours=workdays * DAY_MINUTES, spans=spans)
    leaves = _leaves(first_on, found)
    _shifts(first_on, found, kinds, leaves)
    _off_roster(first_on, found, people, kinds, leaves)
    _decisions(first_on, found)
    _insured(first_on, found)
    carried = Payslip.objects.filter(
        run__first_on=month_before(first_on), run__state__in=SETTLED, net__lt=0, employee__in=found
    )
    for employee, pk, net in carried.order_by("pk").values_list("employee_id", "pk", "net"):
        found[employee].carried.append((pk, net))
    return found


def _leaves(first_on: date, found: Iterable[int]) -> dict[int, list[Leave]]:
    start, end = bounds(first_on)
    approved = LeaveRequest.objects.approved().touching(start, end + DAY).filter(employee__in=found)
    by_person: dict[int, list[Leave]] = {}
    for employee, *leave in approved.order_by("starts_at", "pk").values_list("employee_id", *Leave._fields):
        by_person.setdefault(employee, []).append(Leave(*leave))
    return by_person


def _shifts(first_on: date, found: dict[int, Facts], kinds, leaves: dict[int, list[Leave]]) -> None:
    """Shifts of the month; one that was swapped and missed counts against both by their responsibility."""
    results = list(
        AttendanceResult.objects.filter(day__range=(first_on, last_of(first_on)))
        .order_by("day", "pk")
        .values_list(
            *("pk", "employee_id", "day", "duty_id", "duty__starts_at", "duty__ends_at", "worked_minutes"),
            *("late_minutes", "early_minutes", "absent_minutes", "away_minutes", "leave_minutes"),
        )
    )
    shared = responsibility.of_shifts(row[3] for row in results if row[9])
    for pk, employee, day, duty, starts_at, ends_at, worked, late, early, absent, away, on_leave in results:
        blamed = {employee: absent}
        if shares := shared.get(duty):
            people = [person for person, _percent in shares]
            parts = split(absent, [percent for _person, percent in shares])
            blamed = {employee: 0, **dict(zip(people, parts, strict=True))}
        for person, minutes in blamed.items():
            if person not in found or (person != employee and not minutes):
                continue
            own = person == employee
            found[person].shifts.append(
                Worked(
                    result=pk,
                    day=day,
                    is_holiday=own and kinds[day] == DayKind.HOLIDAY,
                    worked=worked if own else 0,
                    late=late if own else 0,
                    early=early if own else 0,
                    away=away if own else 0,
                    absent=minutes,
                    leaves=_within(leaves.get(employee, ()), starts_at, ends_at) if own and on_leave else (),
                )
            )


def _within(
    leaves: Iterable[Leave], starts_at: datetime, ends_at: datetime
) -> tuple[tuple[int, str, int], ...]:
    """The minutes of a shift that each leave takes; leaves of one person never overlap."""
    return tuple(
        (one.pk, one.kind, _minutes(max(one.starts_at, starts_at), min(one.ends_at, ends_at)))
        for one in leaves
        if one.starts_at < ends_at and one.ends_at > starts_at
    )


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)


def _off_roster(first_on: date, found: dict[int, Facts], people, kinds, leaves) -> None:
    """Leave beside the roster: eight hours for each workday that it takes, as far as the month lacks hours.

    Which days these are was settled when it was approved (``beside_on``). What a shift says that came onto
    one of them since goes first: it stays on the roster. Who has shifts on other days instead lacks nothing.
    What so comes to less than the workdays is ``spared``.
    """
    last, start, end = last_of(first_on), *bounds(first_on)
    shifts: dict[int, list[Planned]] = {}
    rostered = Duty.objects.published().touching(start, end).filter(employee__in=leaves)
    for employee, *shift in rostered.values_list("employee_id", *Planned._fields):
        shifts.setdefault(employee, []).append(Planned(*shift))
    for employee, own in leaves.items():
        one, there = people[employee], shifts.get(employee, [])
        lacking = found[employee].hours - sum(
            _minutes(shift.starts_at, shift.ends_at)
            for shift in there
            # Those of holidays are paid beside the month's hours.
            if kinds.get(shift.work_day, DayKind.HOLIDAY) != DayKind.HOLIDAY
        )
        begin, final = max(first_on, one.joined_on), min(last, one.left_on or last)
        for leave in own:
            whole = min(DAY_MINUTES, _minutes(leave.starts_at, leave.ends_at))
            workdays = [day for day in leave.beside_on if begin <= day <= final and not kinds[day].is_off]
            touched = [
                shift
                for shift in there
                if shift.starts_at < leave.ends_at and shift.ends_at > leave.starts_at
            ]
            taken = days_of((shift.starts_at, shift.ends_at) for shift in touched)
            counted = sum(
                _minutes(max(shift.starts_at, leave.starts_at), min(shift.ends_at, leave.ends_at))
                for shift in touched
                if shift.work_day in leave.beside_on
            )
            for day in workdays:
                if day not in taken and (minutes := min(whole, lacking)) > 0:
                    found[employee].leaves.append((leave.pk, leave.kind, day, minutes))
                    lacking -= minutes
                    counted += minutes
            if (spared := len(workdays) * whole - counted) > 0:
                found[employee].spared[leave.pk] = spared


def _decisions(first_on: date, found: dict[int, Facts]) -> None:
    """What was decided in the month; no penalty for a breach that turned out to be none."""
    start, end = bounds(first_on)
    made = Decision.objects.filter(
        decided_at__gte=start, decided_at__lt=end, amount__gt=0, employee__in=found
    )
    standing = made.exclude(kind=DecisionKind.PENALTY, breach__withdrawal__isnull=False)
    for employee, pk, kind, at, amount in standing.order_by("pk").values_list(
        "employee_id", "pk", "kind", "decided_at", "amount"
    ):
        found[employee].decisions.append((pk, kind, timezone.localtime(at).date(), amount))


def _insured(first_on: date, found: dict[int, Facts]) -> None:
    insured: dict[tuple[int, str], tuple[int, str, int, int, int]] = {}
    points = {}
    for row in benefits.in_month(first_on, last_of(first_on)).filter(employee__in=found):
        if row.kind not in points:
            points[row.kind] = benefits.points(row.kind, first_on)
        insured[row.employee_id, row.kind] = (row.pk, row.kind, row.base, *points[row.kind])
    for (employee, _kind), enrolment in insured.items():
        found[employee].insured.append(enrolment)
