"""The life cycles of the people, their hours and their papers."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import ClearanceState, EmployeeState, LeaveState, RosterState, SwapState

EMPLOYEE = Lifecycle(
    "employee",
    EmployeeState,
    {
        "start": Move(_("培训完成上岗"), ("hired",), "active"),
        "leave": Move(_("离职"), ("hired", "active"), "left"),
    },
)
CLEARANCE = Lifecycle(
    "clearance",
    ClearanceState,
    {
        "complete": Move(_("签完交接单"), ("open",), "complete"),
        "withdraw": Move(_("撤回交接单"), ("open",), "withdrawn"),
    },
)
ROSTER = Lifecycle(
    "roster",
    RosterState,
    {"publish": Move(_("公布"), ("draft",), "published")},
)
LEAVE = Lifecycle(
    "leave",
    LeaveState,
    {
        "approve": Move(_("批准"), ("asked",), "approved"),
        "refuse": Move(_("不批准"), ("asked",), "refused"),
        "withdraw": Move(_("撤回"), ("asked", "approved"), "withdrawn"),
        "lapse": Move(_("失效"), ("asked", "approved"), "lapsed"),
    },
)
SWAP = Lifecycle(
    "swap",
    SwapState,
    {
        "agree": Move(_("同意"), ("proposed",), "agreed"),
        "approve": Move(_("批准"), ("agreed",), "approved"),
        "sign": Move(_("双方签妥"), ("approved",), "signed"),
        "refuse": Move(_("不同意"), ("proposed", "agreed"), "refused"),
        "withdraw": Move(_("撤回"), ("proposed", "agreed", "approved"), "withdrawn"),
        "lapse": Move(_("失效"), ("proposed", "agreed", "approved"), "lapsed"),
    },
)
