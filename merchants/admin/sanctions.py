"""Measures and referrals: taken, lifted and followed by staff."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from merchants.models import Sanction, SanctionKind, Shop, Violation
from merchants.services import referrals, sanctions
from merchants.states import VIOLATION

from .facts import case_facts
from .forms import ReasonForm, TickedField, WholeField, category_titles, document_link, files_of


class SanctionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("措施"),
        choices=[choice for choice in SanctionKind.choices if choice[0] != "referral"],
        widget=UnfoldAdminSelectWidget(),
    )
    term = WholeField(label=_("期限（天）"), help_text=_("限制、监管和暂停要填；警告、解约和封禁不填。"))
    categories = TickedField(
        label=_("停售类目"), help_text=_("勾选上级分类，它下面的商品一并停售；只列店铺有商品的分类。")
    )
    daily_orders = WholeField(label=_("每日订单上限"))
    reason = forms.CharField(
        label=_("理由"), max_length=1_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def clean_term(self):
        days = self.cleaned_data["term"]
        return timedelta(days=days) if days and days < 10_000 else None


class ImposePage(StepPage):
    """A measure against a shop on its own account."""

    name, path = "merchants_shop_sanction", "<int:pk>/sanction/"
    permission_required = "merchants.add_sanction"
    label, done, is_grave = _("采取措施"), _("措施已生效，店铺已收到通知。"), True
    explanation = _("立即生效，到期自动解除；店铺可以在申诉期内申诉，由另一位同事复议。")
    form_class = SanctionForm
    template_name = "merchants/admin_sanction.html"

    def get_context_data(self, **kwargs):
        shop = self.obj if isinstance(self.obj, Shop) else self.obj.shop
        return super().get_context_data(shop=shop, ticked=self.form["categories"].value() or [], **kwargs)

    def act(self, *, actor, obj, data):
        sanctions.impose(actor=actor, shop=obj, **data)


class ImposeForCasePage(ImposePage):
    """A measure on a case that was found to hold."""

    name, path = "merchants_violation_sanction", "<int:pk>/sanction/"

    @classmethod
    def is_lawful(cls, obj: Violation) -> bool:
        return obj.state == "confirmed"

    def facts(self, obj: Violation):
        return [*case_facts(obj), (_("认定理由"), obj.finding)]

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

    def facts(self, obj: Violation):
        return [*case_facts(obj), (_("认定理由"), obj.finding)]

    def act(self, *, actor, obj, data):
        referrals.refer(actor=actor, violation=obj, **data)


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


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("移送结果"),
        max_length=2_000,
        help_text=_("受理、立案、不予立案、处罚……写明文号和日期；以后的结果接着登记。"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


class OutcomePage(StepPage):
    """What the authority did with it, as often as there is news. (B13.2)"""

    name, path = "merchants_sanction_outcome", "<int:pk>/outcome/"
    permission_required = "merchants.change_sanction"
    label, done = _("登记结果"), _("移送结果已登记。")
    form_class = OutcomeForm

    @classmethod
    def is_lawful(cls, obj: Sanction) -> bool:
        return obj.kind == SanctionKind.REFERRAL

    def facts(self, obj):
        return [
            (_("主管机关"), obj.authority or "—"),
            (_("理由"), obj.reason),
            (_("证据包"), files_of(obj)),
            (_("已登记的结果"), obj.outcome or "—"),
        ]

    def act(self, *, actor, obj, data):
        referrals.record_outcome(actor=actor, sanction=obj, outcome=data["outcome"])


KINDS = {
    SanctionKind.WARNING: "warning",
    SanctionKind.CATEGORIES: "info",
    SanctionKind.VOLUME: "info",
    SanctionKind.SUPERVISION: "warning",
    SanctionKind.SUSPENSION: "danger",
    SanctionKind.TERMINATION: "danger",
    SanctionKind.BAN: "danger",
    SanctionKind.REFERRAL: "danger",
}


class OutcomeFilter(admin.SimpleListFilter):
    """The queue of referrals whose outcome isn't known. (B13.2)"""

    title = _("移送结果")
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        return [("waiting", _("待登记"))]

    def queryset(self, request, queryset):
        return queryset.without_outcome() if self.value() == "waiting" else queryset


@admin.register(Sanction)
class SanctionAdmin(ServiceAdmin):
    pages = (LiftPage, OutcomePage)
    list_display = (
        "shop",
        "kind_label",
        "state_label",
        "limits",
        "clause",
        "starts_at",
        "ends_at",
        "appealed",
    )
    list_filter = ("state", "kind", OutcomeFilter)
    list_select_related = ("shop", "appeal")
    search_fields = ("shop__name",)
    fieldsets = (
        (None, {"fields": ("shop", "kind", "state", "clause", "reason", "limits")}),
        (_("期限"), {"fields": ("starts_at", "ends_at", "ended_at", "decided_by")}),
        (_("案件与申诉"), {"fields": ("case", "appealed")}),
        (_("移送"), {"fields": ("authority", "bundle", "outcome", "outcome_at")}),
    )
    readonly_fields = ("limits", "case", "appealed", "bundle")

    def get_fieldsets(self, request, obj=None):
        """A referral has its own part; of others it would be empty."""
        is_referral = obj is not None and obj.kind == SanctionKind.REFERRAL
        return self.fieldsets if is_referral else self.fieldsets[:-1]

    @display(description=_("措施"), ordering="kind", label=KINDS)
    def kind_label(self, sanction: Sanction):
        return sanction.kind, sanction.get_kind_display()

    @display(description=_("限制"))
    def limits(self, sanction: Sanction):
        if sanction.daily_orders is not None:
            return _("每天最多 %(n)d 单") % {"n": sanction.daily_orders}
        if not sanction.categories:
            return "—"
        return category_titles(*sanction.categories)

    @display(description=_("案件"))
    def case(self, sanction: Sanction):
        return document_link(sanction.violation)

    @display(description=_("申诉"))
    def appealed(self, sanction: Sanction):
        found = getattr(sanction, "appeal", None)
        return document_link(found, words=found.get_state_display()) if found else "—"

    @display(description=_("证据包"))
    def bundle(self, sanction: Sanction):
        return files_of(sanction)

    @display(description=_("状态"), ordering="state", label={"active": "danger", "lifted": "success"})
    def state_label(self, sanction: Sanction):
        return sanction.state, sanction.get_state_display()
