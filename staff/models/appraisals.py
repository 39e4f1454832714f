"""How people's work is looked at, and what is decided on it. (A6)"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.money import FenField

from .breaches import Breach
from .organisation import Employee, Position

LOWEST, HIGHEST = 1, 5
SCORED = ("attitude", "ability", "teamwork")


class Cycle(models.Model):
    """A round of appraisals over a period."""

    title = models.CharField(_("考核周期"), max_length=40, unique=True)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("结束日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("考核周期")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cycle_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title


class AppraisalState(models.TextChoices):
    OPEN = "open", _("待自评")
    ASSESSED = "assessed", _("待上级评分")
    SUBMITTED = "submitted", _("待校准")
    CALIBRATED = "calibrated", _("待本人确认")
    OBJECTED = "objected", _("本人有异议")
    ACKNOWLEDGED = "acknowledged", _("已确认")


def score(words) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        words, null=True, blank=True, validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )


class Appraisal(models.Model):
    """One person's appraisal in a cycle: their own view, the superior's scores, and their word on them."""

    lock_rank = "leave_request"
    named_with = ("employee", "cycle")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="appraisals", verbose_name=_("考核周期"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="appraisals", verbose_name=_("员工"))
    state = models.CharField(_("状态"), max_length=12, choices=AppraisalState, default=AppraisalState.OPEN)
    own_attitude = score(_("自评：工作态度"))
    own_ability = score(_("自评：业务能力"))
    own_teamwork = score(_("自评：团队协作"))
    own_words = models.TextField(_("自评说明"), blank=True)
    attitude = score(_("工作态度"))
    ability = score(_("业务能力"))
    teamwork = score(_("团队协作"))
    words = models.TextField(_("评语"), blank=True)
    objection = models.TextField(_("异议"), blank=True)
    answer = models.TextField(_("校准说明"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("考核")
        ordering = ["-cycle__starts_on", "employee__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "employee"], name="appraised_once_a_cycle"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "assessed"])
                | Q(attitude__isnull=False, ability__isnull=False, teamwork__isnull=False),
                name="appraisal_scored_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.cycle}"

    @property
    def scores(self) -> str:
        return " / ".join(str(getattr(self, name) or "—") for name in SCORED)

    @property
    def own_scores(self) -> str:
        return " / ".join(str(getattr(self, f"own_{name}") or "—") for name in SCORED)


class DecisionKind(models.TextChoices):
    REWARD = "reward", _("奖励")
    PENALTY = "penalty", _("处罚")
    PROMOTION = "promotion", _("晋升")


class Decision(models.Model):
    """A reward, penalty or promotion, with what justifies it; ``amount`` is for the month's pay. (A6.2)

    Append-only.
    """

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="decisions", verbose_name=_("员工"))
    kind = models.CharField(_("类别"), max_length=10, choices=DecisionKind)
    reason = models.CharField(_("事由"), max_length=500)
    amount = FenField(_("金额"), default=0, help_text=_("奖励或扣罚多少元；不涉及钱的填 0。"))
    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依据考核")
    )
    breach = models.ForeignKey(
        Breach, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依据违纪记录")
    )
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("晋升到")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("决定人")
    )
    decided_at = models.DateTimeField(_("决定时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("奖惩与晋升")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(appraisal__isnull=False) | Q(breach__isnull=False), name="decision_has_a_ground"
            ),
            models.CheckConstraint(
                condition=~Q(kind="promotion") | Q(amount=0), name="promotion_carries_no_amount"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()}"
