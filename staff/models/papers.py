"""Documents that only those may open who are cleared for them. (G12)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.appendonly import append_only
from mall.uploads.models import PrivateFile
from staff.rules import CLEARED

from .organisation import Department, Employee, EmployeeState, Position

NOBODY = 0


class Level(models.IntegerChoices):
    """How confidential something is; whoever is cleared for one is cleared for those below."""

    INTERNAL = 1, gettext_lazy("内部")
    CONFIDENTIAL = 2, gettext_lazy("秘密")
    SECRET = 3, gettext_lazy("机密")


class LevelGrantQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)

    def level_of(self, user) -> int:
        """What ``user`` is cleared for by grants to them or their position; any employee for the lowest.

        NOBODY for whoever isn't on active service.
        """
        active = Employee.objects.filter(user=user, state=EmployeeState.ACTIVE)
        employee = active.values_list("pk", "position").first() if user.pk else None
        if employee is None:
            return NOBODY
        theirs = self.in_force().filter(Q(employee=employee[0]) | Q(position=employee[1]))
        return max(Level.INTERNAL, theirs.aggregate(level=Max("level"))["level"] or 0)


class LevelGrant(models.Model):
    """Somebody, or whoever holds a position, is cleared for a level."""

    lock_rank = "leave_request"
    named_with = ("employee", "position__department")

    employee = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="level_grants",
        verbose_name=gettext_lazy("员工"),
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="level_grants",
        verbose_name=gettext_lazy("职位"),
    )
    level = models.PositiveSmallIntegerField(gettext_lazy("可阅密级"), choices=Level)
    reason = models.CharField(gettext_lazy("授权原因"), max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("授权人"),
    )
    granted_at = models.DateTimeField(gettext_lazy("授权时间"), default=timezone.now)
    ended_at = models.DateTimeField(gettext_lazy("收回时间"), null=True)

    objects = LevelGrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("密级授权")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employee=None, position__isnull=False) | Q(employee__isnull=False, position=None),
                name="level_for_a_person_or_a_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee or self.position} · {self.get_level_display()}"


class PaperQuerySet(models.QuerySet):
    def open_to(self, user):
        """What ``user`` is cleared for; what they aren't isn't there."""
        return self.filter(level__lte=LevelGrant.objects.level_of(user))


class Paper(models.Model):
    """A document in the register, at its level; its files are its versions."""

    lock_rank = "leave_request"

    number = models.CharField(gettext_lazy("文件编号"), max_length=40, unique=True)
    title = models.CharField(gettext_lazy("标题"), max_length=120)
    level = models.PositiveSmallIntegerField(gettext_lazy("密级"), choices=Level, default=Level.INTERNAL)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="papers", verbose_name=gettext_lazy("部门")
    )
    owner = models.ForeignKey(
        Employee, models.PROTECT, related_name="papers", verbose_name=gettext_lazy("文件负责人")
    )
    registered_at = models.DateTimeField(gettext_lazy("登记时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(gettext_lazy("停用时间"), null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("文件登记")
        ordering = ["number"]
        permissions = [("audit_paper", gettext_lazy("查看文件的查阅记录"))]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PaperVersion(models.Model):
    """A state of a document; its file hangs on it. Append-only."""

    paper = models.ForeignKey(
        Paper, models.PROTECT, related_name="versions", verbose_name=gettext_lazy("文件")
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("版本"))
    note = models.CharField(gettext_lazy("改了什么"), max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("登记人")
    )
    added_at = models.DateTimeField(gettext_lazy("登记时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("文件版本")
        ordering = ["paper", "-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.number}"

    def may_open(self, viewer, private: PrivateFile) -> bool:
        return require_cleared(viewer, self.paper.level)


def require_cleared(viewer, level: int) -> bool:
    """True. Raises RuleError (G12) for whoever isn't cleared for ``level``: the file isn't there for them."""
    is_cleared = LevelGrant.objects.level_of(viewer) >= level
    CLEARED.require(is_cleared, _("您没有这个密级的查阅授权，需要时请向部门负责人申请。"))
    return True
