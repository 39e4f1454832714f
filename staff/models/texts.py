"""Texts that bind those who work here: duties to acknowledge and workflows to go by, in editions."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.languages import in_reader_language

from .organisation import Employee


class TextKind(models.TextChoices):
    DUTY = "duty", _("要确认的守则")
    WORKFLOW = "workflow", _("工作规程")


class Audience(models.TextChoices):
    ALL = "all", _("全体员工")
    MANAGERS = "managers", _("管理人员")


class HouseText(models.Model):
    """A text that has editions. ``governs`` names the pages of the admin that a workflow is linked from."""

    lock_rank = "leave_request"

    code = models.SlugField(_("代号"), unique=True)
    title = models.CharField(_("标题"), max_length=80)
    title_en = models.CharField(_("英文标题"), max_length=120, blank=True)
    kind = models.CharField(_("种类"), max_length=10, choices=TextKind, default=TextKind.DUTY)
    audience = models.CharField(_("谁要确认"), max_length=10, choices=Audience, default=Audience.ALL)
    clause = models.CharField(_("条款"), max_length=12)
    governs = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("管哪些后台页面"),
        default=list,
        blank=True,
        help_text=_("页面的名称，用逗号分开，例如 staff_visit,gate。"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("守则与规程")
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return in_reader_language(self.title, self.title_en)

    @property
    def current(self) -> TextEdition | None:
        """The newest edition that isn't withdrawn."""
        return self.editions.filter(withdrawal=None).first()


class TextEdition(models.Model):
    """A state of a text, with the hash of its words. Append-only."""

    named_with = ("text",)

    text = models.ForeignKey(HouseText, models.PROTECT, related_name="editions", verbose_name=_("文本"))
    number = models.PositiveSmallIntegerField(_("版次"))
    body = models.TextField(_("内容"))
    body_en = models.TextField(_("英文内容"), blank=True)
    digest = models.CharField(_("文本摘要"), max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发布人")
    )
    published_at = models.DateTimeField(_("发布时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("文本版次")
        ordering = ["text", "-number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="text_edition_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.text} #{self.number}"

    @property
    def words(self) -> str:
        """The body in the reader's language."""
        return in_reader_language(self.body, self.body_en)


class EditionWithdrawal(models.Model):
    """An edition that no longer holds, and why. Append-only."""

    edition = models.OneToOneField(
        TextEdition, models.PROTECT, related_name="withdrawal", verbose_name=_("版次")
    )
    reason = models.CharField(_("原因"), max_length=300)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("撤回的版次")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.edition_id)


class TextAcknowledgement(models.Model):
    """Somebody has read an edition and acknowledges it; the hash says which words. Append-only."""

    named_with = ("employee",)

    edition = models.ForeignKey(
        TextEdition, models.PROTECT, related_name="acknowledgements", verbose_name=_("版次")
    )
    employee = models.ForeignKey(
        Employee, models.PROTECT, related_name="text_acknowledgements", verbose_name=_("员工")
    )
    digest = models.CharField(_("文本摘要"), max_length=64)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("守则确认")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "employee"], name="edition_acknowledged_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} · {self.edition_id}"
