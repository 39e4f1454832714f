"""The management committee: seats, meetings, and the resolutions that they passed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from mall.adminpages import ServiceAdmin, StepPage, once
from staff.models import Employee, EmployeeState, Meeting, Seat
from staff.services import committee


@admin.register(Seat)
class SeatAdmin(ServiceAdmin):
    list_display = ("title", "holder", "place")
    list_select_related = ("holder",)
    fields = ("title", "title_en", "place", "holder")

    def get_readonly_fields(self, request, obj=None):
        return ("title", "title_en", "place") if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "holder":
            kwargs["queryset"] = Employee.objects.filter(state=EmployeeState.ACTIVE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, *, actor, data):
        return committee.seat(actor=actor, **data)

    def update(self, *, actor, obj, data, changed):
        committee.appoint(actor=actor, seat=obj, holder=data["holder"])


class ResolveForm(forms.Form):
    number = forms.CharField(label=_("决议编号"), max_length=40, widget=UnfoldAdminTextInputWidget())
    title = forms.CharField(label=_("事由"), max_length=200, widget=UnfoldAdminTextInputWidget())
    text = forms.CharField(label=_("内容"), max_length=5_000, widget=UnfoldAdminTextareaWidget())
    in_favour = forms.IntegerField(
        label=_("赞成"), min_value=0, max_value=99, widget=UnfoldAdminIntegerFieldWidget()
    )
    against = forms.IntegerField(
        label=_("反对"), min_value=0, max_value=99, widget=UnfoldAdminIntegerFieldWidget()
    )


class ResolvePage(StepPage):
    name = "staff_meeting_resolve"
    path = "<int:pk>/resolve/"
    permission_required = ("staff.add_meeting", "rulebook.add_resolution")
    label = _("记录决议")
    explanation = _("出席委员过半数赞成才成为决议；没有投票的记为弃权。规则修订引用决议编号。")
    done = _("决议已记录，规则修订可以引用。")
    form_class = ResolveForm

    def facts(self, obj: Meeting) -> list:
        names = "、".join(employee.name for employee in obj.present.order_by("number"))
        return [(_("出席"), names), (_("当时委员人数"), obj.seats_filled)]

    def act(self, *, actor, obj, data):
        committee.resolve(actor=actor, meeting=obj, **data)


@admin.register(Meeting)
class MeetingAdmin(ServiceAdmin):
    pages = (ResolvePage,)
    list_display = ("held_at", "agenda", "recorded_by")
    list_select_related = ("recorded_by",)
    search_fields = ("agenda",)
    fields = ("held_at", "agenda", "present", "minutes", "seats_filled", "resolutions", "recorded_by")
    readonly_fields = ("seats_filled", "resolutions", "recorded_by")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-3]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = Employee.objects.filter(seats__isnull=False).distinct()
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def create(self, *, actor, data):
        return committee.record_meeting(actor=actor, **data)

    def save_related(self, request, form, formsets, change):
        """The service has written who was present."""

    @admin.display(description=_("决议"))
    @once
    def resolutions(self, meeting: Meeting):
        rows = meeting.votes.select_related("resolution").order_by("id")
        return (
            format_html_join(
                "",
                "<div>{} · {}</div>",
                (
                    (
                        format_html(
                            '<a href="{}">{}</a>',
                            reverse("admin:rulebook_resolution_change", args=[vote.resolution_id]),
                            vote.resolution,
                        ),
                        _("赞成 %(yes)d，反对 %(no)d，弃权 %(none)d")
                        % {"yes": vote.in_favour, "no": vote.against, "none": vote.abstained},
                    )
                    for vote in rows
                ),
            )
            or "—"
        )
