"""Swaps of shifts between two colleagues, and what one owes the other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .organisation import Employee
from .roster import Duty


class SwapState(models.TextChoices):
    PROPOSED = "proposed", _("待同事同意")
    AGREED = "agreed", _("待班长批准")
    APPROVED = "approved", _("待双方签字")
    SIGNED = "signed", _("已生效")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


LIVE_SWAPS = [SwapState.PROPOSED, SwapState.AGREED, SwapState.APPROVED, SwapState.SIGNED]


class SwapQuerySet(models.QuerySet):
    def live(self):
        """Those that count: under way or in force."""
        return self.filter(state__in=LIVE_SWAPS)

    def under_way(self):
        return self.filter(state__in=LIVE_SWAPS[:-1])

    def of(self, *people: Employee):
        return self.filter(Q(proposer__in=people) | Q(partner__in=people))


class Swap(models.Model):
    """``partner`` works the proposer's shift ``given``; the proposer works the partner's ``repaid``.

    ``repaid`` may be left open until ``payback_due_on``. In force once both have signed what the leader
    approved; only then the shifts change hands. A shift that is taken off the roster leaves its swap lapsed.
    """

    lock_rank = "swap"
    named_with = ("proposer", "partner")

    proposer = models.ForeignKey(
        Employee, models.PROTECT, related_name="swaps_proposed", verbose_name=_("提出人")
    )
    partner = models.ForeignKey(
        Employee, models.PROTECT, related_name="swaps_asked", verbose_name=_("换班同事")
    )
    given = models.ForeignKey(
        Duty, models.SET_NULL, null=True, related_name="swaps_given", verbose_name=_("换出的班次")
    )
    given_starts_at = models.DateTimeField(_("换出班次开始"))
    given_ends_at = models.DateTimeField(_("换出班次结束"))
    repaid = models.ForeignKey(
        Duty, models.SET_NULL, null=True, related_name="swaps_repaid", verbose_name=_("还班的班次")
    )
    repaid_starts_at = models.DateTimeField(_("还班开始"), null=True)
    repaid_ends_at = models.DateTimeField(_("还班结束"), null=True)
    payback_due_on = models.DateField(_("还班期限"), null=True, blank=True)
    reason = models.TextField(_("事由"))
    state = models.CharField(_("状态"), max_length=10, choices=SwapState, default=SwapState.PROPOSED)
    proposed_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    signed_at = models.DateTimeField(_("生效时间"), null=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("换班")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(proposer=F("partner")), name="swap_is_between_two"),
            models.CheckConstraint(
                condition=Q(repaid_starts_at__isnull=False) | Q(payback_due_on__isnull=False),
                name="swap_is_repaid_or_has_a_date",
            ),
            models.UniqueConstraint(
                fields=["given"],
                condition=Q(state__in=["proposed", "agreed", "approved"]),
                name="swap_of_a_duty_once",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.proposer.name} ⇄ {self.partner.name} {timezone.localtime(self.given_starts_at):%F %H:%M}"
        )

    @property
    def own_page(self) -> str:
        """Where both and their leader see to it."""
        return f"/admin/my/swaps/swap/?pk={self.pk}"


class SwapShare(models.Model):
    """How the leader shared out who answers for a swapped shift that nobody worked. Append-only. (K9.4)"""

    swap = models.ForeignKey(Swap, models.PROTECT, related_name="shares", verbose_name=_("换班"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name=_("班次"))
    proposer_percent = models.PositiveSmallIntegerField(_("提出人责任（%）"))
    reason = models.CharField(_("理由"), max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("认定人")
    )
    decided_at = models.DateTimeField(_("认定时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("责任认定")
        ordering = ["-id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(proposer_percent__lte=100), name="share_is_a_percentage")
        ]

    def __str__(self) -> str:
        return f"{self.swap_id} {self.proposer_percent}%"
