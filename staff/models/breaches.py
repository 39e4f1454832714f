"""Breaches of conduct, from every app, in one record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.subjects import SubjectQuerySet

from .organisation import Employee


class BreachQuerySet(SubjectQuerySet):
    def standing(self):
        """Those that weren't taken back."""
        return self.filter(withdrawal=None)


class Breach(models.Model):
    """A clause that an employee broke, with what shows it. Append-only: a decision on it is another row."""

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="breaches", verbose_name=_("员工"))
    clause = models.CharField(_("条款"), max_length=12)
    facts = models.TextField(_("事实"))
    subject_kind = models.CharField(_("对象类型"), max_length=80, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )
    happened_at = models.DateTimeField(_("发生时间"))
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("违纪记录")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.clause}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class BreachWithdrawal(models.Model):
    """A breach turned out to be none, and why; what was recorded stays readable. Append-only."""

    breach = models.OneToOneField(
        Breach, models.PROTECT, related_name="withdrawal", verbose_name=_("违纪记录")
    )
    reason = models.CharField(_("原因"), max_length=300)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人")
    )
    withdrawn_at = models.DateTimeField(_("撤销时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("违纪撤销")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.breach_id}"
