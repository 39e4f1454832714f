"""Finance's books: for looking; rates are set, holds lifted."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage
from mall.audit.words import subject_words
from mall.money import yuan
from orders import rules
from orders.forms.fields import WholeNumberField
from orders.models import Account, CommissionRate, Entry, Journal, Order, PayoutHold
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
        return obj.lifted_at is None and (obj.until_at is None or obj.until_at > timezone.now())

    def act(self, *, actor, obj: PayoutHold, data: dict) -> None:
        if obj.order:
            settlement.lift(actor=actor, order=obj.order, clause=obj.clause)
        else:
            settlement.lift_shop(actor=actor, shop=obj.shop, clause=obj.clause)


class HoldForm(forms.ModelForm):
    """Finance holds a shop, or one order of it; the clause is that of settlement."""

    order = forms.CharField(
        label=_("订单号"),
        max_length=24,
        required=False,
        help_text=_("只冻结一个订单时填写；不填则冻结整个店铺的货款。"),
        widget=UnfoldAdminTextInputWidget,
    )

    def clean(self) -> dict:
        data = super().clean()
        if number := data.get("order"):
            data["order"] = Order.objects.filter(number=number, shop=data.get("shop")).first()
            if data["order"] is None:
                self.add_error("order", _("这家店铺没有这个订单号，请核对。"))
        return data


class OpenFilter(admin.SimpleListFilter):
    title = _("是否冻结中")
    parameter_name = "open"

    def lookups(self, request, model_admin):
        return [("1", _("冻结中")), ("0", _("已结束"))]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "1":
            return queryset.open(now)
        ended = Q(lifted_at__isnull=False) | Q(until_at__lte=now)
        return queryset.filter(ended) if self.value() == "0" else queryset


@admin.register(PayoutHold)
class PayoutHoldAdmin(ServiceAdmin):
    list_display = ("shop", "order", "clause", "reason", "placed_at", "until_at", "lifted_at")
    list_filter = (OpenFilter, "clause")
    list_select_related = ("shop", "order")
    list_per_page = 50
    search_fields = ("=order__number", "=shop__name")
    search_help_text = _("按完整的订单号或店名查找")
    pages = (LiftPage,)
    fields = ("shop", "order", "clause", "reason", "placed_at", "until_at", "lifted_at")

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("shop", "order", "reason")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = HoldForm
        return super().get_form(request, obj, change=change, **kwargs)

    def create(self, *, actor, data: dict) -> PayoutHold:
        clause, reason = rules.SETTLEMENT.id, data["reason"]
        if data["order"]:
            return settlement.hold(actor=actor, order=data["order"], clause=clause, reason=reason)
        return settlement.hold_shop(actor=actor, shop=data["shop"], clause=clause, reason=reason)
