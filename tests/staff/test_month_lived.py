"""A month lived over HTTP, from the roster to payslips that agree with what people did. (G6.1)"""

from datetime import date, timedelta

import pytest
import time_machine

from staff.models import AttendanceResult, Handover, LeaveRequest, PayLine, PayRun, Payslip, Swap

from .living import MONTH, Story, moment
from .owed import owed

pytestmark = pytest.mark.django_db


MISHAPS = ("late", "early", "away", "is_absent", "forgets")


def live(*, first: date = MONTH, **story) -> tuple[Story, int]:
    with time_machine.travel(moment(first - timedelta(days=1), 23), tick=False) as traveller:
        story = Story(first=first, **story)
        story.prepare()
        acts = story.live(traveller)
        traveller.move_to(moment(MONTH.replace(day=30), 23, 50))
        story.penalise()
        traveller.move_to(moment(MONTH.replace(month=10, day=2), 10))
        computer, approver = story.payroll
        run = computer.post("/admin/staff/payrun/compute/", {"first_on": "2026-09"})
        run = run.replace("change/", "approve/")
        approver.post(run, {"accepts_open": "on"})
        approver.post(run.replace("approve/", "pay/"), {})
        told = {one: _slip_of(one) for one in story.everybody}
    assert {one.employee.name: net for one, net in told.items()} == {
        one.employee.name: owed(one) for one in story.everybody
    }
    return story, acts


def _slip_of(one) -> int:
    """What the person's own page says that they get."""
    slip = Payslip.objects.get(employee=one.employee)
    shown = one.ask("get", f"/admin/my/pay/slip/?pk={slip.pk}").context["shown"]
    assert shown.slip.net == sum(row.line.amount for _title, rows in shown.parts for row in rows)
    return shown.slip.net


def unlike(story: Story) -> dict[str, tuple[int, int]]:
    """Where attendance counts otherwise than people did."""
    shifts, results = [shift for one in story.everybody for shift in one.shifts], AttendanceResult.objects
    counted = {
        "shifts": (results.count(), len(shifts)),
        "late": (results.filter(late_minutes__gt=0).count(), sum(bool(shift.late) for shift in shifts)),
        "absent": (results.filter(absent_minutes__gt=0).count(), sum(shift.is_absent for shift in shifts)),
        "on leave": (results.filter(leave_minutes__gt=0).count(), sum(bool(shift.leave) for shift in shifts)),
    }
    return {name: both for name, both in counted.items() if both[0] != both[1]}


def happened(story: Story) -> set[str]:
    """What went otherwise than planned."""
    shifts = [shift for one in story.everybody for shift in one.shifts]
    names = {name for name in MISHAPS for shift in shifts if getattr(shift, name)}
    return names | {shift.leave for shift in shifts if shift.leave}


@pytest.mark.rule("G6.1")
def test_days_of_a_few_people_end_in_payslips_that_agree_with_what_they_did():
    """With the Sunday that is worked and two days off; all that may happen in them happens."""
    days = {"first": MONTH.replace(day=19), "last": MONTH.replace(day=26), "plain": (21, 24)}
    story, acts = live(post=3, offices=1, office=2, trouble=4, seed=21, **days)

    assert unlike(story) == {}
    assert happened(story) == {*MISHAPS, "personal", "sick"}
    assert PayRun.objects.get().state == "paid"
    assert set(PayLine.objects.values_list("kind", flat=True)) == {
        *("base", "holiday", "late", "early", "absent", "away", "leave", "penalty", "insurance")
    }
    assert Swap.objects.get().state == "signed"
    assert Handover.objects.filter(state="complete").count() >= 5
    assert set(LeaveRequest.objects.values_list("state", flat=True)) == {"approved", "refused"}
    assert acts > 60


@pytest.mark.drill
def test_a_month_of_sixty_people_ends_in_payslips_that_agree_with_what_they_did():
    story, acts = live(post=8, offices=3, office=15)

    assert len(story.everybody) == 60
    assert unlike(story) == {}
    assert Swap.objects.get().state == "signed"
    assert (Payslip.objects.count(), acts > 2_000) == (60, True)
