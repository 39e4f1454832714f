"""Hiring, orientation, moving, leaving; and the permissions that go with them."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from mall.accounts.models import User
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from staff.models import Duty, Employee, EmployeeState
from staff.roles import BY_CODE
from staff.services import employees, organisation, roster
from staff.states import EMPLOYEE

from .factories import let_go, make_employee, make_hired, make_person, make_position, role_group

pytestmark = pytest.mark.django_db


def permissions(employee: Employee) -> set[str]:
    return User.objects.get(pk=employee.user_id).get_all_permissions()


def may(code: str) -> set[str]:
    return set(BY_CODE[code].permissions)


@pytest.mark.rule("A5.1")
def test_a_new_hire_has_no_working_permissions_before_orientation():
    employee = make_hired(role="finance")

    user = User.objects.get(pk=employee.user_id)
    assert (permissions(employee), user.is_staff, employee.state) == (set(), False, EmployeeState.HIRED)


@pytest.mark.rule("A5.1")
def test_permissions_that_the_account_had_before_are_taken_away_at_hiring():
    user = make_person(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_order"))
    user.groups.add(role_group("finance"))

    employee = make_hired(user=user)

    assert (permissions(employee), User.objects.get(pk=user.pk).is_staff) == (set(), False)


@pytest.mark.rule("A5.1")
def test_a_superuser_is_not_hired_because_no_position_binds_one():
    user = make_person(is_staff=True, is_superuser=True)

    with pytest.raises(RuleError):
        make_hired(user=user)

    assert not Employee.objects.exists()


@pytest.mark.rule("A5.1")
def test_after_orientation_the_permissions_are_exactly_those_of_the_position():
    employee = make_hired(role="finance")

    employees.complete_orientation(actor=make_person(), employee=employee, note="两日课程")

    assert (permissions(employee), User.objects.get(pk=employee.user_id).is_staff) == (may("finance"), True)
    act = Act.objects.about(employee).get(verb="employee.start")
    assert (act.rule, act.reason) == ("A5.1", "两日课程")


@pytest.mark.rule("A5.1")
def test_nobody_records_their_own_orientation():
    employee = make_hired()

    with pytest.raises(RuleError):
        employees.complete_orientation(actor=employee.user, employee=employee)

    assert permissions(employee) == set()


def test_moving_changes_the_permissions_at_once():
    employee = make_employee(role="handler")

    employees.move(actor=None, employee=employee, position=make_position(role="storekeeper"), reason="调岗")

    assert permissions(employee) == may("storekeeper")


def test_moving_before_orientation_gives_no_permissions():
    employee = make_hired(role="handler")

    employees.move(actor=None, employee=employee, position=make_position(role="finance"))

    assert permissions(employee) == set()


def test_a_position_with_another_role_changes_the_permissions_of_all_who_hold_it():
    position = make_position(role="handler")
    active, hired = make_employee(position=position), make_hired(position=position)

    organisation.change_position(
        actor=None, position=position, title=position.title, role=role_group("storekeeper")
    )

    assert (permissions(active), permissions(hired)) == (may("storekeeper"), set())


def test_leaving_ends_permissions_posts_and_future_duties():
    boss, employee = make_employee(), make_employee(role="finance")
    report = make_employee()
    employees.report_to(actor=None, employee=employee, superior=boss)
    employees.report_to(actor=None, employee=report, superior=employee)
    department = organisation.appoint_head(actor=None, department=employee.department, head=employee)
    tomorrow = timezone.now() + timedelta(days=1)
    roster.assign_duty(
        actor=None, employee=employee, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=8)
    )

    left = let_go(employee, reason="合同到期", left_on=date(2026, 11, 30))

    department.refresh_from_db()
    report.refresh_from_db()
    user = User.objects.get(pk=employee.user_id)
    assert (left.state, left.left_on) == (EmployeeState.LEFT, date(2026, 11, 30))
    assert (permissions(employee), user.is_staff, user.is_active) == (set(), False, True)
    assert (department.head, report.superior, Duty.objects.count()) == (None, boss, 0)


def sign_in(client, employee: Employee) -> str:
    """A session as sign-in leaves it, listed for its owner; its key."""
    client.cookies.clear()
    client.force_login(employee.user)
    key = client.session.session_key
    UserSession.objects.create(user=employee.user, session_key=key, ip="192.0.2.1", user_agent="test")
    return key


def test_leaving_ends_every_session_of_the_person_and_nobody_elses(client):
    leaver, stayer = make_employee(), make_employee()
    sign_in(client, leaver)
    sign_in(client, leaver)
    kept = sign_in(client, stayer)

    let_go(leaver, reason="辞职")

    assert list(Session.objects.values_list("session_key", flat=True)) == [kept]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept]


def test_nobody_signs_themselves_out():
    employee = make_employee()

    with pytest.raises(DomainError):
        employees.leave(actor=employee.user, employee=employee, reason="走")

    assert Employee.objects.get().state == EmployeeState.ACTIVE


@pytest.mark.parametrize(("state", "action", "allowed"), list(EMPLOYEE.pairs()))
def test_the_life_cycle_of_an_employee(state, action, allowed):
    employee = make_hired()
    Employee.objects.filter(pk=employee.pk).update(state=state)
    employee.refresh_from_db()

    def act():
        if action == "start":
            return employees.complete_orientation(actor=None, employee=employee)
        return let_go(employee, reason="离开")

    if allowed:
        assert act().state == EMPLOYEE.moves[action].target
    else:
        with pytest.raises(ForbiddenMove):
            act()
        assert Employee.objects.get(pk=employee.pk).state == state


def test_one_account_is_one_employee():
    employee = make_employee()

    with pytest.raises(DomainError) as error:
        make_hired(user=employee.user)

    assert error.value.field == "user"


def test_a_number_in_use_is_refused_by_its_field():
    make_hired(number="K1")

    with pytest.raises(DomainError) as error:
        make_hired(number="K1")

    assert error.value.field == "number"


def test_correcting_changes_number_and_name_and_nothing_else():
    employee = make_employee(role="hr")

    employees.correct(actor=None, employee=employee, number="新号", name="新名")

    employee.refresh_from_db()
    assert (employee.number, employee.name, permissions(employee)) == ("新号", "新名", may("hr"))


def test_superiors_may_form_a_line():
    top, middle, low = make_employee(), make_employee(), make_employee()

    employees.report_to(actor=None, employee=middle, superior=top)
    employees.report_to(actor=None, employee=low, superior=middle)

    assert Employee.objects.get(pk=low.pk).superior.superior == top


def test_superiors_never_form_a_circle():
    top, middle, low = make_employee(), make_employee(), make_employee()
    employees.report_to(actor=None, employee=middle, superior=top)
    employees.report_to(actor=None, employee=low, superior=middle)

    with pytest.raises(DomainError) as error:
        employees.report_to(actor=None, employee=top, superior=low)

    assert (error.value.field, Employee.objects.get(pk=top.pk).superior) == ("superior", None)


def test_the_database_refuses_to_make_somebody_their_own_superior():
    employee = make_employee()

    with pytest.raises(IntegrityError), transaction.atomic():
        Employee.objects.filter(pk=employee.pk).update(superior=employee)


def test_who_has_left_is_nobodys_superior():
    gone, employee = make_employee(), make_employee()
    let_go(gone, reason="退休")

    with pytest.raises(DomainError):
        employees.report_to(actor=None, employee=employee, superior=gone)


def test_who_has_left_is_not_moved():
    gone = make_employee()
    let_go(gone, reason="退休")

    with pytest.raises(DomainError):
        employees.move(actor=None, employee=gone, position=make_position())


def test_only_somebody_on_active_service_heads_a_department():
    employee = make_hired()

    with pytest.raises(DomainError) as error:
        organisation.appoint_head(actor=None, department=employee.department, head=employee)

    assert error.value.field == "head"


def test_a_taken_department_code_is_refused_by_its_field():
    organisation.open_department(actor=None, code="finance", name="财务部")

    with pytest.raises(DomainError) as error:
        organisation.open_department(actor=None, code="finance", name="另一个")

    assert error.value.field == "code"


def test_a_title_is_taken_once_a_department():
    position = make_position()

    with pytest.raises(DomainError) as error:
        organisation.open_position(
            actor=None, department=position.department, title=position.title, role=position.role
        )

    assert error.value.field == "title"


def test_nobody_chooses_their_own_permissions_by_moving_into_another_position():
    employee = make_employee(role="hr")
    top = make_position(role="general_manager")

    with pytest.raises(DomainError, match="不能调动自己"):
        employees.move(actor=employee.user, employee=employee, position=top)
    with pytest.raises(DomainError, match="不能调动自己"):
        employees.change(
            actor=employee.user,
            employee=employee,
            number=employee.number,
            name=employee.name,
            position=top,
            superior=None,
            job_type=None,
            skill_level=1,
        )

    assert permissions(employee) == may("hr")
    assert permissions(employees.move(actor=make_person(), employee=employee, position=top)) == may(
        "general_manager"
    )


def test_job_type_and_skill_are_graded_by_somebody_else_within_the_scale():
    employee, grader = make_employee(), make_person()
    agent = organisation.name_job_type(actor=None, code="agent", name="客服坐席")

    graded = employees.grade(actor=grader, employee=employee, job_type=agent, skill_level=3)

    assert (graded.job_type, graded.skill_level) == (agent, 3)
    with pytest.raises(DomainError, match="不能评定自己"):
        employees.grade(actor=employee.user, employee=employee, job_type=agent, skill_level=5)
    with pytest.raises(DomainError, match="1 至 5"):
        employees.grade(actor=grader, employee=employee, job_type=agent, skill_level=6)


def test_nobody_gives_their_own_position_another_role():
    employee = make_employee(role="hr")
    position = employee.position

    with pytest.raises(DomainError, match="不能更改自己职位"):
        organisation.change_position(
            actor=employee.user, position=position, title=position.title, role=role_group("general_manager")
        )

    assert permissions(employee) == may("hr")
    renamed = organisation.change_position(
        actor=employee.user, position=position, title="人事专员", role=position.role
    )
    assert renamed.title == "人事专员"


def test_nobody_appoints_themselves_head_or_chooses_their_own_superior():
    employee, other = make_employee(), make_employee()
    department = employee.position.department

    with pytest.raises(DomainError, match="不能任命自己"):
        organisation.appoint_head(actor=employee.user, department=department, head=employee)
    with pytest.raises(DomainError, match="不能更改自己的上级"):
        employees.report_to(actor=employee.user, employee=employee, superior=other)

    department.refresh_from_db()
    employee.refresh_from_db()
    assert (department.head, employee.superior) == (None, None)


def test_a_superior_who_left_a_moment_ago_is_refused_at_hiring():
    superior = make_employee()
    stale = Employee.objects.get(pk=superior.pk)
    let_go(superior, reason="辞职")

    with pytest.raises(DomainError, match="已离职"):
        make_hired(superior=stale)
