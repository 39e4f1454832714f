from . import breaches, employees, organisation, roster

__all__ = ["breaches", "employees", "organisation", "roster"]
