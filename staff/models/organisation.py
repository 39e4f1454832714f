"""Departments, positions and the people in them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.audit.histories import keeps_history
from mall.languages import in_reader_language


class Department(models.Model):
    """A department with its head. (H9-10)"""

    code = models.SlugField(_("代号"), unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    head = models.ForeignKey(
        "staff.Employee",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="heads",
        verbose_name=_("负责人"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("部门")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)


class Position(models.Model):
    """A position and the role group whose permissions come with it."""

    lock_rank = "position"
    named_with = ("department",)

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="positions", verbose_name=_("部门")
    )
    title = models.CharField(_("职位"), max_length=40)
    role = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("权限组"))
    duties = models.TextField(_("部门职责"), blank=True)
    wider_duties = models.TextField(
        _("对全公司的职责"), blank=True, help_text=_("管理职位要写明对公司整体战略和目标的责任。")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("职位")
        ordering = ["department", "title"]
        constraints = [models.UniqueConstraint(fields=["department", "title"], name="position_once")]

    def __str__(self) -> str:
        return f"{self.department} {self.title}"


class JobType(models.Model):
    """What kind of work somebody does (工种); a swap stays within one. (K9.3)"""

    code = models.SlugField(_("代号"), unique=True)
    name = models.CharField(_("工种"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("工种")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


HIGHEST_SKILL = 5


class EmployeeState(models.TextChoices):
    HIRED = "hired", _("待入职培训")
    ACTIVE = "active", _("在职")
    LEFT = "left", _("已离职")


@keeps_history(
    fields=["number", "position", "superior", "state", "joined_on", "left_on"], verbose_name=_("员工变更")
)
class Employee(models.Model):
    """A person who works here. Permissions follow the position while the state is ``active``."""

    lock_rank = "employee"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="employee", verbose_name=_("账户")
    )
    number = models.CharField(_("工号"), max_length=20, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    position = models.ForeignKey(Position, models.PROTECT, related_name="employees", verbose_name=_("职位"))
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("直属上级")
    )
    job_type = models.ForeignKey(
        JobType, models.PROTECT, null=True, blank=True, related_name="employees", verbose_name=_("工种")
    )
    skill_level = models.PositiveSmallIntegerField(
        _("技能等级"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_SKILL)],
        help_text=_("1 至 5，5 最高。"),
    )
    state = models.CharField(_("状态"), max_length=10, choices=EmployeeState, default=EmployeeState.HIRED)
    joined_on = models.DateField(_("入职日期"), default=timezone.localdate)
    left_on = models.DateField(_("离职日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("员工")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=~Q(superior=F("pk")), name="nobody_is_their_own_superior"),
            models.CheckConstraint(
                condition=Q(skill_level__gte=1, skill_level__lte=HIGHEST_SKILL), name="skill_within_its_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    @property
    def department(self) -> Department:
        return self.position.department
