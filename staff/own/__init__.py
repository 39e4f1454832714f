"""What everybody who works here has for themselves, in the order in which it is listed."""

from .base import OwnPage
from .clearances import MyClearancesPage

PAGES: tuple[type[OwnPage], ...] = (MyClearancesPage,)

__all__ = ["PAGES", "OwnPage"]
