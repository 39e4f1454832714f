"""What changes while the mall runs: resolutions, amended figures, refusals, editions, acknowledgements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only


class Resolution(models.Model):
    """A resolution of the management committee that a rule change cites. (D10.1-2, H7-8)"""

    number = models.CharField(_("决议编号"), max_length=40, unique=True)
    title = models.CharField(_("事由"), max_length=200)
    text = models.TextField(_("内容"))
    passed_on = models.DateField(_("通过日期"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人")
    )
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("决议")
        ordering = ["-passed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Amendment(models.Model):
    """A figure of a clause from ``effective_at`` on; what began before keeps the old. (D10.1-2)"""

    clause = models.CharField(_("条款"), max_length=12)
    name = models.CharField(_("数值"), max_length=40, default="figure")
    value = models.JSONField(_("新数值"))
    resolution = models.ForeignKey(Resolution, models.PROTECT, verbose_name=_("依据决议"))
    announced_at = models.DateTimeField(_("公示时间"), default=timezone.now)
    effective_at = models.DateTimeField(_("生效时间"))
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("公示人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("数值修订")
        ordering = ["clause", "name", "effective_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "name", "effective_at"], name="amendment_once_from"),
            models.CheckConstraint(
                condition=models.Q(effective_at__gte=models.F("announced_at")),
                name="amendment_never_backwards",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.clause}.{self.name} → {self.value}"


class Refusal(models.Model):
    """A time that a clause refused somebody. Written by the boundary after the rollback. Append-only."""

    clause = models.CharField(_("条款"), max_length=12)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁")
    )
    message = models.CharField(_("说明"), max_length=500)
    where = models.CharField(_("何处"), max_length=200)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("拒绝记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["clause", "at"], name="refusal_clause")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.clause} {self.at:%F %T}"


class Edition(models.Model):
    """An edition of the rulebook: its number, the hash of its text, when it came into force. Append-only."""

    number = models.PositiveIntegerField(_("版次"), unique=True)
    digest = models.CharField(_("文本摘要"), max_length=64)
    effective_at = models.DateTimeField(_("生效时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("规则版次")
        ordering = ["-number"]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.number)


class Acknowledgement(models.Model):
    """A person has read what binds them in an edition. Append-only."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("版次"))
    audience = models.CharField(_("身份"), max_length=20)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("已读确认")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "edition", "audience"], name="acknowledged_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.person_id} · {self.edition_id}"
