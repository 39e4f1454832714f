"""What people are worth a month and how they are insured: who may say so, and from when. (G6.1, G6.2)"""

from datetime import date

import pytest

from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from staff.services import benefits, pay_grades

from .factories import make_employee
from .paying import MONTHLY, NOVEMBER, make_grade, make_paid

pytestmark = pytest.mark.django_db


def day(n: int) -> date:
    return date(2026, 11, n)


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

    found = benefits.annual_of(one, 2026)

    assert found == benefits.Annual(years=10, granted=10, minutes=4_800)
    assert found.left == "10 天（80 小时）"
