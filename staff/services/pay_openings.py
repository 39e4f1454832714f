"""What of a month is still open, and would change its pay once it is settled. (G6.1)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from staff.models import (
    AttendanceResult,
    Correction,
    CorrectionState,
    Duty,
    Employee,
    LeaveRequest,
    LeaveState,
)

from . import pay_facts
from .months import bounds
from .pay_grades import Rates

SHOWN = 30


@dataclass(frozen=True)
class Open:
    """``names`` are the first few of whom it is open."""

    label: Any
    count: int
    names: list[str]

    def __str__(self) -> str:
        return f"{self.label} {self.count}"


def open_items(first_on: date, *, now: datetime) -> list[Open]:
    """Corrections undecided, shifts without a last punch or not computed yet, leave undecided or unproved.

    And people without a grade. Ten queries, however many people.
    """
    start, end = bounds(first_on)
    days = (first_on, pay_facts.last_of(first_on))
    corrections = Correction.objects.filter(state=CorrectionState.ASKED, duty__work_day__range=days)
    asked_out = Correction.objects.filter(duty=OuterRef("duty"), state=CorrectionState.ASKED)
    lacking = AttendanceResult.objects.filter(day__range=days, lacks_out=True).filter(~Exists(asked_out))
    uncomputed = Duty.objects.published().filter(work_day__range=days, ends_at__lte=now, attendance=None)
    touching = LeaveRequest.objects.touching(start, end)
    asked = touching.filter(state=LeaveState.ASKED)
    unproved = touching.approved().filter(certificate_due_at__gt=now, certificates=None)
    groups: list[tuple[Any, QuerySet]] = [
        (_("待批的补卡"), corrections),
        (_("缺下班卡"), lacking),
        (_("还没结算的班次"), uncomputed),
        (_("待批的请假"), asked),
        (_("待交的病假证明"), unproved),
    ]
    found = []
    for label, rows in groups:
        names = list(rows.order_by("employee__number").values_list("employee__name", flat=True))
        if names:
            found.append(Open(label, len(names), list(dict.fromkeys(names))[:SHOWN]))
    if to_go := days_to_go(first_on, now=now):
        found.append(Open(_("离月底还有几天，过完才能批准："), to_go, []))
    if without := _without_grade(first_on):
        found.append(Open(_("没有薪级的员工"), len(without), [one.name for one in without[:SHOWN]]))
    return found


def days_to_go(first_on: date, *, now: datetime) -> int:
    """How many days are left of the month, the present one counted; 0 once it is over."""
    end = bounds(first_on)[1]
    return (end - now).days + 1 if now < end else 0


def _without_grade(first_on: date) -> list[Employee]:
    last = pay_facts.last_of(first_on)
    people = list(pay_facts.employed_in(first_on).order_by(F("number")))
    rates = Rates(people, first_on, last)
    return [
        one
        for one in people
        if not rates.spans(one.pk, max(first_on, one.joined_on), min(last, one.left_on or last))
    ]
