"""The record of breaches of every app, by employee, clause and month."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import admin
from django.db.models.functions import TruncMonth
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage
from mall.rulebook.boundary import link_to
from mall.subjects import named
from staff.models import Breach
from staff.services.breaches import record_breach, withdraw
from staff.services.months import next_first

MOST_MONTHS = 36


class ClauseFilter(admin.SimpleListFilter):
    title, parameter_name = _("条款"), "of_clause"

    def lookups(self, request, model_admin):
        rows = model_admin.get_queryset(request).order_by("clause").values_list("clause", flat=True)
        return [(clause, clause) for clause in rows.distinct()]

    def queryset(self, request, queryset):
        return queryset.filter(clause=self.value()) if self.value() else queryset


class MonthFilter(admin.SimpleListFilter):
    title, parameter_name = _("月份"), "month"

    def lookups(self, request, model_admin):
        rows = model_admin.get_queryset(request).order_by().annotate(month=TruncMonth("happened_at"))
        months = rows.values_list("month", flat=True).distinct().order_by("-month")[:MOST_MONTHS]
        return [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        try:
            first_on = date.fromisoformat(f"{self.value()}-01")
            ends_on = next_first(first_on)
        except (ValueError, OverflowError):
            return queryset.none()
        return queryset.filter(happened_at__date__gte=first_on, happened_at__date__lt=ends_on)


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
    list_display = ("employee", "clause_link", "facts", "happened_at", "recorded_by", "withdrawal_told")
    list_select_related = ("employee", "recorded_by", "withdrawal")
    list_filter = (ClauseFilter, MonthFilter, "employee__position__department")
    search_fields = ("employee__number", "employee__name", "=clause")
    autocomplete_fields = ("employee",)
    date_hierarchy = "happened_at"
    fields = ("employee", "clause", "facts", "happened_at", "about", "recorded_by", "recorded_at")
    readonly_fields = ("about", "recorded_by", "recorded_at", "withdrawal_told")

    def get_fields(self, request, obj=None):
        return (*self.fields, "withdrawal_told") if obj else self.fields[:-3]

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

    @admin.display(description=_("条款"), ordering="clause")
    def clause_link(self, breach: Breach):
        return format_html('<a href="{}">{}</a>', link_to(breach.clause), breach.clause)

    @admin.display(description=_("由来"))
    def about(self, breach: Breach) -> str:
        """What it came from, in whichever app."""
        reference = breach.subject_kind, breach.subject_id
        return named([reference]).get(reference, "—") if breach.subject_kind else "—"
