from . import (
    appraisals,
    attendance,
    breaches,
    clearances,
    committee,
    employees,
    hiring,
    hours,
    organisation,
    roster,
    targets,
)

__all__ = [
    "appraisals",
    "attendance",
    "breaches",
    "clearances",
    "committee",
    "employees",
    "hiring",
    "hours",
    "organisation",
    "roster",
    "targets",
]
