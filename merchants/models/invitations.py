"""Invitations into a shop, each for one phone or e-mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.crypto import EncryptedTextField

from .shops import MemberRole, Shop


class InvitationState(models.TextChoices):
    OPEN = "open", _("等对方接受")
    ACCEPTED = "accepted", _("已加入")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已过期")


class Invitation(models.Model):
    """A role in a shop held out to whoever proves ``address`` to be theirs and has the link.

    Of the link's token only the hash is kept; it opens the invitation once. The address goes when the
    invitation ends, ``masked`` stays.
    """

    lock_rank = "shop"
    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="invitations", verbose_name=_("店铺"))
    role = models.CharField(_("角色"), max_length=10, choices=MemberRole)
    address = EncryptedTextField(_("手机号或邮箱"), blank=True)
    address_hash = models.CharField(max_length=64, editable=False)
    masked = models.CharField(_("邀请对象"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    sent = models.PositiveSmallIntegerField(_("发送次数"), default=1)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("邀请人")
    )
    invited_at = models.DateTimeField(_("邀请时间"), default=timezone.now)
    due_at = models.DateTimeField(_("有效期至"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("接受人"),
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("成员邀请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "address_hash"], condition=Q(state="open"), name="invited_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.masked}"
