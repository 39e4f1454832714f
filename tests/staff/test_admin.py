"""Staff in the admin: every change goes through a service, and its refusal is shown at the form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mall.accounts.services import people
from mall.audit.models import Act
from mall.rulebook.models import Refusal
from staff.models import Breach, Department, Duty, Employee, EmployeeState, Position
from tests.permissions.world import Visitor, client_of

from .factories import make_employee, make_hired, make_position, role_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return make_employee(role="hr")


@pytest.fixture
def hr_client(hr):
    return client_of(Visitor("hr", "staff", "hr", hr.user))


def hiring(position, **over) -> dict:
    return {
        "account": "13912345678",
        "number": "N1",
        "name": "新人",
        "position": position.pk,
        "joined_on": "2026-11-23",
        **over,
    }


def test_hiring_takes_the_account_by_its_proved_contact(hr_client):
    user = people.create_account(actor=None, phone="13912345678")

    response = hr_client.post("/admin/staff/employee/add/", hiring(make_position()))

    employee = Employee.objects.get(number="N1")
    assert (response.status_code, employee.user, employee.state) == (302, user, EmployeeState.HIRED)


def test_hiring_an_unknown_contact_is_an_error_of_the_field(hr_client):
    response = hr_client.post("/admin/staff/employee/add/", hiring(make_position()))

    assert list(response.context["adminform"].form.errors) == ["account"]


def test_a_refusal_of_the_service_is_shown_in_the_form_and_the_input_kept(hr_client):
    people.create_account(actor=None, phone="13912345678", is_superuser=True)

    response = hr_client.post("/admin/staff/employee/add/", hiring(make_position()))

    form = response.context["adminform"].form
    assert (response.status_code, list(form.errors), form["name"].value()) == (409, ["__all__"], "新人")
    assert not Employee.objects.filter(number="N1").exists()


def test_a_number_in_use_is_an_error_of_its_field(hr_client):
    people.create_account(actor=None, phone="13912345678")
    make_hired(number="N1")

    response = hr_client.post("/admin/staff/employee/add/", hiring(make_position()))

    assert list(response.context["adminform"].form.errors) == ["number"]


def test_orientation_is_recorded_by_its_button_on_the_employees_page(hr_client, hr):
    employee = make_hired(role="handler")
    page = hr_client.get(f"/admin/staff/employee/{employee.pk}/change/")

    response = hr_client.post(f"/admin/staff/employee/{employee.pk}/orientation/", {"note": "两日"})

    employee.refresh_from_db()
    assert [step["label"] for step in page.context["steps"]] == ["登记入职培训完成", "办理离职"]
    assert (response.status_code, employee.state) == (302, EmployeeState.ACTIVE)
    assert Act.objects.about(employee).get(verb="employee.start").actor == hr.user


def test_a_step_is_never_taken_by_looking_at_its_page(hr_client):
    employee = make_hired()

    hr_client.get(f"/admin/staff/employee/{employee.pk}/orientation/")

    employee.refresh_from_db()
    assert employee.state == EmployeeState.HIRED


def test_a_step_that_the_life_cycle_forbids_is_refused_in_words(hr_client):
    employee = make_employee()

    response = hr_client.post(f"/admin/staff/employee/{employee.pk}/orientation/", {})

    assert (response.status_code, len(response.context["form"].non_field_errors())) == (409, 1)


def test_leaving_needs_a_reason(hr_client):
    employee = make_employee()

    response = hr_client.post(f"/admin/staff/employee/{employee.pk}/leave/", {"reason": ""})

    employee.refresh_from_db()
    assert (response.status_code, employee.state) == (400, EmployeeState.ACTIVE)


def test_a_step_of_somebody_who_does_not_exist_is_a_404(hr_client):
    assert hr_client.post("/admin/staff/employee/999999/leave/", {"reason": "x"}).status_code == 404


def test_the_state_is_never_typed(hr_client):
    employee = make_hired()

    hr_client.post(
        f"/admin/staff/employee/{employee.pk}/change/",
        {
            "number": employee.number,
            "name": "改名",
            "position": employee.position_id,
            "superior": "",
            "skill_level": 1,
            "state": "active",
        },
    )

    employee.refresh_from_db()
    assert (employee.name, employee.state) == ("改名", EmployeeState.HIRED)


@pytest.mark.rule("A5.1")
def test_a_shift_before_orientation_is_refused_at_the_field_and_the_refusal_recorded(hr_client, hr):
    employee = make_hired()
    shift = {
        "employee": employee.pk,
        "starts_at_0": "2026-12-01",
        "starts_at_1": "09:00",
        "ends_at_0": "2026-12-01",
        "ends_at_1": "17:00",
    }

    response = hr_client.post("/admin/staff/duty/add/", shift)

    refusal = Refusal.objects.get()
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (409, ["employee"])
    assert (refusal.clause, refusal.actor, Duty.objects.count()) == ("A5.1", hr.user, 0)


@pytest.mark.rule("A5.1")
def test_a_shift_after_orientation_is_saved(hr_client):
    employee = make_employee()

    response = hr_client.post(
        "/admin/staff/duty/add/",
        {
            "employee": employee.pk,
            "starts_at_0": "2026-12-01",
            "starts_at_1": "09:00",
            "ends_at_0": "2026-12-01",
            "ends_at_1": "17:00",
        },
    )

    assert (response.status_code, Duty.objects.get().employee) == (302, employee)


def test_departments_positions_and_breaches_are_entered_through_their_services(hr_client, hr):
    hr_client.post(
        "/admin/staff/department/add/", {"code": "logistics", "name": "物流部", "name_en": "Logistics"}
    )
    department = Department.objects.get(code="logistics")
    hr_client.post(
        "/admin/staff/position/add/",
        {"department": department.pk, "title": "理货员", "role": role_group("handler").pk, "duties": ""},
    )
    hr_client.post(
        "/admin/staff/breach/add/",
        {
            "employee": hr.pk,
            "clause": "G5.1",
            "facts": "迟到",
            "happened_at_0": "2026-11-01",
            "happened_at_1": "09:00",
        },
    )

    verbs = Act.objects.filter(actor=hr.user).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["department.open", "position.open", "employee.breach"]
    assert (Position.objects.get(title="理货员").department, Breach.objects.get().recorded_by) == (
        department,
        hr.user,
    )


def test_a_department_gets_its_head_in_the_admin(hr_client, hr):
    department = hr.department
    head = make_employee()

    hr_client.post(
        f"/admin/staff/department/{department.pk}/change/",
        {"name": department.name, "name_en": "HR", "head": head.pk},
    )

    department.refresh_from_db()
    assert (department.head, department.name_en) == (head, "HR")


LISTS = ["employee", "duty", "position", "department", "breach"]
LISTS += ["shiftkind", "pattern", "cover", "holiday", "leaverequest", "leaveentry", "swap"]


def test_lists_cost_the_same_however_long_they_are(hr_client):
    for _n in range(5):
        make_employee()
    told = {}

    for model in LISTS:
        with CaptureQueriesContext(connection) as asked:
            status = hr_client.get(f"/admin/staff/{model}/").status_code
        told[model] = (status, max(len(asked), 14))

    assert told == dict.fromkeys(LISTS, (200, 14))
