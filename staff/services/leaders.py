"""Who leads whom: the direct superior, and the head of the department."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from staff.models import Employee, EmployeeState


def led_by(user) -> QuerySet[Employee]:
    """Those on active service whom ``user`` leads, by number; never themselves."""
    mine = Q(superior__user=user) | Q(position__department__head__user=user)
    return (
        Employee.objects.filter(mine, state=EmployeeState.ACTIVE)
        .exclude(user=user)
        .distinct()
        .order_by("number")
    )


def require_leads(user, employee: Employee) -> None:
    """Raises PermissionDenied for whoever doesn't lead ``employee``, and so for the person themselves."""
    if not led_by(user).filter(pk=employee.pk).exists():
        raise PermissionDenied
