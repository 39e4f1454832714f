"""Setting a department's targets and reporting how far it has come. (H9-10)"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff.models import Department, Target, TargetReport
from staff.rules import TARGETS


@locks.service
def set_target(
    *, actor, department: Department, title: str, unit: str, goal: int, starts_on: date, due_on: date
) -> Target:
    """A new target of a department that has somebody to answer for it.

    Raises RuleError for a department without a head, DomainError for a goal below 1 or days in wrong order.
    """
    TARGETS.require(department.head_id, _("部门还没有负责人，先任命负责人再下达指标。"), field="department")
    if goal < 1:
        raise DomainError(_("目标值要大于零。"), field="goal")
    if due_on < starts_on:
        raise DomainError(_("截止日期不能早于起始日期。"), field="due_on")
    target = Target.objects.create(
        department=department,
        title=title,
        unit=unit,
        goal=goal,
        starts_on=starts_on,
        due_on=due_on,
        set_by=actor,
    )
    record(actor=actor, verb="target.set", subject=target, rule=TARGETS.id, data={"goal": goal})
    return target


@locks.service
def report(*, actor, target: Target, reached: int, note: str) -> TargetReport:
    """Report what the department has reached in all so far, and what that rests on.

    Raises PermissionDenied for whoever neither heads the department nor may change departments, DomainError
    without a ground. Less than before is a correction and needs its words like any other.
    """
    heads = actor is None or Department.objects.filter(pk=target.department_id, head__user=actor).exists()
    if not heads and not actor.has_perm("staff.change_department"):
        raise PermissionDenied
    if not note.strip():
        raise DomainError(_("请写明数字的依据。"), field="note")
    target = locks.lock_one(target)
    target.reached = reached
    target.save(update_fields=["reached"])
    return TargetReport.objects.create(target=target, reached=reached, note=note.strip(), reported_by=actor)
