"""What providers said of payouts, and what finance looked up of it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from mall.money import yuan
from orders.models import (
    EventOutcome,
    PayoutEvent,
)
from orders.services import quarantine

from .payments import ResolveForm, ReviewFilter


class ResolvePage(StepPage):
    name = "orders_payoutevent_resolve"
    path = "<int:pk>/resolve/"
    permission_required = "orders.add_payouteventreview"
    label = _("核对完毕")
    explanation = _("渠道说的与商城的账不一致，原因见“说明”。请先在渠道后台或向其客服核实，再写下结果。")
    done = _("核对结果已记下。")
    form_class = ResolveForm

    @classmethod
    def is_lawful(cls, obj: PayoutEvent) -> bool:
        return obj.outcome == EventOutcome.QUARANTINED and getattr(obj, "review", None) is None

    def facts(self, obj: PayoutEvent) -> list:
        return [
            (_("结算付款"), obj.payout or "—"),
            (_("渠道说的"), obj.get_kind_display()),
            (_("金额（元）"), "—" if obj.amount is None else yuan(obj.amount)),
            (_("说明"), obj.explanation),
        ]

    def act(self, *, actor, obj: PayoutEvent, data: dict) -> None:
        quarantine.resolve(actor=actor, event=obj, words=data["words"])


@admin.register(PayoutEvent)
class PayoutEventAdmin(ServiceAdmin):
    pages = (ResolvePage,)
    list_display = ("at", "payout", "kind", "amount_words", "outcome_words", "explanation", "provider")
    list_filter = (ReviewFilter, "outcome", "kind", "provider")
    list_per_page = 50
    search_fields = ("=event_id", "=payout__number")
    fields = (
        ("at", "provider", "event_id"),
        ("payout", "kind", "amount_words"),
        ("outcome", "explanation"),
        "review_words",
        "digest",
    )
    readonly_fields = ("amount_words", "review_words")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("payout", "review__reviewed_by")

    @display(description=_("金额（元）"), ordering="amount")
    def amount_words(self, event: PayoutEvent) -> str:
        return "" if event.amount is None else yuan(event.amount)

    @display(description=_("核对结果"))
    def review_words(self, event: PayoutEvent) -> str:
        review = getattr(event, "review", None)
        return f"{review.words} · {review.reviewed_by} · {localize(localtime(review.at))}" if review else "—"

    @display(
        description=_("处理"),
        label={
            EventOutcome.APPLIED: "success",
            EventOutcome.REPEATED: "info",
            EventOutcome.QUARANTINED: "danger",
        },
    )
    def outcome_words(self, event: PayoutEvent):
        return event.outcome, event.get_outcome_display()
