"""Attendance as it was computed, the punches behind it, what leaders recorded, and the notices to staff."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from staff.models import AttendanceResult, Handover, HandoverState, Lapse, Notice, Punch
from staff.services import leaders, notices


class OfThoseLed(ServiceAdmin):
    """Rows of everybody for HR and who sees to pay, of those whom one leads for others."""

    sees_all = ("staff.change_employee", "staff.view_payslip")
    to_employee = "employee"

    def get_queryset(self, request):
        rows, user = super().get_queryset(request), request.user
        if any(map(user.has_perm, self.sees_all)) or not self.has_view_permission(request):
            return rows
        return rows.filter(**{f"{self.to_employee}__in": leaders.led_by(user).values("pk")})


@admin.register(AttendanceResult)
class AttendanceResultAdmin(OfThoseLed):
    list_display = ("employee", "day", "came_at", "went_at", "said")
    list_select_related = ("employee",)
    list_filter = ("day", "employee__position__department")
    search_fields = ("employee__number", "employee__name")
    date_hierarchy = "day"
    fields = (
        *("employee", "duty", "day", "came_at", "went_at", "worked_minutes", "late_minutes"),
        *("early_minutes", "absent_minutes", "away_minutes", "leave_minutes", "lacks_out", "computed_at"),
    )

    @display(description=_("结果"), label={True: "success", False: "warning"})
    def said(self, result: AttendanceResult):
        return result.is_clean, result.words


@admin.register(Punch)
class PunchAdmin(OfThoseLed):
    list_display = ("employee", "kind", "at", "short_minutes", "network", "correction")
    list_select_related = ("employee", "correction__employee")
    list_filter = ("kind",)
    search_fields = ("employee__number", "employee__name")
    date_hierarchy = "at"
    fields = ("employee", "kind", "at", "short_minutes", "network", "correction")


@admin.register(Lapse)
class LapseAdmin(OfThoseLed):
    list_display = ("employee", "kind", "from_at", "to_at", "recorded_by")
    list_select_related = ("employee", "recorded_by")
    list_filter = ("kind",)
    fields = ("employee", "duty", "kind", "from_at", "to_at", "evidence", "recorded_by", "recorded_at")


@admin.register(Handover)
class HandoverAdmin(OfThoseLed):
    to_employee = "duty__employee"
    list_display = ("duty", "department", "state_label", "offered_at", "taken_by", "taken_at")
    list_select_related = ("duty__employee", "department", "taken_by")
    list_filter = ("state", "department")
    fields = (
        *("duty", "department", "state", "equipment", "problems", "staffing", "open_work"),
        *("offered_at", "taken_by", "taken_at"),
    )

    @display(
        description=_("状态"),
        ordering="state",
        label={HandoverState.OFFERED: "warning", HandoverState.COMPLETE: "success"},
    )
    def state_label(self, handover: Handover):
        return handover.state, handover.get_state_display()


@admin.register(Notice)
class NoticeAdmin(ServiceAdmin):
    list_display = ("title", "department", "published_by", "published_at")
    list_select_related = ("department", "published_by")
    search_fields = ("title",)
    fields = ("title", "body", "department", "published_by", "published_at")
    readonly_fields = ("published_by", "published_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return notices.publish(actor=actor, **data)
