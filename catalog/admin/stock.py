"""What the stock is and how it came to be so: for looking, never for typing."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, ImportRun, ImportState, Movement, PriceRecord
from catalog.services import stock
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin
from mall.money import yuan

COUNTS = ("rows", "created", "updated", "unchanged", "draft_count", "problem_count")
RUN_COLOURS = {
    ImportState.CHECKING: "info",
    ImportState.CHECKED: "warning",
    ImportState.REFUSED: "danger",
    ImportState.IMPORTING: "info",
    ImportState.DONE: "success",
    ImportState.UNDOING: "info",
    ImportState.FAILED: "danger",
}


class ShortfallFilter(admin.SimpleListFilter):
    """Where more is promised than there is: somebody has to act on each."""

    title = _("缺口")
    parameter_name = "short"

    def lookups(self, request, model_admin):
        return [("1", _("预留多于在库"))]

    def queryset(self, request, queryset):
        return queryset.filter(stock__in=stock.shortfalls()) if self.value() == "1" else queryset


@admin.register(SKU)
class SkuAdmin(ServiceAdmin):
    list_display = ("code", "product", "spec_words", "price_words", "on_hand", "reserved", "is_active")
    list_filter = (ShortfallFilter, "fulfilment", "is_active")
    list_select_related = ("product", "stock")
    search_fields = ("=code", "product__name")
    fields = (
        "product",
        "shop",
        "code",
        "spec",
        "price_words",
        "fulfilment",
        "is_active",
        "on_hand",
        "reserved",
    )
    readonly_fields = ("price_words", "on_hand", "reserved")

    @display(description=_("规格"))
    def spec_words(self, sku: SKU):
        return sku.spec_text

    @display(description=_("售价（元）"), ordering="price")
    def price_words(self, sku: SKU):
        return yuan(sku.price)

    @display(description=_("在库"), ordering="stock__on_hand")
    def on_hand(self, sku: SKU):
        return sku.stock.on_hand

    @display(description=_("已预留"), ordering="stock__reserved")
    def reserved(self, sku: SKU):
        return sku.stock.reserved


@admin.register(Movement)
class MovementAdmin(ServiceAdmin):
    list_display = ("at", "sku", "source", "target", "quantity", "reason", "actor")
    list_filter = ("source", "target")
    list_select_related = ("sku__product", "actor")
    search_fields = ("=sku__code",)


@admin.register(PriceRecord)
class PriceRecordAdmin(ServiceAdmin):
    list_display = ("at", "sku", "price_words", "list_price_words", "changed_by")
    list_select_related = ("sku__product", "changed_by")
    search_fields = ("=sku__code",)
    fields = ("at", "sku", "price_words", "list_price_words", "changed_by")
    readonly_fields = ("price_words", "list_price_words")

    @display(description=_("售价（元）"), ordering="price")
    def price_words(self, entry: PriceRecord):
        return yuan(entry.price)

    @display(description=_("划线价（元）"))
    def list_price_words(self, entry: PriceRecord):
        return yuan(entry.list_price) if entry.list_price else "—"


@admin.register(ImportRun)
class ImportRunAdmin(ServiceAdmin):
    list_display = ("at", "shop", "file_name", "state_label", *COUNTS, "imported_by")
    list_filter = ("state",)
    list_select_related = ("shop", "imported_by")
    search_fields = ("shop__name", "file_name")
    fieldsets = (
        (None, {"fields": ("shop", "file_name", "state_label", "failure", "imported_by", "asked_by")}),
        (_("数目"), {"fields": (*COUNTS, "note_count", "undone")}),
        (
            _("处理"),
            {"fields": ("at", "queued_at", "heartbeat_at", "attempt", "stage", "done", "imported_at")},
        ),
    )
    readonly_fields = ("state_label", "undone", "done")

    @display(description=_("状态"), ordering="state", label=RUN_COLOURS)
    def state_label(self, run: ImportRun):
        return run.state, run.get_state_display()

    @display(description=_("撤销结果"))
    def undone(self, run: ImportRun):
        if not run.undo:
            return "—"
        words = _("撤掉 %(removed)d 个，改回 %(restored)d 个，保持现状 %(kept_count)d 处")
        return words % run.undo

    @display(description=_("已处理"))
    def done(self, run: ImportRun):
        return f"{run.progress} / {run.total}" if run.total else "—"
