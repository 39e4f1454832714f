"""Leave over its whole life: asked, decided, proved, and what it does to the roster."""

from datetime import date, timedelta

import pytest
import time_machine

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from staff.models import LeaveEntry, LeaveRequest, LeaveState
from staff.services import (
    calendar,
    cover,
    entitlements,
    leave,
    leave_facts,
    patterns,
    roster,
    superiors,
)
from staff.services.leave_rules import exceptions

from .factories import let_go, make_employee
from .hours import HOUR, local, make_team, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def ask(employee, *, kind="personal", day=9, hours=(8, 16), now=None, actor=None, **over):
    times = {"starts_at": local(day, hours[0]), "ends_at": local(day, hours[1])}
    return leave.ask(
        actor=actor or employee.user,
        employee=employee,
        kind=kind,
        now=now or local(7),
        **{"reason": "家里有事", **times, **over},
    )


def clause_of(call) -> str:
    with pytest.raises(RuleError) as error:
        call()
    return error.value.clause


@pytest.mark.rule("G5.2")
def test_leave_holds_once_the_superior_has_approved_it_and_is_told_to_both(team):
    work(team.ann, team.day, 9)
    request = ask(team.ann)
    [before] = cover.at_work(team.department, local(9, 10))

    approved = leave.approve(actor=team.lead.user, request=request, now=local(7, 12))

    assert (before.employee, list(cover.at_work(team.department, local(9, 10)))) == (team.ann, [])
    assert (approved.state, approved.minutes, approved.decided_by) == (
        LeaveState.APPROVED,
        480,
        team.lead.user,
    )
    assert Notice.objects.get(person=team.lead.user).title == "小安请假待批准：事假 12-09 08:00"
    assert Notice.objects.get(person=team.ann.user).title == "请假已批准：事假 12-09 08:00"


@pytest.mark.rule("G5.2")
def test_nobody_approves_their_own_leave_nor_a_colleagues(team):
    request = ask(team.lead)

    assert clause_of(lambda: leave.approve(actor=team.lead.user, request=request)) == "G5.2"
    assert clause_of(lambda: leave.approve(actor=team.ann.user, request=request)) == "G5.2"
    assert clause_of(lambda: leave.refuse(actor=make_employee().user, request=request, reason="不")) == "G5.2"


def test_while_the_superior_is_away_the_next_above_decides(team):
    head = team.department.head
    away = ask(team.lead, starts_at=local(7, 8), ends_at=local(12), now=local(5))
    leave.approve(actor=head.user, request=away, now=local(5))

    line = superiors.deciders_of(team.ann, now=local(8))

    assert [one.name for one in line] == ["主管", "班长"]
    assert [one.name for one in superiors.deciders_of(team.ann, now=local(6))] == ["班长"]


@pytest.mark.rule("G5.2")
def test_without_anybody_above_the_words_say_whom_to_ask(team):
    with pytest.raises(RuleError, match="请人事先登记直属上级") as refusal:
        ask(team.department.head)

    assert (refusal.value.clause, LeaveRequest.objects.count()) == ("G5.2", 0)


@pytest.mark.rule("K8.2")
def test_a_request_too_late_names_the_way_out_and_taking_it_needs_acceptance(team):
    work(team.ann, team.day, 9)
    with pytest.raises(RuleError, match=r"特殊事假.*请求认可") as error:
        ask(team.ann, now=local(9, 6))

    request = ask(team.ann, now=local(9, 6), asks_acceptance=True)

    assert error.value.clause == "K8.2"
    assert exceptions(leave_facts.of_request(request)) == ["没有按时提出，请求认可；不认可按旷工处理（K8.2）"]


