"""Payments, what providers told us of them, and refunds. Effects have keys: a replay is harmless. (B12.1)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.money import FenField

from .trades import Order, Trade


class PaymentState(models.TextChoices):
    PENDING = "pending", _("待支付")
    CAPTURED = "captured", _("已收款")
    FAILED = "failed", _("支付失败")
    CLOSED = "closed", _("已关闭")


class Payment(models.Model):
    """An attempt to pay a trade with one provider. ``number`` is what the provider is given.

    Several may capture money (two tabs, two methods): the one that ``counts`` paid the trade, others go back.
    """

    lock_rank = "payment"

    trade = models.ForeignKey(Trade, models.PROTECT, related_name="payments", verbose_name=_("交易"))
    provider = models.CharField(_("支付方式"), max_length=20)
    number = models.CharField(_("支付单号"), max_length=32, unique=True)
    provider_reference = models.CharField(_("渠道流水号"), max_length=64, blank=True)
    amount = FenField(_("金额"))
    captured = FenField(_("实收"), default=0)
    refunded = FenField(_("已退"), default=0)
    counts = models.BooleanField(_("抵付交易"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=PaymentState, default=PaymentState.PENDING)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    asked_at = models.DateTimeField(_("最近查询"), null=True)
    # When its provider is asked next what became of it; empty once nothing can come any more.
    ask_at = models.DateTimeField(_("下次查询"), null=True)
    captured_at = models.DateTimeField(_("收款时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("支付")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["ask_at"], name="payment_to_ask", condition=~Q(state=PaymentState.CAPTURED)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__lte=F("captured")), name="refund_no_more_than_captured"
            ),
            models.UniqueConstraint(fields=["trade"], condition=Q(counts=True), name="trade_paid_once"),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(state="captured"), name="only_captured_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class EventOutcome(models.TextChoices):
    APPLIED = "applied", _("已生效")
    REPEATED = "repeated", _("重复")
    QUARANTINED = "quarantined", _("待人工核对")


class PaymentEventQuerySet(models.QuerySet):
    def to_review(self):
        """Words on unknown payments and on wrong amounts, which nobody has looked into yet."""
        return self.filter(outcome=EventOutcome.QUARANTINED, review=None)


class PaymentEvent(models.Model):
    """A provider's word, once per (provider, event id). Append-only."""

    provider = models.CharField(_("支付方式"), max_length=20)
    event_id = models.CharField(_("事件号"), max_length=64)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, related_name="events", verbose_name=_("支付")
    )
    kind = models.CharField(_("类型"), max_length=20)
    amount = FenField(_("金额"), null=True)
    outcome = models.CharField(_("处理"), max_length=12, choices=EventOutcome)
    explanation = models.CharField(_("说明"), max_length=200, blank=True)
    digest = models.CharField(_("原文摘要"), max_length=64)
    at = models.DateTimeField(_("收到时间"), default=timezone.now)

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("支付事件")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="payment_event_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class EventReview(models.Model):
    """Who looked into a quarantined event and what they found; the event never changes. Append-only."""

    event = models.OneToOneField(
        PaymentEvent, models.PROTECT, related_name="review", verbose_name=_("支付事件")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("核对人")
    )
    words = models.CharField(_("核对结果"), max_length=300)
    at = models.DateTimeField(_("核对时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("支付事件核对")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.event}"


class RefundState(models.TextChoices):
    ASKED = "asked", _("退款中")
    DONE = "done", _("已退款")
    FAILED = "failed", _("退款失败")


class Refund(models.Model):
    """Money going back. The row exists before the provider is asked; ``number`` is the key of every retry."""

    lock_rank = "payment"

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name=_("支付"))
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="refunds", verbose_name=_("订单")
    )
    number = models.CharField(_("退款单号"), max_length=32, unique=True)
    amount = FenField(_("金额"))
    reason = models.CharField(_("原因"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=RefundState, default=RefundState.ASKED)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次尝试"), default=timezone.now)
    last_error = models.CharField(_("最近的错误"), max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁要退的")
    )
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("退款")
        ordering = ["-id"]
        indexes = [models.Index(fields=["next_try_at"], name="refund_due", condition=Q(state="asked"))]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something")]

    def __str__(self) -> str:
        return self.number
