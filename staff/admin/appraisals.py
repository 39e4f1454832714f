"""Cycles, appraisals with their calibration, and decisions that cite them."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget

from mall.accounts.templatetags.mall import yuan
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from staff.models import Appraisal, AppraisalState, Cycle, Decision
from staff.models.appraisals import HIGHEST, LOWEST, SCORED
from staff.services import appraisals
from staff.states import APPRAISAL

from .attendance import OfThoseLed
from .money import InYuan


def score(label) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=LOWEST, max_value=HIGHEST, widget=UnfoldAdminIntegerFieldWidget()
    )


class CalibrateForm(forms.Form):
    attitude = score(_("工作态度"))
    ability = score(_("业务能力"))
    teamwork = score(_("团队协作"))
    answer = forms.CharField(
        label=_("校准说明"), max_length=1_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class CalibratePage(StepPage):
    name, path = "staff_appraisal_calibrate", "<int:pk>/calibrate/"
    permission_required = "staff.change_appraisal"
    label, done = _("校准"), _("已校准，等本人确认。")
    form_class = CalibrateForm

    @classmethod
    def is_lawful(cls, obj: Appraisal) -> bool:
        return APPRAISAL.allows(obj.state, "calibrate")

    def facts(self, obj: Appraisal) -> list:
        return [
            (_("自评"), obj.own_scores),
            (_("上级评分"), obj.scores),
            (_("评语"), obj.words or "—"),
            (_("异议"), obj.objection or "—"),
        ]

    def act(self, *, actor, obj, data):
        appraisals.calibrate(actor=actor, appraisal=obj, **data)

    def get_context_data(self, **kwargs):
        self.form.initial = {name: getattr(self.obj, name) for name in SCORED}  # most stay as they are
        return super().get_context_data(**kwargs)


@admin.register(Cycle)
class CycleAdmin(ServiceAdmin):
    list_display = ("title", "starts_on", "ends_on")
    fields = ("title", "starts_on", "ends_on")

    def create(self, *, actor, data):
        return appraisals.open_cycle(actor=actor, **data)


@admin.register(Appraisal)
class AppraisalAdmin(OfThoseLed):
    pages = (CalibratePage,)
    list_display = ("employee", "cycle", "state_label", "scores_told")
    list_select_related = ("employee", "cycle")
    list_filter = ("cycle", "state")
    search_fields = ("employee__number", "employee__name")
    fields = (
        *("cycle", "employee", "state", "own_attitude", "own_ability", "own_teamwork", "own_words"),
        *("attitude", "ability", "teamwork", "words", "objection", "answer"),
    )

    @display(
        description=_("状态"),
        ordering="state",
        label={AppraisalState.ACKNOWLEDGED: "success", AppraisalState.OBJECTED: "danger"},
    )
    def state_label(self, appraisal: Appraisal):
        return appraisal.state, appraisal.get_state_display()

    @admin.display(description=_("态度 / 能力 / 协作"))
    def scores_told(self, appraisal: Appraisal) -> str:
        return appraisal.scores


@admin.register(Decision)
class DecisionAdmin(OfThoseLed, InYuan):
    list_display = ("employee", "kind", "reason", "amount_told", "decided_at")
    list_select_related = ("employee",)
    list_filter = ("kind",)
    search_fields = ("employee__number", "employee__name")
    autocomplete_fields = ("employee", "appraisal", "breach", "position")
    fields = ("employee", "kind", "reason", "amount", "appraisal", "breach", "position")
    readonly_fields = ("amount_told", "decided_by", "decided_at")

    def get_fields(self, request, obj=None):
        told = ["amount_told" if name == "amount" else name for name in self.fields]
        return (*told, "decided_by", "decided_at") if obj else self.fields

    @admin.display(description=_("金额"), ordering="amount")
    def amount_told(self, decision: Decision) -> str:
        return yuan(decision.amount) if decision.amount else "—"

    def create(self, *, actor, data):
        return appraisals.decide(actor=actor, **data)
