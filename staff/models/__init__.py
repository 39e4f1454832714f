from .breaches import Breach
from .calendar import Holiday
from .clearance import Clearance, ClearanceLine, ClearanceState, LineKind
from .committee import Meeting, Seat, Vote
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
from .targets import Target, TargetReport

__all__ = [
    "Breach",
    "Clearance",
    "ClearanceLine",
    "ClearanceState",
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
    "LineKind",
    "Meeting",
    "Pattern",
    "PatternMember",
    "PatternStep",
    "Position",
    "RosterMonth",
    "RosterState",
    "Seat",
    "ShiftKind",
    "Swap",
    "SwapShare",
    "SwapState",
    "Target",
    "TargetReport",
    "Tone",
    "Vote",
]
