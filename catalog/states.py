"""The life cycle of a listing."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import ProductState

PRODUCT = Lifecycle(
    "product",
    ProductState,
    {
        "submit": Move(_("提交审核"), ("draft",), "submitted"),
        "approve": Move(_("审核通过"), ("submitted",), "on_sale"),
        "send_back": Move(_("退回修改"), ("submitted",), "draft"),
        "withdraw": Move(_("下架"), ("on_sale",), "off_sale"),
        "put_back": Move(_("重新上架"), ("off_sale",), "on_sale"),
        "revise": Move(_("修改内容"), ("on_sale", "off_sale", "submitted"), "draft"),
        "take_down": Move(_("违规下架"), ("on_sale", "off_sale", "submitted", "draft"), "taken_down"),
    },
)
