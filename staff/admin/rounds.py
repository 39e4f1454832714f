"""Plans of safety rounds, what was walked, and findings until they are closed."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, once
from mall.uploads.models import PrivateFile
from staff.models import Finding, FindingState, Round, RoundPlan, RoundState
from staff.services import rounds


@admin.register(RoundPlan)
class RoundPlanAdmin(ServiceAdmin):
    list_display = ("area", "department", "every_days", "is_in_use")
    list_select_related = ("department",)
    fields = ("area", "department", "points", "every_days", "is_in_use")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()

    def create(self, *, actor, data):
        return rounds.plan(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        names = ("department", "points", "every_days", "is_in_use")
        rounds.change_plan(actor=actor, plan=obj, **{name: data[name] for name in names})


@admin.register(Round)
class RoundAdmin(ServiceAdmin):
    list_display = ("plan", "state_label", "due_at", "walked_by", "walked_at", "overdue_at")
    list_select_related = ("plan", "walked_by")
    list_filter = ("state", "plan")
    date_hierarchy = "due_at"
    fields = ("plan", "state", "due_at", "overdue_at", "walked_by", "walked_at", "points_told", "note")
    readonly_fields = ("points_told",)

    @display(
        description=_("状态"),
        ordering="state",
        label={RoundState.DUE: "warning", RoundState.WALKED: "success"},
    )
    def state_label(self, tour: Round):
        return tour.state, tour.get_state_display()

    @admin.display(description=_("逐点结果"))
    def points_told(self, tour: Round):
        return (
            format_html_join(
                "",
                "<div>{} · {}</div>",
                ((_("正常") if one["is_fine"] else _("有问题"), one["point"]) for one in tour.points),
            )
            or "—"
        )


@admin.register(Finding)
class FindingAdmin(ServiceAdmin):
    list_display = ("point", "words", "owner", "state_label", "due_on", "overdue_at")
    list_select_related = ("owner",)
    list_filter = ("state", "round__plan")
    search_fields = ("point", "words", "owner__name")
    fields = (
        *("round", "point", "words", "photos", "owner", "due_on", "state", "found_at", "overdue_at"),
        *("fixed_note", "fixed_by", "fixed_at", "closed_by", "closed_at"),
    )
    readonly_fields = ("photos",)

    @display(
        description=_("状态"),
        ordering="state",
        label={
            FindingState.OPEN: "danger",
            FindingState.FIXED: "warning",
            FindingState.CLOSED: "success",
        },
    )
    def state_label(self, finding: Finding):
        return finding.state, finding.get_state_display()

    @admin.display(description=_("照片"))
    @once
    def photos(self, finding: Finding):
        rows = PrivateFile.objects.about(finding).order_by("id")
        links = ((reverse("uploads:private", args=[row.pk]), row.name) for row in rows)
        return format_html_join("", '<div><a href="{}">{}</a></div>', links) or "—"
