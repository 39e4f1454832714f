"""What a department is to reach, and how far it has come. (H9-10)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .organisation import Department


class Target(models.Model):
    """A measured target: ``goal`` whole ``unit``s within its days. ``reached`` is the latest report."""

    lock_rank = "employee"
    named_with = ("department",)

    department = models.ForeignKey(Department, models.PROTECT, related_name="targets", verbose_name=_("部门"))
    title = models.CharField(_("指标"), max_length=80)
    unit = models.CharField(_("单位"), max_length=12)
    goal = models.PositiveIntegerField(_("目标值"))
    reached = models.PositiveIntegerField(_("已完成"), default=0)
    starts_on = models.DateField(_("起始日期"))
    due_on = models.DateField(_("截止日期"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("下达人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("部门指标")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(goal__gt=0), name="target_has_a_goal"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="target_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.title}"

    @property
    def percent(self) -> int:
        """How much of the goal is reached, in whole percent rounded down; it may pass 100."""
        return self.reached * 100 // self.goal


class TargetReport(models.Model):
    """What the head reported of a target, and its ground. Append-only: a correction is a later report."""

    named_with = ("target__department",)

    target = models.ForeignKey(Target, models.PROTECT, related_name="reports", verbose_name=_("指标"))
    reached = models.PositiveIntegerField(_("累计完成"))
    note = models.CharField(_("依据"), max_length=300)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("指标进度")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.target} {self.reached}"
