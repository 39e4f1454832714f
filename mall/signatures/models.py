"""Who signed which step of what, when. Never changed; one person has one role on a document."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.subjects import SubjectQuerySet


class Party(models.Model):
    """A person's one role on one document. The unique pair is what refuses the same person a second role.

    Append-only. (practice: a slip has four parties; a role may sign several steps)
    """

    subject_kind = models.CharField(_("单据类型"), max_length=80)
    subject_id = models.BigIntegerField(_("单据编号"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签字人")
    )
    role = models.CharField(_("角色"), max_length=40)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("签字方")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "person"], name="one_person_one_role"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class Signature(models.Model):
    """A signed step. ``digest`` is the SHA-256 of what was signed, as the signer saw it. Append-only."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures", verbose_name=_("签字方"))
    subject_kind = models.CharField(_("单据类型"), max_length=80)
    subject_id = models.BigIntegerField(_("单据编号"))
    step = models.CharField(_("环节"), max_length=40)
    round = models.PositiveSmallIntegerField(_("第几次"), default=1)
    note = models.TextField(_("备注"), blank=True)
    digest = models.CharField(_("内容摘要"), max_length=64)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("签字")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "step", "party", "round"], name="signed_once_a_round"
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="signature_subject")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.step} #{self.subject_id}"
