from .records import ShopRecord
from .shops import Member, MemberRole, Shop, ShopKind, ShopState
from .violations import Violation, ViolationState

__all__ = [
    "Member",
    "MemberRole",
    "Shop",
    "ShopKind",
    "ShopRecord",
    "ShopState",
    "Violation",
    "ViolationState",
]
