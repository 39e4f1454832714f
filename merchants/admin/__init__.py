from . import (
    appeals,
    applications,
    daily_reports,
    demands,
    holidays,
    invitations,
    papers,
    sanctions,
    shops,
    violations,
)

__all__ = [
    "appeals",
    "applications",
    "daily_reports",
    "demands",
    "holidays",
    "invitations",
    "papers",
    "sanctions",
    "shops",
    "violations",
]
