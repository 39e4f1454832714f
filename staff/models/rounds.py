"""Safety rounds: what is looked at where and how often, what was found, and what became of it. (A13.1)"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.uploads.models import PrivateFile

from .organisation import Department, Employee

MOST_DAYS = 366


class RoundPlan(models.Model):
    """An area that a department walks every so many days, with the points to look at, one a line."""

    lock_rank = "roster"

    area = models.CharField(_("区域"), max_length=60, unique=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="round_plans", verbose_name=_("巡查部门")
    )
    points = models.TextField(_("检查点"), help_text=_("一行一个，例如“灭火器在有效期内”。"))
    every_days = models.PositiveSmallIntegerField(
        _("间隔（天）"), default=7, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    is_in_use = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("巡查计划")
        ordering = ["area"]

    def __str__(self) -> str:
        return self.area

    @property
    def point_list(self) -> list[str]:
        return [line.strip() for line in self.points.splitlines() if line.strip()]


class RoundState(models.TextChoices):
    DUE = "due", _("待巡查")
    WALKED = "walked", _("已巡查")
    DROPPED = "dropped", _("已取消")


class Round(models.Model):
    """One walk of a plan. ``points`` are those of the plan then, each with whether it was fine."""

    lock_rank = "leave_request"
    named_with = ("plan",)
    own_page = "/admin/my/rounds/"

    plan = models.ForeignKey(RoundPlan, models.PROTECT, related_name="rounds", verbose_name=_("巡查计划"))
    state = models.CharField(_("状态"), max_length=10, choices=RoundState, default=RoundState.DUE)
    due_at = models.DateTimeField(_("应在此前巡查"))
    overdue_at = models.DateTimeField(_("超期提醒"), null=True)
    walked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("巡查人")
    )
    walked_at = models.DateTimeField(_("巡查时间"), null=True)
    points = models.JSONField(_("逐点结果"), default=list)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("安全巡查")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(state="due"), name="one_round_due_a_plan")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.due_on}"

    @property
    def due_on(self) -> date:
        """The last day on which it is walked in time."""
        return timezone.localdate(self.due_at - timedelta(seconds=1))


class FindingState(models.TextChoices):
    OPEN = "open", _("待整改")
    FIXED = "fixed", _("待复查")
    CLOSED = "closed", _("已销项")


class Finding(models.Model):
    """Something that wasn't fine, with who puts it right by when; another closes it after a look."""

    lock_rank = "leave_request"
    own_page = "/admin/my/rounds/"

    round = models.ForeignKey(Round, models.PROTECT, related_name="findings", verbose_name=_("巡查"))
    point = models.CharField(_("检查点"), max_length=120)
    words = models.CharField(_("发现的问题"), max_length=500)
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="findings", verbose_name=_("整改人"))
    due_on = models.DateField(_("整改期限"))
    state = models.CharField(_("状态"), max_length=10, choices=FindingState, default=FindingState.OPEN)
    found_at = models.DateTimeField(_("发现时间"), default=timezone.now)
    overdue_at = models.DateTimeField(_("超期提醒"), null=True)
    fixed_note = models.CharField(_("怎样整改的"), max_length=500, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("整改登记人")
    )
    fixed_at = models.DateTimeField(_("整改时间"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("复查人")
    )
    closed_at = models.DateTimeField(_("销项时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("隐患")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="finding_state")]

    def __str__(self) -> str:
        return f"{self.point}：{self.words}"[:60]

    def may_open(self, viewer, private: PrivateFile) -> bool:
        """Its photos are for the staff."""
        return Employee.objects.filter(user=viewer, state="active").exists()
