"""People who work here, as the services would leave them that a real one goes through."""

from __future__ import annotations

from copy import copy
from functools import cache
from itertools import count

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from mall import rows
from mall.accounts.models import User
from mall.audit.services import act_of, record
from staff.models import Clearance, ClearanceState, Department, Employee, EmployeeState, Position
from staff.rules import ORIENTATION_FIRST
from staff.services import employees
from tests.ground.people import make_account

_n = count(1)


def make_person(**over) -> User:
    n = next(_n)
    return make_account(**{"email": f"person{n}@example.test", "display_name": f"员工{n}", **over})


def make_department(**over) -> Department:
    n = next(_n)
    return rows.insert(
        Department(**{"code": f"dept-{n}", "name": f"部门{n}", "name_en": f"Department {n}", **over})
    )


def role_group(code: str) -> Group:
    return copy(_group(code))


@cache
def _group(code: str) -> Group:
    """Roles stay as long as the database does."""
    return Group.objects.get(name=code)


def make_position(
    *, role: str = "customer_service", department: Department | None = None, **over
) -> Position:
    department = department or make_department()
    return rows.insert(
        Position(**{"department": department, "title": f"职位{next(_n)}", "role": role_group(role), **over})
    )


def make_hired(*, role: str = "customer_service", position: Position | None = None, **over) -> Employee:
    """Hired and waiting for orientation, by the service."""
    n = next(_n)
    values = {"actor": None, "user": None, "number": f"E{n:04d}", "name": f"员工{n}", **over}
    values["user"] = values["user"] or make_person()
    return employees.hire(position=position or make_position(role=role), **values)


def make_employee(*, role: str = "customer_service", position: Position | None = None, **over) -> Employee:
    """On active service, with the permissions of the role."""
    if over.get("user"):  # whose rights may have to be taken away
        hired = make_hired(role=role, position=position, **over)
        return employees.complete_orientation(actor=None, employee=hired)
    return _employed(next(_n), make_person(is_staff=True), copy(position) or make_position(role=role), **over)


def _employed(n: int, user: User, position: Position, **over) -> Employee:
    """What hiring and orientation leave behind, in a fifth of their statements; a test compares the rows."""
    values = {"number": f"E{n:04d}", "name": f"员工{n}", "joined_on": timezone.localdate(), **over}
    with transaction.atomic(savepoint=False):
        hired = rows.insert(Employee(user=user, position=position, **values))
        rows.insert(User.groups.through(user=user, group_id=position.role_id))
        record(actor=None, verb="employee.hire", subject=hired, data={"position": position.pk})
    started = act_of(None, "employee.start", hired, rule=ORIENTATION_FIRST.id)
    active = {"state": EmployeeState.ACTIVE}
    employee = rows.moved(Employee, hired.pk, active, field="state", among=[EmployeeState.HIRED], act=started)
    employee.user, employee.position = user, position
    return employee


def let_go(employee: Employee, *, reason: str = "辞职", **over) -> Employee:
    """The end of an employment for which all departments have signed."""
    Clearance.objects.create(
        employee=employee, reason=reason, last_day_on=timezone.localdate(), state=ClearanceState.COMPLETE
    )
    return employees.leave(**{"actor": None, "employee": employee, "reason": reason, **over})
