"""The life cycle of an employee."""

from django.utils.translation import gettext_lazy as _

from mall.transitions import Lifecycle, Move

from .models import EmployeeState

EMPLOYEE = Lifecycle(
    "employee",
    EmployeeState,
    {
        "start": Move(_("培训完成上岗"), ("hired",), "active"),
        "leave": Move(_("离职"), ("hired", "active"), "left"),
    },
)
