"""From shift to shift: notices read, a log filled in, both signatures; then one may go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.signatures.services import chain
from staff.models import Cover, Duty, Handover, HandoverState, NoticeRead
from staff.services import clocking, handovers, notices
from tests.permissions.world import Visitor, client_of

from .factories import make_department, make_employee

pytestmark = pytest.mark.django_db
PARTS = {"equipment": "话机 3 号有杂音", "problems": "无", "staffing": "小王换到晚班"}


@pytest.fixture
def going():
    going = make_employee()
    Cover.objects.create(department=going.department)
    now = timezone.now()
    going.duty = Duty.objects.create(
        employee=going, starts_at=now - timedelta(hours=8), ends_at=now + timedelta(minutes=5)
    )
    clocking.clock_in(employee=going, now=going.duty.starts_at)
    return going


@pytest.fixture
def coming(going):
    return make_employee(position=going.position)


def offered(going, **over) -> Handover:
    return handovers.write_and_offer(employee=going, duty=going.duty, **{**PARTS, **over})


@pytest.mark.rule("K7.4")
@pytest.mark.parametrize("blank", list(PARTS))
def test_all_three_parts_are_filled_in(going, blank):
    with pytest.raises(RuleError):
        offered(going, **{blank: " "})

    assert offered(going).state == HandoverState.OFFERED


@pytest.mark.rule("K4.10")
@pytest.mark.rule("K7.2")
@pytest.mark.rule("K7.4")
def test_both_sign_and_then_one_may_go(going, coming):
    stranger = make_employee()
    log = handovers.write(employee=going, duty=going.duty, **PARTS)
    with pytest.raises(RuleError):
        handovers.take(employee=coming, handover=log)
    log = handovers.offer(employee=going, handover=log)
    for other in (going, stranger):
        with pytest.raises(RuleError):
            handovers.take(employee=other, handover=log)
    with pytest.raises(RuleError):
        clocking.clock_out(employee=going)
    with pytest.raises(DomainError):
        handovers.write(employee=going, duty=going.duty, **PARTS)

    taken = handovers.take(employee=coming, handover=log)
    clocking.clock_out(employee=going)

    assert (taken.state, taken.taken_by) == (HandoverState.COMPLETE, coming)
    assert [signature.party.role for signature in chain(taken)] == ["outgoing", "incoming"]


def test_open_work_of_team_and_person_is_pulled_in(going):
    due = timezone.now() + timedelta(hours=3)
    for n, owner in enumerate([("person", going.user_id), ("team", going.department.pk), ("team", 0)]):
        Clock.objects.create(
            rule="K1.2",
            stage=f"s{n}",
            subject_kind="staff.employee",
            subject_id=going.pk,
            owner_kind=owner[0],
            owner_id=owner[1],
            due_at=due,
            wake_at=due,
            figure={"seconds": 1},
        )

    log = offered(going)

    assert [row["what"] for row in log.open_work] == [f"s0 · {going}", f"s1 · {going}"]


@pytest.mark.rule("K7.3")
def test_notices_are_read_before_work_and_before_taking_over(going, coming):
    boss = make_employee().user
    old = notices.publish(actor=boss, title="旧活动", body="……")
    type(old).objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=15))
    notices.publish(actor=boss, title="别的部门", body="……", department=make_department())
    notice = notices.publish(actor=boss, title="双旦活动", body="……", department=coming.department)
    log = offered(going)
    with pytest.raises(RuleError, match="双旦活动"):
        notices.require_read(coming)
    with pytest.raises(RuleError):
        handovers.take(employee=coming, handover=log)

    for _n in range(2):
        notices.tick(employee=coming, notice=notice)

    notices.require_read(coming)
    assert handovers.take(employee=coming, handover=log).state == HandoverState.COMPLETE
    assert NoticeRead.objects.count() == 1


def test_a_shift_is_handed_over_on_the_phone_with_what_was_typed_kept(going, coming):
    notice = notices.publish(actor=going.user, title="双旦活动", body="……")
    mine = client_of(Visitor("a", "staff", "", going.user))
    theirs = client_of(Visitor("b", "staff", "", coming.user))

    refused = mine.post("/admin/my/handover/", {"act": "offer", **PARTS, "problems": ""})
    signed = mine.post("/admin/my/handover/", {"act": "offer", **PARTS})
    log = Handover.objects.get()
    unread = theirs.post("/admin/my/handover/", {"act": "take", "pk": log.pk})
    theirs.post("/admin/my/handover/", {"act": "tick", "pk": notice.pk})
    taken = theirs.post("/admin/my/handover/", {"act": "take", "pk": log.pk})

    kept = refused.context["forms"]["offer"]["equipment"].value()
    codes = [response.status_code for response in (refused, signed, unread, taken)]
    assert (codes, kept) == ([409, 302, 409, 302], PARTS["equipment"])
