"""Who is on duty when: kinds of shifts, rotations, months, the shifts themselves, and the cover they give."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mall.moments import last_day

from .organisation import Department, Employee

MOST_MINUTES = 24 * 60


class Tone(models.TextChoices):
    """The colour by which a kind of shift is known at a glance; the name says the same."""

    DAY = "day", _("白班色")
    EVENING = "evening", _("中班色")
    NIGHT = "night", _("夜班色")
    OFFICE = "office", _("常日班色")


class ShiftKind(models.Model):
    """A template: a shift from ``starts`` (Asia/Shanghai) for ``minutes``, if need be past midnight.

    Without a department every department may use it.
    """

    code = models.SlugField(_("代号"), unique=True)
    name = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40, blank=True)
    starts = models.TimeField(_("开始"))
    minutes = models.PositiveSmallIntegerField(
        _("时长（分钟）"), validators=[MinValueValidator(30), MaxValueValidator(MOST_MINUTES)]
    )
    is_night = models.BooleanField(_("夜班"), default=False)
    tone = models.CharField(_("颜色"), max_length=10, choices=Tone, default=Tone.DAY)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("部门")
    )
    is_in_use = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("班种")
        ordering = ["starts", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=30, minutes__lte=MOST_MINUTES), name="shift_kind_lasts_a_day_at_most"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and not (get_language() or "zh").startswith("zh") else self.name

    @property
    def ends(self) -> time:
        return (datetime.combine(date.min, self.starts) + timedelta(minutes=self.minutes)).time()

    def span(self, day: date) -> tuple[datetime, datetime]:
        """When the shift of this kind that belongs to ``day`` starts and ends, aware."""
        starts_at = timezone.make_aware(datetime.combine(day, self.starts))
        return starts_at, starts_at + timedelta(minutes=self.minutes)


class Pattern(models.Model):
    """A rotation: the steps that its people go through day after day, each from a place of their own.

    One that follows the calendar leaves out weekends and holidays, and counts make-up workdays.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="patterns", verbose_name=_("部门")
    )
    name = models.CharField(_("名称"), max_length=40)
    follows_calendar = models.BooleanField(_("按工作日历休息"), default=False)
    begins_on = models.DateField(_("从哪天起数"), default=timezone.localdate)

    class Meta:
        verbose_name = verbose_name_plural = _("轮班方案")
        ordering = ["department", "name"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="pattern_once")]

    def __str__(self) -> str:
        return self.name


class PatternStep(models.Model):
    """One day of a rotation; without a kind it is a day of rest."""

    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="steps", verbose_name=_("轮班方案"))
    place = models.PositiveSmallIntegerField(_("第几天"))
    kind = models.ForeignKey(
        ShiftKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("班种")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("轮班的一天")
        ordering = ["pattern", "place"]
        constraints = [models.UniqueConstraint(fields=["pattern", "place"], name="pattern_step_once")]

    def __str__(self) -> str:
        return f"{self.pattern} {self.place}"


class PatternMember(models.Model):
    """Who goes through which rotation, and how many days ahead of its first place."""

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="rotation", verbose_name=_("员工"))
    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="members", verbose_name=_("轮班方案"))
    offset = models.PositiveSmallIntegerField(_("错开天数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("轮班人员")
        ordering = ["pattern", "offset", "id"]

    def __str__(self) -> str:
        return f"{self.employee} {self.pattern}"


class Cover(models.Model):
    """How many a department needs on duty between two times of day; equal times: the whole day. (K1.1)"""

    department = models.ForeignKey(Department, models.PROTECT, related_name="covers", verbose_name=_("部门"))
    starts = models.TimeField(_("从"), default=time(0))
    ends = models.TimeField(_("到"), default=time(0))
    needed = models.PositiveSmallIntegerField(
        _("至少人数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("在岗要求")
        ordering = ["department", "starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "starts", "ends"], name="cover_once"),
            models.CheckConstraint(condition=Q(needed__gte=1), name="cover_needs_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.starts:%H:%M}–{self.ends:%H:%M}"


class RosterState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")


class RosterMonth(models.Model):
    """A department's roster of a month: made as a draft, valid from its publication."""

    lock_rank = "roster"
    named_with = ("department",)

    department = models.ForeignKey(Department, models.PROTECT, related_name="rosters", verbose_name=_("部门"))
    first_on = models.DateField(_("月份"))
    state = models.CharField(_("状态"), max_length=10, choices=RosterState, default=RosterState.DRAFT)
    published_at = models.DateTimeField(_("公布时间"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("公布人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("月班表")
        ordering = ["-first_on", "department"]
        constraints = [
            models.UniqueConstraint(fields=["first_on", "department"], name="roster_month_once"),
            models.CheckConstraint(condition=Q(first_on__day=1), name="roster_month_begins_on_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.first_on:%Y-%m}"


class WorkDay(models.Func):
    """The day in Shanghai on which a moment lies, in words that the database can keep in a column."""

    template = "((%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date)"
    arity = 1
    output_field = models.DateField()


class DutyQuerySet(models.QuerySet):
    def covering(self, moment: datetime):
        """Duties that are on at ``moment``: the start counts, the end no longer does."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def touching(self, starts_at: datetime, ends_at: datetime):
        """Duties of which a part lies between the two moments."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def published(self):
        return self.filter(published_at__isnull=False)


class Duty(models.Model):
    """A shift of one person; until ``published_at`` it is a draft that binds nobody.

    ``work_day`` is the day in Shanghai on which it starts, to which a night shift belongs (database-kept).
    Two of one person never overlap: services check that under the employee's lock.
    """

    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="duties", verbose_name=_("员工"))
    kind = models.ForeignKey(
        ShiftKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("班种")
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    work_day = models.GeneratedField(
        expression=WorkDay("starts_at"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("日期"),
    )
    made_at = models.DateTimeField(_("排班时间"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("公布时间"), null=True, default=timezone.now, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("班次")
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["starts_at", "ends_at"], name="duty_span"),
            models.Index(fields=["work_day", "employee"], name="duty_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_start"),
            models.UniqueConstraint(fields=["employee", "starts_at"], name="duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {timezone.localtime(self.starts_at):%F %H:%M}"

    @property
    def is_night(self) -> bool:
        """As its kind says; one without a kind is a night shift where it runs past midnight."""
        if self.kind_id and self.kind:
            return self.kind.is_night
        return last_day(self.ends_at) != self.work_day
