"""Files that people give us: pictures shown to all, and private documents behind a permission check."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.subjects import SubjectQuerySet


def private_storage():
    return storages["private"]


class PrivateFile(models.Model):
    """A document that only some may open: its subject says who may, and every opening is logged."""

    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"))
    purpose = models.CharField(_("用途"), max_length=40)
    file = models.FileField(_("文件"), storage=private_storage, max_length=200)
    name = models.CharField(_("原文件名"), max_length=120)
    media_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveIntegerField(_("字节"))
    digest = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("私密文件")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="private_file_subject")]

    def __str__(self) -> str:
        return self.name
