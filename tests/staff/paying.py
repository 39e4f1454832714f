"""Grades, shifts and decisions for the tests of pay, in November 2026: 21 workdays, no holiday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from staff.models import Breach, Decision, Duty, LeaveRequest, LeaveState, Punch
from staff.services import attendance, leave_facts, pay_grades, pay_runs

from .factories import make_employee, make_person, make_position

NOVEMBER = date(2026, 11, 1)
DECEMBER = date(2026, 12, 1)
MONTHLY = 1_044_000  # fen; a minute is worth one yuan


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, hour, minute))  # noqa: DTZ001


AFTER = at(2, month=12)


def make_grade(code: str = "p3", monthly: int = MONTHLY, from_on: date = date(2026, 1, 1)):
    return pay_grades.open_grade(actor=None, code=code, name=code, monthly=monthly, from_on=from_on)


def make_paid(*, grade=None, monthly: int = MONTHLY, **over):
    """Somebody on active service with a grade of their own, since before the month."""
    employee = make_employee(**{"joined_on": date(2025, 3, 10), **over})
    grade = grade or make_grade(f"g{employee.pk}", monthly)
    pay_grades.place(actor=None, grade=grade, employee=employee, from_on=date(2026, 1, 1))
    return employee


def worked(employee, day: int, *, came: int | None = 0, went: int | None = 480, month: int = 11) -> Duty:
    """A shift from nine to five, come to and left so many minutes after nine; None: not at all."""
    starts_at = at(day, month=month)
    duty = Duty.objects.create(
        employee=employee,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        published_at=starts_at,
    )
    for kind, after in (("in", came), ("out", went)):
        if after is not None:
            Punch.objects.create(
                employee=employee, duty=duty, kind=kind, at=starts_at + timedelta(minutes=after)
            )
    return duty


def on_leave(employee, day: int, *, kind: str = "personal", hours: int = 8, **over) -> LeaveRequest:
    """Leave as it is once approved, by the roster as it is now."""
    starts_at = over.setdefault("starts_at", at(day))
    ends_at = over.setdefault("ends_at", starts_at + timedelta(hours=hours))
    shifts = leave_facts.touched(employee, starts_at, ends_at)
    return LeaveRequest.objects.create(
        **{
            "employee": employee,
            "kind": kind,
            "beside_on": list(leave_facts.beside_roster(employee, shifts, starts_at, ends_at)),
            "reason": "x",
            "asked_by": employee.user,
            "state": LeaveState.APPROVED,
            "decided_at": at(day),
            **over,
        }
    )


def decided(employee, kind: str, amount: int, *, day: int = 20, month: int = 11) -> Decision:
    breach = Breach.objects.create(
        employee=employee, clause="K8.7", facts="x", happened_at=at(1, month=month)
    )
    return Decision.objects.create(
        employee=employee,
        kind=kind,
        reason="x",
        amount=amount,
        breach=breach,
        decided_at=at(day, month=month),
    )


def payroll():
    """Two who may compute and approve."""
    position = make_position(role="payroll")
    return make_employee(position=position).user, make_employee(position=position).user


def compute(month: date = NOVEMBER, *, actor=None, now: datetime = AFTER):
    return pay_runs.compute(actor=actor or make_person(), first_on=month, now=now)


def settle(month: date = NOVEMBER, *, now: datetime = AFTER):
    """Computed by one and approved by another, whatever is open."""
    run = compute(month, now=now)
    return pay_runs.approve(actor=make_person(), run=run, accepts_open=True, now=now)


def said(run, employee) -> dict[str, int]:
    """The lines of somebody's slip: what they say, and the amount."""
    slip = run.slips.get(employee=employee)
    return {line.words: line.amount for line in slip.lines.order_by("id")}


def close(now: datetime = AFTER) -> None:
    attendance.close_all(now=now)
