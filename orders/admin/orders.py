"""Trades and orders as staff see them: for looking. Who has to deliver sees addresses elsewhere. (D7.3)"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from mall.admindisplay import display
from mall.adminlists import LinkedList
from mall.adminpages import ServiceAdmin, StepPage
from mall.errors import DomainError
from mall.money import parse_yuan, yuan
from mall.personal import is_personal
from orders import finding
from orders.models import Order, OrderLine, OrderState, Shipment, Trade
from orders.services import cancellations, delivery

from . import bookings


class RefundForm(forms.Form):
    amount = forms.CharField(label=_("退款金额（元）"), max_length=16, widget=UnfoldAdminTextInputWidget)
    reason = forms.CharField(
        label=_("退款原因"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def clean_amount(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["amount"])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class RefundPage(StepPage):
    name = "orders_order_refund"
    path = "<int:pk>/refund/"
    permission_required = "orders.change_refund"
    label = _("退款给买家")
    explanation = _("钱原路退回；已结算的订单由商家货款和佣金按比例退；全额退款后未发出的商品不再发出。")
    done = _("退款已登记，稍后由支付渠道退回。")
    is_grave = True
    form_class = RefundForm

    @classmethod
    def is_lawful(cls, obj: Order) -> bool:
        return obj.paid_at is not None and obj.refunded < obj.total

    def facts(self, obj: Order) -> list:
        return [
            (_("店铺"), obj.shop),
            (_("状态"), obj.get_state_display()),
            (_("已付（元）"), yuan(obj.total) if obj.paid_at else "—"),
            (_("已退（元）"), yuan(obj.refunded)),
        ]

    def act(self, *, actor, obj: Order, data: dict) -> None:
        cancellations.refund(actor=actor, order=obj, amount=data["amount"], reason=data["reason"])


class LineInline(TabularInline):
    model = OrderLine
    fields = ("kind", "name", "spec", "unit_price_words", "quantity", "amount_words", "commission_bp")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @display(description=_("单价（元）"))
    def unit_price_words(self, line: OrderLine) -> str:
        return yuan(line.unit_price)

    @display(description=_("小计（元）"))
    def amount_words(self, line: OrderLine) -> str:
        return yuan(line.amount)


class ShipmentInline(TabularInline):
    model = Shipment
    fields = ("carrier", "tracking_number", "shipped_by", "shipped_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


STATE_LABELS = {
    OrderState.UNPAID: "warning",
    OrderState.PAID: "info",
    OrderState.SHIPPED: "info",
    OrderState.COMPLETED: "success",
    OrderState.CANCELLED: "danger",
}


class LatestFirst(LinkedList):
    """In the one order that an index gives, whatever column an address asks for."""

    def get_ordering(self, request, queryset) -> list[str]:
        return ["-id"]


class DealAdmin(ServiceAdmin):
    """Of what there are millions: no sorting by columns."""

    list_per_page = 25
    sortable_by = ()

    def get_changelist(self, request, **kwargs) -> type[LinkedList]:
        return LatestFirst


@admin.register(Order)
class OrderAdmin(DealAdmin):
    list_display = ("number", "shop", "state_words", "total_words", "refunded_words", "placed_at", "late_at")
    list_filter = ("state", "fulfilment")
    list_select_related = ("shop",)
    search_fields = ("number",)
    search_help_text = _("按订单号、交易号、运单号的开头（至少 6 位），完整的店名或买家昵称，或商品名称查找")
    inlines = (LineInline, ShipmentInline)
    pages = (RefundPage,)
    fields = (
        ("number", "trade"),
        ("shop", "fulfilment"),
        ("state", "late_at"),
        ("total_words", "refunded_words"),
        ("recipient_words", "note"),
        ("placed_at", "paid_at"),
        ("shipped_at", "received_at", "cancelled_at"),
    )
    readonly_fields = ("total_words", "refunded_words", "recipient_words", "booked")

    def get_search_results(self, request, queryset, search_term: str):
        """One thing at a time: a condition on several tables at once would look at every order."""
        found, _may_repeat = super().get_search_results(request, queryset, "")
        if not search_term or is_personal(search_term):
            return found.none() if search_term else found, False
        return finding.of_all(found, search_term), False

    def get_fields(self, request, obj=None):
        """What was booked is for who may read the journals."""
        may = request.user.has_perm("orders.view_journal")
        return (*self.fields, "booked") if may else self.fields

    @display(description=_("资金凭证"))
    def booked(self, order: Order) -> str:
        # The page's template asks several times for the same field.
        if not hasattr(order, "booked"):
            order.booked = bookings.table(order)
        return order.booked

    @display(description=_("状态"), label=STATE_LABELS)
    def state_words(self, order: Order):
        return order.state, order.get_state_display()

    @display(description=_("应付（元）"))
    def total_words(self, order: Order) -> str:
        return yuan(order.total)

    @display(description=_("已退（元）"))
    def refunded_words(self, order: Order) -> str:
        return yuan(order.refunded)

    @display(description=_("收货信息"))
    def recipient_words(self, order: Order) -> str:
        masked = delivery.masked(order)
        return f"{masked.recipient} {masked.phone} {masked.address}"


@admin.register(Trade)
class TradeAdmin(DealAdmin):
    list_display = ("number", "state", "total_words", "placed_at", "paid_at", "closed_at")
    list_filter = ("state",)
    search_fields = ("number__startswith",)
    fields = (
        "number",
        "buyer_words",
        "state",
        "total_words",
        "placed_at",
        "pay_by",
        "paid_at",
        "closed_at",
    )
    readonly_fields = ("buyer_words", "total_words")

    @display(description=_("买家"))
    def buyer_words(self, trade: Trade) -> str:
        return trade.buyer.name

    @display(description=_("应付（元）"))
    def total_words(self, trade: Trade) -> str:
        return yuan(trade.total)
