"""Two people change the organisation at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from mall.accounts.models import User
from mall.errors import DomainError
from staff.models import Duty, Employee
from staff.services import employees, organisation, roster

from .factories import make_employee, make_position, role_group
from .test_roster import HOURS, NIGHT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads that start together; what each returned or refused with."""
    ready = Barrier(len(calls))

    def run(call):
        ready.wait(timeout=10)
        try:
            return call()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


ROUNDS = pytest.mark.parametrize("round_", range(5))


@ROUNDS
def test_superiors_set_at_once_never_close_a_circle(round_):
    one, other = make_employee(), make_employee()

    results = at_once(
        lambda: employees.report_to(actor=None, employee=one, superior=other),
        lambda: employees.report_to(actor=None, employee=other, superior=one),
    )

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert Employee.objects.filter(superior=None).count() == 1


def test_overlapping_shifts_assigned_at_once_leave_one():
    employee = make_employee()

    def assign(starts_at):
        return roster.assign_duty(
            actor=None, employee=employee, starts_at=starts_at, ends_at=starts_at + HOURS
        )

    results = at_once(lambda: assign(NIGHT), lambda: assign(NIGHT + HOURS / 2))

    assert sum(isinstance(result, Duty) for result in results) == Duty.objects.count() == 1


@ROUNDS
def test_a_move_and_a_change_of_role_at_once_leave_the_right_permissions(round_):
    target, finance = make_position(role="handler"), role_group("finance")
    employee = make_employee(role="customer_service")

    def change_role():
        return organisation.change_position(actor=None, position=target, title=target.title, role=finance)

    at_once(lambda: employees.move(actor=None, employee=employee, position=target), change_role)

    assert list(User.objects.get(pk=employee.user_id).groups.all()) == [finance]
