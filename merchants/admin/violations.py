"""Cases against shops: reported here or by other apps, decided by another person."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from mall.adminpages import ServiceAdmin, StepPage
from merchants.models import Violation, ViolationState
from merchants.services import violations
from merchants.states import VIOLATION

from .forms import ReasonForm


class ConfirmPage(StepPage):
    name, path = "merchants_violation_confirm", "<int:pk>/confirm/"
    permission_required = "merchants.change_violation"
    label, done = _("认定"), _("案件已认定。")
    explanation = _("认定后记入店铺的记录。举报人不能裁定自己举报的案件。")
    form_class = ReasonForm

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, "confirm")

    def act(self, *, actor, obj, data):
        violations.confirm(actor=actor, violation=obj, reason=data["reason"])


class DismissPage(StepPage):
    name, path = "merchants_violation_dismiss", "<int:pk>/dismiss/"
    permission_required = "merchants.change_violation"
    label, done = _("驳回"), _("案件已驳回。")
    explanation = _("事实不成立。举报人不能裁定自己举报的案件。")
    form_class = ReasonForm

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, "dismiss")

    def act(self, *, actor, obj, data):
        violations.dismiss(actor=actor, violation=obj, reason=data["reason"])


@admin.register(Violation)
class ViolationAdmin(ServiceAdmin):
    pages = (ConfirmPage, DismissPage)
    list_display = ("shop", "clause", "state_label", "reported_by", "reported_at")
    list_filter = ("state",)
    list_select_related = ("shop", "reported_by")
    search_fields = ("shop__name", "=clause")
    autocomplete_fields = ("shop",)
    fields = ("shop", "clause", "facts", "state", "reported_by", "reported_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:3]

    def create(self, *, actor, data):
        return violations.report(actor=actor, **data)

    @display(
        description=_("状态"),
        ordering="state",
        label={
            ViolationState.REPORTED: "warning",
            ViolationState.CONFIRMED: "danger",
            ViolationState.DISMISSED: "",
        },
    )
    def state_label(self, violation: Violation):
        return violation.state, violation.get_state_display()
