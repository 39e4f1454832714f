"""Shifts: who is on duty when."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff.models import Department, Duty, Employee, EmployeeState
from staff.rules import ORIENTATION_FIRST


def on_duty(moment: datetime, *, department: Department | None = None) -> QuerySet[Employee]:
    """Employees whose shift covers the aware ``moment`` (its start counts, its end doesn't), by number."""
    working = Employee.objects.filter(state=EmployeeState.ACTIVE, duties__in=Duty.objects.covering(moment))
    if department is not None:
        working = working.filter(position__department=department)
    return working.order_by("number").distinct()


@locks.service
def assign_duty(*, actor, employee: Employee, starts_at: datetime, ends_at: datetime) -> Duty:
    """Put a person on the roster between two aware moments; a night shift simply ends on the next day.

    Raises RuleError before orientation (A5.1); DomainError for somebody who has left, a shift that ends
    before it starts, or one that overlaps another of the same person.
    """
    employee = locks.lock_one(employee)
    if employee.state == EmployeeState.LEFT:
        raise DomainError(_("%(name)s已离职，不能排班。") % {"name": employee.name}, field="employee")
    ORIENTATION_FIRST.require(
        employee.state == EmployeeState.ACTIVE,
        _("%(name)s还没有完成入职培训，不能排班。请先登记培训完成。") % {"name": employee.name},
        field="employee",
    )
    if ends_at <= starts_at:
        raise DomainError(_("班次的结束时间要晚于开始时间。"), field="ends_at")
    overlapping = Duty.objects.filter(employee=employee, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if overlapping is not None:
        raise DomainError(
            _("与已有班次重叠：%(start)s 至 %(end)s。")
            % {
                "start": f"{timezone.localtime(overlapping.starts_at):%m-%d %H:%M}",
                "end": f"{timezone.localtime(overlapping.ends_at):%m-%d %H:%M}",
            },
            field="starts_at",
        )
    duty = Duty.objects.create(employee=employee, starts_at=starts_at, ends_at=ends_at)
    record(actor=actor, verb="duty.assign", subject=duty, data={"employee": employee.pk})
    return duty


@locks.service
def cancel_duty(*, actor, duty: Duty, reason: str = "", now: datetime | None = None) -> None:
    """Take a shift off the roster. Raises DomainError once it has begun: what was worked stays on record."""
    locks.lock_one(duty.employee)
    if duty.starts_at <= (now or timezone.now()):
        raise DomainError(_("班次已经开始，不能取消。"))
    record(actor=actor, verb="duty.cancel", subject=duty, reason=reason, data={"employee": duty.employee_id})
    duty.delete()
