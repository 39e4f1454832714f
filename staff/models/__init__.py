from .breaches import Breach
from .calendar import Holiday
from .leave import (
    EntryReason,
    LeaveCertificate,
    LeaveChannel,
    LeaveEntry,
    LeaveKind,
    LeaveRequest,
    LeaveState,
)
from .organisation import Department, Employee, EmployeeState, JobType, Position
from .roster import (
    Cover,
    Duty,
    Pattern,
    PatternMember,
    PatternStep,
    RosterMonth,
    RosterState,
    ShiftKind,
    Tone,
)
from .swaps import Swap, SwapShare, SwapState

__all__ = [
    "Breach",
    "Cover",
    "Department",
    "Duty",
    "Employee",
    "EmployeeState",
    "EntryReason",
    "Holiday",
    "JobType",
    "LeaveCertificate",
    "LeaveChannel",
    "LeaveEntry",
    "LeaveKind",
    "LeaveRequest",
    "LeaveState",
    "Pattern",
    "PatternMember",
    "PatternStep",
    "Position",
    "RosterMonth",
    "RosterState",
    "ShiftKind",
    "Swap",
    "SwapShare",
    "SwapState",
    "Tone",
]