@pytest.mark.rule("K8.3")
def test_a_colleague_asks_for_sick_leave_only(team):
    work(team.ann, team.day, 9)
    sick = {"kind": "sick", "is_emergency": True, "now": local(9, 7)}

    assert clause_of(lambda: ask(team.ann, actor=team.bo.user, channel="delegated")) == "K8.3"
    assert clause_of(lambda: ask(team.ann, actor=team.bo.user)) == "K8.3"
    assert ask(team.ann, actor=team.bo.user, channel="delegated", **sick).asked_by == team.bo.user


@pytest.mark.rule("K8.4")
def test_a_call_is_entered_by_the_shift_leader_as_of_its_time(team):
    work(team.ann, team.day, 9)
    call = {"kind": "sick", "is_emergency": True, "channel": "call", "asked_at": local(9, 7)}

    with pytest.raises(RuleError, match="接电话的班长") as refusal:
        ask(team.ann, actor=team.bo.user, now=local(9, 9), **call)
    request = ask(team.ann, actor=team.lead.user, now=local(9, 9), **call)

    assert (refusal.value.clause, refusal.value.field) == ("K8.4", "channel")
    assert (request.asked_at, request.is_emergency) == (local(9, 7), True)


@pytest.mark.rule("K8.4")
def test_an_emergency_whose_slip_does_not_come_by_the_first_day_back_lapses(team):
    work(team.ann, team.day, 9, 11)
    request = ask(team.ann, kind="sick", is_emergency=True, now=local(9, 7))
    request = leave.approve(actor=team.lead.user, request=request, now=local(9, 7))

    with time_machine.travel(local(11, 23, 59), tick=False):
        sweep()
        request.refresh_from_db()
        held = request.state
    with time_machine.travel(local(12, 0, 1), tick=False):
        sweep()

    request.refresh_from_db()
    assert (request.certificate_due_at, held, request.state) == (local(12), "approved", "lapsed")


@pytest.mark.rule("K8.4")
def test_certificates_that_leave_no_day_out_are_the_slip(team):
    work(team.ann, team.day, 9, 10, 12)
    with pytest.raises(RuleError, match="12-09 至 12-10"):
        ask(team.ann, kind="sick", ends_at=local(10, 16))
    request = ask(team.ann, kind="sick", ends_at=local(10, 16), is_emergency=True, now=local(9, 7))
    request = leave.approve(actor=team.lead.user, request=request, now=local(9, 7))
    hand_in = {"actor": team.ann.user, "request": request, "now": local(12, 8)}

    with pytest.raises(RuleError, match="对不上"):
        leave.hand_in_certificate(from_on=date(2026, 12, 1), to_on=date(2026, 12, 2), **hand_in)
    leave.hand_in_certificate(from_on=date(2026, 12, 9), to_on=date(2026, 12, 9), **hand_in)
    half = Clock.objects.get(stage="certificate").state
    leave.hand_in_certificate(from_on=date(2026, 12, 10), to_on=date(2026, 12, 10), **hand_in)

    assert (half, Clock.objects.get(stage="certificate").state) == ("running", "met")


@pytest.mark.rule("K8.5")
def test_a_night_shift_is_given_leave_from_before_noon_of_the_day_on_which_it_starts(team):
    night = roster.assign_duty(
        actor=None, employee=team.ann, starts_at=local(9, 22), ends_at=local(10, 6), kind=None, now=local(1)
    )
    times = {"kind": "special", "starts_at": night.starts_at, "ends_at": night.ends_at}

    refused = clause_of(lambda: ask(team.ann, now=local(9, 12), **times))
    asked = ask(team.ann, now=local(9, 11, 59), **times)

    assert (refused, night.work_day, asked.state) == ("K8.5", date(2026, 12, 9), LeaveState.ASKED)


