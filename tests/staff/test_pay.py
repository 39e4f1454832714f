"""Pay: each line from a record, rounded once; approved by another; put right by reversals. (G6.1)"""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook import figures
from mall.rulebook.models import Amendment
from mall.rulebook.rule import RuleError
from staff.models import (
    AttendanceResult,
    Employee,
    EmployeeState,
    Holiday,
    PayLine,
    PayRun,
    PayRunState,
    Payslip,
)
from staff.reckoning import Facts, Span, Terms, Worked, reckon, worth
from staff.services import appraisals, attendance, benefits, breaches, pay_grades, pay_runs
from tests.rulebook.factories import make_resolution

from .factories import make_employee, make_person, make_position
from .paying import (
    AFTER,
    DECEMBER,
    MONTHLY,
    NOVEMBER,
    at,
    compute,
    decided,
    make_grade,
    make_paid,
    on_leave,
    said,
    settle,
    worked,
)

pytestmark = pytest.mark.django_db
LATER = at(3, month=1).replace(year=2027)
TERMS = Terms(10_440, {"personal": 0, "sick": 60, "annual": 100}, overtime=150, holiday=300, penalty_cap=20)


def day(n: int) -> date:
    return date(2026, 11, n)


def month(**over) -> Facts:
    return Facts(**{"days": 30, "hours": 480, "spans": [Span(day(1), day(30), MONTHLY, 7)], **over})


