"""The visitor register, and the list of those who aren't let in."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from staff.models import BlockedVisitor, Visit, VisitState
from staff.services import blocks


@admin.register(Visit)
class VisitAdmin(ServiceAdmin):
    list_display = ("visitor_name", "host", "area", "state_label", "planned_from_at", "entered_at", "left_at")
    list_select_related = ("host",)
    list_filter = ("state", "area", "planned_from_at")
    search_fields = ("visitor_name", "host__name", "host__number")
    date_hierarchy = "planned_from_at"
    fields = (
        *("visitor_name", "company", "phone_end", "identity_end", "host", "purpose", "area"),
        *("planned_from_at", "planned_to_at", "state", "announced_by", "announced_at", "decided_by"),
        *("decided_at", "escort", "bags", "bags_reason", "bags_checked_at", "entered_at", "left_at"),
        *("overstayed_at", "forgotten_at"),
    )
    readonly_fields = ("phone_end", "identity_end")

    @display(
        description=_("状态"),
        ordering="state",
        label={
            VisitState.ANNOUNCED: "warning",
            VisitState.APPROVED: "info",
            VisitState.INSIDE: "success",
            VisitState.REFUSED: "danger",
        },
    )
    def state_label(self, visit: Visit):
        return visit.state, visit.get_state_display()

    @admin.display(description=_("手机号"))
    def phone_end(self, visit: Visit) -> str:
        return visit.phone_end or "—"

    @admin.display(description=_("证件号码"))
    def identity_end(self, visit: Visit) -> str:
        return visit.identity_end or "—"


class BlockForm(forms.ModelForm):
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=30, widget=UnfoldAdminTextInputWidget()
    )
    identity = forms.CharField(
        label=_("证件号码"),
        required=False,
        max_length=30,
        help_text=_("手机号和证件号码至少填一项。只留下不可还原的摘要和尾号，换了名字也认得出。"),
        widget=UnfoldAdminTextInputWidget(),
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class LiftPage(StepPage):
    name, path = "staff_blockedvisitor_lift", "<int:pk>/lift/"
    permission_required = "staff.change_blockedvisitor"
    label, done = _("移出名单"), _("已移出，以后可以登记来访。")
    is_grave = True
    form_class = LiftForm

    @classmethod
    def is_lawful(cls, obj: BlockedVisitor) -> bool:
        return obj.lifted_at is None

    def act(self, *, actor, obj, data):
        blocks.lift(actor=actor, blocked=obj, reason=data["reason"])


@admin.register(BlockedVisitor)
class BlockedVisitorAdmin(ServiceAdmin):
    pages = (LiftPage,)
    list_display = ("name", "known_by", "clause", "reason", "until_on", "lifted_at")
    search_fields = ("name", "=clause")
    fields = ("name", "known_by", "clause", "reason", "until_on", "blocked_by", "blocked_at", "lifted_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("name", "phone", "identity", "clause", "reason", "until_on")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = BlockForm
        return super().get_form(request, obj, change=change, **kwargs)

    def create(self, *, actor, data):
        return blocks.block(actor=actor, **data)
