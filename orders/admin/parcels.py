"""Parcels that wait for the mall: what is contested, and the answers on those that the warehouse sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from catalog.models import Fulfilment
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage, once
from mall.errors import DomainError
from orders import states
from orders.models import Cause, Condition, ContestBy, Shipment, ShipmentState
from orders.services import contests, losses, parcel_reports, parcel_steps, refusals
from orders.services.parcel_reports import Told, told_of

from .orders import LatestFirst


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("裁定的理由（双方可见）"),
        max_length=contests.MOST_WORDS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class ReturnForm(forms.Form):
    condition = forms.ChoiceField(
        label=_("退回时的状况"), choices=Condition.choices, widget=UnfoldAdminRadioSelectWidget
    )


class DecisionPage(StepPage):
    """What is contested, with what either side says and shows of it, above the decision."""

    permission_required = "orders.change_shipment"
    form_class = DecisionForm

    @classmethod
    def is_lawful(cls, obj: Shipment) -> bool:
        return obj.contested_at is not None and obj.decided_at is None

    def facts(self, obj: Shipment) -> list[tuple[Any, Any]]:
        said = [
            (_("订单"), obj.order),
            (_("提出争议的一方"), obj.get_contested_by_display() or "—"),
            (_("争议说明"), obj.contest or "—"),
        ]
        return [*said, (_("买家报告的问题"), _told(obj))] if obj.contested_by == ContestBy.SHOP else said


def _told(parcel: Shipment) -> str:
    """The buyer's reports with their photos, which whoever decides may open."""
    return format_html_join("", '<div class="mall-told">{}{}</div>', map(_one_told, told_of(parcel))) or "—"


def _one_told(told: Told) -> tuple[str, str]:
    report = told.report
    said = (localize(localtime(report.reported_at)), report.get_cause_display(), report.words)
    shown = (
        (reverse("uploads:private", args=[photo.pk]), _("买家的照片 %(n)d") % {"n": n})
        for n, photo in enumerate(told.photos, start=1)
    )
    photo = '<a href="{0}"><img src="{0}" alt="{1}" width="120" height="120" loading="lazy"></a>'
    return format_html("<p>{} · {}</p><p>{}</p>", *said), format_html_join("", photo, shown)


class UpholdPage(DecisionPage):
    name = "orders_shipment_uphold"
    path = "<int:pk>/uphold/"
    label = _("支持提出争议的一方")
    explanation = _("商家提出的：包裹算已送达。买家提出的：退回运费不由买家承担，已扣的退还。理由双方可见。")

    def act(self, *, actor, obj: Shipment, data: dict) -> None:
        contests.uphold(actor=actor, shipment=obj, reason=data["reason"])


class DismissPage(DecisionPage):
    name = "orders_shipment_dismiss"
    path = "<int:pk>/dismiss/"
    label = _("不支持提出争议的一方")
    explanation = _("商家提出的：包裹算没有送达，货款按规则退给买家。买家提出的：维持原样。双方会收到理由。")
    is_grave = True

    def act(self, *, actor, obj: Shipment, data: dict) -> None:
        contests.dismiss(actor=actor, shipment=obj, reason=data["reason"])


class WarehousePage(StepPage):
    """What the shop does about its own parcels, the mall does about those of its warehouse."""

    permission_required = "orders.change_shipment"
    move = ""

    @classmethod
    def is_lawful(cls, obj: Shipment) -> bool:
        is_ours = obj.order.fulfilment == Fulfilment.WAREHOUSE and obj.answer_due_at is not None
        return is_ours and states.SHIPMENT.allows(obj.state, cls.move)

    def act(self, *, actor, obj: Shipment, data: dict) -> None:
        if obj.order.fulfilment != Fulfilment.WAREHOUSE:
            raise DomainError(_("商家发出的包裹由商家自己处理。"))
        self.serve(actor=actor, shipment=obj, **data)

    def serve(self, **given) -> None:
        raise NotImplementedError


class ReturnPage(WarehousePage):
    name = "orders_shipment_return"
    path = "<int:pk>/return/"
    label = _("收到退回的包裹")
    explanation = _("货款按规则退给买家；完好的商品回到库存。")
    move = "return"
    form_class = ReturnForm

    def serve(self, **given) -> None:
        refusals.take_back(**given)


class FindPage(WarehousePage):
    name = "orders_shipment_find"
    path = "<int:pk>/find/"
    label = _("已查到，继续派送")
    explanation = _("每个包裹只能用一次；买家的收货期限重新计算。")
    move = "find"

    @classmethod
    def is_lawful(cls, obj: Shipment) -> bool:
        return super().is_lawful(obj) and obj.cause == Cause.MISSING and obj.found_at is None

    def serve(self, **given) -> None:
        parcel_reports.find(**given)


class LosePage(WarehousePage):
    name = "orders_shipment_lose"
    path = "<int:pk>/lose/"
    label = _("认定丢失或损坏，退款")
    explanation = _("货款马上退给买家，不能撤回。")
    is_grave = True
    move = "lose"

    def serve(self, **given) -> None:
        losses.write_off(**given)


class WaitingFilter(admin.SimpleListFilter):
    title = _("等商城处理")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("1", _("是"))]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=Shipment.objects.for_staff().values("pk")) if self.value() else queryset


STATE_LABELS = {
    ShipmentState.ON_WAY: "info",
    ShipmentState.DELIVERED: "success",
    ShipmentState.LOST: "danger",
    ShipmentState.RETURNED: "info",
}


@admin.register(Shipment)
class ShipmentAdmin(ServiceAdmin):
    list_display = ("__str__", "order", "state_words", "cause", "contested_by", "due_words")
    list_filter = (WaitingFilter,)
    list_select_related = ("order",)
    list_per_page = 25
    sortable_by = ()
    search_fields = ("tracking_number__startswith",)
    search_help_text = _("按运单号的开头查找")
    pages = (UpholdPage, DismissPage, ReturnPage, FindPage, LosePage)
    fields = (
        ("order", "state"),
        ("carrier", "tracking_number", "shipped_at"),
        ("cause", "attempts", "failed_at"),
        ("contested_by", "contested_at", "decided_at"),
        "contest",
        "told",
        ("due_words", "delivered_at", "handed_over_at"),
    )
    readonly_fields = ("due_words", "told")

    def get_changelist(self, request, **kwargs):
        return LatestFirst

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order__shop", "order__buyer", "replaces")

    @display(description=_("状态"), label=STATE_LABELS)
    def state_words(self, parcel: Shipment):
        return parcel.state, parcel.get_state_display()

    def get_fields(self, request, obj=None):
        """What a buyer shows is for who decides."""
        may = request.user.has_perm("orders.change_shipment")
        return [field for field in self.fields if field != "told" or may]

    @display(description=_("买家报告的问题"))
    @once
    def told(self, parcel: Shipment) -> str:
        return _told(parcel)

    @display(description=_("处理期限"))
    def due_words(self, parcel: Shipment):
        if parcel.contested_at and parcel.decided_at is None:
            return parcel_steps.decision_due_at(parcel)
        return parcel.answer_due_at
