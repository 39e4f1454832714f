"""What leave takes off the pay does not hang on what becomes of the roster around it. (G6.1, G6.2)"""

from datetime import date, time

import pytest
import time_machine

from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from staff.models import Duty, Employee, LeaveEntry, LeaveRequest, PayLine, RosterMonth, ShiftKind
from staff.services import (
    attendance,
    employees,
    entitlements,
    leave,
    months,
    patterns,
    pay_grades,
    pay_runs,
    roster,
    swaps,
)

from .factories import make_employee, make_person, make_position
from .hours import Team, local, make_team, work
from .paying import AFTER, DECEMBER, NOVEMBER, at, compute, make_grade, on_leave, payroll, settle, worked
from .test_hours_pages import browser

pytestmark = pytest.mark.django_db
BEFORE = at(1, 0)
AWAY = (9, 10, 11)  # Monday to Wednesday
OTHERS = [n for n in range(1, 31) if date(2026, 11, n).weekday() < 5 and n not in AWAY]


@pytest.fixture
def team():
    [team] = teams(1)
    with time_machine.travel(AFTER, tick=False):
        yield team


def teams(number: int) -> list[Team]:
    """Each in a department of its own; with a grade, since long ago."""
    made = [make_team() for _n in range(number)]
    Employee.objects.update(joined_on=date(2025, 3, 10))
    ShiftKind.objects.create(code="late", name="大夜", starts=time(22), minutes=480, is_night=True)
    grade = make_grade()
    for team in made:
        team.ann.refresh_from_db()
        pay_grades.place(actor=None, grade=grade, employee=team.ann, from_on=date(2026, 1, 1))
    return made


def act(team, said: str, now=BEFORE) -> None:
    """``day 9``: a shift on the 9th; ``off 9``; ``move 9 14``; ``swap 9`` with a colleague's 20th.

    ``others``: shifts on all workdays that no leave touches.
    """
    verb, *rest = said.split()
    days = [int(n) for n in rest]
    if verb in ("day", "late", "others") and now == BEFORE:  # stands there without a question
        kind = team.day if verb == "others" else ShiftKind.objects.get(code=verb)
        work(team.ann, kind, *(days or OTHERS), month=11, now=now)
    elif verb == "others":
        for start, end in (team.day.span(date(2026, 11, n)) for n in OTHERS):
            put = {"starts_at": start, "ends_at": end, "kind": team.day, "now": now}
            roster.assign_duty(actor=team.lead.user, employee=team.ann, **put)
    else:
        change(team, verb, days, now)


def change(team, verb: str, days: list[int], now) -> None:
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
        case "transfer":
            employees.move(actor=None, employee=team.ann, position=make_position())
        case "rotation" | "rests":  # the latter on the 10th
            steps = {"rotation": [team.day], "rests": [team.day, None, *[team.day] * 5]}[verb]
            pattern = patterns.save_pattern(
                actor=None,
                department=team.department,
                name=verb,
                steps=steps,
                begins_on=date(2026, 11, 2),
                follows_calendar=True,
            )
            patterns.put_on_pattern(actor=None, pattern=pattern, people=[team.ann])
        case "make":
            months.generate(actor=None, department=team.department, first_on=NOVEMBER, now=now)
        case "publish":
            month, _new = RosterMonth.objects.get_or_create(department=team.department, first_on=NOVEMBER)
            months.publish(actor=None, month=month, now=now)


def away(team, *, kind="personal", until=12) -> LeaveRequest:
    """Leave from the 9th on, asked for and approved on the first of the month."""
    asked = leave.ask(
        actor=team.ann.user,
        employee=team.ann,
        kind=kind,
        starts_at=at(9, 0),
        ends_at=at(until, 0),
        reason="x",
        now=BEFORE,
    )
    return leave.approve(actor=team.lead.user, request=asked, now=at(1, 1))


def lived(team, before: str, after: str, *, kind: str = "personal") -> tuple[LeaveRequest, list[str]]:
    """The leave that ``team.ann`` took meanwhile, and the words of what was refused after it."""
    for said in filter(None, before.split(", ")):
        act(team, said)
    taken, kept = away(team, kind=kind), []
    for said in filter(None, after.split(", ")):
        try:
            act(team, said, at(1, 2))
        except DomainError as error:
            kept.append(str(error))
    return taken, kept


