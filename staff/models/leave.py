"""Leave: asked for, decided, proved; and what each person is entitled to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.appendonly import append_only

from .organisation import Employee


class LeaveKind(models.TextChoices):
    PERSONAL = "personal", _("事假")
    SPECIAL = "special", _("特殊事假")
    SICK = "sick", _("病假")
    ANNUAL = "annual", _("年休假")
    MARRIAGE = "marriage", _("婚假")
    MATERNITY = "maternity", _("产假")
    PATERNITY = "paternity", _("陪产假")
    BEREAVEMENT = "bereavement", _("丧假")


class LeaveChannel(models.TextChoices):
    """By the person, by their call to the shift leader, or by somebody in their name. (K8.3, K8.4)"""

    SELF = "self", _("本人申请")
    CALL = "call", _("本人来电")
    DELEGATED = "delegated", _("他人代请")


class LeaveState(models.TextChoices):
    ASKED = "asked", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class LeaveQuerySet(models.QuerySet):
    def open(self):
        """Those that stand or may come to stand."""
        return self.filter(state__in=[LeaveState.ASKED, LeaveState.APPROVED])

    def approved(self):
        return self.filter(state=LeaveState.APPROVED)

    def touching(self, starts_at, ends_at):
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class LeaveRequest(models.Model):
    """A person asks to be away from ``starts_at`` to ``ends_at``. What isn't approved is no leave. (G5.2)

    ``asks_acceptance``: it came too late to be asked ahead, and stands only if it is accepted (K8.2).
    ``beside_on`` are its days, of rest too, on which no valid roster had a say when it was approved: what the
    leave takes on them is counted by workdays, whatever becomes of the roster or of the person's place.
    ``lapsed`` is an approved sick leave without its certificate; the time counts as absence (K8.4).
    """

    lock_rank = "leave_request"
    named_with = ("employee",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="leaves", verbose_name=_("员工"))
    kind = models.CharField(_("假别"), max_length=20, choices=LeaveKind)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    reason = models.TextField(_("事由"))
    channel = models.CharField(_("申请方式"), max_length=10, choices=LeaveChannel, default=LeaveChannel.SELF)
    is_emergency = models.BooleanField(_("急诊"), default=False)
    asks_acceptance = models.BooleanField(_("请求事后认可"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=LeaveState, default=LeaveState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision = models.TextField(_("审批意见"), blank=True)
    minutes = models.PositiveIntegerField(_("占用工时（分钟）"), default=0)
    beside_on = ArrayField(models.DateField(), verbose_name=_("班表外的日子"), default=list, editable=False)
    certificate_due_at = models.DateTimeField(_("假条交付期限"), null=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("请假")
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["employee", "starts_at"], name="leave_of_employee"),
            models.Index(fields=["asked_at"], name="leave_asked", condition=Q(state="asked")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="leave_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decided_at__isnull=False),
                name="leave_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        start = timezone.localtime(self.starts_at)
        return f"{self.employee} {self.get_kind_display()} {start:%F %H:%M}"

    @property
    def own_page(self) -> str:
        """Where the person and who decides see to it."""
        return f"/admin/my/leave/request/?pk={self.pk}"

    def may_open(self, viewer, private) -> bool:
        """A medical certificate is for its owner and for who decides on the leave."""
        return viewer.pk in (self.employee.user_id, self.decided_by_id) or (
            self.employee.superior is not None and self.employee.superior.user_id == viewer.pk
        )


class LeaveCertificate(models.Model):
    """A doctor's certificate for some days; its file hangs on the request. Append-only. (K8.4)"""

    request = models.ForeignKey(
        LeaveRequest, models.PROTECT, related_name="certificates", verbose_name=_("请假")
    )
    from_on = models.DateField(_("从"))
    to_on = models.DateField(_("到"))
    issuer = models.CharField(_("医疗单位"), max_length=80, blank=True)
    handed_in_at = models.DateTimeField(_("交付时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("病假证明")
        ordering = ["from_on", "id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="certificate_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"


class EntryReason(models.TextChoices):
    GRANT = "grant", _("年度额度")
    USE = "use", _("休假")
    RETURN = "return", _("退回")
    PAY = "pay", _("按实际工时退回")
    CORRECTION = "correction", _("更正")


class LeaveEntry(models.Model):
    """A line of the entitlement ledger, in minutes of work; what is left is their sum. Append-only. (G6.2)

    ``run`` and ``month_on``: the pay run that counted the leave for less in that month than was booked.
    """

    employee = models.ForeignKey(
        Employee, models.PROTECT, related_name="leave_entries", verbose_name=_("员工")
    )
    kind = models.CharField(_("假别"), max_length=20, choices=LeaveKind)
    year = models.PositiveSmallIntegerField(_("年度"))
    reason = models.CharField(_("缘由"), max_length=12, choices=EntryReason)
    minutes = models.IntegerField(_("分钟"))
    request = models.ForeignKey(
        LeaveRequest, models.PROTECT, null=True, related_name="entries", verbose_name=_("请假")
    )
    run = models.ForeignKey(
        "staff.PayRun", models.PROTECT, null=True, related_name="+", verbose_name=_("工资")
    )
    month_on = models.DateField(_("月份"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记账人")
    )
    booked_at = models.DateTimeField(_("记账时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("假期额度")
        ordering = ["-id"]
        triggers = append_only()
        indexes = [models.Index(fields=["employee", "kind", "year"], name="leave_entry_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "kind", "year"], condition=Q(reason="grant"), name="leave_granted_once"
            ),
            models.UniqueConstraint(
                fields=["request", "year", "reason"],
                name="leave_booked_once",
                condition=Q(request__isnull=False, run=None),
            ),
            models.UniqueConstraint(fields=["request", "month_on", "run"], name="leave_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.get_kind_display()} {self.year} {self.minutes:+}"
