"""Who is on duty when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organisation import Employee


class DutyQuerySet(models.QuerySet):
    def covering(self, moment: datetime):
        """Duties that are on at ``moment``: the start counts, the end no longer does."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """A shift of one person. A night shift belongs to the day on which it starts."""

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="duties", verbose_name=_("员工"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("班次")
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="duty_span")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
            models.UniqueConstraint(fields=["employee", "starts_at"], name="duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.starts_at:%F %H:%M}"
