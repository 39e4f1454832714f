"""Why money isn't paid out yet: held by finance, until a time, or by another clause's procedure. (B11.4)"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin, StepPage
from orders import rules
from orders.models import Order, PayoutHold
from orders.services import settlement

from .payout_accounts import ReasonForm


class LiftPage(StepPage):
    name = "orders_payouthold_lift"
    path = "<int:pk>/lift/"
    permission_required = "orders.change_payouthold"
    label = _("解除冻结")
    done = _("冻结已解除。")
    explanation = _("解除后货款可以付出，付出就收不回来。原因会留下记录。")
    form_class, is_grave = ReasonForm, True

    @classmethod
    def is_lawful(cls, obj: PayoutHold) -> bool:
        return obj.lifted_at is None and obj.clause == rules.SETTLEMENT.id

    def act(self, *, actor, obj: PayoutHold, data: dict) -> None:
        settlement.lift_by_hand(actor=actor, hold=obj, reason=data["reason"])


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
        number, data["order"] = data.get("order"), None
        if number:
            data["order"] = Order.objects.filter(number=number.strip(), shop=data.get("shop")).first()
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
