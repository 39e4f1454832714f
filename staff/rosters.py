"""A department's month as a table of shifts: few queries, and cells written in Python for speed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Case, When
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mall.moments import last_day
from staff.models import Duty, Employee, LeaveRequest, ShiftKind
from staff.services.calendar import known_kinds
from staff.services.months import bounds, next_first


@dataclass(frozen=True)
class Row:
    """``head`` is the name with the way to the person's month."""

    head: SafeString
    cells: SafeString


@dataclass(frozen=True)
class Table:
    """``days`` are the head, (day, is off, is today); each row's cells are its days in that order."""

    days: list[tuple[date, bool, bool]]
    rows: list[Row]
    kinds: list[ShiftKind]


def table_of(people: Sequence[Employee], first_on: date, *, today: date) -> Table:
    """The month of ``people``, drafts included; four queries, however many they are."""
    last = next_first(first_on) - timedelta(days=1)
    kinds = known_kinds(first_on, last)
    used: dict[int, ShiftKind] = {kind.pk: kind for kind in ShiftKind.objects.all()}
    looks = {pk: (kind.tone, escape(kind.title[:2]), escape(str(kind))) for pk, kind in used.items()}
    duties = Duty.objects.filter(employee__in=people, work_day__range=(first_on, last))
    is_draft = Case(When(published_at=None, then=True), default=False, output_field=BooleanField())
    there: dict[int, dict[date, tuple[int | None, bool]]] = {}
    shown = set()
    for person, day, kind, draft in duties.order_by("starts_at").values_list(
        "employee_id", "work_day", "kind_id", is_draft
    ):
        there.setdefault(person, {})[day] = (kind, draft)
        shown.add(kind)
    leaves = _days_of_leave(people, first_on)
    days = [(day, f"{day}", f"{day:%m-%d}") for day in kinds]
    cells = _Cells(days, looks)
    month = f"{first_on:%Y-%m}"
    rows = [
        Row(_head(person, month), cells.of(person, there.get(person.pk, {}), leaves.get(person.pk, ())))
        for person in people
    ]
    return Table(
        [(day, kind.is_off, day == today) for day, kind in kinds.items()],
        rows,
        [used[pk] for pk in sorted(filter(None, shown))],
    )


def _head(person: Employee, month: str) -> SafeString:
    link = f"/admin/team/person/?employee={person.pk}&amp;month={month}"
    return mark_safe(f'<a href="{link}">{escape(person.name)}</a>')  # noqa: S308 - escaped


class _Cells:
    """The cells of a table row; what a day with a shift looks like is worked out once for all people."""

    def __init__(self, days: list[tuple[date, str, str]], looks: dict):
        self.days, self.looks = days, looks
        self.known: dict[tuple | None, tuple[str, str, str]] = {}

    def of(self, person: Employee, there: dict[date, tuple], leave) -> SafeString:
        link, name = f"/admin/team/day/?employee={person.pk}&amp;day=", escape(person.name)
        cells = []
        for day, iso, short in self.days:
            found = there.get(day)
            look, letter, words = self._look(found, day in leave)
            cells.append(
                f'<td><a class="mall-shift mall-shift--{look}" href="{link}{iso}" title="{short} {words}"'
                f' aria-label="{name} {short} {words}">{letter}</a></td>'
            )
        return mark_safe("".join(cells))  # noqa: S308 - everything in it is escaped above

    def _look(self, found: tuple[int | None, bool] | None, is_away: bool) -> tuple[str, str, str]:
        key = (found, is_away)
        if key not in self.known:
            self.known[key] = self._looked_up(found, is_away)
        return self.known[key]

    def _looked_up(self, found: tuple[int | None, bool] | None, is_away: bool) -> tuple[str, str, str]:
        """Its colour, its letter and what it says."""
        if found is None:
            return "rest", "假" if is_away else "·", _("请假") if is_away else _("休息")
        look, letter, words = self.looks.get(found[0], ("office", _("班"), _("班次")))
        if is_away:
            return "away", "假", f"{words} {_('请假')}"
        if found[1]:
            return f"{look} mall-shift--draft", letter, f"{words} {_('草稿')}"
        return look, letter, words


def _days_of_leave(people: Sequence[Employee], first_on: date) -> dict[int, set[date]]:
    """The days on which each is on approved leave, by the day on which it begins and ends."""
    start, end = bounds(first_on)
    found: dict[int, set[date]] = {}
    for leave in LeaveRequest.objects.approved().touching(start, end).filter(employee__in=people):
        first = timezone.localtime(max(leave.starts_at, start)).date()
        last = last_day(min(leave.ends_at, end))
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        found.setdefault(leave.employee_id, set()).update(days)
    return found
