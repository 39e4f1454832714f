"""A month's roster: made from rotations, looked at for holes, published, changed by hand."""

from datetime import date, timedelta

import pytest

from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from staff.models import Duty, RosterMonth, RosterState
from staff.services import calendar, cover, months, patterns, roster
from staff.services.calendar import DayKind, day_kind

from .factories import make_employee, make_position
from .hours import local, make_team, work

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)


@pytest.fixture
def team():
    return make_team()


def rotate(team, people, *steps, **over):
    pattern = patterns.save_pattern(
        actor=None,
        department=team.department,
        name="轮班",
        steps=steps,
        begins_on=date(2026, 12, 1),
        **over,
    )
    patterns.put_on_pattern(actor=None, pattern=pattern, people=people)
    return pattern


def generate(team, first_on=date(2026, 12, 1), now=None):
    return months.generate(
        actor=None, department=team.department, first_on=first_on, now=now or local(30, month=11)
    )


def test_a_month_follows_the_rotation_with_everybody_at_a_place_of_their_own(team):
    rotate(team, [team.ann, team.bo], team.day, team.evening, None, None)

    made = generate(team)

    first = {
        one.name: [duty.kind.code for duty in one.duties.order_by("starts_at")[:3]]
        for one in (team.ann, team.bo)
    }
    assert (made.duties, made.skipped) == (31, [])
    assert first == {"小安": ["day", "evening", "day"], "小波": ["day", "evening", "day"]}
    assert Duty.objects.order_by("starts_at").values_list("work_day", "employee__name")[0] == (
        date(2026, 12, 1),
        "小安",
    )
    assert (generate(team).duties, Duty.objects.count()) == (31, 31)


@pytest.mark.rule("K1.1")
def test_a_month_with_a_hole_is_published_only_by_who_has_seen_it(team):
    patterns.require_cover(actor=None, department=team.department, needed=1)
    rotate(team, [team.ann, team.bo], team.day, team.evening)
    month = generate(team).month

    with pytest.raises(RuleError, match="还有 31 处没有人在岗：12-01 00:00–08:00") as error:
        months.publish(actor=team.lead.user, month=month, now=local(30, month=11))
    published = months.publish(actor=team.lead.user, month=month, accepts_holes=True, now=local(30, month=11))

    assert (error.value.clause, published.state) == ("K1.1", RosterState.PUBLISHED)
    assert (Duty.objects.published().count(), Notice.objects.count()) == (62, 2)
    with pytest.raises(DomainError, match="已经公布"):
        generate(team)


@pytest.mark.rule("K1.1")
def test_three_shifts_around_the_clock_leave_no_hole(team):
    patterns.require_cover(actor=None, department=team.department, needed=1)
    third = make_employee(position=team.ann.position)
    rotate(team, [team.ann, team.bo, third], team.night)
    for one, kind in ((team.ann, team.day), (team.bo, team.evening)):
        work(one, kind, *range(2, 6))
    work(third, team.night, *range(2, 6))

    assert cover.holes(team.department, local(2), local(6)) == []
    with pytest.raises(RuleError, match="12-03 08:00–16:00 没有足够的人在岗"):
        roster.cancel_duty(actor=None, duty=team.ann.duties.get(work_day=date(2026, 12, 3)), now=local(1))


def test_a_draft_puts_nobody_on_duty_and_only_days_to_come_are_made(team):
    rotate(team, [team.ann], team.day)

    made = generate(team, now=local(15, 9))

    assert (made.duties, list(cover.at_work(team.department, local(20, 10)))) == (16, [])


def test_shifts_given_by_hand_stay_and_the_rotation_leaves_room_for_rest(team):
    work(team.ann, team.evening, 2)
    rotate(team, [team.ann], team.night)

    made = generate(team)

    assert (made.duties, made.skipped) == (30, [("小安", date(2026, 12, 3))])


def test_a_rotation_by_the_calendar_needs_to_know_the_year(team):
    rotate(team, [team.ann], team.day, follows_calendar=True)
    with pytest.raises(DomainError, match="2027 年的节假日安排还没有公布"):
        generate(team, JANUARY)

    calendar.enter_day(actor=None, day=JANUARY, name="元旦", is_day_off=True)
    calendar.enter_day(actor=None, day=date(2027, 1, 2), name="调休", is_day_off=False)

    assert (generate(team, JANUARY).duties, day_kind(JANUARY)) == (21, DayKind.HOLIDAY)
    assert (day_kind(date(2027, 1, 2)), day_kind(date(2026, 10, 10))) == (DayKind.MAKE_UP, DayKind.MAKE_UP)
    assert (day_kind(date(2026, 10, 1)), day_kind(date(2026, 11, 28))) == (DayKind.HOLIDAY, DayKind.WEEKEND)


def test_a_day_is_changed_by_its_kind_and_whom_it_concerns_is_told(team):
    RosterMonth.objects.create(department=team.department, first_on=date(2026, 12, 1), state="published")
    values = {"actor": team.lead.user, "employee": team.ann, "day": date(2026, 12, 31), "now": local(1)}

    roster.set_day(kind=team.day, **values)
    roster.set_day(kind=team.evening, **values)
    kept = roster.set_day(kind=team.evening, **values)
    gone = roster.set_day(kind=None, **values)

    assert (kept.kind, gone, Duty.objects.count()) == (team.evening, None, 0)
    assert list(
        Notice.objects.filter(person=team.ann.user).order_by("id").values_list("title", flat=True)
    ) == [
        "新排班次：12-31 08:00–16:00",
        "班次取消：12-31 08:00–16:00",
        "新排班次：12-31 16:00–24:00",
        "班次取消：12-31 16:00–24:00",
    ]


def test_what_a_rotation_or_a_roster_cannot_be_is_said_in_words(team):
    stranger = make_employee(position=make_position())
    with pytest.raises(DomainError, match="至少要有一个班"):
        rotate(team, [], None)
    with pytest.raises(DomainError, match="还没有人编入"):
        generate(team)
    with pytest.raises(DomainError, match="不在"):
        rotate(team, [stranger], team.day)


def test_a_hole_is_where_fewer_are_there_than_needed():
    def span(start, end):
        return local(1, start), local(1, end)

    wanted = [(*span(0, 23), 1), (*span(9, 12), 2)]
    found = cover.find_holes(wanted, [span(0, 10), span(11, 20), span(9, 10)])

    assert [
        (hole.starts_at.hour, hole.ends_at - hole.starts_at, hole.have, hole.needed) for hole in found
    ] == [
        (local(1, 10).hour, timedelta(hours=1), 0, 2),
        (local(1, 11).hour, timedelta(hours=1), 1, 2),
        (local(1, 20).hour, timedelta(hours=3), 0, 1),
    ]
    assert cover.find_holes([], [span(0, 1)]) == []
