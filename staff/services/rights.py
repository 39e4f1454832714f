"""What an employee's account may do: always a consequence of position and state, never set on its own."""

from __future__ import annotations

from django.contrib.auth.models import Group

from staff.models import Employee, EmployeeState
from staff.rules import ORIENTATION_FIRST


def has_working_rights(employee: Employee) -> bool:
    """Only on active service: not before orientation, not after leaving. (A5.1)"""
    if employee.state == EmployeeState.HIRED:
        return not ORIENTATION_FIRST.in_force
    return employee.state == EmployeeState.ACTIVE


def apply(employee: Employee, *, role: Group | None = None) -> None:
    """Give the account exactly what position and state say; for services that hold both locks.

    ``role`` is the position's role where the caller has just read it under lock.
    """
    user, works = employee.user, has_working_rights(employee)
    role_id = role.pk if role else employee.position.role_id
    user.groups.set([role_id] if works else [])
    user.user_permissions.clear()
    if user.is_staff != works:
        user.is_staff = works
        user.save(update_fields=["is_staff"])
