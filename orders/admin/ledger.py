"""Finance's books: for looking; rates are set, holds lifted."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage
from mall.audit.words import subject_words
from mall.money import yuan
from orders.forms.fields import WholeNumberField
from orders.models import Account, CommissionRate, Entry, Journal, PayoutHold
from orders.services import commission, ledger, settlement

from . import bookings


@admin.register(Account)
class AccountAdmin(ServiceAdmin):
    list_display = ("kind", "shop", "balance_words")
    list_filter = ("kind",)
    list_select_related = ("shop",)
    list_per_page = 50
    search_fields = ("shop__name",)
    fields = ("kind", "shop", "balance_words")
    readonly_fields = ("balance_words",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(now=ledger.balance_now())

    @display(description=_("余额（元）"))
    def balance_words(self, account: Account) -> str:
        return yuan(account.now)


class EntryInline(TabularInline):
    model = Entry
    fields = ("account", "amount_words")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("account__shop")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @display(description=_("金额（元，正为借）"))
    def amount_words(self, entry: Entry) -> str:
        return yuan(entry.amount)


@admin.register(Journal)
class JournalAdmin(ServiceAdmin):
    list_display = ("at", "kind_words", "subject", "key", "posted_by")
    list_filter = ("kind",)
    list_select_related = ("posted_by",)
    list_per_page = 50
    search_fields = ("=key",)
    fields = ("at", "kind_words", "subject", "key", "reverses", "posted_by")
    readonly_fields = ("kind_words", "subject")
    inlines = (EntryInline,)

    @display(description=_("类型"), ordering="kind")
    def kind_words(self, journal: Journal) -> str:
        return bookings.kind_words(journal)

    @display(description=_("对象"))
    def subject(self, journal: Journal) -> str:
        return subject_words(journal.subject_kind, journal.subject_id)


@admin.register(Entry)
class EntryAdmin(ServiceAdmin):
    list_display = ("id", "journal", "account", "amount_words")
    list_filter = ("account__kind",)
    list_select_related = ("journal", "account__shop")
    list_per_page = 50
    search_fields = ("=journal__key",)
    fields = ("journal", "account", "amount_words")
    readonly_fields = ("amount_words",)

    @display(description=_("金额（元，正为借）"), ordering="amount")
    def amount_words(self, entry: Entry) -> str:
        return yuan(entry.amount)


class RateForm(forms.ModelForm):
    basis_points = WholeNumberField(label=_("万分比"), widget=UnfoldAdminTextInputWidget)


@admin.register(CommissionRate)
class CommissionRateAdmin(ServiceAdmin):
    list_display = ("shop", "category", "basis_points")
    list_select_related = ("shop", "category")
    list_per_page = 50
    search_fields = ("shop__name", "category__name")
    form = RateForm
    fields = ("shop", "category", "basis_points")

    def create(self, *, actor, data: dict) -> CommissionRate:
        return commission.set_rate(actor=actor, **data)

    def update(self, *, actor, obj: CommissionRate, data: dict, changed: list[str]) -> None:
        commission.set_rate(
            actor=actor, shop=obj.shop, category=obj.category, basis_points=data["basis_points"]
        )

    def get_readonly_fields(self, request, obj=None):
        """Whose rate it is stays: another shop's or category's is another rate."""
        return ("shop", "category") if obj else ()


class LiftPage(StepPage):
    name = "orders_payouthold_lift"
    path = "<int:pk>/lift/"
    permission_required = "orders.change_payouthold"
    label = _("解除冻结")
    done = _("冻结已解除。")

    @classmethod
    def is_lawful(cls, obj: PayoutHold) -> bool:
        return obj.lifted_at is None

    def act(self, *, actor, obj: PayoutHold, data: dict) -> None:
        settlement.lift(actor=actor, order=obj.order, clause=obj.clause)


@admin.register(PayoutHold)
class PayoutHoldAdmin(ServiceAdmin):
    list_display = ("order", "clause", "reason", "placed_at", "lifted_at")
    list_filter = ("clause", ("lifted_at", admin.EmptyFieldListFilter))
    list_select_related = ("order",)
    list_per_page = 50
    search_fields = ("=order__number",)
    pages = (LiftPage,)
