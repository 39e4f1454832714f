"""What everybody who works here has for themselves, in the order in which it is listed."""

from .appraisals import MyAppraisalsPage
from .attendance import MyAttendancePage
from .base import OwnPage
from .clearances import MyClearancesPage
from .entries import EntriesPage, EntryNewPage, EntryPage, EntryReportPage
from .handovers import MyHandoverPage
from .hours import HoursFilePage, HoursPage
from .leave import LeaveAskPage, LeaveListPage, LeaveRequestPage
from .missed import MissedSwapsPage
from .on_duty import OnDutyPage
from .papers import MyPapersPage, PaperPage
from .pay import MyPayPage, MyPayslipPage
from .rounds import MyRoundsPage, RoundPage
from .swaps import SwapListPage, SwapPage, SwapProposePage
from .team import TeamDayPage, TeamPage, TeamPersonPage
from .texts import MyTextsPage
from .training import MyTrainingPage
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
    MyTextsPage,
    EntriesPage,
    EntryNewPage,
    EntryPage,
    EntryReportPage,
    MyTrainingPage,
    MyPapersPage,
    PaperPage,
)

__all__ = ["PAGES", "OwnPage"]
