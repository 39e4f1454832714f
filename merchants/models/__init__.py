from .applications import (
    IN_HAND,
    OPEN_APPLICATION,
    AgreementSignature,
    Application,
    ApplicationState,
)
from .bans import Ban, BanKind
from .daily_reports import DailyReport
from .documents import IDENTIFYING, Document, DocumentState, DocumentType, RequiredPermit
from .freight import MOST_FEE, MOST_UNITS, FreightMethod, FreightRate, FreightTemplate
from .holidays import Holiday, HolidayState
from .invitations import Invitation, InvitationState
from .records import ShopRecord
from .sanctions import (
    Appeal,
    AppealState,
    Demand,
    DemandKind,
    DemandState,
    Sanction,
    SanctionKind,
    SanctionState,
)
from .shops import Member, MemberRole, Shop, ShopKind, ShopState
from .violations import Violation, ViolationState

__all__ = [
    "IDENTIFYING",
    "IN_HAND",
    "MOST_FEE",
    "MOST_UNITS",
    "OPEN_APPLICATION",
    "AgreementSignature",
    "Appeal",
    "AppealState",
    "Application",
    "ApplicationState",
    "Ban",
    "BanKind",
    "DailyReport",
    "Demand",
    "DemandKind",
    "DemandState",
    "Document",
    "DocumentState",
    "DocumentType",
    "FreightMethod",
    "FreightRate",
    "FreightTemplate",
    "Holiday",
    "HolidayState",
    "Invitation",
    "InvitationState",
    "Member",
    "MemberRole",
    "RequiredPermit",
    "Sanction",
    "SanctionKind",
    "SanctionState",
    "Shop",
    "ShopKind",
    "ShopRecord",
    "ShopState",
    "Violation",
    "ViolationState",
]
