"""The form that somebody who leaves walks from department to department with (离职交接单)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisation import Department, Employee


class ClearanceState(models.TextChoices):
    OPEN = "open", _("办理中")
    COMPLETE = "complete", _("已签完")
    WITHDRAWN = "withdrawn", _("已撤回")


class LineKind(models.TextChoices):
    """What is handed back, in the order in which people usually go round."""

    WORK = "work", _("未了工作与计时")
    TICKETS = "tickets", _("工单与客户承诺")
    SLIPS = "slips", _("未完单据")
    KEYS = "keys", _("钥匙与门禁")
    LOANS = "loans", _("借用物品")
    EQUIPMENT = "equipment", _("电脑与办公设备")
    MONEY = "money", _("借款与报销")
    PAPERS = "papers", _("合同、档案与社保")


class ClearanceQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ClearanceState.OPEN)


class Clearance(models.Model):
    """One person's leaving. The employment ends with the last signature; until then nothing changes."""

    lock_rank = "employee"
    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="clearances", verbose_name=_("员工"))
    reason = models.CharField(_("离职原因"), max_length=500)
    last_day_on = models.DateField(_("最后工作日"))
    state = models.CharField(_("状态"), max_length=10, choices=ClearanceState, default=ClearanceState.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("开单人")
    )
    opened_at = models.DateTimeField(_("开单时间"), default=timezone.now)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("离职交接单")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["employee"], condition=Q(state="open"), name="one_open_clearance")
        ]

    def __str__(self) -> str:
        return str(self.employee)


class ClearanceLine(models.Model):
    """What one department has to sign for. ``signed_at`` repeats the signature, which is the proof."""

    named_with = ("clearance__employee",)

    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="lines", verbose_name=_("交接单"))
    kind = models.CharField(_("事项"), max_length=10, choices=LineKind)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("签字部门"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("签字人")
    )
    signed_at = models.DateTimeField(_("签字时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("交接事项")
        ordering = ["clearance", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clearance", "kind"], name="clearance_line_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="clearance_line_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clearance} {self.get_kind_display()}"
