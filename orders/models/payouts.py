"""Payouts to merchants: where to, how much, and what the provider said. (B11.4)

The mall holds no merchant's money: a payout is an instruction to the licensed provider that keeps it, and the
ledger follows what the provider confirms.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.crypto import EncryptedTextField
from mall.money import FenField
from merchants.models import Shop

from .payments import EventOutcome


class AccountState(models.TextChoices):
    WAITING = "waiting", _("等待生效")
    EFFECTIVE = "effective", _("使用中")
    REPLACED = "replaced", _("已更换")
    WITHDRAWN = "withdrawn", _("已撤回")
    REFUSED = "refused", _("已驳回")


class PayoutAccount(models.Model):
    """Where a shop is paid. Holder and number are encrypted; ``tail`` is all that pages show. Never edited.

    A change is a new row that waits; the one in use stays in use until the new one is effective.
    """

    lock_rank = "payment"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="payout_accounts", verbose_name=_("店铺"))
    holder = EncryptedTextField(_("户名"))
    bank = models.CharField(_("开户银行"), max_length=60)
    number = EncryptedTextField(_("账号"))
    number_hash = models.CharField(max_length=64, editable=False)
    tail = models.CharField(_("尾号"), max_length=4)
    state = models.CharField(_("状态"), max_length=10, choices=AccountState, default=AccountState.WAITING)
    # Whether so much was at stake when it was asked for that two of finance have to agree.
    needs_approval = models.BooleanField(_("需财务两人复核"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁登记的")
    )
    requested_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    due_at = models.DateTimeField(_("最早生效时间"))
    effective_at = models.DateTimeField(_("生效时间"), null=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True)
    refusal = models.CharField(_("驳回原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("收款账户")
        ordering = ["-id"]
        permissions = [("reveal_payoutaccount", _("查看完整的收款账户"))]
        indexes = [
            models.Index(fields=["shop", "-id"], name="payout_account_shop"),
            models.Index(fields=["number_hash"], name="payout_account_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state="effective"), name="one_payout_account_in_use"
            ),
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state="waiting"), name="one_payout_account_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """``招商银行 **** 6789``."""
        return f"{self.bank} **** {self.tail}"


class PayoutState(models.TextChoices):
    DRAFT = "draft", _("待审批")
    INSTRUCTED = "instructed", _("已发指令")
    CONFIRMED = "confirmed", _("已到账")
    FAILED = "failed", _("付款失败")
    RETURNED = "returned", _("已退汇")
    CANCELLED = "cancelled", _("已取消")


# Of a shop one at a time: the next is worked out of what this one leaves.
OPEN_PAYOUT = (PayoutState.DRAFT, PayoutState.INSTRUCTED, PayoutState.FAILED)


class Payout(models.Model):
    """Money on its way to a shop. The row exists before the provider is told; ``number`` keys every try.

    ``payable`` and ``held`` are what the amount was worked out of, as it was when the payout was instructed;
    ``paid`` is what the provider says it has paid, 0 before.
    """

    lock_rank = "payment"

    number = models.CharField(_("结算单号"), max_length=32, unique=True)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="payouts", verbose_name=_("店铺"))
    account = models.ForeignKey(
        PayoutAccount, models.PROTECT, related_name="payouts", verbose_name=_("收款账户")
    )
    amount = FenField(_("金额"))
    payable = FenField(_("应付余额"))
    held = FenField(_("其中冻结"))
    paid = FenField(_("实付"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=PayoutState, default=PayoutState.DRAFT)
    provider = models.CharField(_("付款渠道"), max_length=20, blank=True)
    provider_reference = models.CharField(_("渠道流水号"), max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次尝试"), null=True)
    last_error = models.CharField(_("最近的错误"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁拟的")
    )
    drafted_at = models.DateTimeField(_("拟单时间"), default=timezone.now)
    instructed_at = models.DateTimeField(_("发出指令时间"), null=True)
    # No word of it by its deadline: finance has been told.
    silent_at = models.DateTimeField(_("逾期未答复"), null=True)
    confirmed_at = models.DateTimeField(_("到账时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("结算付款")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["shop", "-id"], name="payout_shop"),
            models.Index(fields=["next_try_at"], name="payout_due", condition=Q(state="instructed")),
            models.Index(fields=["state", "-id"], name="payout_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shop"],
                condition=Q(state__in=["draft", "instructed", "failed"]),
                name="one_payout_under_way",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_of_something"),
            models.CheckConstraint(
                condition=Q(amount__lte=F("payable") - F("held")), name="payout_no_more_than_is_free"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(instructed_at__isnull=False),
                name="payout_instructed_before_it_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PayoutEventKind(models.TextChoices):
    CONFIRMED = "confirmed", _("已到账")
    FAILED = "failed", _("付款失败")
    RETURNED = "returned", _("退汇")
    MISSING = "missing", _("渠道账单里没有")


class PayoutEventQuerySet(models.QuerySet):
    def to_review(self):
        """Where the provider's word and our books differ, and nobody has looked into it yet."""
        return self.filter(outcome=EventOutcome.QUARANTINED, review=None)


class PayoutEvent(models.Model):
    """A provider's word on a payout, once per (provider, event id). Append-only."""

    provider = models.CharField(_("付款渠道"), max_length=20)
    event_id = models.CharField(_("事件号"), max_length=64)
    payout = models.ForeignKey(
        Payout, models.PROTECT, null=True, related_name="events", verbose_name=_("结算付款")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=PayoutEventKind)
    amount = FenField(_("金额"), null=True)
    outcome = models.CharField(_("处理"), max_length=12, choices=EventOutcome)
    explanation = models.CharField(_("说明"), max_length=200, blank=True)
    digest = models.CharField(_("原文摘要"), max_length=64)
    at = models.DateTimeField(_("收到时间"), default=timezone.now)

    objects = PayoutEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("付款回执")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="payout_event_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class PayoutEventReview(models.Model):
    """Who looked into a difference and what they found; the event never changes. Append-only."""

    event = models.OneToOneField(
        PayoutEvent, models.PROTECT, related_name="review", verbose_name=_("付款回执")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("核对人")
    )
    words = models.CharField(_("核对结果"), max_length=300)
    at = models.DateTimeField(_("核对时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("付款差异核对")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.event}"
