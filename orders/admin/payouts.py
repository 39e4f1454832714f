"""Finance's queue of payouts."""

from __future__ import annotations

from django.contrib import admin, messages
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from mall.money import yuan
from mall.rulebook import boundary
from orders.models import (
    AccountState,
    Payout,
    PayoutState,
)
from orders.payments import sandbox_payouts
from orders.services import payables, payouts

from .payout_accounts import ReasonForm, signers


class PayoutStep(StepPage):
    permission_required: str | tuple[str, ...] = "orders.change_payout"
    states: tuple[PayoutState, ...] = ()

    @classmethod
    def is_lawful(cls, obj: Payout) -> bool:
        return obj.state in cls.states

    def facts(self, obj: Payout) -> list:
        account = obj.account.masked
        if obj.account.state != AccountState.EFFECTIVE:
            account = f"{account} · {obj.account.get_state_display()}"
        return [
            (_("店铺"), obj.shop),
            (_("金额（元）"), yuan(obj.amount)),
            (_("收款账户"), account),
            (_("状态"), obj.get_state_display()),
        ]


class ApprovePage(PayoutStep):
    name, path, states = "orders_payout_approve", "<int:pk>/approve/", (PayoutState.DRAFT,)
    label = _("同意付款")
    explanation = _("核对店铺、金额和收款账户。金额达到起点的由财务两人先后签字，最后一人签字后发出指令。")

    def facts(self, obj: Payout) -> list:
        """And what is held of the shop's money now; what was held when it was drafted may be over."""
        if obj.state != PayoutState.DRAFT:
            return [*super().facts(obj), (_("已签字"), signers(obj))]
        position = payables.of_shop(obj.shop)
        return [
            *super().facts(obj),
            (_("现在应付（元）"), yuan(position.payable)),
            (_("其中冻结（元）"), yuan(position.held)),
            (_("已签字"), signers(obj)),
            (_("您签字之后"), self._after(obj)),
        ]

    def _after(self, obj: Payout):
        if payouts.has_approved(obj, self.request.user):
            return _("您已经签过，要由另一位财务签字。")
        if payouts.approvals(obj) + 1 < payouts.signatures_needed(obj):
            return _("还要另一位财务签字，才发出付款指令。")
        return _("签字已满，立即发出付款指令。")

    def act(self, *, actor, obj: Payout, data: dict) -> None:
        payout = payouts.approve(actor=actor, payout=obj)
        self.done = (
            _("已签字。签满后自动发出付款指令。")
            if payout.state == PayoutState.DRAFT
            else _("已签字，付款指令已发出，渠道的答复会记在这里。")
        )


class CancelPage(PayoutStep):
    name, path, states = "orders_payout_cancel", "<int:pk>/cancel/", (PayoutState.DRAFT,)
    label, done = _("取消这笔"), _("已取消。货款留在店铺余额里，下次重新拟单。")
    form_class, is_grave = ReasonForm, True

    def act(self, *, actor, obj: Payout, data: dict) -> None:
        payouts.cancel(actor=actor, payout=obj, reason=data["reason"])


class RetryPage(PayoutStep):
    name, path, states = "orders_payout_retry", "<int:pk>/retry/", (PayoutState.FAILED,)
    label, done = _("重新付款"), _("已重新发出，单号不变。")
    explanation = _(
        "用同一个结算单号、付到同一个账户再付一次，不会付两次。账户错了请放弃这笔，让店铺更换账户。"
    )

    def act(self, *, actor, obj: Payout, data: dict) -> None:
        payouts.retry(actor=actor, payout=obj)


class GiveUpPage(PayoutStep):
    name, path, states = "orders_payout_give_up", "<int:pk>/give-up/", (PayoutState.FAILED,)
    label, done = _("放弃这笔"), _("货款已回到店铺余额。")
    explanation = _("请先向渠道核实没有付出。货款回到店铺余额，下次和新的货款一起付。")
    form_class, is_grave = ReasonForm, True

    def act(self, *, actor, obj: Payout, data: dict) -> None:
        payouts.give_up(actor=actor, payout=obj, reason=data["reason"])


