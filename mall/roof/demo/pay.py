"""What some of the demo's people are paid: two grades, insurance, and last month's payslips."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from staff.models import Employee, InsuranceKind
from staff.services import benefits, pay_facts, pay_grades, pay_runs

GRADES = (
    # code, name, English, yuan a month, whose positions
    ("p2", "专员级", "Specialist", 8_600, ("service", "night", "handler")),
    ("p4", "经理级", "Manager", 15_800, ("service-head", "warehouse-head")),
)
INSURED = ("service", "service-head")


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """Last month as it was computed by one, approved by another, and paid."""
    payroll, checks = staff["payroll"].user, staff["payroll-check"].user
    month = pay_facts.month_before(timezone.localdate(now).replace(day=1))
    start = date(month.year, 1, 1)
    for code, name, name_en, yuan, people in GRADES:
        grade = pay_grades.open_grade(
            actor=payroll, code=code, name=name, name_en=name_en, monthly=yuan * 100, from_on=start
        )
        for sign_in in people:
            pay_grades.place(actor=payroll, grade=grade, position=staff[sign_in].position, from_on=start)
    for sign_in in INSURED:
        for kind in (InsuranceKind.PENSION, InsuranceKind.MEDICAL, InsuranceKind.HOUSING):
            benefits.enrol(actor=payroll, employee=staff[sign_in], kind=kind, base=860_000, from_on=start)
    run = pay_runs.compute(actor=payroll, first_on=month, now=now)
    run = pay_runs.approve(actor=checks, run=run, accepts_open=True, now=now)
    pay_runs.mark_paid(actor=checks, run=run, now=now)
