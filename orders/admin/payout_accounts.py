"""Where shops are paid, as finance sees it: masked, opened with a reason, changes agreed to by two."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from mall.accounts.access import member
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from mall.rulebook import boundary
from mall.signatures.services import chain
from orders.models import AccountState, PayoutAccount
from orders.services import payout_accounts


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


def signers(document) -> str:
    """Who signed a document when, a line each."""
    lines = ((signed.party.person, localize(localtime(signed.at))) for signed in chain(document))
    return format_html_join("", "<div>{} · {}</div>", lines) or "—"


class AccountStep(StepPage):
    permission_required = "orders.change_payoutaccount"

    @classmethod
    def is_lawful(cls, obj: PayoutAccount) -> bool:
        return obj.state == AccountState.WAITING

    def facts(self, obj: PayoutAccount) -> list:
        return [
            (_("店铺"), obj.shop),
            (_("新的收款账户"), obj.masked),
            (_("使用中的账户"), payout_accounts.in_use(obj.shop) or "—"),
            (_("最早生效时间"), localize(localtime(obj.due_at))),
            (_("已签字"), signers(obj)),
        ]


class AgreePage(AccountStep):
    name, path = "orders_payoutaccount_agree", "<int:pk>/agree/"
    label, done = _("同意更换"), _("已签字。两人签满且等待期过后生效。")
    explanation = _(
        "请用登记在案的电话向店主本人核实，不要用这次更换时才留下的联系方式。生效前货款仍付到原账户。"
    )

    @classmethod
    def is_lawful(cls, obj: PayoutAccount) -> bool:
        return super().is_lawful(obj) and obj.needs_approval

    def act(self, *, actor, obj: PayoutAccount, data: dict) -> None:
        payout_accounts.approve(actor=actor, account=obj)


class RefusePage(AccountStep):
    name, path = "orders_payoutaccount_refuse", "<int:pk>/refuse/"
    label, done = _("驳回更换"), _("已驳回，店铺会看到原因。")
    form_class, is_grave = ReasonForm, True

    def act(self, *, actor, obj: PayoutAccount, data: dict) -> None:
        payout_accounts.refuse(actor=actor, account=obj, reason=data["reason"])


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("查看原因"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class RevealPage(StepPage):
    name, path = "orders_payoutaccount_reveal", "<int:pk>/number/"
    permission_required = "orders.reveal_payoutaccount"
    label = _("查看完整账户")
    explanation = _("谁、何时、为什么查看都会留下记录。")
    template_name = "orders/admin_account.html"
    form_class = RevealForm

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Shows the account in the answer itself: it has no address that could be opened again or shared."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=400)
        with boundary.shown(request, form=self.form) as outcome:
            holder, number = payout_accounts.look(
                actor=member(request), account=self.obj, reason=self.form.cleaned_data["reason"]
            )
        if not outcome.ok:
            return self.render_to_response(self.get_context_data(), status=outcome.status)
        return self.render_to_response(self.get_context_data(holder=holder, number=number))


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ServiceAdmin):
    pages = (AgreePage, RefusePage, RevealPage)
    list_display = ("shop", "masked_words", "state_words", "needs_approval", "requested_at", "due_at")
    list_filter = ("state", "needs_approval")
    list_select_related = ("shop",)
    list_per_page = 50
    search_fields = ("=shop__name",)
    search_help_text = _("按完整店名查找")
    fields = (
        "shop",
        "masked_words",
        "state",
        ("needs_approval", "signed_by"),
        "elsewhere",
        ("requested_by", "requested_at"),
        ("due_at", "effective_at"),
        "ended_at",
        "refusal",
    )
    readonly_fields = ("masked_words", "signed_by", "elsewhere")

    @display(description=_("收款账户"))
    def masked_words(self, account: PayoutAccount) -> str:
        return account.masked

    @display(
        description=_("状态"),
        ordering="state",
        label={
            AccountState.WAITING: "warning",
            AccountState.EFFECTIVE: "success",
            AccountState.REPLACED: "",
            AccountState.WITHDRAWN: "",
            AccountState.REFUSED: "danger",
        },
    )
    def state_words(self, account: PayoutAccount):
        return account.state, account.get_state_display()

    @display(description=_("签字"))
    @once
    def signed_by(self, account: PayoutAccount) -> str:
        return signers(account)

    @display(description=_("用同一账号的其他店铺"))
    @once
    def elsewhere(self, account: PayoutAccount) -> str:
        return "、".join(shop.name for shop in payout_accounts.same_number_elsewhere(account)) or "—"
