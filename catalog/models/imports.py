"""Spreadsheet imports of listings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from merchants.models import Shop


class ImportRun(models.Model):
    """One import of a spreadsheet into a shop: what it made, changed and left as drafts, and why. (F6.1)"""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="import_runs", verbose_name=_("店铺"))
    file_name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("行数"))
    created = models.PositiveIntegerField(_("新增"))
    updated = models.PositiveIntegerField(_("更新"))
    unchanged = models.PositiveIntegerField(_("未变"))
    drafts = models.JSONField(_("草稿及原因"), default=list)
    notes = models.JSONField(_("提示"), default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("导入人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("导入记录")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shop} {self.file_name}"