TAKEN_OFF = [
    # on the roster before   done after the leave was approved      refused        taken off
    ("day 9 10 11 12",       "",                                    0,             24),
    ("day 9 10 11 12",       "off 9, off 10, off 11",               3,             24),
    ("day 9 10 11 12",       "off 12",                              0,             24),
    ("day 9 10 11 12",       "move 9 14",                           1,             24),
    ("day 9 10 11 12",       "move 12 14",                          0,             24),
    ("day 9 10 11 12",       "evening 9, evening 10",               2,             24),
    ("day 9 10 11 12",       "swap 9",                              1,             24),
    ("day 9 10 11 12",       "swap 12",                             0,             24),
    ("late 8 11",            "off 8, off 11",                       2,             16),  # 6, 8 and 2
    ("day 9 11",             "",                                    0,             24),  # none says rest
    ("day 9 10 11, off 10",  "",                                    0,             24),
    ("day 9 11, publish",    "",                                    0,             16),  # rests between
    ("late 8 11, publish",   "",                                    0,             8),
    ("day 9, off 9",         "",                                    0,             24),
    ("",                     "",                                    0,             24),
    ("",                     "day 9, day 10, day 11 12",            3,             24),
    ("",                     "late 8, day 9, move 10 12",           2,             24),
    ("",                     "day 12 13",                           0,             24),
    ("",                     "others",                              0,             24),
    ("",                     "others, day 14",                      0,             16),  # worked instead
    ("",                     "others, day 14 15 21",                0,             0),
    ("day 12 13, publish",   "",                                    0,             0),   # rest days
    ("day 12 13, publish",   "move 12 14, move 13 15",              0,             0),
    ("day 12 13, publish",   "transfer",                            0,             0),
    ("day 9 12",             "publish, transfer",                   0,             24),
    ("publish",              "day 12 13",                           0,             24),
    ("publish",              "",                                    0,             24),  # off the roster
    ("day 12 13",            "publish",                             0,             24),
    ("rotation, make",       "publish",                             0,             24),
    ("rotation, make",       "off 9, make, off 9, publish",        2,             24),
    ("rotation, make, publish", "off 9, move 10 14, off 12",           2,             24),
    ("rotation, make",       "rests, make, day 14 15 21 22 28 29, publish", 0,      24),
    ("",                     "rotation, make, off 10, publish",     0,             24),
]  # fmt: skip


@pytest.mark.rule("G6.1")
def test_leave_without_pay_is_taken_off_whatever_is_done_to_the_roster():
    """Each row a team of its own; their month is closed and computed at once."""
    made = teams(len(TAKEN_OFF))
    with time_machine.travel(AFTER, tick=False):
        refused = [
            lived(team, before, after)[1]
            for team, (before, after, *_told) in zip(made, TAKEN_OFF, strict=True)
        ]
        attendance.close_all(now=AFTER)
        lines = PayLine.objects.filter(payslip__run=compute(), kind="leave")
        off = [
            list(lines.filter(payslip__employee=team.ann).values_list("amount", flat=True)) for team in made
        ]

    found = [
        (*row[:2], len(words), amounts) for row, words, amounts in zip(TAKEN_OFF, refused, off, strict=True)
    ]
    assert found == [(*row[:3], [-row[3] * 6_000] if row[3] else []) for row in TAKEN_OFF]
    kept = [words for all_words in refused for words in all_words]
    assert [words for words in kept if "已记为请假" not in words and "请了假" not in words] == []


@pytest.mark.rule("G6.1", "G6.2")
def test_leave_over_two_months_is_booked_and_taken_off_by_each_months_roster(team):
    act(team, "day 26 27")
    act(team, "publish")
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


@pytest.mark.rule("G6.1", "G6.2")
def test_one_shift_put_there_by_hand_makes_no_roster_of_the_month(team):
    act(team, "day 9")
    with pytest.raises(RuleError, match="这类假还剩 5 天（40 小时），这次要用 15 天（120 小时）"):
        away(team, kind="annual", until=28)

    taken = away(team, until=28)
    attendance.close_all(now=AFTER)

    assert taken.minutes == 15 * 480
    assert PayLine.objects.get(payslip__run=compute(), kind="leave").minutes == 15 * 480


GIVEN_BACK = [
    ("", "others", []),
    ("", "others, day 14", [480]),
    ("", "others, day 14 15 21", [1440]),
    ("day 12 13, publish", "", []),
    ("day 9", "others, day 14 15 21", [960]),
]


@pytest.mark.rule("G6.2")
def test_annual_leave_that_was_made_up_for_comes_back_when_the_pay_is_approved():
    made = teams(len(GIVEN_BACK))
    with time_machine.travel(AFTER, tick=False):
        taken = [
            lived(team, before, after, kind="annual")[0]
            for team, (before, after, _back) in zip(made, GIVEN_BACK, strict=True)
        ]
        left = [entitlements.left(team.ann, "annual", 2026) for team in made]
        run = settle()

        of_run = LeaveEntry.objects.filter(run=run, month_on=NOVEMBER, reason="pay", year=2026)
        back = [list(of_run.filter(request=one).values_list("minutes", flat=True)) for one in taken]
        more = [entitlements.left(team.ann, "annual", 2026) for team in made]

    assert [(*row[:2], minutes) for row, minutes in zip(GIVEN_BACK, back, strict=True)] == GIVEN_BACK
    assert more == [minutes + sum(row[2]) for minutes, row in zip(left, GIVEN_BACK, strict=True)]


