from . import breaches, clearances, committee, employees, hours, organisation, roster, targets

__all__ = ["breaches", "clearances", "committee", "employees", "hours", "organisation", "roster", "targets"]
