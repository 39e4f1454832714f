"""Reviewing goods: the queue of what shops submitted, each listing in full, and the decision."""

from __future__ import annotations

import re

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog.models import SKU, Product, ProductState
from catalog.services import listings
from catalog.states import PRODUCT
from mall.admindisplay import display
from mall.adminpages import ServiceAdmin, StepPage
from mall.money import yuan
from mall.rulebook.boundary import shown

UNSEEN = -1


def _seen(shown_versions: list[str]) -> dict[int, int]:
    """Versions by product id out of what the list posted; whatever isn't of its making is left out."""
    pairs = (re.fullmatch(r"(\d{1,18}):(\d{1,10})", text, re.ASCII) for text in shown_versions)
    return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class ApproveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


class ReviewStep(StepPage):
    permission_required = "catalog.review_product"
    form_class = ReasonForm
    move = ""

    @classmethod
    def is_lawful(cls, obj: Product) -> bool:
        return PRODUCT.allows(obj.state, cls.move)


class ApprovePage(ReviewStep):
    name, path, move = "catalog_product_approve", "<int:pk>/approve/", "approve"
    label, done = _("审核通过"), _("商品已审核通过，可以销售了。")
    explanation = _("通过后商品立即上架。请先核对名称、规格、产地、分类和图片。")
    form_class = ApproveForm

    def get_context_data(self, **kwargs):
        # The version that is being looked at goes along: what changes meanwhile isn't approved unseen.
        if not self.form.is_bound:
            self.form = ApproveForm(initial={"version": self.obj.version})
        return super().get_context_data(**kwargs)

    def act(self, *, actor, obj, data):
        listings.approve(actor=actor, product=obj, version=data["version"])


class SendBackPage(ReviewStep):
    name, path, move = "catalog_product_send_back", "<int:pk>/send-back/", "send_back"
    label, done = _("退回修改"), _("商品已退回商家修改。")
    explanation = _("商家会看到原因，改好后再提交。")

    def act(self, *, actor, obj, data):
        listings.send_back(actor=actor, product=obj, reason=data["reason"])


class TakeDownPage(ReviewStep):
    name, path, move = "catalog_product_take_down", "<int:pk>/take-down/", "take_down"
    label, done = _("违规下架"), _("商品已违规下架，并对店铺立案。")
    explanation = _("商品不能再上架，同时对店铺开立违规案件。")
    is_grave = True

    def act(self, *, actor, obj, data):
        listings.take_down(actor=actor, product=obj, reason=data["reason"])


class SkuInline(TabularInline):
    model = SKU
    fields = ("code", "spec_words", "price_words", "fulfilment", "is_active")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @display(description=_("规格"))
    def spec_words(self, sku: SKU):
        return sku.spec_text

    @display(description=_("售价（元）"))
    def price_words(self, sku: SKU):
        return yuan(sku.price)


@admin.register(Product)
class ProductAdmin(ServiceAdmin):
    pages = (ApprovePage, SendBackPage, TakeDownPage)
    inlines = (SkuInline,)
    list_display = ("name", "code", "shop", "category", "origin", "state_label", "updated_at")
    list_filter = ("state", ("shop__supervised_at", admin.EmptyFieldListFilter))
    list_select_related = ("shop", "category")
    search_fields = ("name", "=code", "shop__name")
    ordering = ("-id",)
    actions = ("approve_selected",)
    fields = (
        "name",
        "name_en",
        "subtitle",
        "shop",
        "category",
        "code",
        "state",
        "brand",
        "origin",
        "unit",
        "keywords",
        "attribute_table",
        "description",
        "picture_row",
        "problem_words",
        "on_sale_at",
    )
    readonly_fields = fields

    def has_review_permission(self, request) -> bool:
        return request.user.has_perm("catalog.review_product")

    @admin.display(description=ServiceAdmin.action_checkbox.short_description)
    def action_checkbox(self, product: Product):
        """The box, and with it the version shown: what changes meanwhile isn't approved unseen."""
        box = super().action_checkbox(product)
        return format_html(
            '{}<input type="hidden" name="seen" value="{}:{}">', box, product.pk, product.version
        )

    @action(description=_("审核通过所选商品"), permissions=["review"])
    def approve_selected(self, request, queryset):
        """Each product by itself, as the list showed it: one that is refused doesn't hold back the others."""
        passed, seen = 0, _seen(request.POST.getlist("seen"))
        for product in queryset.order_by("pk"):
            with shown(request) as outcome:
                listings.approve(actor=request.user, product=product, version=seen.get(product.pk, UNSEEN))
            passed += outcome.ok
        if passed:
            messages.success(request, _("已通过 %(n)d 件商品。") % {"n": passed})

    @display(
        description=_("状态"),
        ordering="state",
        label={
            ProductState.DRAFT: "",
            ProductState.SUBMITTED: "warning",
            ProductState.ON_SALE: "success",
            ProductState.OFF_SALE: "info",
            ProductState.TAKEN_DOWN: "danger",
        },
    )
    def state_label(self, product: Product):
        return product.state, product.get_state_display()

    @display(description=_("参数"))
    def attribute_table(self, product: Product):
        return format_html_join("", "<div>{}：{}</div>", product.facts) or "—"

    @display(description=_("图片"))
    def picture_row(self, product: Product):
        """With what the software can't see in them, for who lets them through. (D6.3)"""
        shown = format_html_join(
            " ",
            '<a href="{0}"><img src="{0}" alt="{1}" width="120" loading="lazy"></a>',
            (
                (picture.file.url, picture.alt or product.name)
                for picture in product.pictures.order_by("position", "id")
            ),
        )
        if not shown or product.state != ProductState.SUBMITTED:
            return shown or "—"
        words = _("二维码系统已经查过；小程序的圆形码系统认不出，请看图把关。")
        return format_html("{}<div>{}</div>", shown, words)

    @display(description=_("待补内容"))
    def problem_words(self, product: Product):
        return "、".join(str(words) for words in listings.problem_words(product.problems)) or "—"
