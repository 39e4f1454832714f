"""The life cycle of a shop."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import ShopState, ViolationState

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
VIOLATION = Lifecycle(
    "violation",
    ViolationState,
    {
        "confirm": Move(_("认定"), ("reported",), "confirmed"),
        "dismiss": Move(_("驳回"), ("reported",), "dismissed"),
    },
)
