"""The roster."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.adminpages import ServiceAdmin, StepPage, once
from staff.models import Duty
from staff.services import roster


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("取消原因"), max_length=200, required=False)


class CancelDutyPage(StepPage):
    name = "staff_duty_cancel"
    path = "<int:pk>/cancel/"
    permission_required = "staff.change_duty"
    label = _("取消班次")
    done = _("班次已取消。")
    is_grave = True
    form_class = CancelForm

    @classmethod
    def is_lawful(cls, obj: Duty) -> bool:
        return obj.starts_at > timezone.now() and not roster.is_on_leave(obj)

    def act(self, *, actor, obj, data):
        roster.cancel_duty(actor=actor, duty=obj, reason=data["reason"])

    def done_url(self) -> str:
        return self.list_url()


@admin.register(Duty)
class DutyAdmin(ServiceAdmin):
    pages = (CancelDutyPage,)
    list_display = ("employee", "department", "starts_at", "ends_at")
    list_select_related = ("employee__position__department",)
    list_filter = ("employee__position__department",)
    search_fields = ("employee__number", "employee__name")
    date_hierarchy = "starts_at"
    autocomplete_fields = ("employee",)
    fields = ("employee", "starts_at", "ends_at", "is_on_leave")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:3]

    def create(self, *, actor, data):
        return roster.assign_duty(
            actor=actor, employee=data["employee"], starts_at=data["starts_at"], ends_at=data["ends_at"]
        )

    @admin.display(description=_("在已批准的假里"), boolean=True)
    @once
    def is_on_leave(self, duty: Duty) -> bool:
        return roster.is_on_leave(duty)

    @admin.display(description=_("部门"), ordering="employee__position__department")
    def department(self, duty: Duty):
        return duty.employee.department
