"""The record of breaches."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage
from staff.models import Breach
from staff.services.breaches import record_breach, withdraw


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("撤销的原因"), max_length=300, widget=UnfoldAdminTextInputWidget())


class WithdrawPage(StepPage):
    name, path = "staff_breach_withdraw", "<int:pk>/withdraw/"
    permission_required = "staff.add_breach"
    label, done = _("撤销违纪记录"), _("已撤销，原记录保留。")
    form_class = WithdrawForm
    is_grave = True

    @classmethod
    def is_lawful(cls, obj: Breach) -> bool:
        return not obj.is_withdrawn

    def facts(self, obj: Breach) -> list:
        return [(_("条款"), obj.clause), (_("事实"), obj.facts)]

    def act(self, *, actor, obj, data):
        withdraw(actor=actor, breach=obj, **data)


@admin.register(Breach)
class BreachAdmin(ServiceAdmin):
    pages = (WithdrawPage,)
    list_display = ("employee", "clause", "happened_at", "recorded_by", "withdrawal_told")
    list_select_related = ("employee", "recorded_by", "withdrawal")
    search_fields = ("employee__number", "employee__name", "=clause")
    autocomplete_fields = ("employee",)
    fields = ("employee", "clause", "facts", "happened_at", "recorded_by", "recorded_at")
    readonly_fields = ("recorded_by", "recorded_at", "withdrawal_told")

    def get_fields(self, request, obj=None):
        return (*self.fields, "withdrawal_told") if obj else self.fields[:-2]

    @admin.display(description=_("撤销说明"))
    def withdrawal_told(self, breach: Breach) -> str:
        return breach.withdrawal.reason if breach.is_withdrawn else "—"

    def create(self, *, actor, data):
        return record_breach(
            actor=actor,
            employee=data["employee"],
            clause=data["clause"],
            facts=data["facts"],
            happened_at=data["happened_at"],
        )
