"""Who decides on what somebody asks for: the direct superior, and who stands in for them. (G5.2)"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from mall.errors import DomainError
from staff import rules
from staff.models import Employee, EmployeeState, LeaveRequest


def decider_of(employee: Employee, *, now: datetime) -> Employee:
    """The direct superior; where they are away, the next above who is there, then the department's head.

    Never the person themselves. Raises RuleError (G5.2) where there is nobody.
    """
    line = deciders_of(employee, now=now)
    if not line:
        words = _("没有可以批准%(name)s的上级，请人事先登记直属上级或部门负责人。") % {"name": employee.name}
        rules.LEAVE_APPROVED.refuse(words)
        raise DomainError(words)
    return line[0]


def away_at(now: datetime) -> set[int]:
    """Who is on leave at ``now``, by key."""
    approved = LeaveRequest.objects.approved().filter(starts_at__lte=now, ends_at__gt=now)
    return set(approved.values_list("employee_id", flat=True))


def deciders_of(employee: Employee, *, now: datetime, away: set[int] | None = None) -> list[Employee]:
    """All who may decide now, the one whose turn it is first: up the line to the first who is there.

    Who asks about many passes ``away_at(now)``, which is then read once.
    """
    line: list[Employee] = []
    above, seen = employee.superior, {employee.pk}
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        line.append(above)
        above = above.superior
    head = employee.department.head
    if head is not None and head.pk not in seen:
        line.append(head)
    active = [one for one in line if one.state == EmployeeState.ACTIVE]
    if away is None:
        away = away_at(now)
    present = [one for one in active if one.pk not in away]
    return present[:1] + [one for one in active if one.pk == employee.superior_id and one.pk in away]


def require_decider(user, *employees: Employee, now: datetime) -> Employee:
    """The employee who acts as ``user`` and decides for one of ``employees``, being none of them.

    Raises RuleError (G5.2) for one's own and for whoever isn't their superior.
    """
    actor = Employee.objects.filter(user=user).first()
    rules.LEAVE_APPROVED.require(
        actor is not None and actor.pk not in {one.pk for one in employees},
        _("不能批准自己的申请，请等上级批准。"),
    )
    lawful = {one.pk for employee in employees for one in deciders_of(employee, now=now)}
    rules.LEAVE_APPROVED.require(
        actor is None or actor.pk in lawful,
        _("只有直属上级能批准；上级不在时由再上一级或部门负责人批准。"),
    )
    return actor
