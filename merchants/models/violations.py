"""Cases against shops."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.subjects import SubjectQuerySet
from merchants.violation_types import TYPES, ViolationType, title_of

from .shops import Member, MemberRole, Shop


class ViolationState(models.TextChoices):
    REPORTED = "reported", _("待处理")
    CONFIRMED = "confirmed", _("已认定")
    DISMISSED = "dismissed", _("不成立")


class Violation(models.Model):
    """A case: what a shop is said to have done against which clause, and what was found.

    ``stated_at`` is when the shop stated its side, or said that it has nothing to say: then there is no
    ``statement``.
    """

    lock_rank = "shop"
    named_with = ("shop",)

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="violations", verbose_name=_("店铺"))
    clause = models.CharField(_("条款"), max_length=12)
    type = models.CharField(_("类型"), max_length=24, blank=True)
    points = models.PositiveSmallIntegerField(_("扣分"), default=0)
    statement = models.TextField(_("店铺的陈述"), blank=True)
    # None: from before there was a term.
    statement_due_at = models.DateTimeField(_("陈述截止"), null=True, blank=True)
    stated_at = models.DateTimeField(_("陈述时间"), null=True, blank=True)
    finding = models.TextField(_("认定理由"), blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    facts = models.TextField(_("事实"))
    state = models.CharField(
        _("状态"), max_length=12, choices=ViolationState, default=ViolationState.REPORTED
    )
    subject_kind = models.CharField(_("对象类型"), max_length=80, blank=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("举报人")
    )
    reported_at = models.DateTimeField(_("举报时间"), default=timezone.now)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("违规案件")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shop} {self.clause}"

    @property
    def charge(self) -> ViolationType | None:
        """What the shop is charged with; None where no such type is known (any more)."""
        return TYPES.get(self.type)

    @property
    def title(self):
        """What it is called where cases stand in a list."""
        return title_of(self.type, self.clause, self.subject_kind)

    @property
    def is_urgent(self) -> bool:
        """Whether it's decided without waiting for the shop's side, as the shop closes with it. (F5.6)"""
        return self.charge is not None and self.charge.suspends

    def awaits_side_until(self, now: datetime | None = None) -> datetime | None:
        """The end of the shop's term to state its side; None once it's over or without effect."""
        due_at = self.statement_due_at
        if self.state != ViolationState.REPORTED or self.stated_at is not None or due_at is None:
            return None
        return due_at if (now or timezone.now()) < due_at else None

    @property
    def is_waived(self) -> bool:
        """Whether the shop said that it has nothing to say."""
        return self.stated_at is not None and not self.statement

    def may_open(self, viewer, private) -> bool:
        """Evidence: who brought it, staff who read cases, and, of what the mall brought, the shop's owners.

        What others brought would tell the shop who they are. (B7.1)
        """
        if private.uploaded_by_id == viewer.pk:
            return True
        if viewer.is_staff:
            return viewer.has_perm("merchants.view_violation")
        if private.uploaded_by is None or not private.uploaded_by.is_staff:
            return False
        return Member.objects.filter(shop=self.shop_id, user=viewer, role=MemberRole.OWNER).exists()
