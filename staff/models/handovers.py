"""From shift to shift: the log that both sign, and the notices that are read first. (K4.10, K7.3, K7.4)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .organisation import Department, Employee
from .roster import Duty


class HandoverState(models.TextChoices):
    DRAFT = "draft", _("填写中")
    OFFERED = "offered", _("待接班人签字")
    COMPLETE = "complete", _("已交接")


class Handover(models.Model):
    """What one shift leaves to the next. ``open_work`` is what ran on team and person when it was signed."""

    lock_rank = "leave_request"
    named_with = ("duty__employee",)

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="handover", verbose_name=_("交班班次"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("部门"))
    equipment = models.TextField(_("设备情况"), blank=True)
    problems = models.TextField(_("疑难问题"), blank=True)
    staffing = models.TextField(_("人员调班情况"), blank=True)
    open_work = models.JSONField(_("未了工作"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=HandoverState, default=HandoverState.DRAFT)
    offered_at = models.DateTimeField(_("交班时间"), null=True)
    taken_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("接班人")
    )
    taken_at = models.DateTimeField(_("接班时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("交接班记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["department"], name="handover_waiting", condition=Q(state="offered"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | ~(Q(equipment="") | Q(problems="") | Q(staffing="")),
                name="handover_is_filled_in",
            )
        ]

    def __str__(self) -> str:
        return str(self.duty)

    @property
    def content(self) -> dict:
        """What both sign."""
        return {name: getattr(self, name) for name in ("equipment", "problems", "staffing", "open_work")}


class Notice(models.Model):
    """A notice to staff: changes of business, offers, duties. Without a department it is for everybody."""

    title = models.CharField(_("标题"), max_length=80)
    body = models.TextField(_("内容"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("部门")
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发布人")
    )
    published_at = models.DateTimeField(_("发布时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("员工通告")
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title


class NoticeRead(models.Model):
    """Somebody has read a notice and ticked it. Append-only."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reads", verbose_name=_("通告"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("员工"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("通告已读")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["notice", "employee"], name="notice_read_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.notice}"
