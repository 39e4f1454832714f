"""The money ledger: double entry, append-only, every journal sums to 0. (B11.4)

Signs: a positive amount is a debit, a negative one a credit. What the mall owes (buyer clearing, merchant
payable) therefore stands negative, what the provider holds for us positive.
"""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from mall.appendonly import append_only
from mall.money import FenField
from mall.subjects import SubjectQuerySet
from merchants.models import Shop

from .trades import Order


class AccountKind(models.TextChoices):
    BANK = "bank", _("支付机构存管")
    BUYER_CLEARING = "buyer_clearing", _("买家待结算款")
    COD_IN_TRANSIT = "cod_in_transit", _("代收货款在途")
    MERCHANT_PAYABLE = "merchant_payable", _("应付商家")
    COMMISSION = "commission", _("佣金收入")
    SUBSIDY = "subsidy", _("商城补贴")
    REFUNDS = "refunds", _("退款在途")
    PAYOUTS = "payouts", _("结算在途")


class Account(models.Model):
    """An account. Merchants' accounts cache their balance, which ``manage.py reconcile`` recomputes.

    The mall's own accounts cache nothing: every payment of every shopper touches the same few of them, and a
    balance kept on the row would send all of them through one at a time. Theirs is summed when somebody asks.
    """

    lock_rank = "ledger_account"

    kind = models.CharField(_("科目"), max_length=20, choices=AccountKind)
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, related_name="accounts", verbose_name=_("店铺"))
    balance = FenField(_("余额"), default=0, signed=True)

    class Meta:
        verbose_name = verbose_name_plural = _("账户")
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "shop"], name="account_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(kind="merchant_payable", shop__isnull=False)
                | (~Q(kind="merchant_payable") & Q(shop=None)),
                name="only_merchants_accounts_have_a_shop",
            ),
            models.CheckConstraint(
                condition=Q(kind="merchant_payable") | Q(balance=0), name="only_merchants_balances_are_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shop or ''}".strip()


def _balanced(name: str, journal: str) -> pgtrigger.Trigger:
    """Checked at commit, when all entries are there: at least two, and together nothing."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[("entries", "bigint"), ("total", "numeric")],
        func=f"""
            SELECT count(*), COALESCE(sum(amount), 0) INTO entries, total
            FROM orders_entry WHERE journal_id = {journal};
            IF entries < 2 OR total <> 0 THEN
                RAISE EXCEPTION 'journal % has % entries that sum to %', {journal}, entries, total
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - a trigger's own text
    )


class Journal(models.Model):
    """One event in money. ``key`` makes it happen once. Append-only; a correction reverses."""

    key = models.CharField(_("事由键"), max_length=80, unique=True)
    kind = models.CharField(_("类型"), max_length=20)
    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("冲销")
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记账人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("凭证")
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="journal_subject")]
        triggers = [*append_only(), _balanced("journal_balances", "NEW.id")]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """A line of a journal. The database refuses a commit that leaves a journal unbalanced. Append-only."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="entries", verbose_name=_("凭证"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name=_("账户"))
    amount = FenField(_("金额"), signed=True)

    class Meta:
        verbose_name = verbose_name_plural = _("分录")
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "id"], name="entry_account")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entry_of_something")]
        triggers = [*append_only(), _balanced("entry_balances", "NEW.journal_id")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"


class CommissionRate(models.Model):
    """Commission in basis points; the most specific wins: shop and category, shop, category, mall. (B11.4)"""

    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("店铺")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("分类")
    )
    basis_points = models.PositiveIntegerField(_("万分比"))

    class Meta:
        verbose_name = verbose_name_plural = _("佣金费率")
        ordering = ["shop", "category", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "category"], name="rate_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(basis_points__lte=10_000), name="rate_at_most_everything"),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} bp"


class PayoutHoldQuerySet(models.QuerySet):
    def open(self, at: datetime):
        """What holds money at ``at``: not lifted, and not run out by itself."""
        return self.filter(lifted_at=None).filter(Q(until_at=None) | Q(until_at__gt=at))


class PayoutHold(models.Model):
    """Why an order's money, or all of a shop's, is not paid out yet. (B11.4, D8.3)

    It ends by itself at ``until_at``, where that is set, or when whoever placed it lifts it.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="payout_holds", verbose_name=_("店铺"))
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="payout_holds", verbose_name=_("订单")
    )
    clause = models.CharField(_("条款"), max_length=12)
    reason = models.CharField(_("原因"), max_length=200)
    placed_at = models.DateTimeField(_("冻结时间"), default=timezone.now)
    until_at = models.DateTimeField(_("冻结到"), null=True)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)

    objects = PayoutHoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("结算冻结")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["shop", "until_at"], name="hold_open", condition=Q(lifted_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "clause"], condition=Q(lifted_at=None), name="held_once_a_clause"
            ),
            models.UniqueConstraint(
                fields=["shop", "clause"],
                condition=Q(lifted_at=None, order=None),
                name="shop_held_once_a_clause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order or self.shop} {self.clause}"
