"""Finance's books: for looking; rates are set, holds lifted."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StaffPage
from mall.audit.naming import NamesSubjects
from mall.money import yuan
from orders.forms.fields import WholeNumberField
from orders.models import Account, AccountKind, CommissionRate, Entry, Journal
from orders.paging import Page, number_of
from orders.services import commission, ledger, payables

from . import bookings


class BalancesPage(StaffPage):
    """What every shop has coming, what is held, what is on its way; those in the red first if asked for."""

    name = "orders_account_balances"
    path = "balances/"
    title = _("各店货款")
    icon = "account_balance"
    permission_required = "orders.view_account"
    template_name = "orders/admin_balances.html"
    size = 50

    def get_context_data(self, **kwargs):
        only_red = self.request.GET.get("red") == "1"
        accounts = Account.objects.filter(kind=AccountKind.MERCHANT_PAYABLE).select_related("shop")
        if only_red:
            accounts = accounts.filter(balance__gt=0)
        page = Page(accounts.order_by("shop__name", "pk"), number_of(self.request.GET.get("page")), self.size)
        positions = payables.of_shops(account.shop_id for account in page)
        mine = Account.objects.filter(shop=None).annotate(now=ledger.balance_now())
        return super().get_context_data(
            rows=[(account.shop, positions[account.shop_id]) for account in page],
            page=page,
            only_red=only_red,
            mine=[(account.get_kind_display(), account.now) for account in mine.order_by("kind", "pk")],
            **kwargs,
        )


@admin.register(Account)
class AccountAdmin(ServiceAdmin):
    pages = (BalancesPage,)
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


class KindFilter(admin.SimpleListFilter):
    title = _("类型")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return list(bookings.KINDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in bookings.KINDS else queryset


@admin.register(Journal)
class JournalAdmin(NamesSubjects, ServiceAdmin):
    list_display = ("at", "kind_words", "subject", "key", "posted_by")
    list_filter = (KindFilter,)
    list_select_related = ("posted_by",)
    list_per_page = 50
    search_fields = ("=key",)
    search_help_text = _("按完整的订单号、支付单号、退款单号、结算单号或店名查找")
    fields = ("at", "kind_words", "subject", "key", "reverses", "posted_by")
    readonly_fields = ("kind_words", "subject")
    inlines = (EntryInline,)

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        about = bookings.named(search_term.strip()) if search_term.strip() else None
        return (found | queryset.filter(about) if about else found), may_repeat

    @display(description=_("类型"), ordering="kind")
    def kind_words(self, journal: Journal) -> str:
        return bookings.kind_words(journal)

    @display(description=_("对象"))
    def subject(self, journal: Journal) -> str:
        return self.subject_of(journal)


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
