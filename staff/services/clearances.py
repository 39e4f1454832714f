"""Leaving: a form that each department signs; the employment ends with the last signature."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.deadlines.models import Clock, OwnerKind
from mall.errors import DomainError
from mall.signatures.services import sign as sign_document
from staff.models import (
    Clearance,
    ClearanceLine,
    ClearanceState,
    Department,
    Employee,
    EmployeeState,
    LineKind,
)
from staff.states import CLEARANCE

from . import employees

# Who signs for what, by the departments' codes. Where there is nobody else, the person's own department does.
SIGNING = {
    LineKind.TICKETS: "service",
    LineKind.SLIPS: "warehouse",
    LineKind.KEYS: "warehouse",
    LineKind.LOANS: "warehouse",
    LineKind.EQUIPMENT: "office",
    LineKind.MONEY: "finance",
    LineKind.PAPERS: "people",
}


@locks.service
def open_clearance(
    *, actor, employee: Employee, reason: str, last_day_on: date, now: datetime | None = None
) -> Clearance:
    """Open the form of somebody who leaves, with a line for each thing and the department that signs it.

    Raises DomainError for oneself, for who isn't on active service, for a second open form, a last day in the
    past, and where nobody else is left who could sign.
    """
    if actor is not None and actor.pk == employee.user_id:
        raise DomainError(_("不能给自己开离职交接单，请由人事或上级办理。"))
    employee = locks.lock_one(employee)
    if employee.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不用开交接单。") % {"name": employee.name})
    if employee.clearances.open().exists():
        raise DomainError(_("%(name)s已有一张办理中的交接单。") % {"name": employee.name})
    if last_day_on < timezone.localdate(now):
        raise DomainError(_("最后工作日不能早于今天。"), field="last_day_on")
    clearance = Clearance.objects.create(
        employee=employee, reason=reason, last_day_on=last_day_on, opened_by=actor
    )
    ClearanceLine.objects.bulk_create(
        ClearanceLine(clearance=clearance, kind=kind, department=_signing(kind, employee))
        for kind in LineKind
    )
    record(actor=actor, verb="clearance.open", subject=clearance, reason=reason)
    return clearance


@locks.service
def sign(*, actor, line: ClearanceLine, note: str = "", now: datetime | None = None) -> Clearance:
    """A department's signature under its line. With the last the employment ends, and all rights with it.

    Raises DomainError for whoever doesn't work in that department or is the one who leaves, for a line that
    is signed, and for the line of open work while clocks still run on the person.
    """
    now = now or timezone.now()
    employee = employees.hold(line.clearance.employee)
    clearance = locks.lock_one(line.clearance)
    line = ClearanceLine.objects.select_related("department").get(pk=line.pk)
    if clearance.state != ClearanceState.OPEN:
        raise DomainError(_("这张交接单已办结，不用再签。"))
    if line.signed_at is not None:
        raise DomainError(_("这一项已经签过，请刷新页面。"))
    if not _may_sign(actor, line, employee):
        raise DomainError(
            _("“%(kind)s”由%(department)s签字，本人不能签自己的交接单。")
            % {"kind": line.get_kind_display(), "department": line.department}
        )
    if line.kind == LineKind.WORK and (hanging := open_clocks(employee).count()):
        raise DomainError(_("名下还有 %(n)d 项计时中的工作，先移交给同事再签。") % {"n": hanging})
    sign_document(
        actor=actor,
        subject=clearance,
        step=line.kind,
        role=f"department:{line.department_id}",
        content={"employee": employee.pk, "kind": line.kind, "note": note},
        note=note,
    )
    line.note, line.signed_by, line.signed_at = note, actor, now
    line.save(update_fields=["note", "signed_by", "signed_at"])
    if not clearance.lines.filter(signed_at=None).exists():
        clearance = transitions.move(CLEARANCE, clearance, "complete", actor=actor)
        employees.leave(
            actor=actor,
            employee=employee,
            reason=clearance.reason,
            left_on=max(clearance.last_day_on, timezone.localdate(now)),
            now=now,
        )
    return clearance


@locks.service
def withdraw(*, actor, clearance: Clearance, reason: str) -> Clearance:
    """The person stays after all; what was signed stays on record."""
    return transitions.move(CLEARANCE, clearance, "withdraw", actor=actor, reason=reason)


@locks.service
def hand_over_work(*, actor, clearance: Clearance, to: Employee) -> int:
    """Give every clock that runs on the person to a colleague on active service; how many.

    Raises DomainError for the person themselves or for a colleague who doesn't work here any more.
    """
    employee = clearance.employee
    if to.pk == employee.pk or to.state != EmployeeState.ACTIVE:
        raise DomainError(_("请选一位在职的其他同事接手。"), field="to")
    moved = sum(
        deadlines.hand_over(clock, owner=(OwnerKind.PERSON, to.user_id)) for clock in open_clocks(employee)
    )
    record(
        actor=actor,
        verb="clearance.hand_over",
        subject=clearance,
        data={"to": to.pk, "clocks": moved},
    )
    return moved


def open_clocks(employee: Employee) -> QuerySet[Clock]:
    """What is still to be done by the person, soonest first."""
    return Clock.objects.todo((OwnerKind.PERSON, employee.user_id))


def waiting_for(user) -> QuerySet[ClearanceLine]:
    """Lines that wait for a signature of ``user``'s department, but for their own."""
    mine = Employee.objects.filter(user=user, state=EmployeeState.ACTIVE)
    return (
        ClearanceLine.objects.filter(
            clearance__state=ClearanceState.OPEN,
            signed_at=None,
            department__in=mine.values("position__department"),
        )
        .exclude(clearance__employee__user=user)
        .select_related("clearance__employee__position__department", "department")
        .order_by("clearance__last_day_on", "id")
    )


def _may_sign(actor, line: ClearanceLine, employee: Employee) -> bool:
    if actor is None or actor.pk == employee.user_id:
        return False
    return Employee.objects.filter(
        user=actor, state=EmployeeState.ACTIVE, position__department=line.department
    ).exists()


def _signing(kind: LineKind, employee: Employee) -> Department:
    others = Employee.objects.filter(state=EmployeeState.ACTIVE).exclude(pk=employee.pk)
    codes = [code for code in (SIGNING.get(kind), "people") if code]
    staffed = {
        department.code: department
        for department in Department.objects.filter(positions__employees__in=others).distinct()
    }
    own = staffed.get(employee.department.code)
    found = own if kind == LineKind.WORK else None
    found = found or next((staffed[code] for code in codes if code in staffed), None) or own
    if found is None:
        raise DomainError(_("没有别的在职同事可以签字。请先录用接手的人。"))
    return found
