"""What everybody who works here has for themselves, in the order in which it is listed."""

from .base import OwnPage
from .clearances import MyClearancesPage
from .hours import HoursFilePage, HoursPage
from .leave import LeaveAskPage, LeaveListPage, LeaveRequestPage
from .swaps import SwapListPage, SwapPage, SwapProposePage
from .team import TeamDayPage, TeamPage, TeamPersonPage

PAGES: tuple[type[OwnPage], ...] = (
    HoursPage,
    HoursFilePage,
    LeaveListPage,
    LeaveAskPage,
    LeaveRequestPage,
    SwapListPage,
    SwapProposePage,
    SwapPage,
    TeamPage,
    TeamDayPage,
    TeamPersonPage,
    MyClearancesPage,
)

__all__ = ["PAGES", "OwnPage"]
