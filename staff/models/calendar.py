"""Days on which the mall's calendar differs from what is known of the year, or that nobody else knows yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A day as staff entered it: off, or a weekend day that is worked. It overrides what is known."""

    day = models.DateField(_("日期"), unique=True)
    name = models.CharField(_("名称"), max_length=40)
    is_day_off = models.BooleanField(_("放假"), default=True, help_text=_("不勾选表示调休上班。"))

    class Meta:
        verbose_name = verbose_name_plural = _("节假日")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
