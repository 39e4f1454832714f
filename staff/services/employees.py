"""From hiring to leaving. Permissions follow position and state in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks, transitions
from mall.audit.services import record
from mall.errors import DomainError, TryAgain
from staff.models import (
    ClearanceState,
    Department,
    Duty,
    Employee,
    EmployeeState,
    JobType,
    Position,
    Seat,
)
from staff.models.organisation import HIGHEST_SKILL
from staff.rules import ORIENTATION_FIRST
from staff.states import EMPLOYEE

from . import leave as leave_requests
from . import rights, roster, swaps


@locks.service
def hire(
    *,
    actor,
    user,
    number: str,
    name: str,
    position: Position,
    superior: Employee | None = None,
    joined_on: date | None = None,
) -> Employee:
    """Enter a new employee, who waits for orientation and holds no working permissions until then. (A5.1)

    Whatever permissions the account had are taken away: they come back with the position.
    Raises RuleError for a superuser's account, which no position can bind; DomainError where the account or
    the number belongs to an employee already, or the superior has left.
    """
    position = locks.lock_one(position)
    user = locks.lock_one(user)
    ORIENTATION_FIRST.require(
        not user.is_superuser,
        _("超级用户的权限不随岗位走，不能登记为员工；请为本人另开一个账户。"),
        field="user",
    )
    if Employee.objects.filter(user=user).exists():
        raise DomainError(_("这个账户已经有员工档案。"), field="user")
    superior = locks.lock_one(superior) if superior else None
    _check_superior(superior)
    employee = Employee(
        user=user,
        number=number,
        name=name,
        position=position,
        superior=superior,
        joined_on=joined_on or timezone.localdate(),
    )
    _save(employee, number)
    rights.apply(employee, role=position.role)
    record(actor=actor, verb="employee.hire", subject=employee, data={"position": position.pk})
    return employee


@locks.service
def complete_orientation(*, actor, employee: Employee, note: str = "") -> Employee:
    """Record that the new employee knows rules and procedures; now the position's permissions hold. (A5.1)

    Raises RuleError where it is one's own orientation, ForbiddenMove where the person isn't waiting for it.
    """
    employee = hold(employee)
    ORIENTATION_FIRST.require(
        actor is None or actor.pk != employee.user_id, _("不能给自己登记入职培训，请由人事或上级登记。")
    )
    transitions.move(EMPLOYEE, employee, "start", actor=actor, reason=note, rule=ORIENTATION_FIRST.id)
    rights.apply(employee)
    return employee


@locks.service
def move(*, actor, employee: Employee, position: Position, reason: str = "") -> Employee:
    """Put the person into another position; the permissions change with it at once.

    Raises DomainError where one would move oneself, and so choose one's own permissions, and for somebody who
    has left.
    """
    _check_not_oneself(actor, employee, _("不能调动自己的职位，请由其他有权限的同事办理。"), field="position")
    employee = hold(employee, position)
    _check_not_left(employee)
    before, employee.position = employee.position_id, position
    employee.save(update_fields=["position"])
    rights.apply(employee, role=Position.objects.select_related("role").get(pk=position.pk).role)
    record(
        actor=actor,
        verb="employee.move",
        subject=employee,
        reason=reason,
        data={"from": before, "to": position.pk},
    )
    return employee


@locks.service
def report_to(*, actor, employee: Employee, superior: Employee | None) -> Employee:
    """Set the direct superior, who approves what this person asks for.

    Raises DomainError where one would choose one's own superior, where either has left, or where the line of
    superiors would run in a circle.
    """
    _check_not_oneself(actor, employee, _("不能更改自己的上级，请由其他有权限的同事办理。"), field="superior")
    # A circle may close through anyone, so everybody has to stand still: few people, few changes.
    everybody = locks.lock(Employee, Employee.objects.values_list("pk", flat=True))
    employee = everybody[employee.pk]
    _check_not_left(employee)
    above = everybody[superior.pk] if superior else None
    _check_superior(above)
    _check_no_circle(employee, above, everybody)
    before, employee.superior = employee.superior_id, above
    employee.save(update_fields=["superior"])
    record(
        actor=actor,
        verb="employee.report_to",
        subject=employee,
        data={"from": before, "to": above.pk if above else None},
    )
    return employee


@locks.service
def correct(*, actor, employee: Employee, number: str, name: str) -> Employee:
    """Correct number and name. Raises DomainError where the number belongs to somebody else."""
    employee = locks.lock_one(employee)
    employee.number, employee.name = number, name
    _save(employee, number)
    record(actor=actor, verb="employee.correct", subject=employee)
    return employee


@locks.service
def grade(*, actor, employee: Employee, job_type: JobType | None, skill_level: int) -> Employee:
    """Set what kind of work somebody does and how well (1 to 5); swaps go by both. (K9.3)

    Raises DomainError for one's own grade, a level outside the scale, and for somebody who has left.
    """
    _check_not_oneself(
        actor, employee, _("不能评定自己的技能等级，请由其他有权限的同事办理。"), field="skill_level"
    )
    if not 1 <= skill_level <= HIGHEST_SKILL:
        raise DomainError(_("技能等级是 1 至 5。"), field="skill_level")
    employee = locks.lock_one(employee)
    _check_not_left(employee)
    before = employee.job_type_id, employee.skill_level
    employee.job_type, employee.skill_level = job_type, skill_level
    employee.save(update_fields=["job_type", "skill_level"])
    record(
        actor=actor,
        verb="employee.grade",
        subject=employee,
        data={"from": list(before), "to": [employee.job_type_id, skill_level]},
    )
    return employee


@locks.service
def change(
    *,
    actor,
    employee: Employee,
    number: str,
    name: str,
    position: Position,
    superior: Employee | None,
    job_type: JobType | None,
    skill_level: int,
) -> Employee:
    """All that can change of an employee, at once; what stays leaves no trace. Raises as its parts do."""
    if position != employee.position:
        employee = move(actor=actor, employee=employee, position=position)
    if superior != employee.superior:
        employee = report_to(actor=actor, employee=employee, superior=superior)
    if (job_type, skill_level) != (employee.job_type, employee.skill_level):
        employee = grade(actor=actor, employee=employee, job_type=job_type, skill_level=skill_level)
    if (number, name) != (employee.number, employee.name):
        employee = correct(actor=actor, employee=employee, number=number, name=name)
    return employee


@locks.service
def leave(
    *, actor, employee: Employee, reason: str, left_on: date | None = None, now: datetime | None = None
) -> Employee:
    """End the employment: permissions and sessions end at once, future duties fall away, posts become vacant.

    Those who reported to this person report to their superior from now on; a seat on the committee becomes
    vacant. ``clearances.sign`` calls this with the last signature.
    Raises DomainError where one would sign oneself out, or where somebody on active service hasn't been
    cleared by all departments; ForbiddenMove for somebody who has left already.
    """
    now = now or timezone.now()
    employee = hold(employee)
    if actor is not None and actor.pk == employee.user_id:
        raise DomainError(_("不能给自己办理离职，请由人事或上级办理。"))
    _check_cleared(employee)
    transitions.move(
        EMPLOYEE, employee, "leave", actor=actor, reason=reason, left_on=left_on or timezone.localdate(now)
    )
    rights.apply(employee)
    Department.objects.filter(head=employee).update(head=None)
    Seat.objects.filter(holder=employee).update(holder=None)
    Employee.objects.filter(superior=employee).update(superior=employee.superior_id)
    leave_requests.end_with_employment(employee=employee)
    swaps.end_with_employment(employee=employee)
    roster.drop(Duty.objects.filter(employee=employee, starts_at__gt=now), actor=actor)
    _end_sessions(employee.user)
    return employee


def hold(employee: Employee, *further: Position) -> Employee:
    """Lock positions, account and employee in order; all fresh. TryAgain where they just moved."""
    positions = locks.lock(Position, [employee.position_id, *(position.pk for position in further)])
    user = locks.lock_one(employee.user)
    fresh = locks.lock_one(employee)
    if fresh.position_id != employee.position_id:
        raise TryAgain
    fresh.user, fresh.position = user, positions[fresh.position_id]
    return fresh


def _save(employee: Employee, number: str) -> None:
    try:
        with transaction.atomic():
            employee.save()
    except IntegrityError as error:
        raise DomainError(
            _("工号“%(number)s”已被使用，请换一个。") % {"number": number}, field="number"
        ) from error


def _check_not_oneself(actor, employee: Employee, words: str, *, field: str) -> None:
    if actor is not None and actor.pk == employee.user_id:
        raise DomainError(words, field=field)


def _check_not_left(employee: Employee) -> None:
    if employee.state == EmployeeState.LEFT:
        raise DomainError(_("%(name)s已离职，档案不再变动。") % {"name": employee.name})


def _check_cleared(employee: Employee) -> None:
    """Who never started has nothing to hand back."""
    cleared = employee.clearances.filter(state=ClearanceState.COMPLETE)
    if employee.state == EmployeeState.ACTIVE and not cleared.exists():
        raise DomainError(_("离职交接单还没有签完，不能离职。请先开交接单，由各部门签字。"))


def _check_superior(superior: Employee | None) -> None:
    if superior is not None and superior.state == EmployeeState.LEFT:
        raise DomainError(_("%(name)s已离职，不能担任上级。") % {"name": superior.name}, field="superior")


def _check_no_circle(employee: Employee, superior: Employee | None, everybody: dict[int, Employee]) -> None:
    above = superior
    while above is not None:
        if above.pk == employee.pk:
            raise DomainError(
                _("%(superior)s的上级链中已有%(name)s，上下级不能循环。")
                % {"superior": superior.name, "name": employee.name},
                field="superior",
            )
        above = everybody.get(above.superior_id)


def _end_sessions(user) -> None:
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
