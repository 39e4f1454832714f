"""To-do lists of the staff are headed by what is to be done, the clause stands beside it."""

from datetime import date

import pytest
import time_machine
from django.utils import translation

from mall.deadlines.todo import todo
from staff.models import Entry, Finding
from staff.services import entries, gate, leave, rounds, swaps, visits

from .factories import make_employee
from .hours import local, make_team, work
from .test_entries import typed
from .test_hours_pages import browser

pytestmark = pytest.mark.django_db
NOW = local(1, 9)


@pytest.fixture
def team():
    with time_machine.travel(NOW, tick=False):
        yield make_team()


def heads(person) -> list[str]:
    return [item.title for item in todo(("person", person.user_id), now=NOW)]


def test_a_superiors_home_says_whose_leave_to_approve_with_the_clause_beside_it(
    team, django_assert_max_num_queries
):
    work(team.ann, team.day, 9)
    for one in (team.ann, team.bo):
        leave.ask(
            actor=one.user,
            employee=one,
            kind="personal",
            starts_at=local(9, 8),
            ends_at=local(9, 16),
            reason="x",
            now=NOW,
        )

    page = browser(team.lead).get("/admin/").content.decode()

    assert heads(team.lead) == ["批准小安的事假", "批准小波的事假"]
    assert [words in page for words in ("批准小安的事假", "G5.2 请假先申请，直属上级批准方可休")] == [
        True,
        True,
    ]
    with translation.override("en"):
        assert heads(team.lead)[0] == "Approve leave of 小安: Personal leave"
    with django_assert_max_num_queries(2):
        heads(team.lead)


def test_each_step_of_a_swap_says_what_its_partner_does_next(team):
    [mine], [yours] = work(team.ann, team.day, 9), work(team.bo, team.day, 12)
    swap = swaps.propose(actor=team.ann.user, given=mine, partner=team.bo, repaid=yours, reason="x", now=NOW)
    said = heads(team.bo)
    swap = swaps.agree(actor=team.bo.user, swap=swap, now=NOW)
    said += heads(team.bo)
    swaps.approve(actor=team.lead.user, swap=swap, now=NOW)

    assert [*said, *heads(team.bo)] == ["答复小安的换班", "和小安的换班等上级批准", "签字：和小安换班"]


def test_a_host_reads_what_happens_next_with_the_visitor(team):
    guard = make_employee(role="security")
    visit = visits.announce(
        actor=team.ann.user,
        host=team.ann,
        visitor_name="沈合作",
        phone="13900000021",
        purpose="看样品",
        planned_from_at=NOW,
        planned_to_at=local(1, 11),
    )
    said = heads(team.ann)
    visit = visits.approve(actor=guard.user, visit=visit)
    said += heads(team.ann)
    gate.enter(actor=guard.user, visit=visit)

    assert [*said, *heads(team.ann)] == [
        "沈合作来访等批准，可以提醒上级或安保",
        "接待沈合作，到了由门岗放行；没来会自动取消",
        "送沈合作到门岗登记离开",
    ]


def test_rounds_findings_and_entries_are_headed_by_themselves(team):
    head = team.department.head
    plan = rounds.plan(actor=None, area="三层", department=team.department, points="通道", every_days=7)
    tour = plan.rounds.get()
    before = [item.title for item in todo(("team", team.department.pk), now=NOW)]
    rounds.walk(
        actor=head.user, tour=tour, seen=[rounds.Seen("通道", "堆了样品", team.ann, date(2026, 12, 4))]
    )
    entries.open_entry(
        actor=head.user,
        kind="plan",
        department=team.department,
        title="首页活动",
        owner=team.ann,
        due_on=date(2026, 12, 20),
        level=1,
        typed=typed("plan"),
    )

    assert (before, heads(team.ann)) == (["巡查三层"], ["整改隐患：堆了样品", "办完：首页活动"])
    assert (Finding.objects.count(), Entry.objects.count()) == (1, 1)


def test_the_guard_finds_the_gate_on_the_first_page_and_in_the_sidebar_and_nobody_else_does(team):
    guard = make_employee(role="security")

    pages = [browser(one).get("/admin/").content.decode() for one in (guard, team.ann)]

    assert [page.count('href="/admin/gate/"') for page in pages] == [2, 0]
