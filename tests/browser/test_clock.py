"""Clocking in and handing over, by thumb and by mouse, at the hours of a night and a day shift."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from staff.models import Cover, Handover, HandoverState, Punch, PunchKind
from staff.services import roster

from .people import enter_admin
from .test_hours import make_colleagues

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = timezone.make_aware(datetime.combine(date(2026, 12, 9), time(6)))


@pytest.fixture
def colleagues():
    """One whose night ends as the other's day begins, at a post that is never empty; it is ten to six."""
    with time_machine.travel(MORNING - timedelta(minutes=10), tick=True):
        _lead, ann, bo = make_colleagues()
        Cover.objects.create(department=ann.department)
        for one, starts_at in ((ann, MORNING - timedelta(hours=8)), (bo, MORNING)):
            roster.assign_duty(
                actor=None,
                employee=one,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=8),
                now=MORNING - timedelta(days=2),
            )
        Punch.objects.create(
            employee=ann, duty=ann.duties.get(), kind=PunchKind.IN, at=MORNING - timedelta(hours=8)
        )
        yield ann, bo


@pytest.mark.rule("G5.1", "K7.1")
def test_one_clocks_in_with_one_press_and_sees_when(visit, colleagues):
    _ann, bo = colleagues
    page = visit()
    enter_admin(page, bo.user)

    page.goto("/admin/my/attendance/")
    page.get_by_role("button", name="上班打卡").click()
    page.get_by_text(re.compile(r"05:5\d 已上班打卡")).first.wait_for()

    assert page.get_by_role("button", name="上班打卡").count() == 0
    assert page.get_by_role("button", name="下班打卡").count() == 1
    assert Punch.objects.get(employee=bo).kind == PunchKind.IN


@pytest.mark.rule("K7.2", "K7.4", "K4.10")
def test_a_shift_is_handed_over_signed_by_both_before_one_goes(visit, colleagues):
    ann, bo = colleagues
    mine, theirs = visit(), visit()
    for page, person in ((mine, ann), (theirs, bo)):
        enter_admin(page, person.user)

    mine.goto("/admin/my/attendance/")
    mine.get_by_role("button", name="下班打卡").click()
    mine.get_by_text(re.compile("接班人还没到岗签接班")).first.wait_for()
    mine.get_by_role("link", name=re.compile("下班前先写交接班记录")).click()
    mine.get_by_label("设备情况").fill("正常")
    mine.get_by_label("疑难问题").fill("一位顾客等早上回电")
    mine.get_by_label("人员调班情况").fill("无")
    mine.get_by_role("button", name="签字交班").click()
    mine.get_by_text("已签字交班，等接班人签字。").first.wait_for()
    theirs.goto("/admin/my/handover/")
    theirs.get_by_text("一位顾客等早上回电").first.wait_for()
    theirs.get_by_role("button", name="签字接班").click()
    theirs.get_by_text("已签字接班。").first.wait_for()
    mine.goto("/admin/my/attendance/")
    mine.get_by_role("button", name="下班打卡").click()
    mine.get_by_text(re.compile("已下班打卡")).first.wait_for()

    log = Handover.objects.get()
    assert (log.state, log.taken_by) == (HandoverState.COMPLETE, bo)
    assert list(Punch.objects.filter(employee=ann).order_by("at").values_list("kind", flat=True)) == [
        "in",
        "out",
    ]