@pytest.mark.rule("K8.6")
def test_a_night_shift_over_the_start_of_the_spring_festival_is_no_holidays_shift(team):
    for day in (5, 6):
        calendar.enter_day(actor=None, day=date(2027, 2, day), name="春节", is_day_off=True)
    eve, first = (
        roster.assign_duty(
            actor=None,
            employee=team.ann,
            starts_at=local(day, 22, month=2).replace(year=2027),
            ends_at=(local(day, 22, month=2) + 8 * HOUR).replace(year=2027),
            now=local(1),
        )
        for day in (4, 5)
    )
    asked_at = first.starts_at - timedelta(hours=47)

    refused = clause_of(lambda: ask(team.ann, starts_at=first.starts_at, ends_at=first.ends_at, now=asked_at))
    request = ask(
        team.ann, kind="special", starts_at=eve.starts_at, ends_at=eve.ends_at, now=eve.starts_at - 11 * HOUR
    )

    assert (refused, request.state) == ("K8.6", LeaveState.ASKED)


@pytest.mark.rule("G6.2")
def test_annual_leave_is_a_ledger_that_grows_by_use_and_return(team):
    team.ann.joined_on = date(2016, 3, 1)
    team.ann.save()
    work(team.ann, team.day, 9, 10)
    year = {"employee": team.ann, "kind": "annual", "year": 2026}
    request = ask(team.ann, kind="annual", ends_at=local(10, 16))
    waiting = entitlements.left(**year)
    leave.approve(actor=team.lead.user, request=request, now=local(7))
    used = entitlements.left(**year)

    leave.withdraw(actor=team.ann.user, request=request, now=local(8))

    assert (waiting, used, entitlements.left(**year)) == (8 * 480, 8 * 480, 10 * 480)
    assert list(LeaveEntry.objects.order_by("id").values_list("reason", "minutes")) == [
        ("grant", 4800),
        ("use", -960),
        ("return", 960),
    ]


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"ends_at": local(9, 8)}, "结束时间要晚于"),
        ({"ends_at": local(9, 8) + timedelta(days=400)}, "最长一年"),
        ({"kind": "annual", "day": 31, "ends_at": local(31, 12) + timedelta(days=2)}, "不能跨年：请分成两张"),
        ({"day": 15}, "和已有的事假重叠：12-15 08:00 至 12-15 16:00"),
        ({"reason": " "}, "请写明请假的事由"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(team, over, words):
    ask(team.ann, day=15)

    with pytest.raises(DomainError, match=words):
        ask(team.ann, **over)


def test_who_has_left_asks_for_nothing_and_what_they_asked_lapses(team):
    request = ask(team.ann)
    let_go(team.ann, now=local(8))

    request.refresh_from_db()
    assert (request.state, Clock.objects.get(stage="leave").state) == ("lapsed", "cancelled")
    with pytest.raises(DomainError, match="不在职"):
        ask(team.ann, day=20)


@pytest.mark.rule("K1.1")
def test_a_hole_is_shown_before_approval_and_opened_only_knowingly(team):
    patterns.require_cover(actor=None, department=team.department, needed=1)
    work(team.ann, team.day, 9)
    work(team.bo, team.evening, 9)
    request = ask(team.ann)

    effect = leave_facts.effect(request, now=local(7))

    assert [str(hole) for hole in effect.holes] == ["12-09 08:00–16:00"]
    assert clause_of(lambda: leave.approve(actor=team.lead.user, request=request, now=local(7))) == "K1.1"
    leave.approve(actor=team.lead.user, request=request, accepts_holes=True, now=local(7))
    holes = cover.holes(team.department, local(9), local(10))
    assert [str(hole) for hole in holes] == ["12-09 00:00–16:00"]


def test_a_refusal_needs_its_reason_and_an_unanswered_request_is_told_to_both(team):
    request = ask(team.ann)
    with pytest.raises(DomainError, match="请写明不批准的理由"):
        leave.refuse(actor=team.lead.user, request=request, reason=" ", now=local(7))

    with time_machine.travel(local(9, 8, 1), tick=False):
        sweep()

    told = Notice.objects.filter(title__startswith="请假还没有批准").values_list("person", flat=True)
    assert set(told) == {team.ann.user_id, team.lead.user_id}
