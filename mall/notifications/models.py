"""The in-app inbox, and each message that leaves the mall as a row that is tried again until it is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.crypto import EncryptedTextField


class Channel(models.TextChoices):
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")


class Notice(models.Model):
    """A message in a person's inbox. ``key`` makes the same cause tell the same person once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("收件人")
    )
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=300, blank=True)
    rule = models.CharField(_("条款"), max_length=12, blank=True)
    key = models.CharField(_("事由键"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("站内信")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
        indexes = [models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """An e-mail or SMS: written with what caused it, sent after commit, tried again until it is sent.

    Address and body are encrypted; once sent, the body is blanked, save with the development inbox.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")
        EXPIRED = "expired", _("已过时效")

    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("收件人")
    )
    address = EncryptedTextField(_("地址"))
    subject = models.CharField(_("标题"), max_length=200, blank=True)
    body = EncryptedTextField(_("内容"), blank=True)
    key = models.CharField(_("事由键"), max_length=160, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次发送"), default=timezone.now)
    expires_at = models.DateTimeField(_("过期时间"), null=True)
    created_at = models.DateTimeField(_("产生时间"), default=timezone.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    last_error = models.TextField(_("最近的错误"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("外发消息")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="delivery_due", condition=Q(state="pending")),
            models.Index(
                fields=["next_try_at", "id"],
                name="code_due",
                condition=Q(state="pending", expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"
