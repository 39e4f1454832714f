"""The life cycles of the people, their hours and their papers."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import (
    ApplicationState,
    AppraisalState,
    ClearanceState,
    CorrectionState,
    EmployeeState,
    EntryState,
    FindingState,
    HandoverState,
    LeaveState,
    PayRunState,
    RosterState,
    RoundState,
    SessionState,
    SwapState,
    VisitState,
)

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
APPLICATION = Lifecycle(
    "application",
    ApplicationState,
    {
        "invite": Move(_("约面试"), ("applied",), "interview"),
        "offer": Move(_("发录用通知"), ("interview",), "offered"),
        "hire": Move(_("办理录用"), ("offered",), "hired"),
        "reject": Move(_("不录用"), ("applied", "interview", "offered"), "rejected"),
        "withdraw": Move(_("撤回应聘"), ("applied", "interview", "offered"), "withdrawn"),
    },
)
APPRAISAL = Lifecycle(
    "appraisal",
    AppraisalState,
    {
        "assess": Move(_("自评"), ("open",), "assessed"),
        "submit": Move(_("上级评分"), ("open", "assessed"), "submitted"),
        "calibrate": Move(_("校准"), ("submitted", "objected"), "calibrated"),
        "acknowledge": Move(_("本人确认"), ("calibrated",), "acknowledged"),
        "object": Move(_("提出异议"), ("calibrated",), "objected"),
    },
)
CORRECTION = Lifecycle(
    "correction",
    CorrectionState,
    {
        "approve": Move(_("批准补卡"), ("asked",), "approved"),
        "refuse": Move(_("不批准补卡"), ("asked",), "refused"),
    },
)
HANDOVER = Lifecycle(
    "handover",
    HandoverState,
    {
        "offer": Move(_("签字交班"), ("draft",), "offered"),
        "take": Move(_("签字接班"), ("offered",), "complete"),
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
PAY_RUN = Lifecycle(
    "pay_run",
    PayRunState,
    {
        "approve": Move(_("批准工资"), ("draft",), "approved"),
        "pay": Move(_("登记已发放"), ("approved",), "paid"),
        "discard": Move(_("作废草稿"), ("draft",), "discarded"),
    },
)
VISIT = Lifecycle(
    "visit",
    VisitState,
    {
        "approve": Move(_("批准来访"), ("announced",), "approved"),
        "refuse": Move(_("不批准来访"), ("announced",), "refused"),
        "cancel": Move(_("取消来访"), ("announced", "approved"), "cancelled"),
        "enter": Move(_("登记进入"), ("approved",), "inside"),
        "leave": Move(_("登记离开"), ("inside",), "left"),
        "lapse": Move(_("逾期未来"), ("announced", "approved"), "lapsed"),
    },
)
ROUND = Lifecycle(
    "round",
    RoundState,
    {
        "walk": Move(_("完成巡查"), ("due",), "walked"),
        "drop": Move(_("取消巡查"), ("due",), "dropped"),
    },
)
FINDING = Lifecycle(
    "finding",
    FindingState,
    {
        "fix": Move(_("登记整改"), ("open",), "fixed"),
        "close": Move(_("复查销项"), ("fixed",), "closed"),
        "reopen": Move(_("退回整改"), ("fixed",), "open"),
    },
)
ENTRY = Lifecycle(
    "entry",
    EntryState,
    {
        "begin": Move(_("开始办理"), ("planned",), "doing"),
        "finish": Move(_("办完"), ("planned", "doing"), "done"),
        "drop": Move(_("放弃"), ("planned", "doing"), "dropped"),
    },
)
SESSION = Lifecycle(
    "session",
    SessionState,
    {
        "hold": Move(_("登记到场"), ("planned",), "held"),
        "cancel": Move(_("取消场次"), ("planned",), "cancelled"),
    },
)
