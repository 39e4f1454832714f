"""The register of documents by confidentiality, and who was cleared for what. (G12)"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.models import Look
from mall.audit.services import record
from mall.errors import DomainError
from mall.subjects import kind_of
from mall.uploads.models import PrivateFile
from mall.uploads.services import Written, hang
from staff.models import Department, Employee, EmployeeState, LevelGrant, Paper, PaperVersion, Position
from staff.rules import CLEARED

PURPOSE = "paper"


@locks.service
def grant(
    *, actor, level: int, reason: str, employee: Employee | None = None, position: Position | None = None
) -> LevelGrant:
    """Clear a person, or whoever holds a position, for a level.

    Raises RuleError (G12) for one's own clearance and for a level above the granter's own (``actor`` None is
    the mall as it is set up), DomainError without a reason, or for none or both of person and position.
    """
    if (employee is None) == (position is None):
        raise DomainError(_("请选一位员工或一个职位，二者选一。"), field="employee")
    if not reason.strip():
        raise DomainError(_("请写明授权原因。"), field="reason")
    if actor is not None:
        holds = employee is not None and employee.user_id == actor.pk
        holds |= position is not None and Employee.objects.filter(user=actor, position=position).exists()
        CLEARED.require(not holds, _("不能给自己授权，请由其他有权限的同事办理。"), field="employee")
        CLEARED.require(
            LevelGrant.objects.level_of(actor) >= level,
            _("您自己没有这个密级，不能授给别人。"),
            field="level",
        )
    made = LevelGrant.objects.create(
        employee=employee, position=position, level=level, reason=reason.strip(), granted_by=actor
    )
    record(actor=actor, verb="level.grant", subject=made, rule=CLEARED.id, data={"level": level})
    return made


@locks.service
def end_grant(*, actor, granted: LevelGrant, reason: str, now: datetime | None = None) -> LevelGrant:
    """Take a clearance back; it ends at once. Raises DomainError without a reason, or where it has ended."""
    granted = locks.lock_one(granted)
    if granted.ended_at is not None:
        raise DomainError(_("这项授权已经收回。"))
    if not reason.strip():
        raise DomainError(_("请写明收回原因。"), field="reason")
    granted.ended_at = now or timezone.now()
    granted.save(update_fields=["ended_at"])
    record(actor=actor, verb="level.end", subject=granted, rule=CLEARED.id, reason=reason.strip())
    return granted


@locks.service
def register(
    *,
    actor,
    number: str,
    title: str,
    level: int,
    department: Department,
    owner: Employee,
    file: Written | None = None,
) -> Paper:
    """Enter a document. Its first ``file`` is a version like later ones, and comes with it or not at all.

    Whoever registers adds that first one even where another owns the document.

    Raises RuleError (G12) where the actor or the owner isn't cleared for its level, DomainError for a number
    that is in use or an owner who doesn't work here.
    """
    if owner.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不能做负责人。") % {"name": owner.name}, field="owner")
    cleared = {level_of(actor), level_of(owner.user)}
    CLEARED.require(min(cleared) >= level, _("登记人和负责人都要有这个密级的查阅授权。"), field="level")
    paper = Paper(number=number.strip(), title=title.strip(), level=level, department=department, owner=owner)
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as error:
        words = _("文件编号“%(number)s”已经用过，请换一个。") % {"number": number[:40]}
        raise DomainError(words, field="number") from error
    record(actor=actor, verb="paper.register", subject=paper, rule=CLEARED.id, data={"level": level})
    if file is not None:
        hang(actor=actor, subject=_add(actor, paper), purpose=PURPOSE, file=file)
    return paper


@locks.service
def add_version(*, actor, paper: Paper, note: str = "") -> PaperVersion:
    """The next version, on which the caller then stores the file, outside of any service.

    By the owner, or who keeps the register, cleared for it: PermissionDenied for others, RuleError (G12) for
    whoever isn't cleared, DomainError once the document is out of use.
    """
    paper = locks.lock_one(paper)
    _require_keeper(actor, paper)
    if paper.withdrawn_at is not None:
        raise DomainError(_("文件已停用，不能再加版本。"))
    return _add(actor, paper, note)


@locks.service
def classify(*, actor, paper: Paper, level: int, reason: str) -> Paper:
    """Raise or lower a document's level. Raises as ``add_version`` does, DomainError without a reason."""
    paper = locks.lock_one(paper)
    _require_keeper(actor, paper)
    CLEARED.require(level_of(actor) >= level, _("您没有这个密级的查阅授权。"), field="level")
    if not reason.strip():
        raise DomainError(_("请写明改变密级的原因。"), field="reason")
    before, paper.level = paper.level, level
    paper.save(update_fields=["level"])
    record(
        actor=actor,
        verb="paper.classify",
        subject=paper,
        rule=CLEARED.id,
        reason=reason.strip(),
        data={"from": before, "to": level},
    )
    return paper


@locks.service
def withdraw(*, actor, paper: Paper, reason: str, now: datetime | None = None) -> Paper:
    """Take a document out of use; its versions stay. Raises as ``classify`` does."""
    paper = locks.lock_one(paper)
    _require_keeper(actor, paper)
    if paper.withdrawn_at is not None:
        raise DomainError(_("文件已经停用。"))
    if not reason.strip():
        raise DomainError(_("请写明停用的原因。"), field="reason")
    paper.withdrawn_at = now or timezone.now()
    paper.save(update_fields=["withdrawn_at"])
    record(actor=actor, verb="paper.withdraw", subject=paper, reason=reason.strip())
    return paper


def level_of(user) -> int:
    """What ``user`` is cleared for; everything where the mall itself acts."""
    return LevelGrant.objects.level_of(user)


def may_keep(user, paper: Paper) -> bool:
    """Whether ``user`` adds versions: its owner, and who keeps the register."""
    return paper.owner.user_id == user.pk or user.has_perm("staff.change_paper")


def may_audit(user, paper: Paper) -> bool:
    """Whether ``user`` sees who opened it: its owner, and security."""
    return paper.owner.user_id == user.pk or user.has_perm("staff.audit_paper")


def files_of(paper: Paper) -> list[tuple[PaperVersion, PrivateFile | None]]:
    """Versions with their files, the newest first."""
    versions = list(paper.versions.select_related("added_by__employee"))
    rows = PrivateFile.objects.filter(
        subject_kind=kind_of(PaperVersion), subject_id__in=[one.pk for one in versions]
    )
    files = {row.subject_id: row for row in rows}
    return [(one, files.get(one.pk)) for one in versions]


def openings_of(paper: Paper) -> QuerySet[Look]:
    """Every time that a file of the document was opened, the latest first; these rows only grow."""
    files = PrivateFile.objects.filter(
        subject_kind=kind_of(PaperVersion), subject_id__in=paper.versions.values("pk")
    )
    looks = Look.objects.filter(subject_kind=kind_of(PrivateFile), subject_id__in=files.values("pk"))
    return looks.select_related("viewer__employee").order_by("-id")


def _add(actor, paper: Paper, note: str = "") -> PaperVersion:
    last = paper.versions.first()
    version = PaperVersion.objects.create(
        paper=paper, number=last.number + 1 if last else 1, note=note.strip(), added_by=actor
    )
    record(actor=actor, verb="paper.version", subject=paper, data={"number": version.number})
    return version


def _require_keeper(actor, paper: Paper) -> None:
    if not may_keep(actor, paper):
        raise PermissionDenied
    CLEARED.require(level_of(actor) >= paper.level, _("您没有这个密级的查阅授权。"))
