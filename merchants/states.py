"""The life cycles of shops, of how they come to be, and of cases against them."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import (
    AppealState,
    ApplicationState,
    DemandState,
    DocumentState,
    HolidayState,
    InvitationState,
    SanctionState,
    ShopState,
    ViolationState,
)

SHOP = Lifecycle(
    "shop",
    ShopState,
    {
        "open": Move(_("开业"), ("preparing",), "open"),
        "suspend": Move(_("暂停"), ("open",), "suspended"),
        "resume": Move(_("恢复"), ("suspended",), "open"),
        "close": Move(_("关闭"), ("preparing", "open", "suspended"), "closed"),
        "ban": Move(_("永久封禁"), ("preparing", "open", "suspended", "closed"), "banned"),
    },
)
APPLICATION = Lifecycle(
    "application",
    ApplicationState,
    {
        "submit": Move(_("提交"), ("draft", "more_asked"), "submitted"),
        "ask_more": Move(_("要求补充"), ("submitted", "passed"), "more_asked"),
        "pass": Move(_("初审通过"), ("submitted",), "passed"),
        "approve": Move(_("批准"), ("passed",), "approved"),
        "refuse": Move(_("不予通过"), ("submitted", "passed"), "refused"),
        "withdraw": Move(_("撤回"), ("draft", "submitted", "more_asked", "passed"), "withdrawn"),
    },
)
DOCUMENT = Lifecycle(
    "document",
    DocumentState,
    {
        "accept": Move(_("通过"), ("pending",), "accepted"),
        "refuse": Move(_("不通过"), ("pending", "accepted"), "refused"),
        "ask_more": Move(_("要求补充"), ("pending", "accepted"), "more_asked"),
        "rewrite": Move(_("重新提交"), ("refused", "more_asked"), "pending"),
        "expire": Move(_("过期"), ("accepted",), "expired"),
        "replace": Move(_("被新的取代"), ("accepted", "expired"), "replaced"),
    },
)
VIOLATION = Lifecycle(
    "violation",
    ViolationState,
    {
        "confirm": Move(_("认定"), ("reported",), "confirmed"),
        "dismiss": Move(_("驳回"), ("reported",), "dismissed"),
    },
)
SANCTION = Lifecycle(
    "sanction",
    SanctionState,
    {
        "end": Move(_("到期"), ("active",), "ended"),
        "lift": Move(_("解除"), ("active",), "lifted"),
    },
)
APPEAL = Lifecycle(
    "appeal",
    AppealState,
    {
        "uphold": Move(_("申诉成立"), ("open",), "upheld"),
        "dismiss": Move(_("维持原决定"), ("open",), "dismissed"),
    },
)
DEMAND = Lifecycle(
    "demand",
    DemandState,
    {
        "answer": Move(_("答复"), ("open", "overdue"), "answered"),
        "settle": Move(_("办结"), ("answered",), "done"),
        "send_back": Move(_("退回重办"), ("answered",), "open"),
        "miss": Move(_("逾期"), ("open",), "overdue"),
    },
)
INVITATION = Lifecycle(
    "invitation",
    InvitationState,
    {
        "accept": Move(_("接受邀请"), ("open",), "accepted"),
        "withdraw": Move(_("撤回邀请"), ("open",), "withdrawn"),
        "expire": Move(_("过期"), ("open",), "expired"),
    },
)
HOLIDAY = Lifecycle(
    "shop_holiday",
    HolidayState,
    {
        "begin": Move(_("开始休息"), ("planned",), "current"),
        "end": Move(_("恢复接单"), ("current",), "over"),
        "cancel": Move(_("取消休息"), ("planned",), "cancelled"),
    },
)
