"""Forms of those who leave: who has signed, what still hangs on them, and who takes it over."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from mall.deadlines import registry
from mall.subjects import named
from staff.models import Clearance, ClearanceState, Employee, EmployeeState
from staff.services import clearances
from staff.states import CLEARANCE


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回原因"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("交给"),
        queryset=Employee.objects.filter(state=EmployeeState.ACTIVE),
        widget=UnfoldAdminSelectWidget(),
    )


class ClearanceStep(StepPage):
    permission_required = "staff.change_clearance"

    @classmethod
    def is_lawful(cls, obj: Clearance) -> bool:
        return CLEARANCE.allows(obj.state, "withdraw")


class HandOverPage(ClearanceStep):
    name = "staff_clearance_hand_over"
    path = "<int:pk>/hand-over/"
    label = _("移交名下工作")
    explanation = _("名下所有计时中的工作改由这位同事负责，期限不变。")
    form_class = HandOverForm

    def facts(self, obj: Clearance) -> list:
        return [(_("计时中的工作"), clearances.open_clocks(obj.employee).count())]

    def act(self, *, actor, obj, data):
        moved = clearances.hand_over_work(actor=actor, clearance=obj, to=data["to"])
        self.done = _("已移交 %(n)d 项工作。") % {"n": moved}


class WithdrawPage(ClearanceStep):
    name = "staff_clearance_withdraw"
    path = "<int:pk>/withdraw/"
    label, done = _("撤回交接单"), _("已撤回，本人继续在职。")
    is_grave = True
    form_class = WithdrawForm

    def act(self, *, actor, obj, data):
        clearances.withdraw(actor=actor, clearance=obj, reason=data["reason"])


@admin.register(Clearance)
class ClearanceAdmin(ServiceAdmin):
    pages = (HandOverPage, WithdrawPage)
    list_display = ("employee", "state_label", "signed", "last_day_on", "opened_at")
    list_select_related = ("employee",)
    list_filter = ("state",)
    search_fields = ("employee__number", "employee__name")
    fields = (
        "employee",
        "reason",
        "last_day_on",
        "state",
        "lines_told",
        "clocks_told",
        "opened_by",
        "opened_at",
    )
    readonly_fields = ("lines_told", "clocks_told")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("lines")

    @admin.display(description=_("已签"))
    def signed(self, clearance: Clearance) -> str:
        lines = clearance.lines.all()
        return f"{sum(line.signed_at is not None for line in lines)} / {len(lines)}"

    @display(
        description=_("状态"),
        ordering="state",
        label={ClearanceState.OPEN: "warning", ClearanceState.COMPLETE: "success"},
    )
    def state_label(self, clearance: Clearance):
        return clearance.state, clearance.get_state_display()

    @admin.display(description=_("各部门签字"))
    @once
    def lines_told(self, clearance: Clearance):
        return format_html_join(
            "",
            "<div>{} · {} · {}{}</div>",
            (
                (
                    line.get_kind_display(),
                    line.department.title,
                    f"{line.signed_by} {timezone.localtime(line.signed_at):%F %H:%M}"
                    if line.signed_at
                    else _("待签"),
                    f" · {line.note}" if line.note else "",
                )
                for line in clearance.lines.select_related("department", "signed_by").order_by("id")
            ),
        )

    @admin.display(description=_("名下计时中的工作"))
    @once
    def clocks_told(self, clearance: Clearance):
        clocks = list(clearances.open_clocks(clearance.employee)[:50])
        names = named((clock.subject_kind, clock.subject_id) for clock in clocks)
        return format_html_join(
            "",
            "<div>{} · {} · {}</div>",
            (
                (
                    registry.title_of(clock),
                    names.get((clock.subject_kind, clock.subject_id), "—"),
                    f"{timezone.localtime(clock.due_at):%F %H:%M}",
                )
                for clock in clocks
            ),
        ) or _("没有")
