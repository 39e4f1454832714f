"""Who is on duty when; and the record of breaches."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from staff.models import Breach, Duty
from staff.services import cover, roster
from staff.services.breaches import record_breach

from .factories import let_go, make_department, make_employee, make_hired, make_person, make_position

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 20, 14, tzinfo=UTC)  # 22:00 in Shanghai
HOURS = timedelta(hours=8)


def assign(employee, starts_at=NIGHT, length=HOURS):
    return roster.assign_duty(actor=None, employee=employee, starts_at=starts_at, ends_at=starts_at + length)


def on_duty(department, moment):
    return [duty.employee for duty in cover.at_work(department, moment)]


@pytest.mark.rule("A5.1")
def test_a_new_hire_is_not_put_on_the_roster_before_orientation():
    employee = make_hired()

    with pytest.raises(RuleError) as error:
        assign(employee)

    assert (error.value.clause, Duty.objects.count()) == ("A5.1", 0)


@pytest.mark.rule("A5.1")
def test_after_orientation_a_shift_is_assigned_and_recorded():
    employee, planner = make_employee(), make_person()

    duty = roster.assign_duty(actor=planner, employee=employee, starts_at=NIGHT, ends_at=NIGHT + HOURS)

    assert on_duty(employee.department, NIGHT) == [employee]
    assert Act.objects.about(duty).get().actor == planner


def test_a_shift_begins_at_its_start_and_is_over_at_its_end():
    employee = make_employee()
    assign(employee)

    moments = [NIGHT - timedelta(seconds=1), NIGHT, NIGHT + HOURS - timedelta(seconds=1), NIGHT + HOURS]

    there = [on_duty(employee.department, moment) for moment in moments]
    assert there == [[], [employee], [employee], []]


def test_who_is_on_duty_is_asked_for_one_department():
    ours = make_department()
    mine, other = make_employee(position=make_position(department=ours)), make_employee()
    assign(mine)
    assign(other)

    assert on_duty(ours, NIGHT) == [mine]


def test_who_has_left_is_not_on_duty_though_their_shift_runs():
    employee = make_employee()
    assign(employee)

    with time_machine.travel(NIGHT + timedelta(hours=1), tick=False):
        let_go(employee, reason="当场辞职")

    assert on_duty(employee.department, NIGHT + timedelta(hours=2)) == []


@pytest.mark.parametrize("shift", [timedelta(hours=-4), timedelta(hours=4), timedelta(hours=1)])
def test_shifts_of_one_person_do_not_overlap(shift):
    employee = make_employee()
    assign(employee)

    with pytest.raises(DomainError) as error:
        assign(employee, NIGHT + shift, HOURS if abs(shift) > timedelta(hours=1) else timedelta(hours=1))

    assert (error.value.field, Duty.objects.count()) == ("starts_at", 1)


@pytest.mark.rule("K9.2")
def test_between_two_shifts_lies_the_time_to_rest():
    employee = make_employee()
    assign(employee)

    with pytest.raises(RuleError, match="两班之间要休息 8 小时") as refusal:
        assign(employee, NIGHT + HOURS + timedelta(hours=7, minutes=59))
    assign(employee, NIGHT + HOURS + timedelta(hours=8))

    assert (refusal.value.clause, Duty.objects.count()) == ("K9.2", 2)


def test_a_shift_that_ends_before_it_begins_is_refused():
    with pytest.raises(DomainError) as error:
        assign(make_employee(), length=-HOURS)

    assert error.value.field == "ends_at"


def test_who_has_left_gets_no_shift():
    employee = make_employee()
    let_go(employee, reason="退休")

    with pytest.raises(DomainError):
        assign(employee)


def test_a_coming_shift_can_be_cancelled_and_one_that_has_begun_can_not():
    employee = make_employee()
    duty = assign(employee)

    with pytest.raises(DomainError):
        roster.cancel_duty(actor=None, duty=duty, now=NIGHT)
    roster.cancel_duty(actor=None, duty=duty, reason="调休", now=NIGHT - timedelta(minutes=1))

    assert Duty.objects.count() == 0


def test_a_breach_is_recorded_with_its_facts_and_subject():
    employee, witness = make_employee(), make_person()

    breach = record_breach(
        actor=witness,
        employee=employee,
        clause="G5.1",
        facts="迟到 20 分钟",
        subject=employee.position,
        happened_at=NIGHT,
    )

    assert list(Breach.objects.about(employee.position)) == [breach]
    assert (breach.employee, breach.recorded_by, breach.happened_at) == (employee, witness, NIGHT)
    assert Act.objects.about(employee).get(verb="employee.breach").rule == "G5.1"


def test_a_breach_needs_facts():
    with pytest.raises(DomainError) as error:
        record_breach(actor=None, employee=make_employee(), clause="G5.1", facts="  ", happened_at=NIGHT)

    assert error.value.field == "facts"


def test_a_breach_does_not_lie_in_the_future():
    employee = make_employee()
    with time_machine.travel(NIGHT, tick=False), pytest.raises(DomainError) as error:
        record_breach(
            actor=None,
            employee=employee,
            clause="G5.1",
            facts="迟到",
            happened_at=NIGHT + timedelta(seconds=1),
        )

    assert error.value.field == "happened_at"


def test_the_database_keeps_a_breach_as_it_was_recorded():
    record_breach(actor=None, employee=make_employee(), clause="G5.1", facts="迟到", happened_at=NIGHT)

    with pytest.raises(Exception, match="table only grows"), transaction.atomic():
        Breach.objects.update(facts="没有迟到")
    assert Breach.objects.get().facts == "迟到"
