"""Payments, what providers said of them, and refunds."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from mall.money import yuan
from orders.models import EventOutcome, Payment, PaymentEvent, Refund, RefundState
from orders.services import quarantine, refunds


@admin.register(Payment)
class PaymentAdmin(ServiceAdmin):
    list_display = (
        "number",
        "trade",
        "provider",
        "state",
        "amount_words",
        "captured_words",
        "refunded_words",
    )
    list_filter = ("state", "provider", "counts")
    list_select_related = ("trade",)
    list_per_page = 50
    search_fields = ("=number", "=trade__number", "=provider_reference")
    search_help_text = _("按完整的支付单号、交易号或渠道流水号查找")
    fields = (
        ("number", "trade"),
        ("provider", "provider_reference"),
        ("state", "counts"),
        ("amount_words", "captured_words", "refunded_words"),
        ("created_at", "captured_at", "asked_at"),
    )
    readonly_fields = ("amount_words", "captured_words", "refunded_words")

    @display(description=_("应付（元）"), ordering="amount")
    def amount_words(self, payment: Payment) -> str:
        return yuan(payment.amount)

    @display(description=_("实收（元）"), ordering="captured")
    def captured_words(self, payment: Payment) -> str:
        return yuan(payment.captured)

    @display(description=_("已退（元）"), ordering="refunded")
    def refunded_words(self, payment: Payment) -> str:
        return yuan(payment.refunded)


class ReviewFilter(admin.SimpleListFilter):
    title = _("核对")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("waiting", _("待核对")), ("done", _("已核对"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.to_review()
        return queryset.exclude(review=None) if self.value() == "done" else queryset


class ResolveForm(forms.Form):
    words = forms.CharField(
        label=_("核对结果"),
        max_length=quarantine.LONGEST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class ResolvePage(StepPage):
    name = "orders_paymentevent_resolve"
    path = "<int:pk>/resolve/"
    permission_required = "orders.add_eventreview"
    label = _("核对完毕")
    explanation = _(
        "支付渠道说的与商城的账对不上，原因见“说明”。请先在渠道后台核对：没有支付单号的钱要退的，在渠道后台退；"
        "金额不符的，收到的钱已由商城原路退回。"
    )
    done = _("核对结果已记下。")
    form_class = ResolveForm

    @classmethod
    def is_lawful(cls, obj: PaymentEvent) -> bool:
        return obj.outcome == EventOutcome.QUARANTINED and getattr(obj, "review", None) is None

    def act(self, *, actor, obj: PaymentEvent, data: dict) -> None:
        quarantine.resolve(actor=actor, event=obj, words=data["words"])


@admin.register(PaymentEvent)
class PaymentEventAdmin(ServiceAdmin):
    list_display = (
        "at",
        "provider",
        "event_id",
        "payment",
        "kind",
        "amount_words",
        "outcome_words",
        "explanation",
    )
    list_filter = (ReviewFilter, "outcome", "provider", "kind")
    list_per_page = 50
    search_fields = ("=event_id", "=payment__number")
    pages = (ResolvePage,)
    fields = (
        "at",
        "provider",
        "event_id",
        "payment",
        "kind",
        "amount_words",
        "outcome",
        "explanation",
        "review_words",
        "digest",
    )
    readonly_fields = ("amount_words", "review_words")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("payment", "review__reviewed_by")

    @display(description=_("核对结果"))
    def review_words(self, event: PaymentEvent) -> str:
        review = getattr(event, "review", None)
        return f"{review.words} · {review.reviewed_by} · {localize(localtime(review.at))}" if review else "—"

    @display(description=_("金额（元）"), ordering="amount")
    def amount_words(self, event: PaymentEvent) -> str:
        return "" if event.amount is None else yuan(event.amount)

    @display(
        description=_("处理"),
        label={
            EventOutcome.APPLIED: "success",
            EventOutcome.REPEATED: "info",
            EventOutcome.QUARANTINED: "danger",
        },
    )
    def outcome_words(self, event: PaymentEvent):
        return event.outcome, event.get_outcome_display()


class AskAgainPage(StepPage):
    name = "orders_refund_ask_again"
    path = "<int:pk>/again/"
    permission_required = "orders.change_refund"
    label = _("重新退款")
    explanation = _("用同一个退款单号再请支付渠道退，不会退两次。")

    @classmethod
    def is_lawful(cls, obj: Refund) -> bool:
        return obj.state == RefundState.FAILED

    def act(self, *, actor, obj: Refund, data: dict) -> None:
        refunds.ask_again(actor=actor, refund=obj)


@admin.register(Refund)
class RefundAdmin(ServiceAdmin):
    list_display = (
        "number",
        "order",
        "amount_words",
        "state",
        "attempts",
        "asked_at",
        "done_at",
        "last_error",
    )
    list_filter = ("state",)
    list_select_related = ("order",)
    list_per_page = 50
    search_fields = ("=number", "=order__number", "=payment__number")
    pages = (AskAgainPage,)
    fields = (
        ("number", "amount_words"),
        ("payment", "order"),
        "reason",
        ("state", "attempts", "next_try_at"),
        "last_error",
        ("asked_by", "asked_at", "done_at"),
    )
    readonly_fields = ("amount_words",)

    @display(description=_("金额（元）"), ordering="amount")
    def amount_words(self, refund: Refund) -> str:
        return yuan(refund.amount)
