"""Departments, their heads, and positions."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff.models import Department, Employee, EmployeeState, JobType, Position
from staff.rules import WRITTEN_DUTIES

from . import rights


@locks.service
def open_department(*, actor, code: str, name: str, name_en: str = "") -> Department:
    """A new department. Raises DomainError where the code is taken."""
    department = Department(code=code, name=name, name_en=name_en)
    _save_new(department, _("代号“%(code)s”已经有部门在用，请换一个。") % {"code": code}, field="code")
    record(actor=actor, verb="department.open", subject=department)
    return department


@locks.service
def rename_department(*, actor, department: Department, name: str, name_en: str = "") -> Department:
    """New names; the code stays, as other records refer to it."""
    before = Department.objects.get(pk=department.pk)
    Department.objects.filter(pk=department.pk).update(name=name, name_en=name_en)
    record(actor=actor, verb="department.rename", subject=department, data={"from": before.name, "to": name})
    department.name, department.name_en = name, name_en
    return department


@locks.service
def appoint_head(*, actor, department: Department, head: Employee | None, reason: str = "") -> Department:
    """Make ``head`` responsible for the department, or leave it without one. (H9-10)

    Raises DomainError where one would appoint oneself, or where the person is not on active service: others
    can't answer for it.
    """
    if head is not None:
        if actor is not None and actor.pk == head.user_id:
            raise DomainError(_("不能任命自己为负责人，请由其他有权限的同事办理。"), field="head")
        head = locks.lock_one(head)
        if head.state != EmployeeState.ACTIVE:
            raise DomainError(_("%(name)s不在职，不能担任负责人。") % {"name": head.name}, field="head")
    Department.objects.filter(pk=department.pk).update(head=head)
    department.head = head
    record(
        actor=actor,
        verb="department.appoint_head",
        subject=department,
        reason=reason,
        data={"head": head.pk if head else None},
    )
    return department


@locks.service
def change_department(
    *, actor, department: Department, name: str, name_en: str, head: Employee | None
) -> Department:
    """Names and head at once; what stays the same leaves no trace. Raises as ``appoint_head``."""
    if (name, name_en) != (department.name, department.name_en):
        department = rename_department(actor=actor, department=department, name=name, name_en=name_en)
    if head != department.head:
        department = appoint_head(actor=actor, department=department, head=head)
    return department


@locks.service
def open_position(
    *,
    actor,
    department: Department,
    title: str,
    role: Group,
    duties: str = "",
    wider_duties: str = "",
) -> Position:
    """A new position whose holders get the permissions of ``role``. Raises DomainError for a taken title."""
    position = Position(
        department=department, title=title, role=role, duties=duties, wider_duties=wider_duties
    )
    _save_new(
        position,
        _("%(department)s已有名为“%(title)s”的职位。") % {"department": department, "title": title},
        field="title",
    )
    record(actor=actor, verb="position.open", subject=position, data={"role": role.name})
    return position


@locks.service
def change_position(
    *, actor, position: Position, title: str, role: Group, duties: str = "", wider_duties: str = ""
) -> Position:
    """New title, duties or role. With the role, the permissions of everybody in the position change at once.

    Raises DomainError where one would change the role of one's own position, or where the title is taken in
    the department.
    """
    before = locks.lock_one(position)
    holders = list(Employee.objects.filter(position=before).order_by("pk"))
    locks.lock(Employee.user.field.related_model, [holder.user_id for holder in holders])
    before_role = before.role
    if before_role != role and actor is not None and actor.pk in {holder.user_id for holder in holders}:
        raise DomainError(_("不能更改自己职位的角色，请由其他有权限的同事办理。"), field="role")
    before.title, before.role = title, role
    before.duties, before.wider_duties = duties, wider_duties
    _save_new(
        before,
        _("%(department)s已有名为“%(title)s”的职位。") % {"department": before.department, "title": title},
        field="title",
    )
    if before_role != role:
        for holder in locks.lock(Employee, [holder.pk for holder in holders]).values():
            rights.apply(holder, role=role)
    record(
        actor=actor, verb="position.change", subject=before, data={"from": before_role.name, "to": role.name}
    )
    return before


@locks.service
def name_job_type(
    *, actor, code: str, name: str, name_en: str = "", job_type: JobType | None = None
) -> JobType:
    """A new kind of work, or new names for ``job_type``. Raises DomainError where the code is taken."""
    job_type = job_type or JobType(code=code)
    job_type.name, job_type.name_en = name, name_en
    _save_new(job_type, _("代号“%(code)s”已被使用，请换一个。") % {"code": code}, field="code")
    record(actor=actor, verb="job_type.name", subject=job_type, data={"name": name})
    return job_type


def unwritten_duties() -> list[Department]:
    """Departments whose head's position lacks duties, for the department or for the whole. (C1.1-2)"""
    if not WRITTEN_DUTIES.in_force:
        return []
    lacking = Q(head__position__duties="") | Q(head__position__wider_duties="")
    return list(Department.objects.filter(lacking, head__isnull=False).order_by("code"))


def _save_new(row, words: str, *, field: str) -> None:
    """Save what must be unique; the database decides between two who come at once."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(words, field=field) from error
