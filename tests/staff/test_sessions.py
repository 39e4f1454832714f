"""Training sessions: who signs up, who was there, who is overdue."""

from datetime import timedelta

import pytest
import time_machine

from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.transitions import ForbiddenMove
from staff.models import SessionState, TrainingRecord, TrainingSeat
from staff.services import sessions, trainings
from staff.services.breaches import record_breach
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee, make_position
from .hours import local

pytestmark = [pytest.mark.django_db, pytest.mark.rule("A5.2")]
NOW = local(1, 9)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    place = make_position(department=make_department())
    joined_on = (NOW - 200 * DAY).date()
    return [make_employee(position=place, joined_on=joined_on) for _n in range(3)]


def planned(people, **over):
    course = trainings.plan(
        actor=None, title="消防", department=people[0].department, every_days=180, pass_score=60
    )
    values = {
        "actor": None,
        "course": course,
        "starts_at": NOW + DAY,
        "minutes": 60,
        "place": "会议室",
        "room": 2,
    }
    return sessions.plan_session(**{**values, **over})


def test_who_is_overdue_is_told_of_a_session_signs_up_attends_and_is_overdue_no_more(people):
    ann, bo, cy = people
    session = planned(people)
    for employee in (ann, bo):
        sessions.sign_up(employee=employee, session=session)
    before = {one.employee for one in trainings.overdue()}

    with time_machine.travel(NOW + DAY + timedelta(hours=2), tick=False):
        there = sessions.hold(actor=None, session=session, scores={ann.pk: 90, bo.pk: None})
        after = {one.employee for one in trainings.overdue()}

    assert set(Notice.objects.filter(key=f"session:{session.pk}").values_list("person", flat=True)) == {
        one.user_id for one in people
    }
    assert (there, before, after) == (1, {ann, bo, cy}, {bo, cy})
    assert list(TrainingSeat.objects.order_by("employee").values_list("attended", flat=True)) == [True, False]
    record = TrainingRecord.objects.get()
    assert (record.employee, record.score, record.is_passed) == (ann, 90, True)
    with pytest.raises(ForbiddenMove):
        sessions.cancel(actor=None, session=session, reason="迟了")


def test_seats_are_for_the_department_as_many_as_there_are_and_until_it_begins(people):
    ann, bo, cy = people
    session = planned(people, room=1)
    sessions.sign_up(employee=ann, session=session)

    refused = []
    for employee in (ann, bo, make_employee()):
        with pytest.raises(DomainError) as refusal:
            sessions.sign_up(employee=employee, session=session)
        refused.append(str(refusal.value)[:5])
    sessions.step_back(employee=ann, session=session)
    sessions.sign_up(employee=cy, session=session)
    with pytest.raises(DomainError, match="没有报名"):
        sessions.step_back(employee=ann, session=session)
    with time_machine.travel(NOW + DAY, tick=False), pytest.raises(DomainError, match="已经开始"):
        sessions.sign_up(employee=bo, session=session)

    assert refused == ["您已经报名", "名额已满，", "这门课是给"]
    assert [one.is_mine for one in sessions.coming(cy)] == [True]


def test_what_is_wrong_with_a_session_is_said_in_words_and_a_cancelled_one_is_told(people):
    session = planned(people)
    sessions.sign_up(employee=people[0], session=session)
    same = {"actor": None, "course": session.course, "minutes": 60, "place": "x", "room": 1}

    for call, words in (
        (lambda: sessions.plan_session(**same, starts_at=NOW), "现在以后"),
        (lambda: sessions.plan_session(**same, starts_at=session.starts_at), "已经有一场"),
        (lambda: sessions.hold(actor=None, session=session, scores={}), "还没有开始"),
        (lambda: sessions.cancel(actor=None, session=session, reason=" "), "写明取消"),
    ):
        with pytest.raises(DomainError, match=words):
            call()
    with time_machine.travel(NOW + 2 * DAY, tick=False), pytest.raises(DomainError, match="有变化"):
        sessions.hold(actor=None, session=session, scores={})
    sessions.cancel(actor=None, session=session, reason="讲师生病")

    told = Notice.objects.get(key=f"session:{session.pk}:cancelled")
    assert (told.person, told.body) == (people[0].user, "讲师生病")


def test_signed_up_on_a_phone_and_recorded_in_the_admin(people):
    session = planned(people)
    ann = client_of(Visitor("x", "staff", "", people[0].user))
    hr = client_of(Visitor("x", "staff", "", make_employee(role="hr").user))

    ann.post("/admin/my/training/", {"act": "sign_up", "pk": session.pk})
    page = ann.get("/admin/my/training/")
    overdue = hr.get("/admin/staff/course/overdue/").content.decode()
    with time_machine.travel(NOW + DAY + timedelta(hours=1), tick=False):
        hr2 = client_of(Visitor("x", "staff", "", make_employee(role="hr").user))
        url = f"/admin/staff/trainingsession/{session.pk}/hold/"
        wrong = hr2.post(url, {f"score{people[0].pk}": "101"})
        hr2.post(url, {f"score{people[0].pk}": "80"})

    session.refresh_from_db()
    assert ([one.is_mine for one in page.context["sessions"]], len(page.context["due"])) == ([True], 1)
    assert people[1].name in overdue
    assert (wrong.status_code, session.state) == (400, SessionState.HELD)
    assert TrainingRecord.objects.get().score == 80


def test_breaches_of_every_app_are_one_list_by_employee_clause_and_month(people):
    for employee, clause, at in (
        (people[0], "K8.7", NOW - 40 * DAY),
        (people[0], "W3.1.1", NOW - DAY),
        (people[1], "K8.7", NOW - DAY),
    ):
        record_breach(actor=None, employee=employee, clause=clause, facts="事实", happened_at=at)
    hr = client_of(Visitor("x", "staff", "", make_employee(role="hr").user))

    counts = [
        hr.get(f"/admin/staff/breach/?{query}").context["cl"].result_count
        for query in (
            "",
            "of_clause=K8.7",
            "month=2026-11",
            "month=2026-10",
            f"q={people[0].number}",
            "month=x",
            "of_clause=K8.7&month=2026-11",
        )
    ]

    assert counts == [3, 2, 2, 1, 2, 0, 1]
