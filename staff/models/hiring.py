"""Openings and those who apply: published criteria, recorded stages, reviewed qualification. (A4)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.crypto import EncryptedTextField

from .organisation import Employee, Position


class Opening(models.Model):
    """A position to be filled, with what is asked of who applies; public until ``closed_at``."""

    named_with = ("position__department",)

    position = models.ForeignKey(Position, models.PROTECT, related_name="openings", verbose_name=_("职位"))
    headcount = models.PositiveSmallIntegerField(_("人数"), default=1)
    summary = models.TextField(_("工作内容"))
    criteria = models.TextField(_("录用标准"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发布人")
    )
    published_at = models.DateTimeField(_("发布时间"), default=timezone.now)
    closed_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("招聘")
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return str(self.position)


class ApplicationState(models.TextChoices):
    APPLIED = "applied", _("已投递")
    INTERVIEW = "interview", _("面试中")
    OFFERED = "offered", _("已发录用通知")
    HIRED = "hired", _("已录用")
    REJECTED = "rejected", _("未录用")
    WITHDRAWN = "withdrawn", _("本人撤回")


class Application(models.Model):
    """One person's application. Name and words are encrypted, and gone with the files after the term."""

    lock_rank = "leave_request"
    named_with = ("opening__position__department",)

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="applications", verbose_name=_("招聘"))
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("应聘人账户")
    )
    name = EncryptedTextField(_("姓名"), blank=True)
    about = EncryptedTextField(_("自我介绍"), blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ApplicationState, default=ApplicationState.APPLIED
    )
    consented_at = models.DateTimeField(_("同意处理个人信息"))
    applied_at = models.DateTimeField(_("投递时间"), default=timezone.now)
    forgotten_at = models.DateTimeField(_("已删除个人信息"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("应聘")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "applicant"], name="applied_once_to_an_opening")
        ]

    def __str__(self) -> str:
        return f"{self.opening} #{self.pk}"

    def may_open(self, viewer, private) -> bool:
        """The applicant's papers are for themselves and for those who hire."""
        return viewer.pk == self.applicant_id or viewer.has_perm("staff.change_application")


class QualificationReview(models.Model):
    """Somebody's finding on an applicant's quality and ability. The latest counts. Append-only."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="reviews", verbose_name=_("应聘")
    )
    has_quality = models.BooleanField(_("职业素质合格"), default=False)
    has_ability = models.BooleanField(_("业务能力合格"), default=False)
    note = models.CharField(_("依据"), max_length=500)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("审查人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("资格审查")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.application_id} · {self.at:%F}"

    @property
    def is_passed(self) -> bool:
        return self.has_quality and self.has_ability


class Course(models.Model):
    """A training that a department (or everybody) takes again at an interval. (A5.2)"""

    title = models.CharField(_("课程"), max_length=80)
    department = models.ForeignKey(
        "staff.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("部门")
    )
    every_days = models.PositiveSmallIntegerField(_("间隔（天）"), default=180)
    pass_score = models.PositiveSmallIntegerField(_("及格分"), default=60)

    class Meta:
        verbose_name = verbose_name_plural = _("培训计划")
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class TrainingRecord(models.Model):
    """Somebody took a training, with the score of its test. Append-only."""

    named_with = ("employee", "course")

    course = models.ForeignKey(Course, models.PROTECT, related_name="records", verbose_name=_("课程"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="trainings", verbose_name=_("员工"))
    held_on = models.DateField(_("培训日期"))
    score = models.PositiveSmallIntegerField(_("考核成绩"))
    is_passed = models.BooleanField(_("通过"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("培训记录")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "employee", "held_on"], name="trained_once_a_day")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee} {self.course}"
