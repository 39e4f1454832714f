"""A department's targets, and how far it has come."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage, once
from staff.models import Target
from staff.services import targets

MOST = 2_000_000_000


class ReportForm(forms.Form):
    reached = forms.IntegerField(
        label=_("累计完成"), min_value=0, max_value=MOST, widget=UnfoldAdminIntegerFieldWidget()
    )
    note = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("数字从哪里来，例如报表名称和日期。"),
        widget=UnfoldAdminTextInputWidget(),
    )


class ReportPage(StepPage):
    name = "staff_target_report"
    path = "<int:pk>/report/"
    permission_required = "staff.view_target"
    label = _("填报进度")
    done = _("进度已记下。")
    form_class = ReportForm

    def facts(self, obj: Target) -> list:
        return [(_("目标值"), f"{obj.goal} {obj.unit}"), (_("上次填报"), obj.reached)]

    def act(self, *, actor, obj, data):
        targets.report(actor=actor, target=obj, **data)


@admin.register(Target)
class TargetAdmin(ServiceAdmin):
    pages = (ReportPage,)
    list_display = ("title", "department", "progress", "due_on")
    list_select_related = ("department",)
    list_filter = ("department",)
    fields = ("department", "title", "goal", "unit", "starts_on", "due_on", "progress", "reports_told")
    readonly_fields = ("progress", "reports_told")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-2]

    def create(self, *, actor, data):
        return targets.set_target(actor=actor, **data)

    @admin.display(description=_("进度"))
    def progress(self, target: Target):
        return format_html(
            '<progress max="100" value="{}"></progress> {}% · {} / {} {}',
            min(100, target.percent),
            target.percent,
            target.reached,
            target.goal,
            target.unit,
        )

    @admin.display(description=_("填报记录"))
    @once
    def reports_told(self, target: Target):
        rows = target.reports.select_related("reported_by").order_by("-id")[:50]
        return (
            format_html_join(
                "",
                "<div>{} · {} {} · {} · {}</div>",
                (
                    (
                        f"{timezone.localtime(row.at):%F %H:%M}",
                        row.reached,
                        target.unit,
                        row.note,
                        row.reported_by or "—",
                    )
                    for row in rows
                ),
            )
            or "—"
        )
