"""What was done, by whom and why; and who looked at whose personal data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.audit.histories import CurrentTransaction
from mall.subjects import SubjectQuerySet


class Act(models.Model):
    """An act: actor, verb, subject, rule, reason. Append-only. Carries no personal data in ``data``."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁")
    )
    verb = models.CharField(_("做了什么"), max_length=80)
    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"), null=True)
    rule = models.CharField(_("条款"), max_length=12, blank=True)
    reason = models.TextField(_("原因"), blank=True)
    data = models.JSONField(_("细节"), default=dict)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    # The same number stands on the history rows that were written along with the act.
    transaction = models.BigIntegerField(_("事务"), db_default=CurrentTransaction(), editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("行为记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="act_subject"),
            models.Index(fields=["actor", "id"], name="act_actor"),
            models.Index(fields=["transaction"], name="act_transaction"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}#{self.subject_id}"


class Look(models.Model):
    """A look at personal data that is masked by default: who, whose, which fields, why. (D7.3, K4.1)

    Append-only.
    """

    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁看的")
    )
    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"))
    fields = models.JSONField(_("看了哪些"), default=list)
    reason = models.TextField(_("原因"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("查看个人信息的记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="look_subject"),
            models.Index(fields=["viewer", "at"], name="look_viewer"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.viewer_id} → {self.subject_kind}#{self.subject_id}"


class Seal(models.Model):
    """A hash laid over committed acts and looks: whoever alters one later breaks it. Append-only."""

    table = models.CharField(_("表"), max_length=20)
    first_id = models.BigIntegerField(_("起"))
    last_id = models.BigIntegerField(_("止"))
    count = models.PositiveIntegerField(_("行数"))
    previous = models.CharField(_("前一封印"), max_length=64, blank=True)
    digest = models.CharField(_("封印"), max_length=64)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("封印")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["table", "first_id"], name="seal_once_from")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.table} {self.first_id}–{self.last_id}"
