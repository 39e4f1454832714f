"""Appeals, decided by somebody else than who took the measure."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from merchants.models import Appeal, AppealState
from merchants.services import appeals
from merchants.states import APPEAL

from .facts import case_facts
from .forms import ReasonForm, document_link


class AppealPage(StepPage):
    permission_required = "merchants.change_appeal"
    form_class = ReasonForm
    is_upheld = False

    @classmethod
    def is_lawful(cls, obj: Appeal) -> bool:
        return APPEAL.allows(obj.state, "uphold")

    def facts(self, obj):
        measure = obj.sanction
        facts = [(_("处理措施"), measure), (_("理由"), measure.reason), (_("申诉理由"), obj.text)]
        case = measure.violation
        return facts if case is None else [*facts, *case_facts(case), (_("认定理由"), case.finding)]

    def act(self, *, actor, obj, data):
        appeals.decide(actor=actor, appeal=obj, is_upheld=self.is_upheld, reason=data["reason"])


class UpholdAppealPage(AppealPage):
    name, path, is_upheld = "merchants_appeal_uphold", "<int:pk>/uphold/", True
    label, done = _("申诉成立"), _("申诉成立，措施已解除。")


class DismissAppealPage(AppealPage):
    name, path = "merchants_appeal_dismiss", "<int:pk>/dismiss/"
    label, done, is_grave = _("维持原决定"), _("已维持原决定。"), True


@admin.register(Appeal)
class AppealAdmin(ServiceAdmin):
    pages = (UpholdAppealPage, DismissAppealPage)
    list_display = ("shop", "measure", "state_label", "appealed_at")
    list_filter = ("state",)
    list_select_related = ("sanction__shop",)
    search_fields = ("sanction__shop__name",)
    fieldsets = (
        (None, {"fields": ("shop", "measure", "why", "state")}),
        (_("申诉"), {"fields": ("text", "appealed_by", "appealed_at", "answer")}),
    )
    readonly_fields = ("shop", "measure", "why")

    @display(description=_("店铺"), ordering="sanction__shop__name")
    def shop(self, appeal: Appeal):
        return appeal.sanction.shop

    @display(description=_("处理措施"), ordering="sanction__kind")
    def measure(self, appeal: Appeal):
        return document_link(appeal.sanction, words=appeal.sanction.get_kind_display())

    @display(description=_("处理的理由"))
    def why(self, appeal: Appeal):
        return appeal.sanction.reason

    @display(
        description=_("状态"),
        ordering="state",
        label={AppealState.OPEN: "warning", AppealState.UPHELD: "success", AppealState.DISMISSED: ""},
    )
    def state_label(self, appeal: Appeal):
        return appeal.state, appeal.get_state_display()
