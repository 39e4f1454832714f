from .freight import MOST_FEE, MOST_UNITS, FreightMethod, FreightRate, FreightTemplate
from .records import ShopRecord
from .shops import Member, MemberRole, Shop, ShopKind, ShopState
from .violations import Violation, ViolationState

__all__ = [
    "MOST_FEE",
    "MOST_UNITS",
    "FreightMethod",
    "FreightRate",
    "FreightTemplate",
    "Member",
    "MemberRole",
    "Shop",
    "ShopKind",
    "ShopRecord",
    "ShopState",
    "Violation",
    "ViolationState",
]
