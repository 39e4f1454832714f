"""The organisation: duties in writing, targets, the committee, and the drawing of it all."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mall.errors import DomainError
from mall.rulebook.models import Resolution
from mall.rulebook.rule import RuleError
from staff.models import Meeting, Seat, TargetReport, Vote
from staff.services import committee, organisation, targets
from tests.permissions.world import Visitor, client_of

from .factories import let_go, make_department, make_employee

pytestmark = pytest.mark.django_db


def visiting(employee):
    return client_of(Visitor(employee.name, "staff", "", employee.user))


@pytest.mark.rule("C1.1-2")
def test_the_chart_shows_positions_and_whose_duties_are_not_written():
    boss = make_employee(role="general_manager")
    department = organisation.appoint_head(actor=None, department=boss.department, head=boss)
    before = organisation.unwritten_duties()
    organisation.change_position(
        actor=None,
        position=boss.position,
        title="总经理",
        role=boss.position.role,
        duties="主持经营",
        wider_duties="对公司战略负责",
    )

    page = visiting(boss).get("/admin/staff/department/chart/")

    chart, told = page.context["chart"], page.content.decode()
    assert (before, organisation.unwritten_duties()) == ([department], [])
    assert [box.title for box in chart.boxes] == ["管理委员会", f"{department.name} · {boss.name}"]
    assert [line.text for line in chart.boxes[1].lines] == ["总经理 · 1"]
    assert ("主持经营" in told, "对公司战略负责" in told) == (True, True)


def set_target(department, **over):
    values = {"title": "首次响应达标", "unit": "%", "goal": 95, "starts_on": date(2026, 1, 1)}
    return targets.set_target(
        **{"actor": None, "department": department, "due_on": date(2026, 12, 31), **values, **over}
    )


@pytest.mark.rule("H9-10")
def test_a_target_needs_a_head_who_reports_its_progress():
    department, head, stranger = make_department(), make_employee(), make_employee()
    with pytest.raises(RuleError):
        set_target(department)
    organisation.appoint_head(actor=None, department=department, head=head)
    target = set_target(department)

    targets.report(actor=head.user, target=target, reached=38, note="十月报表")
    with pytest.raises(PermissionDenied):
        targets.report(actor=stranger.user, target=target, reached=99, note="x")
    with pytest.raises(DomainError):
        targets.report(actor=head.user, target=target, reached=99, note=" ")

    target.refresh_from_db()
    assert (target.reached, target.percent, TargetReport.objects.count()) == (38, 40, 1)


@pytest.fixture
def three():
    members = [make_employee(role="general_manager"), make_employee(), make_employee()]
    for n, member in enumerate(members):
        committee.seat(actor=None, title=f"席位{n}", holder=member, place=n)
    return members


def hold(chair, present, **over):
    values = {"held_at": timezone.now() - timedelta(hours=1), "agenda": "修订发货时限", "minutes": "……"}
    return committee.record_meeting(actor=chair.user, present=present, **{**values, **over})


@pytest.mark.rule("H7-8")
def test_a_meeting_needs_more_than_half_of_the_seats_and_a_resolution_more_than_half_of_those_there(three):
    boss = three[0]
    with pytest.raises(RuleError):
        hold(boss, three[:1])
    meeting = hold(boss, three[:2])
    motion = {"number": "2026-7", "title": "发货时限", "text": "改为 20 小时", "against": 1}
    with pytest.raises(RuleError):
        committee.resolve(actor=boss.user, meeting=meeting, in_favour=1, **motion)
    with pytest.raises(DomainError):
        committee.resolve(actor=boss.user, meeting=meeting, in_favour=2, **motion)

    committee.resolve(actor=boss.user, meeting=meeting, in_favour=2, **{**motion, "against": 0})

    vote = Vote.objects.get()
    assert (vote.resolution, vote.in_favour, vote.abstained) == (Resolution.objects.get(), 2, 0)
    assert (meeting.seats_filled, Meeting.objects.count()) == (3, 1)


def test_only_who_sits_on_the_committee_is_present_and_who_leaves_vacates_the_seat(three):
    with pytest.raises(DomainError):
        hold(three[0], [*three, make_employee()])
    with pytest.raises(DomainError):
        hold(three[0], three, held_at=timezone.now() + timedelta(hours=1))

    let_go(three[2])

    assert list(Seat.objects.values_list("holder", flat=True)) == [three[0].pk, three[1].pk, None]


def test_the_general_manager_records_a_meeting_and_its_resolution_in_the_admin(three):
    client = visiting(three[0])
    held = {"held_at_0": "2026-11-02", "held_at_1": "10:00", "agenda": "季度目标", "minutes": "……"}

    added = client.post("/admin/staff/meeting/add/", {**held, "present": [three[0].pk, three[1].pk]})
    meeting = Meeting.objects.get()
    resolved = client.post(
        f"/admin/staff/meeting/{meeting.pk}/resolve/",
        {"number": "2026-8", "title": "目标", "text": "……", "in_favour": "2", "against": "0"},
    )

    assert (added.status_code, resolved.status_code) == (302, 302)
    assert (meeting.present.count(), meeting.votes.get().resolution.number) == (2, "2026-8")
