"""What the demo's people are paid: grades and insurance, a month that was paid, one to be approved."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from mall.audit.services import record_many
from staff import rules
from staff.models import (
    Appraisal,
    AppraisalState,
    Cycle,
    DecisionKind,
    Employee,
    EmployeeState,
    Enrolment,
    InsuranceKind,
    PayGrade,
    PayPlacement,
    PayRate,
)
from staff.services import appraisals, breaches, pay_facts, pay_runs

GRADES = (
    # code, name, English, yuan a month, whose positions
    ("p1", "助理级", "Associate", 7_200, ("handler", "guard")),
    ("p2", "专员级", "Specialist", 8_600, ("service", "night", "storekeeper", "cashier")),
    ("p3", "主管级", "Senior", 11_500, ("reviewer", "merchants", "finance", "hr", "payroll")),
    ("p4", "经理级", "Manager", 15_800, ("service-head", "warehouse-head", "marketing")),
    ("p5", "总监级", "Director", 26_000, ("manager", "tech")),
)
INSURED = (InsuranceKind.PENSION, InsuranceKind.MEDICAL, InsuranceKind.HOUSING)


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """The month before last, paid; last month as one computed it, with another's approval still to come."""
    payroll, checks = staff["payroll"].user, staff["payroll-check"].user
    last = last_month(now)
    before = pay_facts.month_before(last)
    _grades(staff, date(before.year, 1, 1))
    _decisions(staff, last)
    run = pay_runs.compute(actor=payroll, first_on=before, now=now)
    run = pay_runs.approve(actor=checks, run=run, accepts_open=True, now=now)
    pay_runs.mark_paid(actor=checks, run=run, now=now)
    pay_runs.compute(actor=payroll, first_on=last, now=now)


def last_month(now: datetime) -> date:
    return pay_facts.month_before(timezone.localdate(now).replace(day=1))


def _grades(staff: dict[str, Employee], start: date) -> None:
    """A grade for each position and insurance for everybody at work, in bulk; nobody has set their own.

    Who is only about to begin isn't insured yet: of a day's pay a month's insurance would leave a debt.
    """
    payroll, manager = staff["payroll"].user, staff["manager"].user
    grades = PayGrade.objects.bulk_create(
        PayGrade(code=code, name=name, name_en=name_en) for code, name, name_en, _yuan, _people in GRADES
    )
    PayRate.objects.bulk_create(
        PayRate(grade=grade, monthly=yuan * 100, from_on=start, set_by=manager)
        for grade, (*_names, yuan, _people) in zip(grades, GRADES, strict=True)
    )
    placed = PayPlacement.objects.bulk_create(
        PayPlacement(
            grade=grade,
            position=staff[sign_in].position,
            from_on=start,
            placed_by=manager if sign_in == "payroll" else payroll,
        )
        for grade, (*_figures, people) in zip(grades, GRADES, strict=True)
        for sign_in in people
    )
    record_many(
        actor=manager,
        verb="paygrade.place",
        subjects=[
            (one.position, {"grade": one.grade.code, "from": f"{start}"}) for one in placed if one.position
        ],
        rule=rules.PAY.id,
    )
    bases = {staff[sign_in].position_id: yuan * 100 for *_names, yuan, people in GRADES for sign_in in people}
    Enrolment.objects.bulk_create(
        Enrolment(
            employee=one,
            kind=kind,
            base=bases[one.position_id],
            from_on=max(start, one.joined_on),
            enrolled_by=manager if sign_in == "hr" else staff["hr"].user,
        )
        for sign_in, one in staff.items()
        if one.state == EmployeeState.ACTIVE
        for kind in INSURED
    )


def _decisions(staff: dict[str, Employee], last: date) -> None:
    """A reward for last half-year's work and a penalty for a breach, both of last month."""
    head = staff["service-head"].user
    first, ninth, tenth = (_at_ten(last.replace(day=day)) for day in (1, 9, 10))
    good = _last_cycle(staff, last)
    appraisals.decide(
        actor=head,
        employee=staff["service"],
        kind=DecisionKind.REWARD,
        reason="上半期顾客好评最多，带教新人",
        appraisal=good,
        amount=80_000,
        now=first,
    )
    breach = breaches.record_breach(
        actor=head,
        employee=staff["agent-jiang"],
        clause="K4.9",
        facts="暂时解决不了的投诉没有先答复顾客，隔天才回电",
        happened_at=ninth,
        now=ninth,
    )
    appraisals.decide(
        actor=head,
        employee=staff["agent-jiang"],
        kind=DecisionKind.PENALTY,
        reason="投诉没有及时回复",
        breach=breach,
        amount=10_000,
        now=tenth,
    )


def _last_cycle(staff: dict[str, Employee], last: date) -> Appraisal:
    """The half-year that was over when last month began, as everybody was appraised; gives the agent's."""
    title, starts_on, ends_on = half_before(last)
    cycle = Cycle.objects.create(title=title, starts_on=starts_on, ends_on=ends_on)
    made = Appraisal.objects.bulk_create(
        Appraisal(
            cycle=cycle,
            employee=one,
            state=AppraisalState.ACKNOWLEDGED,
            attitude=4 + n % 2,
            ability=3 + n % 3,
            teamwork=5 - n % 2,
            words="按时按质完成工作。",
        )
        for n, one in enumerate(staff.values())
        if one.joined_on < ends_on
    )
    return next(one for one in made if one.employee_id == staff["service"].pk)


def half_before(first_on: date) -> tuple[str, date, date]:
    """The latest half-year that was over when the month of ``first_on`` began: title, first and last day."""
    if first_on.month > 6:
        return f"{first_on.year} 年上半年", date(first_on.year, 1, 1), date(first_on.year, 6, 30)
    year = first_on.year - 1
    return f"{year} 年下半年", date(year, 7, 1), date(year, 12, 31)


def _at_ten(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
