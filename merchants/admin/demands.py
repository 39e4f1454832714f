"""What shops have to supply or to put right: asked, checked, sent back."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from mall.rulebook.words import in_words
from merchants.models import Demand, DemandKind, DemandState
from merchants.services import demands
from merchants.states import DEMAND

from .forms import ReasonForm, files_of


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
    form_class = DemandForm

    @property
    def explanation(self) -> str:
        """The terms of each kind, as they are in force."""
        terms = (
            f"{kind.label} {in_words(rule.figure())}（{rule.id}）" for kind, rule in demands.RULES.items()
        )
        return str(_("期限：%(terms)s；逾期自动立案。") % {"terms": "、".join(terms)})

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
    list_display = ("shop", "kind", "state_label", "due_at", "answered_at")
    list_filter = ("state", "kind")
    list_select_related = ("shop",)
    search_fields = ("shop__name",)
    fieldsets = (
        (None, {"fields": ("shop", "kind", "state", "text", "looked_at")}),
        (_("店铺的答复"), {"fields": ("answer", "files", "answered_at")}),
        (_("期限"), {"fields": ("asked_by", "asked_at", "due_at")}),
    )
    readonly_fields = ("looked_at", "files")

    @display(description=_("检查表"))
    def looked_at(self, demand: Demand):
        """Each thing that was looked at, with a mark, and how many weren't in order."""
        if not demand.checklist:
            return "—"
        lines = ((_("合格") if fine else _("不合格"), what) for what, fine in demand.checklist)
        bad = sum(not fine for _what, fine in demand.checklist)
        words = _("%(bad)d 项不合格，共 %(all)d 项") % {"bad": bad, "all": len(demand.checklist)}
        return format_html("{}<br>{}", words, format_html_join("", "{}：{}<br>", lines))

    @display(description=_("附件"))
    def files(self, demand: Demand):
        return files_of(demand)

    @display(
        description=_("状态"),
        ordering="state",
        label={
            DemandState.OPEN: "info",
            DemandState.ANSWERED: "warning",
            DemandState.DONE: "success",
            DemandState.OVERDUE: "danger",
        },
    )
    def state_label(self, demand: Demand):
        return demand.state, demand.get_state_display()
