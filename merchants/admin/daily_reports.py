"""The days of shops under strict supervision. (D8.3)"""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from mall.money import yuan
from merchants.models import DailyReport


@admin.register(DailyReport)
class DailyReportAdmin(ServiceAdmin):
    list_display = (
        "day",
        "shop",
        "orders",
        "amount_yuan",
        "shipped",
        "waiting",
        "late",
        "complaints",
        "cases",
    )
    list_filter = ("day",)
    list_select_related = ("shop",)
    search_fields = ("shop__name",)
    fieldsets = (
        (None, {"fields": ("shop", "day", "made_at")}),
        (_("订单"), {"fields": ("orders", "amount_yuan", "refunds")}),
        (_("发货"), {"fields": ("shipped", "waiting", "late")}),
        (_("投诉"), {"fields": ("complaints", "low_reviews", "cases")}),
    )
    readonly_fields = ("amount_yuan",)

    @display(description=_("付款金额（元）"), ordering="amount")
    def amount_yuan(self, report: DailyReport):
        return yuan(report.amount)
