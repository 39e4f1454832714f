"""What leave takes off the pay does not hang on what becomes of the roster around it. (G6.1, G6.2)"""

from datetime import date, time

import pytest
import time_machine

from mall.errors import DomainError
from staff.models import Employee, LeaveEntry, LeaveRequest, PayLine, RosterMonth, ShiftKind
from staff.services import attendance, leave, months, patterns, pay_grades, roster, swaps

from .hours import local, make_team, work
from .paying import AFTER, DECEMBER, NOVEMBER, at, compute, make_grade, on_leave, settle

pytestmark = pytest.mark.django_db
BEFORE = at(1, 0)
AWAY = (9, 10, 11)  # Monday to Wednesday
OTHERS = [n for n in range(1, 31) if date(2026, 11, n).weekday() < 5 and n not in AWAY]


@pytest.fixture
def team():
    team = make_team()
    with time_machine.travel(AFTER, tick=False):
        yield _paid(team)


def _paid(team):
    Employee.objects.update(joined_on=date(2025, 3, 10))
    team.ann.refresh_from_db()
    ShiftKind.objects.create(code="late", name="大夜", starts=time(22), minutes=480, is_night=True)
    pay_grades.place(actor=None, grade=make_grade(), employee=team.ann, from_on=date(2026, 1, 1))
    return team


def act(team, said: str, now=BEFORE) -> None:
    """``day 9``: a shift on the 9th; ``off 9``; ``move 9 14``; ``swap 9`` with a colleague's 20th."""
    verb, *rest = said.split()
    days = [int(n) for n in rest]
    who = {"actor": team.lead.user, "employee": team.ann, "now": now}
    match verb:
        case "day" | "evening" | "late" | "off":
            kind = ShiftKind.objects.filter(code=verb).first()
            for n in days:
                roster.set_day(day=date(2026, 11, n), kind=kind, **who)
        case "move":
            roster.set_days(days={date(2026, 11, days[0]): None, date(2026, 11, days[1]): team.day}, **who)
        case "swap":
            (repaid,) = work(team.bo, team.evening, 20, month=11, now=now)
            given = team.ann.duties.get(work_day=date(2026, 11, days[0]))
            swaps.propose(
                actor=team.ann.user, given=given, partner=team.bo, repaid=repaid, reason="x", now=now
            )
        case "rotation":
            pattern = patterns.save_pattern(
                actor=None, department=team.department, name="x", steps=[team.day], follows_calendar=True
            )
            patterns.put_on_pattern(actor=None, pattern=pattern, people=[team.ann])
        case "make":
            months.generate(actor=None, department=team.department, first_on=NOVEMBER, now=now)
        case "publish":
            RosterMonth.objects.get_or_create(department=team.department, first_on=NOVEMBER)
            months.publish(actor=None, month=RosterMonth.objects.get(), now=now)


@pytest.mark.rule("G6.1")
@pytest.mark.parametrize(
    ("before", "after", "refused", "hours"),
    [
        # on the roster before   done after the leave was approved      refused        taken off
        ("day 9 10 11 12",       "",                                    0,             24),
        ("day 9 10 11 12",       "off 9, off 10, off 11",               3,             24),
        ("day 9 10 11 12",       "off 12",                              0,             24),
        ("day 9 10 11 12",       "move 9 14",                           1,             24),
        ("day 9 10 11 12",       "move 12 14",                          0,             24),
        ("day 9 10 11 12",       "evening 9, evening 10",               2,             24),
        ("day 9 10 11 12",       "swap 9",                              1,             24),
        ("day 9 10 11 12",       "swap 12",                             0,             24),
        ("late 8 11",            "off 8, off 11",                       2,             8),   # 6 and 2
        ("day 9 11",             "",                                    0,             16),  # rests between
        ("day 9 10 11, off 10",  "",                                    0,             16),
        ("day 9, off 9",         "",                                    0,             24),
        ("",                     "",                                    0,             24),
        ("",                     "day 9 10 11 12",                      0,             24),
        ("",                     "day 9 10 11, off 9, move 10 12",      2,             24),
        ("",                     "day 12 13",                           0,             24),
        ("",                     "others",                              0,             24),
        ("",                     "others, day 14",                      0,             16),  # worked instead
        ("",                     "others, day 14 15 21",                0,             0),
        ("day 12 13, publish",   "",                                    0,             0),   # rest days
        ("publish",              "day 12 13",                           0,             24),
        ("publish",              "",                                    0,             24),  # off the roster
        ("day 12 13",            "publish",                             0,             24),
        ("rotation, make",       "publish",                             0,             24),
        ("rotation, make",       "off 9, make, off 9, publish",        2,             24),
        ("rotation, make, publish", "off 9, move 10 14, off 12",           2,             24),
        ("",                     "rotation, make, off 10, publish",     1,             24),
    ],
)  # fmt: skip
def test_leave_without_pay_is_taken_off_whatever_is_done_to_the_roster(team, before, after, refused, hours):
    for said in filter(None, before.split(", ")):
        act(team, said)
    on_leave(team.ann, 9, starts_at=at(9, 0), ends_at=at(12, 0), decided_at=at(1, 1))
    kept = []
    for said in filter(None, after.replace("others", f"day {' '.join(map(str, OTHERS))}").split(", ")):
        try:
            act(team, said, at(1, 2))
        except DomainError as error:
            kept.append(str(error))
    attendance.close_all(now=AFTER)

    lines = PayLine.objects.filter(payslip__run=compute(), kind="leave")

    assert (len(kept), [line.amount for line in lines]) == (refused, [-hours * 6_000] if hours else [])
    assert [words for words in kept if "已记为请假" not in words and "请了假" not in words] == []


@pytest.mark.rule("G6.1", "G6.2")
def test_leave_over_two_months_is_booked_and_taken_off_by_each_months_roster(team):
    act(team, "day 26 27")
    asked = leave.ask(
        actor=team.ann.user,
        employee=team.ann,
        kind="annual",
        starts_at=at(26, 0),
        ends_at=at(3, 0, month=12),
        reason="x",
        now=BEFORE,
    )
    act(team, "day 30")

    approved = leave.approve(actor=team.lead.user, request=asked, now=BEFORE)

    # Two shifts of November and two workdays of December as asked; the third shift came before the approval.
    assert (asked.minutes, approved.minutes) == (4 * 480, 5 * 480)
    assert LeaveEntry.objects.get(reason="use").minutes == -5 * 480
    LeaveRequest.objects.update(kind="personal")
    attendance.close_all(now=AFTER)
    slips = [settle(), compute(DECEMBER, now=local(2, month=1).replace(year=2027))]
    assert [
        list(PayLine.objects.filter(payslip__run=run, kind="leave").values_list("minutes", flat=True))
        for run in slips
    ] == [[3 * 480], [2 * 480]]


@pytest.mark.rule("G5.2")
def test_a_shift_under_leave_goes_once_the_leave_is_taken_back(team, client):
    act(team, "day 9")
    asked = on_leave(team.ann, 9, state="approved", decided_by=team.lead.user, decided_at=BEFORE)
    with pytest.raises(DomainError, match="11-09 08:00–16:00 在已批准的假里"):
        act(team, "off 9")

    leave.withdraw(actor=team.ann.user, request=asked, now=BEFORE)
    act(team, "off 9")

    assert not team.ann.duties.exists()
