"""The life cycles of trades, orders, parcels, payments, refunds, payouts and payout accounts."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import (
    AccountState,
    OrderState,
    PaymentState,
    PayoutState,
    RefundState,
    SheetState,
    ShipmentState,
    TradeState,
)

TRADE = Lifecycle(
    "trade",
    TradeState,
    {
        "pay": Move(_("付款"), ("unpaid",), "paid"),
        "close": Move(_("关闭"), ("unpaid",), "closed"),
        "revive": Move(_("迟到付款恢复"), ("closed",), "paid"),
    },
)
ORDER = Lifecycle(
    "order",
    OrderState,
    {
        "pay": Move(_("付款"), ("unpaid",), "paid"),
        "ship": Move(_("发货"), ("paid",), "shipped"),
        "end_rest": Move(_("取消未发部分"), ("paid",), "shipped"),
        "receive": Move(_("确认收货"), ("shipped",), "completed"),
        # Nothing of it is or will be with the buyer: all of it came back or was lost, and is paid back.
        "end_unreceived": Move(_("包裹未送达，订单结束"), ("shipped",), "completed"),
        "cancel": Move(_("取消"), ("unpaid", "paid"), "cancelled"),
        "revive": Move(_("迟到付款恢复"), ("cancelled",), "paid"),
    },
)
SHIPMENT = Lifecycle(
    "shipment",
    ShipmentState,
    {
        "accept": Move(
            _("买家收货"),
            ("on_way", "attempted", "reported", "refused", "returning", "contested"),
            "delivered",
        ),
        "deliver": Move(_("送达"), ("on_way", "attempted"), "delivered"),
        "fail": Move(_("派送未成功"), ("on_way",), "attempted"),
        "retry": Move(_("再次派送"), ("attempted",), "on_way"),
        "refuse": Move(_("拒收"), ("on_way", "attempted", "delivered"), "refused"),
        "send_back": Move(_("退回寄件人"), ("attempted", "refused"), "returning"),
        "return": Move(_("商家收到退回"), ("attempted", "refused", "returning"), "returned"),
        "report": Move(_("买家报告未收到或破损"), ("on_way", "attempted", "delivered"), "reported"),
        "find": Move(_("查到，继续派送"), ("reported",), "on_way"),
        "lose": Move(
            _("认定丢失或损坏"), ("on_way", "attempted", "refused", "returning", "reported"), "lost"
        ),
        # The shop says that the buyer has it; the mall decides.
        "contest": Move(_("商家提出争议"), ("refused", "reported"), "contested"),
        "uphold": Move(_("裁定已送达"), ("contested",), "delivered"),
        "dismiss": Move(_("裁定未送达"), ("contested",), "lost"),
    },
)
PAYMENT = Lifecycle(
    "payment",
    PaymentState,
    {
        "capture": Move(_("到账"), ("pending", "failed", "closed"), "captured"),
        "fail": Move(_("失败"), ("pending",), "failed"),
        "close": Move(_("关闭"), ("pending",), "closed"),
    },
)
REFUND = Lifecycle(
    "refund",
    RefundState,
    {
        "finish": Move(_("退款成功"), ("asked", "failed"), "done"),
        "give_up": Move(_("退款失败"), ("asked",), "failed"),
        "ask_again": Move(_("重新退款"), ("failed",), "asked"),
    },
)
PAYOUT = Lifecycle(
    "payout",
    PayoutState,
    {
        "instruct": Move(_("发出付款指令"), ("draft",), "instructed"),
        "cancel": Move(_("取消"), ("draft",), "cancelled"),
        # What the provider says it has paid is paid, also after we had given it up.
        "confirm": Move(_("到账"), ("instructed", "failed", "cancelled"), "confirmed"),
        "fail": Move(_("付款失败"), ("instructed",), "failed"),
        "retry": Move(_("重新付款"), ("failed",), "instructed"),
        "give_up": Move(_("放弃，货款回到余额"), ("failed",), "cancelled"),
        "return": Move(_("退汇"), ("confirmed",), "returned"),
    },
)
PAYOUT_ACCOUNT = Lifecycle(
    "payout_account",
    AccountState,
    {
        "take_effect": Move(_("生效"), ("waiting",), "effective"),
        "withdraw": Move(_("撤回"), ("waiting",), "withdrawn"),
        "refuse": Move(_("驳回"), ("waiting",), "refused"),
        "replace": Move(_("更换"), ("effective",), "replaced"),
    },
)
DISPATCH_SHEET = Lifecycle(
    "dispatch_sheet",
    SheetState,
    {
        "start": Move(_("按表格发货"), ("checked",), "shipping"),
        "finish": Move(_("登记完"), ("shipping",), "done"),
    },
)
