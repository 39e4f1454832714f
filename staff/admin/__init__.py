from . import breaches, clearances, committee, employees, organisation, roster, targets

__all__ = ["breaches", "clearances", "committee", "employees", "organisation", "roster", "targets"]
