"""People who work here, made through the services that a real one goes through."""

from __future__ import annotations

from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from mall.accounts.models import User
from staff.models import Clearance, ClearanceState, Department, Employee, EmployeeState, Position
from staff.services import employees
from tests.ground.people import make_account

_n = count(1)


def make_person(**over) -> User:
    n = next(_n)
    return make_account(**{"email": f"person{n}@example.test", "display_name": f"员工{n}", **over})


def make_department(**over) -> Department:
    n = next(_n)
    return Department.objects.create(
        **{"code": f"dept-{n}", "name": f"部门{n}", "name_en": f"Department {n}", **over}
    )


def role_group(code: str) -> Group:
    return Group.objects.get(name=code)


def make_position(
    *, role: str = "customer_service", department: Department | None = None, **over
) -> Position:
    department = department or make_department()
    return Position.objects.create(
        **{"department": department, "title": f"职位{next(_n)}", "role": role_group(role), **over}
    )


def make_hired(*, role: str = "customer_service", position: Position | None = None, **over) -> Employee:
    """Hired and waiting for orientation."""
    n = next(_n)
    values = {"actor": None, "user": None, "number": f"E{n:04d}", "name": f"员工{n}", **over}
    values["user"] = values["user"] or make_person()
    return employees.hire(position=position or make_position(role=role), **values)


def make_employee(*, role: str = "customer_service", position: Position | None = None, **over) -> Employee:
    """On active service, with the permissions of the role."""
    employee = make_hired(role=role, position=position, **over)
    assert employee.state == EmployeeState.HIRED
    return employees.complete_orientation(actor=None, employee=employee)


def let_go(employee: Employee, *, reason: str = "辞职", **over) -> Employee:
    """The end of an employment for which all departments have signed."""
    Clearance.objects.create(
        employee=employee, reason=reason, last_day_on=timezone.localdate(), state=ClearanceState.COMPLETE
    )
    return employees.leave(**{"actor": None, "employee": employee, "reason": reason, **over})
