from .breaches import Breach
from .organisation import Department, Employee, EmployeeState, Position
from .roster import Duty

__all__ = ["Breach", "Department", "Duty", "Employee", "EmployeeState", "Position"]
