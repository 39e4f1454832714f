"""What people are paid: grades with their history, and each month's payslips. (G6.1)"""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only
from mall.languages import in_reader_language
from mall.money import FenField

from .benefits import InsuranceKind
from .leave import LeaveKind
from .organisation import Employee, Position


class PayGrade(models.Model):
    """A grade of pay; what it is worth, and whose it is, are rows of their own."""

    code = models.SlugField(_("代号"), unique=True)
    name = models.CharField(_("薪级"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("薪级")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)


class PayRate(models.Model):
    """What a grade is worth a month from a day on; the latest of a day counts. Append-only."""

    named_with = ("grade",)

    grade = models.ForeignKey(PayGrade, models.PROTECT, related_name="rates", verbose_name=_("薪级"))
    monthly = FenField(_("月工资"))
    from_on = models.DateField(_("生效日期"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("设定人")
    )
    set_at = models.DateTimeField(_("设定时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("薪级标准")
        ordering = ["grade", "-from_on", "-id"]
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=Q(monthly__gt=0), name="pay_rate_is_something")]

    def __str__(self) -> str:
        return f"{self.grade} {self.from_on}"


class PayPlacement(models.Model):
    """From a day on a position has this grade, or an employee has it for themselves. Append-only.

    What is somebody's own counts before what their position has; the latest of a day counts.
    """

    named_with = ("grade", "employee", "position__department")

    grade = models.ForeignKey(PayGrade, models.PROTECT, related_name="placements", verbose_name=_("薪级"))
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("职位")
    )
    employee = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pay_placements",
        verbose_name=_("员工"),
    )
    from_on = models.DateField(_("生效日期"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("评定人")
    )
    placed_at = models.DateTimeField(_("评定时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("薪级评定")
        ordering = ["-from_on", "-id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(position__isnull=True) ^ Q(employee__isnull=True),
                name="pay_placement_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee or self.position} {self.grade}"


class PayRunState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    APPROVED = "approved", _("已批准")
    PAID = "paid", _("已发放")
    DISCARDED = "discarded", _("已作废")


SETTLED = (PayRunState.APPROVED, PayRunState.PAID)


class PayRun(models.Model):
    """A month's payslips: ``number`` 0 is the month's own, further ones add what came out afterwards."""

    lock_rank = "leave_request"

    first_on = models.DateField(_("月份"))
    number = models.PositiveSmallIntegerField(_("补发次序"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=PayRunState, default=PayRunState.DRAFT)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("计算人")
    )
    computed_at = models.DateTimeField(_("计算时间"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发放人")
    )
    paid_at = models.DateTimeField(_("发放时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("月度工资")
        ordering = ["-first_on", "-number", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(first_on__day=1), name="pay_run_begins_on_the_first"),
            models.UniqueConstraint(
                fields=["first_on", "number"], condition=~Q(state="discarded"), name="pay_run_once"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="draft"), name="one_pay_run_is_drafted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m}" + (f"-{self.number}" if self.number else "")

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


def frozen(condition: str) -> list[pgtrigger.Trigger]:
    """A trigger that lets rows be only while the run that ``condition`` finds is a draft."""
    return [
        pgtrigger.Trigger(
            name="settled_rows",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=(
                f"IF EXISTS (SELECT 1 FROM staff_payrun run WHERE {condition}"  # noqa: S608 - own words
                " AND run.state IN ('approved', 'paid')) THEN"
                " RAISE EXCEPTION '% on % is refused: the payslip is settled', TG_OP, TG_TABLE_NAME"
                " USING ERRCODE = 'restrict_violation'; END IF; RETURN COALESCE(NEW, OLD);"
            ),
        )
    ]


class Payslip(models.Model):
    """One person's slip of a run, in fen: what adds, what is taken off, and the difference.

    Made anew while its run is a draft; once that is approved the database refuses any change, and what comes
    out afterwards is put right by lines of a later slip. A ``net`` below zero is taken off the next month.
    """

    named_with = ("employee", "run")

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="slips", verbose_name=_("月度工资"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="payslips", verbose_name=_("员工"))
    earned = FenField(_("应发"), default=0)
    deducted = FenField(_("扣除"), default=0)
    net = FenField(_("税前应付"), default=0, signed=True)
    employer = FenField(_("公司缴纳"), default=0, signed=True)

    class Meta:
        verbose_name = verbose_name_plural = _("工资单")
        ordering = ["-run__first_on", "-run__number", "employee__number", "id"]
        triggers = frozen("run.id IN (NEW.run_id, OLD.run_id)")
        constraints = [
            models.UniqueConstraint(fields=["run", "employee"], name="payslip_once"),
            models.CheckConstraint(condition=Q(net=F("earned") - F("deducted")), name="payslip_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.run}"


class LineOf(models.TextChoices):
    """What a line of a payslip is for."""

    BASE = "base", _("基本工资")
    OVERTIME = "overtime", _("加班工资")
    HOLIDAY = "holiday", _("节假日加班工资")
    REWARD = "reward", _("奖励")
    LEAVE = "leave", _("请假")
    LATE = "late", _("迟到")
    EARLY = "early", _("早退")
    AWAY = "away", _("脱岗")
    ABSENT = "absent", _("旷工")
    TIME_CAP = "time_cap", _("考勤扣款以当月工资为限")
    PENALTY = "penalty", _("处罚")
    PENALTY_CAP = "penalty_cap", _("处罚扣款超过上限的部分不扣")
    INSURANCE = "insurance", _("社会保险")
    CARRIED = "carried", _("上月不足扣除的部分")


class PayLine(models.Model):
    """An amount on a slip with the record that it comes from, rounded once, half up, to the fen.

    ``month_on`` is the month that it is about: an earlier one where it puts right what was settled.
    ``reverses`` is the settled line that it takes back; ``employer`` is their share, beside the slip.
    """

    payslip = models.ForeignKey(Payslip, models.PROTECT, related_name="lines", verbose_name=_("工资单"))
    kind = models.CharField(_("项目"), max_length=12, choices=LineOf)
    detail = models.CharField(_("细项"), max_length=20, blank=True)
    month_on = models.DateField(_("所属月份"))
    on = models.DateField(_("日期"), null=True)
    minutes = models.PositiveIntegerField(_("分钟"), default=0)
    percent = models.PositiveSmallIntegerField(_("比例（%）"), default=100)
    amount = FenField(_("金额"), signed=True)
    employer = FenField(_("公司缴纳"), default=0, signed=True)
    source_kind = models.CharField(_("来源类型"), max_length=80)
    source_id = models.BigIntegerField(_("来源编号"))
    reverses = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="reversals", verbose_name=_("冲销")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("工资单明细")
        ordering = ["month_on", "id"]
        indexes = [models.Index(fields=["month_on", "payslip"], name="pay_line_month")]
        triggers = frozen(
            "run.id IN (SELECT slip.run_id FROM staff_payslip slip"
            " WHERE slip.id IN (NEW.payslip_id, OLD.payslip_id))"
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on or self.month_on}"

    @property
    def words(self) -> str:
        """What the line is for, in the reader's language."""
        names = {LineOf.LEAVE: LeaveKind, LineOf.INSURANCE: InsuranceKind}
        choices = names.get(LineOf(self.kind))
        said = str(choices(self.detail).label if choices else self.get_kind_display())
        if self.minutes:
            many = self.minutes != 1  # a language may have a word for one
            said += " " + str(_("%(n)d 分钟") % {"n": self.minutes} if many else _("1 分钟"))
        if self.percent != 100:
            said += f" × {self.percent}%"
        return str(_("冲销：%(what)s") % {"what": said}) if self.reverses_id else said

    def is_later_than(self, first_on: date) -> bool:
        """Whether it puts right an earlier month than that of its slip."""
        return self.month_on < first_on
