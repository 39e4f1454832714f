"""Measures against shops, appeals, and what a shop has to supply or put right. (B13.1, F3, F6.2, F11)"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .shops import Member, MemberRole, Shop
from .violations import Violation


class SanctionKind(models.TextChoices):
    WARNING = "warning", _("警告")
    CATEGORIES = "categories", _("限制销售类目")
    VOLUME = "volume", _("限制每日订单数")
    SUPERVISION = "supervision", _("从严监管")
    SUSPENSION = "suspension", _("暂停营业")
    TERMINATION = "termination", _("解除协议")
    BAN = "ban", _("永久封禁")
    REFERRAL = "referral", _("移送主管机关")


class SanctionState(models.TextChoices):
    ACTIVE = "active", _("生效中")
    ENDED = "ended", _("已到期")
    LIFTED = "lifted", _("已解除")


class SanctionQuerySet(models.QuerySet):
    def without_outcome(self):
        """Referrals that stand, of which nobody has written down yet what came of them. (B13.2)"""
        return self.filter(kind=SanctionKind.REFERRAL, state=SanctionState.ACTIVE, outcome="")


class Sanction(models.Model):
    """A measure: in effect from ``starts_at``, to ``ends_at`` where it has a term. Several may overlap."""

    lock_rank = "shop"
    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="sanctions", verbose_name=_("店铺"))
    violation = models.ForeignKey(
        Violation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sanctions",
        verbose_name=_("违规案件"),
    )
    kind = models.CharField(_("措施"), max_length=12, choices=SanctionKind)
    clause = models.CharField(_("条款"), max_length=12)
    reason = models.TextField(_("理由"))
    categories = ArrayField(
        models.CharField(max_length=60), verbose_name=_("停售类目"), default=list, blank=True
    )
    daily_orders = models.PositiveIntegerField(_("每日订单上限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=SanctionState, default=SanctionState.ACTIVE)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("决定人")
    )
    authority = models.CharField(_("主管机关"), max_length=80, blank=True)  # of a referral
    outcome = models.TextField(_("移送结果"), blank=True)
    outcome_at = models.DateTimeField(_("结果登记时间"), null=True, blank=True)
    starts_at = models.DateTimeField(_("生效时间"), default=timezone.now)
    ends_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("处理措施")
        ordering = ["-id"]
        indexes = [models.Index(fields=["shop", "kind"], name="sanction_active", condition=Q(state="active"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="volume") | Q(daily_orders__isnull=False), name="volume_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="sanction_has_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shop}"

    def may_open(self, viewer, private) -> bool:
        """The bundle for the authorities: staff who handle cases."""
        return viewer.is_staff and viewer.has_perm("merchants.change_sanction")


class AppealState(models.TextChoices):
    OPEN = "open", _("待复议")
    UPHELD = "upheld", _("申诉成立")
    DISMISSED = "dismissed", _("维持原决定")


class Appeal(models.Model):
    """A shop's objection to a measure, once; decided by somebody else than who took it. (F11)"""

    lock_rank = "shop"
    named_with = ("sanction__shop",)

    sanction = models.OneToOneField(
        Sanction, models.PROTECT, related_name="appeal", verbose_name=_("处理措施")
    )
    text = models.TextField(_("申诉理由"))
    state = models.CharField(_("状态"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    answer = models.TextField(_("复议意见"), blank=True)
    appealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申诉人")
    )
    appealed_at = models.DateTimeField(_("申诉时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("申诉")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.sanction)


class DemandKind(models.TextChoices):
    INFORMATION = "information", _("提供资料")
    RECTIFICATION = "rectification", _("限期整改")


class DemandState(models.TextChoices):
    OPEN = "open", _("待店铺办理")
    ANSWERED = "answered", _("待商城核对")
    DONE = "done", _("已办结")
    OVERDUE = "overdue", _("逾期")


class Demand(models.Model):
    """What a shop has to supply or to put right by ``due_at``; an inspection may be behind it. (F3, F6.2)

    ``checklist`` is [what was looked at, whether it was in order] of the inspection.
    """

    lock_rank = "shop"
    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="demands", verbose_name=_("店铺"))
    kind = models.CharField(_("类型"), max_length=14, choices=DemandKind)
    text = models.TextField(_("要求"))
    checklist = models.JSONField(_("检查表"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DemandState, default=DemandState.OPEN)
    answer = models.TextField(_("店铺的答复"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人")
    )
    asked_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    due_at = models.DateTimeField(_("期限"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("整改与资料要求")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shop}"

    def may_open(self, viewer, private) -> bool:
        """The shop's owners, who supply it, and staff who read demands."""
        if viewer.is_staff:
            return viewer.has_perm("merchants.view_demand")
        return Member.objects.filter(shop=self.shop_id, user=viewer, role=MemberRole.OWNER).exists()