class MarkFailedPage(PayoutStep):
    name, path, states = "orders_payout_mark_failed", "<int:pk>/failed/", (PayoutState.INSTRUCTED,)
    label, done = _("记为失败"), _("已记为失败，可以重新付款或放弃。")
    explanation = _("渠道逾期没有答复，而您已向渠道核实没有付出。")
    form_class, is_grave = ReasonForm, True

    @classmethod
    def is_lawful(cls, obj: Payout) -> bool:
        return super().is_lawful(obj) and obj.silent_at is not None

    def act(self, *, actor, obj: Payout, data: dict) -> None:
        payouts.mark_failed(actor=actor, payout=obj, reason=data["reason"])


class SilentFilter(admin.SimpleListFilter):
    title = _("渠道答复")
    parameter_name = "silent"

    def lookups(self, request, model_admin):
        return [("1", _("逾期未答复"))]

    def queryset(self, request, queryset):
        if self.value() == "1":
            return queryset.filter(state=PayoutState.INSTRUCTED, silent_at__isnull=False)
        return queryset


STATE_LABELS = {
    PayoutState.DRAFT: "warning",
    PayoutState.INSTRUCTED: "info",
    PayoutState.CONFIRMED: "success",
    PayoutState.FAILED: "danger",
    PayoutState.RETURNED: "danger",
    PayoutState.CANCELLED: "",
}


@admin.register(Payout)
class PayoutAdmin(ServiceAdmin):
    pages = (ApprovePage, CancelPage, RetryPage, GiveUpPage, MarkFailedPage)
    list_display = (
        "number",
        "shop",
        "amount_words",
        "account",
        "state_words",
        "drafted_at",
        "confirmed_at",
        "last_error",
    )
    list_filter = ("state", SilentFilter)
    list_select_related = ("shop", "account")
    list_per_page = 50
    search_fields = ("=number", "=shop__name", "=provider_reference")
    search_help_text = _("按完整的结算单号、店名或渠道流水号查找")
    actions = ("approve_selected",)
    fields = (
        ("number", "shop"),
        ("amount_words", "paid_words"),
        "worked_out",
        "account",
        ("state", "signed_by"),
        ("provider", "provider_reference"),
        ("attempts", "next_try_at"),
        ("silent_at", "last_error"),
        ("drafted_by", "drafted_at"),
        ("instructed_at", "confirmed_at"),
        "ended_at",
        "said",
        "provider_page",
    )
    readonly_fields = ("amount_words", "paid_words", "worked_out", "signed_by", "said", "provider_page")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("shop",)

    def create(self, *, actor, data: dict) -> Payout:
        return payouts.draft(actor=actor, shop=data["shop"])

    def has_pay_permission(self, request) -> bool:
        return request.user.has_perm("orders.change_payout")

    @action(description=_("同意所选付款"), permissions=["pay"])
    def approve_selected(self, request, queryset):
        """Each by itself: one that is refused doesn't hold back the others."""
        signed = 0
        for payout in queryset.order_by("pk"):
            with boundary.shown(request) as outcome:
                payouts.approve(actor=request.user, payout=payout)
            signed += outcome.ok
        if signed:
            messages.success(request, _("已为 %(n)d 笔付款签字。") % {"n": signed})

    @display(description=_("状态"), ordering="state", label=STATE_LABELS)
    def state_words(self, payout: Payout):
        return payout.state, payout.get_state_display()

    @display(description=_("金额（元）"), ordering="amount")
    def amount_words(self, payout: Payout) -> str:
        return yuan(payout.amount)

    @display(description=_("实付（元）"))
    def paid_words(self, payout: Payout) -> str:
        return yuan(payout.paid) if payout.confirmed_at else "—"

    @display(description=_("金额怎么来的（元）"))
    def worked_out(self, payout: Payout) -> str:
        return _("应付 %(payable)s，其中冻结 %(held)s") % {
            "payable": yuan(payout.payable),
            "held": yuan(payout.held),
        }

    @display(description=_("签字"))
    @once
    def signed_by(self, payout: Payout) -> str:
        return signers(payout)

    @display(description=_("渠道说过"))
    @once
    def said(self, payout: Payout) -> str:
        lines = (
            (localize(localtime(event.at)), event.get_kind_display(), event.explanation)
            for event in payout.events.order_by("id")
        )
        return format_html_join("", "<div>{} · {} · {}</div>", lines) or "—"

    @display(description=_("付款渠道后台"))
    def provider_page(self, payout: Payout) -> str:
        """Of the pretended provider, which can be told there what becomes of it."""
        if payout.provider != sandbox_payouts.CODE or not payout.attempts:
            return "—"
        return format_html('<a href="{}">{}</a>', sandbox_payouts.page_of(payout.number), _("沙箱付款"))
