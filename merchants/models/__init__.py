from .applications import (
    IN_HAND,
    OPEN_APPLICATION,
    AgreementSignature,
    Application,
    ApplicationState,
)
from .bans import Ban, BanKind
from .documents import IDENTIFYING, Document, DocumentState, DocumentType, RequiredPermit
from .freight import MOST_FEE, MOST_UNITS, FreightMethod, FreightRate, FreightTemplate
from .records import ShopRecord
from .shops import Member, MemberRole, Shop, ShopKind, ShopState
from .violations import Violation, ViolationState

__all__ = [
    "IDENTIFYING",
    "IN_HAND",
    "MOST_FEE",
    "MOST_UNITS",
    "OPEN_APPLICATION",
    "AgreementSignature",
    "Application",
    "ApplicationState",
    "Ban",
    "BanKind",
    "Document",
    "DocumentState",
    "DocumentType",
    "FreightMethod",
    "FreightRate",
    "FreightTemplate",
    "Member",
    "MemberRole",
    "RequiredPermit",
    "Shop",
    "ShopKind",
    "ShopRecord",
    "ShopState",
    "Violation",
    "ViolationState",
]