@pytest.mark.rule("G6.1")
@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (month(), {}),
        (month(spans=[]), {"base": 0}),
        (month(spans=[Span(day(21), day(30), MONTHLY, 7)]), {"base": 348_000}),
        (
            month(shifts=[Worked(1, day(2), late=5, early=1, away=20)]),
            {"late": -500, "early": -100, "away": -2_000},
        ),
        (month(shifts=[Worked(1, day(2), absent=480)]), {"absent": -48_000}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "personal", 480),))]), {"leave": -48_000}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "sick", 480),))]), {"leave": -19_200}),
        (month(shifts=[Worked(1, day(2), leaves=((4, "annual", 480),))]), {"leave": 0}),
        (month(leaves=[(4, "sick", day(2), 480), (4, "sick", day(3), 480)]), {"leave": -38_400}),
        (month(shifts=[Worked(1, day(2), worked=480), Worked(2, day(3), worked=480)]), {"overtime": 72_000}),
        (month(shifts=[Worked(1, day(2), worked=300, is_holiday=True)]), {"holiday": 90_000}),
        (
            month(decisions=[(1, "reward", day(2), 333), (2, "penalty", day(2), 111)]),
            {"reward": 333, "penalty": -111},
        ),
        (month(decisions=[(1, "promotion", day(2), 0)]), {}),
        (
            month(decisions=[(1, "penalty", day(2), 300_000)]),
            {"penalty": -300_000, "penalty_cap": 300_000 - 208_800},
        ),
        (
            month(shifts=[Worked(1, day(2), absent=10_441)]),
            {"absent": -1_044_100, "time_cap": 100},
        ),
        (month(insured=[(1, "pension", 1_000_001, 800, 1_600)]), {"insurance": -80_000}),
        (month(carried=[(9, -1_234)]), {"carried": -1_234}),
        (
            month(spans=[Span(day(1), day(10), 1_044_000, 7), Span(day(11), day(30), 2_088_000, 8)],
                  shifts=[Worked(1, day(10), late=10), Worked(2, day(11), late=10)]),
            {"base": 348_000 + 1_392_000, "late": -1_000 - 2_000},
        ),
    ],
)  # fmt: skip
def test_a_months_facts_come_to_these_amounts(facts, found):
    lines = reckon(facts, TERMS)

    sums: dict[str, int] = {}
    for line in lines:
        sums[str(line.kind)] = sums.get(str(line.kind), 0) + line.amount
    assert sums == {key: value for key, value in ({"base": MONTHLY} | found).items() if facts.spans or value}
    assert len({line.key for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("monthly", "minutes", "percent", "fen"),
    [(10_440, 1, 50, 1), (10_440, 1, 49, 0), (999_999, 7, 100, 670), (1, 1, 100, 0), (5_220, 1, 100, 1)],
)
def test_what_minutes_are_worth_is_rounded_half_up_once(monthly, minutes, percent, fen):
    assert worth(monthly, minutes, percent, 10_440) == fen


@pytest.mark.rule("G6.1")
def test_a_slip_names_the_record_behind_each_line_and_adds_up():
    one = make_paid()
    worked(one, 2, came=7)
    worked(one, 3, came=None, went=None)
    worked(one, 4, went=470)
    worked(one, 5, came=None, went=None)
    leave = on_leave(one, 5, kind="sick")
    reward, penalty = decided(one, "reward", 50_000), decided(one, "penalty", 10_000)
    enrolled = benefits.enrol(actor=None, employee=one, kind="pension", base=800_000, from_on=NOVEMBER)

    run = compute()

    slip = run.slips.get()
    results = dict(AttendanceResult.objects.values_list("day", "pk"))
    assert [(line.kind, line.source_kind, line.source_id, line.amount) for line in slip.lines.all()] == [
        ("base", "staff.payrate", one.pay_placements.get().grade.rates.get().pk, MONTHLY),
        ("reward", "staff.decision", reward.pk, 50_000),
        ("late", "staff.attendanceresult", results[day(2)], -700),
        ("absent", "staff.attendanceresult", results[day(3)], -48_000),
        ("early", "staff.attendanceresult", results[day(4)], -1_000),
        ("leave", "staff.leaverequest", leave.pk, -19_200),
        ("penalty", "staff.decision", penalty.pk, -10_000),
        ("insurance", "staff.enrolment", enrolled.pk, -64_000),
    ]
    assert (slip.earned, slip.deducted, slip.net) == (1_094_000, 142_900, 951_100)
    assert (slip.employer, run.state) == (128_000, PayRunState.DRAFT)


@pytest.mark.rule("G6.1")
def test_the_same_facts_give_the_same_draft_again_and_no_amount_is_in_the_records():
    one = make_paid()
    worked(one, 2, came=9)
    first = compute()
    before = list(first.slips.get().lines.values_list("kind", "amount", "source_id"))

    again = compute()

    assert (again.pk, PayRun.objects.count()) == (first.pk, 1)
    assert list(again.slips.get().lines.values_list("kind", "amount", "source_id")) == before
    acts = list(Act.objects.filter(verb__startswith="pay").values_list("verb", "data"))
    assert [verb for verb, data in acts if set(data) - {"rate", "slips", "grade", "from"}] == []
    assert {verb for verb, _data in acts} >= {"pay.compute", "paygrade.rate", "paygrade.place"}


@pytest.mark.rule("G6.1")
def test_another_approves_once_the_month_is_over_and_what_is_open_is_known():
    one, (computer, approver) = make_paid(), (make_person(), make_person())
    worked(one, 2, went=None)
    run = compute(actor=computer)
    with pytest.raises(RuleError, match="不能批准自己计算的"):
        pay_runs.approve(actor=computer, run=run, accepts_open=True, now=AFTER)
    with pytest.raises(DomainError, match="还没有过完"):
        pay_runs.approve(actor=approver, run=run, accepts_open=True, now=at(30, 23))
    with pytest.raises(RuleError, match="缺下班卡 1"):
        pay_runs.approve(actor=approver, run=run, now=AFTER)

    approved = pay_runs.approve(actor=approver, run=run, accepts_open=True, now=AFTER)
    paid = pay_runs.mark_paid(actor=approver, run=approved, now=AFTER)

    assert (paid.state, paid.approved_by, paid.paid_by) == (PayRunState.PAID, approver, approver)
    assert one.user.notices.get(key=f"pay:{run.pk}").title == "2026-11 工资单可以看了"


@pytest.mark.rule("G6.1")
def test_what_is_settled_cannot_be_changed_even_by_hand():
    make_paid()
    run = settle()
    slip = run.slips.get()

    for change in (
        lambda: Payslip.objects.filter(pk=slip.pk).update(earned=1, deducted=0, net=1),
        lambda: slip.lines.all().delete(),
        lambda: PayLine.objects.filter(payslip=slip).update(amount=1),
        lambda: PayLine.objects.create(
            payslip=slip, kind="base", month_on=NOVEMBER, amount=1, source_kind="x", source_id=1
        ),
    ):
        with pytest.raises(IntegrityError, match="the payslip is settled"), transaction.atomic():
            change()


@pytest.mark.rule("G6.1")
def test_facts_that_come_after_the_approval_are_put_right_by_reversals_in_the_next_slip():
    one = make_paid()
    worked(one, 2, came=30)
    absent = worked(one, 3, came=None, went=None)
    november = settle()
    correction = attendance.ask_correction(
        employee=one, duty=absent, kind="in", meant_at=absent.starts_at, reason="忘了", now=AFTER
    )
    lead = make_employee()
    Employee.objects.filter(pk=one.pk).update(superior=lead)
    attendance.decide_correction(
        actor=lead.user, correction=type(correction).objects.get(), approve=True, now=AFTER
    )
    late = decided(one, "reward", 8_800, day=30)

    december = settle(DECEMBER, now=LATER)

    assert said(december, one) == {
        "基本工资": MONTHLY,
        "奖励": 8_800,
        "冲销：旷工 480 分钟": 48_000,
    }
    back = PayLine.objects.get(payslip__run=december, reverses__isnull=False)
    assert (back.reverses.payslip.run, back.month_on, back.amount) == (
        november,
        NOVEMBER,
        -back.reverses.amount,
    )
    assert PayLine.objects.get(kind="reward").source_id == late.pk


@pytest.mark.rule("G6.1")
def test_a_supplementary_slip_pays_only_what_came_out_since_and_the_next_month_nothing_twice():
    one, other = make_paid(), make_paid()
    settle()
    pay_grades.set_rate(
        actor=None, grade=one.pay_placements.get().grade, monthly=MONTHLY * 2, from_on=NOVEMBER
    )

    extra = settle()
    december = settle(DECEMBER, now=LATER)

    assert (extra.number, str(extra)) == (1, "2026-11-1")
    assert said(extra, one) == {"冲销：基本工资": -MONTHLY, "基本工资": 2 * MONTHLY}
    assert not extra.slips.filter(employee=other).exists()
    assert (said(december, one), said(december, other)) == ({"基本工资": 2 * MONTHLY}, {"基本工资": MONTHLY})


def test_what_a_month_owes_beyond_its_pay_is_taken_off_the_next():
    one = make_paid(monthly=100_000)
    on_leave(one, 1, hours=24 * 30 - 9)
    benefits.enrol(actor=None, employee=one, kind="housing", base=1_000_000, from_on=NOVEMBER)

    november = settle()
    december = settle(DECEMBER, now=LATER)

    # 21 workdays of unpaid leave leave 34.48 yuan of 1,000, and 700 are the share of the fund.
    assert (november.slips.get().net, said(december, one)["上月不足扣除的部分"]) == (-66_552, -66_552)
    assert december.slips.get().net == 100_000 - 66_552 - 70_000


def test_who_comes_goes_or_changes_grade_within_a_month_is_paid_by_days():
    joined = make_paid(joined_on=day(21))
    gone = make_paid()
    Employee.objects.filter(pk=gone.pk).update(state=EmployeeState.LEFT, left_on=day(10))
    by_position = make_employee(position=make_position(), joined_on=date(2025, 1, 1))
    grade = make_grade("post", 900_000)
    pay_grades.place(actor=None, grade=grade, position=by_position.position, from_on=day(1))
    pay_grades.set_rate(actor=None, grade=grade, monthly=1_200_000, from_on=day(16))
    future = make_paid(joined_on=DECEMBER)

    run = compute()

    assert {slip.employee: slip.net for slip in run.slips.all()} == {
        joined: 348_000,
        gone: 348_000,
        by_position: 450_000 + 600_000,
    }
    assert not run.slips.filter(employee=future).exists()


def test_work_beyond_the_months_hours_and_on_holidays_is_paid_more():
    one = make_paid()
    Holiday.objects.create(day=day(23), name="店庆", is_day_off=True)
    for n in range(1, 25):
        worked(one, n)

    run = compute()

    # 20 workdays of 8 hours are the month's; 23 shifts are worked on other days, one on the holiday.
    lines = run.slips.get().lines.exclude(kind="base").values_list("kind", "on", "minutes", "amount")
    assert list(lines) == [
        ("overtime", day(21), 480, 72_000),
        ("overtime", day(22), 480, 72_000),
        ("holiday", day(23), 480, 144_000),
        ("overtime", day(24), 480, 72_000),
    ]


@pytest.mark.rule("G6.1")
def test_an_amended_figure_counts_from_the_first_month_that_begins_under_it():
    one = make_paid()
    worked(one, 2, came=None, went=None)
    on_leave(one, 2, kind="sick")
    Amendment.objects.create(
        clause="G6.1",
        name="pay_sick",
        value=80,
        resolution=make_resolution(),
        announced_by=make_person(),
        announced_at=at(1),
        effective_at=at(15),
    )
    figures.forget()
    november = said(settle(), one)
    worked(one, 2, month=12, came=None, went=None)
    on_leave(one, 2, kind="sick", starts_at=at(2, month=12), ends_at=at(2, 17, month=12))

    december = said(compute(DECEMBER, now=LATER), one)

    assert (november["病假 480 分钟 × 40%"], december["病假 480 分钟 × 20%"]) == (-19_200, -9_600)


@pytest.mark.parametrize(
    ("month", "now", "words"),
    [
        (date(2027, 1, 1), AFTER, "还没有开始"),
        (date(2026, 10, 1), AFTER, "2026-11 的工资还是草稿"),
        (date(2027, 2, 1), at(2, month=3).replace(year=2027), "2026-11 的工资还是草稿"),
    ],
)
def test_months_are_computed_one_by_one(month, now, words):
    make_paid()
    compute()

    with pytest.raises(DomainError, match=words):
        compute(month, now=now)


def test_a_draft_is_thrown_away_with_a_reason_and_a_month_before_the_last_is_not_made_up_for():
    make_paid()
    run = compute()
    with pytest.raises(DomainError):
        pay_runs.discard(actor=make_person(), run=run, reason=" ")
    gone = pay_runs.discard(actor=make_person(), run=run, reason="选错月份")
    settle()

    with pytest.raises(DomainError, match="以后的月份已经批准"):
        compute(date(2026, 10, 1))
    with pytest.raises(DomainError, match="2026-12 的工资还没有批准"):
        compute(date(2027, 1, 1), now=LATER)
    assert (gone.state, gone.slips.count()) == (PayRunState.DISCARDED, 0)


def test_a_draft_that_the_facts_have_overtaken_is_computed_anew_before_it_is_approved():
    one = make_paid()
    run = compute()
    decided(one, "reward", 100)

    with pytest.raises(DomainError, match="重新计算"):
        pay_runs.approve(actor=make_person(), run=run, now=AFTER)

    assert settle().slips.get().net == MONTHLY + 100


def test_leave_without_a_roster_is_taken_off_up_to_the_last_day_of_who_left():
    one = make_paid()
    on_leave(one, 2, hours=24 * 27)
    Employee.objects.filter(pk=one.pk).update(state=EmployeeState.LEFT, left_on=day(10))

    # Seven workdays from the second to the tenth.
    assert said(compute(), one) == {"基本工资": 348_000, "事假 3360 分钟": -336_000}


@pytest.mark.rule("G6.1")
def test_a_penalty_is_not_taken_for_a_breach_that_was_taken_back_and_is_given_back_where_it_was_settled():
    one = make_paid()
    reward, early, late = (
        decided(one, kind, n) for kind, n in (("reward", 500), ("penalty", 100), ("penalty", 70))
    )
    for decision in (reward, early):
        breaches.withdraw(actor=None, breach=decision.breach, reason="查无此事")

    november = said(settle(), one)
    breaches.withdraw(actor=None, breach=late.breach, reason="查无此事")

    assert november == {"基本工资": MONTHLY, "奖励": 500, "处罚": -70}
    assert said(compute(DECEMBER, now=LATER), one) == {"基本工资": MONTHLY, "冲销：处罚": 70}


@pytest.mark.rule("G6.1", "G6.2")
def test_nobody_sets_their_own_pay():
    hr, other = make_employee(role="payroll", joined_on=date(2025, 3, 10)), make_paid()
    grade, past = make_grade(), make_grade("p1")
    insured = {"kind": "pension", "base": 800_000, "from_on": NOVEMBER}
    enrolled = benefits.enrol(actor=None, employee=hr, **insured)
    pay_grades.place(actor=None, grade=past, position=hr.position, from_on=date(2026, 1, 1))
    pay_grades.place(actor=None, grade=grade, employee=hr, from_on=day(10))

    for refused in (
        lambda: pay_grades.place(actor=hr.user, grade=grade, employee=hr, from_on=NOVEMBER),
        lambda: pay_grades.place(actor=hr.user, grade=grade, position=hr.position, from_on=NOVEMBER),
        lambda: pay_grades.set_rate(actor=hr.user, grade=grade, monthly=2 * MONTHLY, from_on=NOVEMBER),
        lambda: pay_grades.set_rate(actor=hr.user, grade=grade, monthly=2 * MONTHLY, from_on=day(20)),
        lambda: pay_grades.set_rate(actor=hr.user, grade=past, monthly=2 * MONTHLY, from_on=day(9)),
        lambda: benefits.enrol(actor=hr.user, employee=hr, **insured | {"kind": "housing"}),
        lambda: benefits.end(actor=hr.user, enrolment=enrolled, to_on=day(30)),
    ):
        with pytest.raises(RuleError, match=r"自己.*请由同事办理"):
            refused()

    pay_grades.place(actor=hr.user, grade=grade, employee=other, from_on=NOVEMBER)
    pay_grades.set_rate(actor=hr.user, grade=past, monthly=2 * MONTHLY, from_on=day(10))
    assert benefits.enrol(actor=hr.user, employee=other, **insured).employee == other


def test_what_is_no_wage_is_said():
    grade = make_grade()
    for monthly in (0, -1, 10**12):
        with pytest.raises(DomainError, match="月工资"):
            pay_grades.set_rate(actor=None, grade=grade, monthly=monthly, from_on=NOVEMBER)
    with pytest.raises(DomainError, match="一个职位或一位员工"):
        pay_grades.place(actor=None, grade=grade, from_on=NOVEMBER)
    with pytest.raises(DomainError, match="已经有薪级"):
        make_grade()


@pytest.mark.rule("G6.2")
def test_an_enrolment_follows_another_without_a_day_in_two_and_the_shares_follow_its_base():
    one = make_paid()
    first = benefits.enrol(actor=None, employee=one, kind="pension", base=500_000, from_on=date(2026, 1, 1))
    benefits.enrol(actor=None, employee=one, kind="pension", base=600_000, from_on=date(2026, 7, 1))
    with pytest.raises(RuleError, match="养老保险在这一天已有"):
        benefits.enrol(actor=None, employee=one, kind="pension", base=1, from_on=date(2026, 6, 30))

    first.refresh_from_db()
    [share] = benefits.shares_of(one, day(15))
    assert (first.to_on, share.enrolment.base) == (date(2026, 6, 30), 600_000)
    assert (share.own, share.employer, share.own_percent) == (48_000, 96_000, "8%")
    ended = benefits.end(actor=None, enrolment=share.enrolment, to_on=day(20))
    assert (ended.to_on, benefits.shares_of(one, day(21))) == (day(20), [])


@pytest.mark.rule("G6.2")
def test_annual_leave_is_told_by_years_of_service_with_what_is_left():
    one = make_paid(joined_on=date(2016, 3, 1))

    assert benefits.annual_of(one, 2026) == benefits.Annual(years=10, granted=10, left=10.0)


@pytest.mark.rule("G6.1")
def test_a_penalty_or_reward_carries_an_amount_and_a_promotion_none():
    one = make_paid()
    breach = decided(one, "penalty", 0).breach
    values = {"actor": None, "employee": one, "reason": "x", "breach": breach}
    for amount in (-1, 10_000_001):
        with pytest.raises(DomainError, match="金额"):
            appraisals.decide(kind="reward", amount=amount, **values)
    with pytest.raises(DomainError, match="晋升不写金额"):
        appraisals.decide(kind="promotion", amount=5, position=make_position(), **values)

    assert appraisals.decide(kind="reward", amount=20_000, **values).amount == 20_000


@pytest.mark.rule("G6.1")
def test_as_many_queries_are_asked_for_few_people_as_for_many(django_assert_max_num_queries):
    grade = make_grade()

    def people(n: int) -> None:
        for _n in range(n):
            one = make_paid(grade=grade)
            worked(one, 2, came=3)
            on_leave(one, 3)
            decided(one, "reward", 100)
            benefits.enrol(actor=None, employee=one, kind="pension", base=1, from_on=NOVEMBER)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            compute()
        return len(asked)

    people(2)
    compute()
    few = queries()
    people(6)
    compute()

    assert queries() == few
    assert Payslip.objects.count() == 8


def test_a_line_says_what_it_is_for_in_the_readers_language():
    line = PayLine(kind="leave", detail="sick", minutes=480, percent=40, reverses_id=1)

    with translation.override("en"):
        assert line.words == "Reversal: Sick leave 480 minutes × 40%"
