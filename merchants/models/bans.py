"""Whom a permanent ban binds. (D8.2)"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .shops import Shop


class BanKind(models.TextChoices):
    LICENCE = "licence", _("营业执照")
    PERSON = "person", _("负责人")
    ACCOUNT = "account", _("银行账户")


class Ban(models.Model):
    """A licence, person or bank account of a banned shop, by keyed hash. Append-only. (D8.2)"""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="bans", verbose_name=_("店铺"))
    kind = models.CharField(_("对象"), max_length=10, choices=BanKind)
    digest = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("封禁名单")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="banned_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shop}"
