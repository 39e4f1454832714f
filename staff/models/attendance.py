"""Coming and going: what was clocked, what was recorded about the time between, and what follows from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .organisation import Employee
from .roster import Duty


class PunchKind(models.TextChoices):
    IN = "in", _("上班")
    OUT = "out", _("下班")


class CorrectionState(models.TextChoices):
    ASKED = "asked", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class Correction(models.Model):
    """A person asks that a moment be counted that they couldn't clock; their superior decides. (G5.1)"""

    lock_rank = "leave_request"
    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="corrections", verbose_name=_("员工"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="corrections", verbose_name=_("班次"))
    kind = models.CharField(_("上下班"), max_length=3, choices=PunchKind)
    meant_at = models.DateTimeField(_("实际时间"))
    reason = models.CharField(_("原因"), max_length=300)
    state = models.CharField(_("状态"), max_length=10, choices=CorrectionState, default=CorrectionState.ASKED)
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decision = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("补卡申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "kind"], condition=Q(state="asked"), name="one_open_correction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee} {timezone.localtime(self.meant_at):%F %H:%M}"


class Punch(models.Model):
    """A moment that somebody clocked in or out, by the mall's clock. Append-only.

    Of the device a keyed hash is kept, of the network its prefix: enough to see two people at one device.
    ``short_minutes`` is how much later than a relief should the person came (K7.1). A shift that is taken off
    the roster takes no punch with it.
    """

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="punches", verbose_name=_("员工"))
    duty = models.ForeignKey(
        Duty, models.DO_NOTHING, db_constraint=False, related_name="punches", verbose_name=_("班次")
    )
    kind = models.CharField(_("上下班"), max_length=3, choices=PunchKind)
    at = models.DateTimeField(_("时间"))
    device = models.CharField(_("设备"), max_length=64, blank=True)
    network = models.CharField(_("网络"), max_length=50, blank=True)
    short_minutes = models.PositiveSmallIntegerField(_("接班提前不足（分钟）"), default=0)
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, related_name="punch", verbose_name=_("补卡申请")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("打卡记录")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["duty", "kind"], name="punch_duty"),
            models.Index(fields=["device", "at"], name="punch_device"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()} {timezone.localtime(self.at):%F %H:%M}"


class Release(models.Model):
    """A leader lets somebody go before the relief is there, and says why. Append-only. (K7.2)"""

    named_with = ("duty__employee",)

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="release", verbose_name=_("班次"))
    reason = models.CharField(_("原因"), max_length=300)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("放行人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("提前放行")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.duty)


class LapseKind(models.TextChoices):
    AWAY = "away", _("离岗")
    OTHER_POST = "other_post", _("串岗")
    REFUSAL = "refusal", _("拒绝工作安排")


class Lapse(models.Model):
    """What a leader saw between coming and going, with the evidence. Append-only. (W3.1.1, K8.7)"""

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="lapses", verbose_name=_("员工"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="lapses", verbose_name=_("班次"))
    kind = models.CharField(_("情形"), max_length=12, choices=LapseKind)
    from_at = models.DateTimeField(_("从"))
    to_at = models.DateTimeField(_("到"))
    evidence = models.CharField(_("证据"), max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人")
    )
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("在岗情况记录")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gte=F("from_at")), name="lapse_ends_after_start")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()}"


class AttendanceResult(models.Model):
    """What the facts of one shift come to, in whole minutes; computed anew when facts come later. (K8.1)"""

    named_with = ("employee",)

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="attendance", verbose_name=_("班次"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="attendance", verbose_name=_("员工"))
    day = models.DateField(_("日期"))
    came_at = models.DateTimeField(_("到岗"), null=True)
    went_at = models.DateTimeField(_("离岗"), null=True)
    worked_minutes = models.PositiveSmallIntegerField(_("出勤（分钟）"), default=0)
    late_minutes = models.PositiveSmallIntegerField(_("迟到（分钟）"), default=0)
    early_minutes = models.PositiveSmallIntegerField(_("早退（分钟）"), default=0)
    absent_minutes = models.PositiveSmallIntegerField(_("旷工（分钟）"), default=0)
    away_minutes = models.PositiveSmallIntegerField(_("脱岗（分钟）"), default=0)
    leave_minutes = models.PositiveSmallIntegerField(_("请假（分钟）"), default=0)
    lacks_out = models.BooleanField(_("缺下班卡"), default=False)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("考勤结果")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["employee", "day"], name="attendance_of_employee")]

    def __str__(self) -> str:
        return f"{self.employee} {self.day}"

    @property
    def is_clean(self) -> bool:
        return not (
            self.late_minutes
            or self.early_minutes
            or self.absent_minutes
            or self.away_minutes
            or self.lacks_out
        )

    @property
    def absence(self) -> str:
        """The absence alone: what who shares a missed shift reads of it; "" without."""
        return str(_("旷工 %(n)d 分钟") % {"n": self.absent_minutes}) if self.absent_minutes else ""

    @property
    def words(self) -> str:
        """What is to be said of the shift, in the reader's language."""
        found = [
            words % {"n": minutes}
            for minutes, words in (
                (self.absent_minutes, _("旷工 %(n)d 分钟")),
                (self.late_minutes, _("迟到 %(n)d 分钟")),
                (self.early_minutes, _("早退 %(n)d 分钟")),
                (self.away_minutes, _("脱岗 %(n)d 分钟")),
                (self.leave_minutes, _("请假 %(n)d 分钟")),
            )
            if minutes
        ]
        if self.lacks_out:
            found.append(str(_("缺下班卡")))
        return "，".join(map(str, found)) or str(_("正常"))
