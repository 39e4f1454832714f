"""Every clock in the mall, in one table."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.subjects import SubjectQuerySet


class State(models.TextChoices):
    RUNNING = "running", _("计时中")
    MET = "met", _("已完成")
    EXPIRED = "expired", _("已到期")
    CANCELLED = "cancelled", _("已取消")
    DEAD = "dead", _("处理失败")


PENDING = (State.RUNNING, State.DEAD)  # whose effect has not happened: the dead ones wait for a person


class OwnerKind(models.TextChoices):
    SHOP = "shop", _("店铺")
    TEAM = "team", _("班组")
    PERSON = "person", _("个人")
    MALL = "mall", _("商城")


# Where an owner's number is from; the mall has none.
OWNERS: dict[str, str] = {
    OwnerKind.SHOP: "merchants.shop",
    OwnerKind.TEAM: "staff.department",
    OwnerKind.PERSON: "accounts.user",
}


class ClockQuerySet(SubjectQuerySet):
    def running(self):
        return self.filter(state=State.RUNNING)

    def pending(self):
        """Clocks whose effect has not happened: running, or dead and waiting for a person."""
        return self.filter(state__in=PENDING)

    def dead(self):
        return self.filter(state=State.DEAD)

    def same_stage(self, clock: Clock):
        """Every clock of this clock's stage, itself included."""
        of_subject = self.filter(subject_kind=clock.subject_kind, subject_id=clock.subject_id)
        return of_subject.filter(rule=clock.rule, stage=clock.stage)

    def due(self, now: datetime):
        """Running clocks that want attention at ``now``: a warning, an end, or another try."""
        return self.running().filter(wake_at__lte=now).order_by("wake_at", "id")

    def todo(self, *owners: tuple[str, int]):
        """The to-do list of one or several owners, (kind, id) each: running clocks, soonest first."""
        mine = Q(pk__in=[])
        for kind, pk in owners:
            mine |= Q(owner_kind=kind, owner_id=pk)
        return self.running().filter(mine).order_by("due_at", "id")


class Clock(models.Model):
    """A clock of one stage of one subject. Kept at least 90 days after it ends.

    ``met`` says that the awaited came before the effect; it was late where ``ended_at`` is after ``due_at``.
    """

    rule = models.CharField(_("条款"), max_length=12)
    stage = models.CharField(_("环节"), max_length=40)
    subject_kind = models.CharField(_("对象类型"), max_length=80)
    subject_id = models.BigIntegerField(_("对象编号"))
    owner_kind = models.CharField(_("责任方"), max_length=10, choices=OwnerKind)
    owner_id = models.BigIntegerField(_("责任方编号"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("开始"), default=timezone.now)
    warn_at = models.DateTimeField(_("提醒时间"), null=True)
    warned_at = models.DateTimeField(_("已提醒"), null=True)
    due_at = models.DateTimeField(_("截止"))
    wake_at = models.DateTimeField(_("下次处理"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    figure = models.JSONField(_("起算时的时限"))
    attempts = models.PositiveSmallIntegerField(_("失败次数"), default=0)
    last_error = models.TextField(_("最近的错误"), blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("时限")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["wake_at", "id"], name="clock_wake", condition=Q(state="running")),
            models.Index(fields=["due_at"], name="clock_due", condition=Q(state="running")),
            models.Index(
                fields=["owner_kind", "owner_id", "due_at"], name="clock_owner", condition=Q(state="running")
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="clock_subject"),
            models.Index(fields=["ended_at"], name="clock_ended", condition=~Q(state="running")),
            models.Index(fields=["id"], name="clock_dead", condition=Q(state="dead")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "rule", "stage"],
                condition=Q(state="running"),
                name="one_running_clock_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at=None)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="clock_ends_when_not_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.stage} {self.subject_kind}#{self.subject_id}"
