"""What everybody who works here has for themselves, in the order in which it is listed."""

from .appraisals import MyAppraisalsPage
from .attendance import MyAttendancePage
from .base import OwnPage
from .clearances import MyClearancesPage
from .handovers import MyHandoverPage
from .hours import HoursFilePage, HoursPage
from .leave import LeaveAskPage, LeaveListPage, LeaveRequestPage
from .missed import MissedSwapsPage
from .on_duty import OnDutyPage
from .pay import MyPayPage, MyPayslipPage
from .rounds import MyRoundsPage, RoundPage
from .swaps import SwapListPage, SwapPage, SwapProposePage
from .team import TeamDayPage, TeamPage, TeamPersonPage
from .visits import GatePage, MyVisitsPage

PAGES: tuple[type[OwnPage], ...] = (
    MyAttendancePage,
    HoursPage,
    HoursFilePage,
    LeaveListPage,
    LeaveAskPage,
    LeaveRequestPage,
    SwapListPage,
    SwapProposePage,
    SwapPage,
    MyHandoverPage,
    MyPayPage,
    MyPayslipPage,
    OnDutyPage,
    MissedSwapsPage,
    TeamPage,
    TeamDayPage,
    TeamPersonPage,
    MyAppraisalsPage,
    MyClearancesPage,
    MyVisitsPage,
    GatePage,
    MyRoundsPage,
    RoundPage,
)

__all__ = ["PAGES", "OwnPage"]
