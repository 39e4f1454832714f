"""Measures, appeals and demands: taken, decided and followed by staff."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from mall.adminpages import ServiceAdmin, StepPage
from mall.halfwidth import plain
from mall.uploads.models import PrivateFile
from merchants.models import Appeal, Demand, DemandKind, Sanction, SanctionKind, Violation
from merchants.services import demands, sanctions
from merchants.states import APPEAL, DEMAND, VIOLATION

from .forms import ReasonForm


def files_of(obj):
    """Links to the private files that hang on a row, for who may open them."""
    rows = PrivateFile.objects.about(obj).order_by("pk")
    links = ((reverse("uploads:private", args=[row.pk]), row.name) for row in rows)
    return format_html_join(" · ", '<a href="{}" target="_blank" rel="noopener">{}</a>', links) or "—"


class WholeField(forms.CharField):
    """A small number in digits, full-width ones too; None where it is left empty."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=8, widget=UnfoldAdminTextInputWidget(), **kwargs)

    def clean(self, value):
        text = plain(super().clean(value))
        if text and not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("请填整数，例如 7。"))
        return int(text) if text else None


class SanctionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("措施"),
        choices=[choice for choice in SanctionKind.choices if choice[0] != "referral"],
        widget=UnfoldAdminSelectWidget(),
    )
    term = WholeField(label=_("期限（天）"), help_text=_("限制、监管和暂停要填；警告、解约和封禁不填。"))
    categories = forms.CharField(
        label=_("停售类目"),
        required=False,
        max_length=300,
        help_text=_("分类页网址的最后一段，几个之间用空格。"),
        widget=UnfoldAdminTextInputWidget(),
    )
    daily_orders = WholeField(label=_("每日订单上限"))
    reason = forms.CharField(
        label=_("理由"), max_length=1_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def clean_term(self):
        days = self.cleaned_data["term"]
        return timedelta(days=days) if days and days < 10_000 else None

    def clean_categories(self):
        return self.cleaned_data["categories"].split()


class ImposePage(StepPage):
    """A measure against a shop on its own account."""

    name, path = "merchants_shop_sanction", "<int:pk>/sanction/"
    permission_required = "merchants.add_sanction"
    label, done, is_grave = _("采取措施"), _("措施已生效，店铺已收到通知。"), True
    explanation = _("立即生效，到期自动解除；店铺可以在申诉期内申诉，由另一位同事复议。")
    form_class = SanctionForm

    def act(self, *, actor, obj, data):
        sanctions.impose(actor=actor, shop=obj, **data)


class ImposeForCasePage(ImposePage):
    """A measure on a case that was found to hold."""

    name, path = "merchants_violation_sanction", "<int:pk>/sanction/"

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return obj.state == "confirmed"

    def act(self, *, actor, obj, data):
        sanctions.impose(actor=actor, shop=obj.shop, violation=obj, **data)


class ReferForm(ReasonForm):
    authority = forms.CharField(label=_("主管机关"), max_length=80, widget=UnfoldAdminTextInputWidget())


class ReferPage(StepPage):
    name, path = "merchants_violation_refer", "<int:pk>/refer/"
    permission_required = "merchants.add_sanction"
    label, done, is_grave = _("移送主管机关"), _("移送已记录，证据包已生成。"), True
    form_class = ReferForm

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return not VIOLATION.allows(obj.state, "confirm") and obj.state == "confirmed"

    def act(self, *, actor, obj, data):
        sanctions.refer(actor=actor, violation=obj, **data)


class LiftPage(StepPage):
    name, path = "merchants_sanction_lift", "<int:pk>/lift/"
    permission_required = "merchants.change_sanction"
    label, done = _("提前解除"), _("措施已解除。")
    form_class = ReasonForm

    @classmethod
    def is_lawful(cls, obj: Sanction) -> bool:
        return obj.state == "active" and obj.kind not in ("termination", "ban")

    def act(self, *, actor, obj, data):
        sanctions.lift(actor=actor, sanction=obj, reason=data["reason"])


@admin.register(Sanction)
class SanctionAdmin(ServiceAdmin):
    pages = (LiftPage,)
    list_display = ("shop", "kind", "state_label", "clause", "starts_at", "ends_at")
    list_filter = ("state", "kind")
    list_select_related = ("shop",)
    search_fields = ("shop__name",)
    fields = ("shop", "violation", "kind", "clause", "reason", "categories", "daily_orders", "state")
    fields += ("decided_by", "starts_at", "ends_at", "ended_at", "outcome", "bundle")
    readonly_fields = ("bundle",)

    @display(description=_("证据包"))
    def bundle(self, sanction: Sanction):
        return files_of(sanction)

    @display(description=_("状态"), ordering="state", label={"active": "danger", "lifted": "success"})
    def state_label(self, sanction: Sanction):
        return sanction.state, sanction.get_state_display()


class AppealPage(StepPage):
    permission_required = "merchants.change_appeal"
    form_class = ReasonForm
    is_upheld = False

    @classmethod
    def is_lawful(cls, obj: Appeal) -> bool:
        return APPEAL.allows(obj.state, "uphold")

    def facts(self, obj):
        measure = obj.sanction
        return [(_("处理措施"), measure), (_("理由"), measure.reason), (_("申诉理由"), obj.text)]

    def act(self, *, actor, obj, data):
        sanctions.decide_appeal(actor=actor, appeal=obj, is_upheld=self.is_upheld, reason=data["reason"])


class UpholdAppealPage(AppealPage):
    name, path, is_upheld = "merchants_appeal_uphold", "<int:pk>/uphold/", True
    label, done = _("申诉成立"), _("申诉成立，措施已解除。")


class DismissAppealPage(AppealPage):
    name, path = "merchants_appeal_dismiss", "<int:pk>/dismiss/"
    label, done, is_grave = _("维持原决定"), _("已维持原决定。"), True


@admin.register(Appeal)
class AppealAdmin(ServiceAdmin):
    pages = (UpholdAppealPage, DismissAppealPage)
    list_display = ("sanction", "state", "appealed_at")
    list_filter = ("state",)
    list_select_related = ("sanction__shop",)
    fields = ("sanction", "text", "state", "answer", "appealed_by", "appealed_at")


class DemandForm(forms.Form):
    kind = forms.ChoiceField(label=_("类型"), choices=DemandKind.choices, widget=UnfoldAdminSelectWidget())
    text = forms.CharField(
        label=_("要求"), max_length=4_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )
    checklist = forms.CharField(
        label=_("检查表"),
        required=False,
        max_length=4_000,
        help_text=_("一行一项；不合格的行首写“×”。"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    def clean_checklist(self) -> list[list]:
        lines = [line.strip() for line in self.cleaned_data["checklist"].splitlines() if line.strip()]
        return [[line.lstrip("×xX✗ "), not line.startswith(("×", "✗"))] for line in lines]


class AskPage(StepPage):
    """An inspection's finding, or a question, with its term."""

    name, path = "merchants_shop_demand", "<int:pk>/demand/"
    permission_required = "merchants.add_demand"
    label, done = _("检查与要求"), _("店铺已收到通知，期限开始计时。")
    explanation = _("提供资料三天、整改七天（以规则数值为准）；逾期自动立案。")
    form_class = DemandForm

    def act(self, *, actor, obj, data):
        demands.ask(actor=actor, shop=obj, **data)


class SettlePage(StepPage):
    name, path = "merchants_demand_settle", "<int:pk>/settle/"
    permission_required = "merchants.change_demand"
    label, done = _("办结"), _("已办结。")

    @classmethod
    def is_lawful(cls, obj: Demand) -> bool:
        return DEMAND.allows(obj.state, "settle")

    def facts(self, obj):
        return [(_("要求"), obj.text), (_("店铺的答复"), obj.answer)]

    def act(self, *, actor, obj, data):
        demands.settle(actor=actor, demand=obj)


class SendBackPage(SettlePage):
    name, path = "merchants_demand_send_back", "<int:pk>/send-back/"
    label, done, is_grave = _("退回重办"), _("已退回，期限重新计时。"), True
    form_class = ReasonForm

    def act(self, *, actor, obj, data):
        demands.send_back(actor=actor, demand=obj, reason=data["reason"])


@admin.register(Demand)
class DemandAdmin(ServiceAdmin):
    pages = (SettlePage, SendBackPage)
    list_display = ("shop", "kind", "state", "due_at", "answered_at")
    list_filter = ("state", "kind")
    list_select_related = ("shop",)
    search_fields = ("shop__name",)
    fields = ("shop", "kind", "text", "checklist", "state", "answer", "asked_by", "asked_at", "due_at")
