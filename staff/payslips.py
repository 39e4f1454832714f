"""A payslip as people read it: each line with the record behind it and the way there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mall.subjects import named
from staff import reckoning
from staff.models import PayLine, Payslip

# What one record is called: a language may call many of them otherwise.
ONE = {
    reckoning.SHIFT: pgettext_lazy("one", "考勤结果"),
    reckoning.LEAVE: pgettext_lazy("one", "请假"),
    reckoning.DECISION: pgettext_lazy("one", "奖惩与晋升"),
    reckoning.ENROLMENT: pgettext_lazy("one", "社会保险参保"),
    reckoning.RATE: pgettext_lazy("one", "薪级标准"),
    reckoning.SLIP: pgettext_lazy("one", "工资单"),
}

# Where somebody finds a record of their own: the page, and which on it. Who pays finds it in the admin.
OWN_PAGES = {
    reckoning.SHIFT: ("my_attendance", "?result={}"),
    reckoning.LEAVE: ("my_leave_request", "?pk={}"),
    reckoning.DECISION: ("my_appraisals", "?decision={0}#decision-{0}"),
    reckoning.ENROLMENT: ("my_pay", "#enrolment-{}"),
    reckoning.RATE: ("my_pay", "#rate-{}"),
    reckoning.SLIP: ("my_payslip", "?pk={}"),
}


@dataclass(frozen=True)
class Row:
    """``source`` is what the record is called, ``kind`` what sort of record it is."""

    line: PayLine
    kind: Any
    source: str
    url: str


@dataclass(frozen=True)
class Shown:
    slip: Payslip
    added: list[Row]
    taken: list[Row]

    @property
    def parts(self) -> list[tuple[Any, list[Row]]]:
        return [(_("应发项目"), self.added), (_("扣除项目"), self.taken)]


def shown(slip: Payslip, *, own: bool) -> Shown:
    """The slip with its lines apart, as its owner or as who pays sees it; a query for each kind of record."""
    lines = list(slip.lines.order_by("month_on", "id"))
    names = named((line.source_kind, line.source_id) for line in lines)
    rows = [_row(slip, line, names, own=own) for line in _latest_first(slip, lines)]
    return Shown(
        slip,
        [row for row in rows if row.line.amount > 0],
        [row for row in rows if row.line.amount <= 0],
    )


def _latest_first(slip: Payslip, lines: Iterable[PayLine]) -> list[PayLine]:
    """The month's own lines, then those that put right earlier ones."""
    return sorted(lines, key=lambda line: (line.month_on < slip.run.first_on, line.month_on, line.pk))


def _row(slip: Payslip, line: PayLine, names: dict, *, own: bool) -> Row:
    """What the record is called, without the name of whose slip it is."""
    kind, pk = line.source_kind, line.source_id
    if not own:
        url = reverse(f"admin:{kind.replace('.', '_')}_change", args=[pk])
    else:
        page, which = OWN_PAGES[kind]
        url = reverse(f"admin:{page}") + which.format(pk)
    called = names.get((kind, pk), "").removeprefix(f"{slip.employee}").strip()
    return Row(line, ONE[kind], f"{called} #{pk}".strip(), url)
