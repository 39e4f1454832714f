"""Training held at a time, for whoever signs up. (A5.2)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .hiring import Course
from .organisation import Employee


class SessionState(models.TextChoices):
    PLANNED = "planned", _("可报名")
    HELD = "held", _("已举办")
    CANCELLED = "cancelled", _("已取消")


class TrainingSession(models.Model):
    """When and where a course is held, with room for so many."""

    lock_rank = "leave_request"
    named_with = ("course",)

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("课程"))
    starts_at = models.DateTimeField(_("开始"))
    minutes = models.PositiveSmallIntegerField(
        _("时长（分钟）"), default=60, validators=[MinValueValidator(5), MaxValueValidator(1_440)]
    )
    place = models.CharField(_("地点"), max_length=80)
    room = models.PositiveSmallIntegerField(
        _("名额"), default=20, validators=[MinValueValidator(1), MaxValueValidator(1_000)]
    )
    state = models.CharField(_("状态"), max_length=10, choices=SessionState, default=SessionState.PLANNED)

    class Meta:
        verbose_name = verbose_name_plural = _("培训场次")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "starts_at"], condition=~Q(state="cancelled"), name="session_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course} {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class TrainingSeat(models.Model):
    """Somebody signed up. ``attended`` is unknown until the session was held."""

    named_with = ("employee", "session__course")

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="seats", verbose_name=_("场次"))
    employee = models.ForeignKey(
        Employee, models.PROTECT, related_name="training_seats", verbose_name=_("员工")
    )
    signed_up_at = models.DateTimeField(_("报名时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True)
    attended = models.BooleanField(_("到场"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("培训报名")
        ordering = ["session", "employee"]
        constraints = [models.UniqueConstraint(fields=["session", "employee"], name="training_seat_once")]

    def __str__(self) -> str:
        return f"{self.employee} {self.session_id}"
