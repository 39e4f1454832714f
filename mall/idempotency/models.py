"""Keys that make an effect happen once however often it is asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Key(models.Model):
    """A key somebody used for one purpose, with the digest of what was asked and what came of it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("谁")
    )
    purpose = models.CharField(_("用途"), max_length=40)
    key = models.CharField(_("键"), max_length=64)
    request_digest = models.CharField(_("请求摘要"), max_length=64)
    result_kind = models.CharField(_("结果类型"), max_length=80, blank=True)
    result_id = models.BigIntegerField(_("结果编号"), null=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("幂等键")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "purpose", "key"], name="key_used_once")]
        indexes = [models.Index(fields=["at"], name="key_at")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"
