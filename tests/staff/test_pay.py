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


def day(n: int) -> date:
    return date(2026, 11, n)


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

    with pytest.raises(RuleError, match="以后的月份已经批准"):
        compute(date(2026, 10, 1))
    with pytest.raises(RuleError, match="2026-12 的工资还没有批准"):
        compute(date(2027, 1, 1), now=LATER)
    assert (gone.state, gone.slips.count()) == (PayRunState.DISCARDED, 0)


def test_a_month_in_which_nobody_had_a_grade_does_not_keep_the_next_from_being_paid():
    one = make_paid()
    settle()
    Employee.objects.filter(pk=one.pk).update(state=EmployeeState.LEFT, left_on=day(30))
    january = make_paid(joined_on=date(2027, 1, 1))
    Holiday.objects.create(day=date(2027, 1, 1), name="元旦", is_day_off=True)

    run = compute(date(2027, 1, 1), now=LATER.replace(month=2))

    assert [slip.employee for slip in run.slips.all()] == [january]
    assert one.payslips.count() == 1


def test_a_draft_that_the_facts_have_overtaken_is_computed_anew_before_it_is_approved():
    one = make_paid()
    run = compute()
    decided(one, "reward", 100)

    with pytest.raises(RuleError, match="重新计算"):
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
