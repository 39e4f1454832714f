"""What rosters are made of, and the records of leave and swaps."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from staff.models import (
    Cover,
    Department,
    Employee,
    EmployeeState,
    Holiday,
    LeaveEntry,
    LeaveRequest,
    LeaveState,
    Pattern,
    ShiftKind,
    Swap,
    SwapState,
)
from staff.services import calendar, entitlements, patterns

REST = ("-", "休", "rest")


@admin.register(ShiftKind)
class ShiftKindAdmin(ServiceAdmin):
    list_display = ("name", "code", "starts", "minutes", "is_night", "department", "is_in_use")
    list_select_related = ("department",)
    search_fields = ("code", "name")
    fields = (
        "code",
        ("name", "name_en"),
        ("starts", "minutes"),
        ("is_night", "tone"),
        "department",
        "is_in_use",
    )

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def create(self, *, actor, data):
        return patterns.save_kind(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        patterns.save_kind(actor=actor, kind=obj, **data)


class OfDepartments(ServiceAdmin):
    """Rows of departments: HR sees to all, a head to their own; others' aren't there."""

    def departments(self, request):
        rows = Department.objects.order_by("code")
        everywhere = request.user.is_superuser or request.user.has_perm("staff.change_employee")
        return rows if everywhere else rows.filter(head__user=request.user)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(department__in=self.departments(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "department":
            kwargs["queryset"] = self.departments(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PatternForm(forms.ModelForm):
    """The rotation as codes of shifts in order, and who goes through it."""

    steps = forms.CharField(
        label=_("每天的班"),
        help_text=_("按顺序写班种代号，用空格隔开，休息写 -。代号见“班种”，例如：D D N N - -"),
        max_length=1000,
        widget=UnfoldAdminTextInputWidget(),
    )
    people = forms.ModelMultipleChoiceField(
        Employee.objects.filter(state=EmployeeState.ACTIVE).order_by("number"),
        label=_("轮班人员"),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "steps" in self.fields:
            steps = self.instance.steps.select_related("kind")
            self.fields["steps"].initial = " ".join(step.kind.code if step.kind else "-" for step in steps)
            own = Employee.objects.filter(position__department=self.instance.department)
            self.fields["people"].queryset = own.filter(state=EmployeeState.ACTIVE).order_by("number")
            self.fields["people"].initial = Employee.objects.filter(rotation__pattern=self.instance)

    def clean_steps(self) -> list[ShiftKind | None]:
        codes = self.cleaned_data["steps"].split()
        known = {kind.code: kind for kind in ShiftKind.objects.filter(is_in_use=True)}
        unknown = [code for code in codes if code not in known and code not in REST]
        if unknown:
            raise forms.ValidationError(
                _("没有代号是“%(code)s”的班种。") % {"code": unknown[0]}  # the first is enough to go on
            )
        return [known.get(code) for code in codes]


@admin.register(Pattern)
class PatternAdmin(OfDepartments):
    form = PatternForm
    list_display = ("name", "department", "follows_calendar", "begins_on")
    list_select_related = ("department",)
    list_filter = ("department",)
    fields = ("department", "name", "steps", "people", "follows_calendar", "begins_on")

    def get_readonly_fields(self, request, obj=None):
        return ("department",) if obj else ()

    def create(self, *, actor, data):
        return patterns.save_rotation(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        patterns.save_rotation(actor=actor, pattern=obj, department=obj.department, **data)


@admin.register(Cover)
class CoverAdmin(OfDepartments):
    list_display = ("department", "starts", "ends", "needed")
    list_select_related = ("department",)
    fields = ("department", "starts", "ends", "needed")

    def get_readonly_fields(self, request, obj=None):
        return ("department", "starts", "ends") if obj else ()

    def create(self, *, actor, data):
        return patterns.require_cover(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        patterns.require_cover(
            actor=actor, department=obj.department, starts=obj.starts, ends=obj.ends, needed=data["needed"]
        )


@admin.register(Holiday)
class HolidayAdmin(ServiceAdmin):
    list_display = ("day", "name", "is_day_off")
    list_filter = ("is_day_off",)
    date_hierarchy = "day"
    fields = ("day", "name", "is_day_off")

    def get_readonly_fields(self, request, obj=None):
        return ("day",) if obj else ()

    def create(self, *, actor, data):
        return calendar.enter_day(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        calendar.enter_day(actor=actor, day=obj.day, **data)


@admin.register(LeaveRequest)
class LeaveRequestAdmin(ServiceAdmin):
    """The record, without the reasons: what somebody is ill with is between them and their superior."""

    list_display = ("employee", "kind", "starts_at", "ends_at", "state_label", "decided_by")
    list_select_related = ("employee", "decided_by")
    list_filter = ("state", "kind", "employee__position__department")
    search_fields = ("employee__number", "employee__name")
    date_hierarchy = "starts_at"
    fields = (
        ("employee", "kind"),
        ("starts_at", "ends_at"),
        ("state", "minutes"),
        ("asked_by", "asked_at"),
        ("decided_by", "decided_at"),
        "certificate_due_at",
    )

    @display(
        description=_("状态"),
        ordering="state",
        label={
            LeaveState.ASKED: "warning",
            LeaveState.APPROVED: "success",
            LeaveState.REFUSED: "danger",
            LeaveState.LAPSED: "danger",
            LeaveState.WITHDRAWN: "",
        },
    )
    def state_label(self, leave: LeaveRequest):
        return leave.state, leave.get_state_display()


@admin.register(LeaveEntry)
class LeaveEntryAdmin(ServiceAdmin):
    list_display = ("employee", "kind", "year", "reason", "minutes", "booked_at")
    list_select_related = ("employee",)
    list_filter = ("year", "reason")
    search_fields = ("employee__number", "employee__name")
    autocomplete_fields = ("employee",)
    fields = ("employee", "kind", "year", "reason", "minutes", "note", "run", "booked_by", "booked_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("employee", "year", "minutes", "note")

    def create(self, *, actor, data):
        return entitlements.correct(actor=actor, **data)


@admin.register(Swap)
class SwapAdmin(ServiceAdmin):
    list_display = ("proposer", "partner", "given_starts_at", "repaid_starts_at", "state_label")
    list_select_related = ("proposer", "partner")
    list_filter = ("state",)
    search_fields = ("proposer__name", "partner__name")
    date_hierarchy = "given_starts_at"
    fields = (
        ("proposer", "partner"),
        ("given_starts_at", "given_ends_at"),
        ("repaid_starts_at", "repaid_ends_at"),
        "payback_due_on",
        "reason",
        ("state", "signed_at"),
        ("proposed_at", "decided_by"),
    )

    @display(
        description=_("状态"),
        ordering="state",
        label={
            SwapState.PROPOSED: "warning",
            SwapState.AGREED: "warning",
            SwapState.APPROVED: "info",
            SwapState.SIGNED: "success",
            SwapState.REFUSED: "danger",
            SwapState.LAPSED: "danger",
            SwapState.WITHDRAWN: "",
        },
    )
    def state_label(self, swap: Swap):
        return swap.state, swap.get_state_display()
