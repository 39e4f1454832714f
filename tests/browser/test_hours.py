"""Leave that comes too late, and a swap from the proposal to both signatures, on a phone and at a desk."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from staff.models import Employee, Holiday, JobType, LeaveRequest, ShiftKind, SwapState
from staff.services import organisation, roster
from tests.accounts.factories import make_staff
from tests.staff.factories import make_department, make_employee, make_position

from .people import enter_admin

pytestmark = pytest.mark.django_db(transaction=True)


def make_colleagues() -> tuple[Employee, ...]:
    """A leader and two agents of one job type and level, each with an authenticator app."""
    department = make_department()
    place = {"position": make_position(department=department)}
    head = make_employee(**place, name="主管")
    organisation.appoint_head(actor=None, department=department, head=head)
    lead = with_app(**place, name="班长", superior=head)
    agents = [with_app(**place, name=name, superior=lead) for name in ("小安", "小波")]
    job = JobType.objects.create(code="agent", name="客服坐席")
    Employee.objects.filter(pk__in=[agent.pk for agent in agents]).update(job_type=job, skill_level=3)
    return lead, *agents


def with_app(**over) -> Employee:
    person = make_staff()
    employee = make_employee(user=person, **over)
    employee.user = person  # who knows the secret of the app
    return employee


def day_shift(employee: Employee, on: date) -> None:
    """A published day shift; the day is no holiday, whatever the calendar says of the year."""
    Holiday.objects.get_or_create(day=on, defaults={"name": "工作日", "is_day_off": False})
    kind, _new = ShiftKind.objects.get_or_create(
        code="day", defaults={"name": "白班", "starts": "08:00", "minutes": 480}
    )
    kind.refresh_from_db()
    starts_at, ends_at = kind.span(on)
    roster.assign_duty(actor=None, employee=employee, starts_at=starts_at, ends_at=ends_at, kind=kind)


def local(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def at_ten():
    """Ten in the morning, whenever the test runs: a shift of the afternoon is near, and the night is far."""
    morning = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(10)))
    with time_machine.travel(morning, tick=True):
        yield


@pytest.mark.rule("K8.2")
def test_leave_that_comes_too_late_is_told_what_is_possible_instead(visit, at_ten):
    _lead, ann, _bo = make_colleagues()
    today = timezone.localdate()
    start = timezone.make_aware(datetime.combine(today, time(13)))
    Holiday.objects.get_or_create(day=today, defaults={"name": "工作日", "is_day_off": False})
    roster.assign_duty(actor=None, employee=ann, starts_at=start, ends_at=start + timedelta(hours=2))
    page = visit()
    enter_admin(page, ann.user)

    page.goto("/admin/my/leave/ask/")
    page.get_by_label("假别").select_option(label="事假")
    page.get_by_label("从", exact=True).fill(local(start))
    page.get_by_label("到", exact=True).fill(local(start + timedelta(hours=2)))
    page.get_by_label("事由").fill("家里有事")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text(re.compile("要提前一天请假")).wait_for()
    page.get_by_label("假别").select_option(label="特殊事假")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile("/leave/request/"))

    asked = LeaveRequest.objects.get()
    assert (asked.employee, asked.kind, asked.reason) == (ann, "special", "家里有事")


@pytest.mark.rule("K9.1", "K9.4")
def test_a_swap_is_proposed_agreed_approved_and_signed_by_both(visit):
    lead, ann, bo = make_colleagues()
    given, repaid = (timezone.localdate() + timedelta(days=n) for n in (5, 8))
    day_shift(ann, given)
    day_shift(bo, repaid)
    mine, theirs, leaders = visit(), visit(), visit()
    for page, person in ((mine, ann), (theirs, bo), (leaders, lead)):
        enter_admin(page, person.user)

    mine.goto("/admin/my/swaps/")
    mine.get_by_role("link", name=re.compile(f"^{given:%m-%d} .*白班")).click()
    mine.get_by_text(f"{repaid:%m-%d} 白班").click()
    mine.get_by_label("事由").fill("家长会")
    mine.get_by_role("button", name="请对方答复").click()
    mine.wait_for_url(re.compile("/swaps/swap/"))
    address = mine.url
    theirs.goto(address)
    theirs.get_by_role("button", name="同意", exact=True).click()
    leaders.goto(address)
    leaders.get_by_role("button", name="批准").click()
    for page in (mine, theirs):
        page.goto(address)
        page.get_by_role("button", name="签字").click()
        page.wait_for_load_state()

    theirs.get_by_text(str(SwapState.SIGNED.label)).first.wait_for()
    shifts = sorted([*ann.duties.all(), *bo.duties.all()], key=lambda duty: duty.work_day)
    assert [(duty.work_day, duty.employee) for duty in shifts] == [(given, bo), (repaid, ann)]
