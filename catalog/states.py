"""The life cycles of a listing and of an import."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import ImportState, ProductState

PRODUCT = Lifecycle(
    "product",
    ProductState,
    {
        "submit": Move(_("提交审核"), ("draft",), "submitted"),
        "approve": Move(_("审核通过"), ("submitted",), "on_sale"),
        "send_back": Move(_("退回修改"), ("submitted",), "draft"),
        "withdraw": Move(_("下架"), ("on_sale",), "off_sale"),
        "put_back": Move(_("重新上架"), ("off_sale",), "on_sale"),
        "look_again": Move(_("重新审核"), ("on_sale", "off_sale"), "submitted"),
        "revise": Move(_("修改内容"), ("on_sale", "off_sale", "submitted"), "draft"),
        "take_down": Move(_("违规下架"), ("on_sale", "off_sale", "submitted", "draft"), "taken_down"),
        "remove": Move(_("撤销导入"), ("on_sale", "off_sale", "submitted", "draft"), "removed"),
    },
)
IMPORT = Lifecycle(
    "import",
    ImportState,
    {
        "pass": Move(_("检查通过"), ("checking",), "checked"),
        "refuse": Move(_("检查不通过"), ("checking",), "refused"),
        "cancel": Move(_("取消"), ("checking", "checked"), "cancelled"),
        "confirm": Move(_("确认导入"), ("checked",), "importing"),
        "finish": Move(_("导入完成"), ("importing",), "done"),
        "fail": Move(_("处理中断"), ("checking", "importing"), "failed"),
        "retry": Move(_("重新检查"), ("failed", "cancelled"), "checking"),
        "undo": Move(_("撤销导入"), ("done",), "undoing"),
        "finish_undo": Move(_("撤销完成"), ("undoing",), "undone"),
        "fail_undo": Move(_("撤销中断"), ("undoing",), "done"),
    },
)