@pytest.mark.rule("G6.2")
def test_a_run_without_differences_says_so_and_names_the_annual_leave_that_it_gives_back(team):
    away(team, kind="annual")
    for said in ("others", "day 14"):
        act(team, said, at(1, 2))
    settle()
    nothing = compute()
    office = browser(payroll()[1].employee)
    url = f"/admin/staff/payrun/{nothing.pk}"
    empty = office.get(f"{url}/change/").content.decode()
    worked(team.ann, 22)

    again = compute()
    asked = office.get(f"{url}/approve/").content.decode()
    page = office.get(f"{url}/change/").content.decode()
    pay_runs.approve(actor=make_person(), run=again, accepts_open=True, now=AFTER)
    done = office.get(f"{url}/change/").content.decode()
    unwanted = pay_runs.discard(actor=make_person(), run=compute(), reason="不需要")
    gone = office.get(f"/admin/staff/payrun/{unwanted.pk}/change/").content.decode()

    words = ("可以作废", "批准它只做一件事", "这份补发单没有差额", "看每个人的工资单")
    assert [[said in text for said in words] for text in (empty, page, done, gone)] == [
        [True, False, False, False],
        [False, True, False, False],
        [False, False, True, False],
        [False, False, False, False],
    ]
    told = f"<li>{team.ann.name} 1 天（8 小时）</li>"
    assert [told in text for text in (empty, page, done, gone)] == [False, True, True, False]
    assert ("已作废" in gone, "没有差额" in gone) == (True, False)
    assert f"{team.ann.name} 1 天（8 小时）" in asked


@pytest.mark.rule("G6.2")
def test_a_later_run_gives_back_what_came_out_since_and_no_more(team):
    taken = away(team, kind="annual")
    for said in ("others", "day 14"):
        act(team, said, at(1, 2))
    first = settle()
    worked(team.ann, 22)
    second = settle()
    Duty.objects.filter(employee=team.ann, work_day__in=[date(2026, 11, 14), date(2026, 11, 22)]).update(
        published_at=None
    )
    third = settle()

    entries = LeaveEntry.objects.filter(request=taken, reason="pay").order_by("id")
    assert list(entries.values_list("run", "minutes")) == [
        (first.pk, 480),
        (second.pk, 480),
        (third.pk, -960),
    ]


@pytest.mark.rule("G5.2")
def test_a_shift_under_leave_goes_once_the_leave_is_taken_back(team, client):
    act(team, "day 9")
    asked = on_leave(team.ann, 9, state="approved", decided_by=team.lead.user, decided_at=BEFORE)
    with pytest.raises(DomainError, match="11-09 08:00–16:00 在已批准的假里"):
        act(team, "off 9")

    leave.withdraw(actor=team.ann.user, request=asked, now=BEFORE)
    act(team, "off 9")

    assert not team.ann.duties.exists()


@pytest.mark.rule("G5.2")
def test_nobody_is_put_on_duty_in_approved_leave_and_what_was_is_taken_off_again(team, client):
    own = make_employee(position=team.ann.position)
    asked = on_leave(
        own, 9, starts_at=at(9, 10), ends_at=at(11, 8), decided_by=team.lead.user, decided_at=BEFORE
    )
    late = Duty.objects.create(
        employee=own,
        kind=team.day,
        starts_at=at(10, 8),
        ends_at=at(10, 16),
        made_at=at(1, 5),
        published_at=at(1, 5),
    )
    words = (
        f"{own.name} 11-09 10:00 至 11-11 08:00 请了假（事假，已批准），不能排班。"
        "要排班，请先由本人撤回请假。"
    )
    who = {"actor": team.lead.user, "employee": own, "now": at(1, 6)}
    with pytest.raises(DomainError) as by_day:
        roster.set_day(day=date(2026, 11, 9), kind=team.evening, **who)
    with pytest.raises(DomainError) as by_hours:
        roster.assign_duty(starts_at=at(9, 8), ends_at=at(9, 16), **who)
    # Of the 9th only the night would fit; the 10th has a shift that may be taken off.
    days = [date(2026, 11, n) for n in (8, 9, 10, 11, 12)]
    kinds = [team.day, team.evening]
    closed = roster.closed_days(own, days, kinds, {date(2026, 11, 10): late})
    open_by_night = roster.closed_days(own, days, [*kinds, team.night], {})

    roster.set_days(days={date(2026, 11, 10): None}, **who)

    assert [str(by_day.value), str(by_hours.value), asked.state] == [words, words, "approved"]
    assert (closed, open_by_night) == ({date(2026, 11, 9)}, {date(2026, 11, 10)})
    assert not own.duties.exists()
