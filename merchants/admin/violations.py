"""Cases against shops: reported here or by other apps, decided by another person."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from mall.adminpages import ServiceAdmin, StepPage
from merchants.models import Violation, ViolationState
from merchants.services import violations
from merchants.states import VIOLATION
from merchants.violation_types import TYPES, choices

from .forms import ReasonForm, files_of
from .sanctions import ImposeForCasePage, ReferPage


class ConfirmPage(StepPage):
    name, path = "merchants_violation_confirm", "<int:pk>/confirm/"
    permission_required = "merchants.change_violation"
    label, done = _("认定"), _("案件已认定。")
    explanation = _("认定后记入店铺的记录。举报人不能裁定自己举报的案件；店铺和举报人都会看到您写的理由。")
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
    explanation = _("事实不成立。举报人不能裁定自己举报的案件；店铺和举报人都会看到您写的理由。")
    form_class = ReasonForm

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, "dismiss")

    def act(self, *, actor, obj, data):
        violations.dismiss(actor=actor, violation=obj, reason=data["reason"])


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("图片或 PDF"), widget=forms.FileInput(attrs={"class": "mall-file"}))


class EvidencePage(StepPage):
    """A picture or PDF for a case that is open."""

    name, path = "merchants_violation_evidence", "<int:pk>/evidence/"
    permission_required = "merchants.change_violation"
    label, done = _("补充证据"), _("证据已存入。")
    form_class = EvidenceForm
    template_name = "merchants/admin_upload.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.method == "POST":
            self.form = EvidenceForm(request.POST, request.FILES)

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return VIOLATION.allows(obj.state, "confirm")

    def act(self, *, actor, obj, data):
        violations.add_evidence(actor=actor, violation=obj, upload=data["file"])


class CaseForm(forms.ModelForm):
    type = forms.ChoiceField(label=_("类型"), choices=choices, widget=UnfoldAdminSelectWidget())


@admin.register(Violation)
class ViolationAdmin(ServiceAdmin):
    pages = (ConfirmPage, DismissPage, EvidencePage, ImposeForCasePage, ReferPage)
    form = CaseForm
    list_display = ("shop", "clause", "state_label", "reported_by", "reported_at")
    list_filter = ("state",)
    list_select_related = ("shop", "reported_by")
    search_fields = ("shop__name", "=clause")
    autocomplete_fields = ("shop",)
    fields = ("shop", "type_label", "clause", "facts", "evidence", "statement", "state", "points", "finding")
    fields += ("reported_by", "reported_at")
    readonly_fields = ("type_label", "evidence")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("shop", "type", "facts")

    @display(description=_("类型"))
    def type_label(self, violation: Violation):
        return TYPES[violation.type].label if violation.type in TYPES else violation.type

    @display(description=_("证据"))
    def evidence(self, violation: Violation):
        return files_of(violation)

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
