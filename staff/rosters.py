"""A department's month as a table of shifts: few queries, and cells written in Python for speed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from staff.models import Duty, Employee, LeaveRequest, ShiftKind
from staff.services.calendar import known_kinds
from staff.services.months import bounds, next_first


@dataclass(frozen=True)
class Row:
    person: Employee
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
    there: dict[tuple[int, date], tuple] = {}
    shown = set()
    for person, day, kind, published_at, starts_at in duties.values_list(
        "employee_id", "work_day", "kind_id", "published_at", "starts_at"
    ):
        there[person, day] = (kind, published_at is None, starts_at)
        shown.add(kind)
    leaves = _days_of_leave(people, first_on)
    rows = [
        Row(person, _cells(person, list(kinds), there, looks, leaves.get(person.pk, ()))) for person in people
    ]
    return Table(
        [(day, kind.is_off, day == today) for day, kind in kinds.items()],
        rows,
        [used[pk] for pk in sorted(filter(None, shown))],
    )


def _cells(person: Employee, days: list[date], there: dict, looks: dict, leave) -> SafeString:
    plain = ("office", _("班"), _("班次"))
    rest, away, draft = _("休息"), _("请假"), _("草稿")
    link = f"/admin/team/day/?employee={person.pk}&amp;day="
    cells = []
    for day in days:
        found = there.get((person.pk, day))
        is_away = day in leave
        if found is None:
            look, letter, words = "rest", "假" if is_away else "·", away if is_away else rest
        else:
            look, letter, words = looks.get(found[0], plain)
            if found[1]:
                look, words = f"{look} mall-shift--draft", f"{words} {draft}"
        if is_away and found is not None:
            look, letter, words = "away", "假", f"{words} {away}"
        label = f"{day:%m-%d} {words}"
        cells.append(
            f'<td><a class="mall-shift mall-shift--{look}" href="{link}{day}" title="{label}"'
            f' aria-label="{escape(person.name)} {label}">{letter}</a></td>'
        )
    return mark_safe("".join(cells))  # noqa: S308 - everything in it is escaped above


def _days_of_leave(people: Sequence[Employee], first_on: date) -> dict[int, set[date]]:
    """The days on which each is on approved leave, by the day on which it begins and ends."""
    start, end = bounds(first_on)
    found: dict[int, set[date]] = {}
    for leave in LeaveRequest.objects.approved().touching(start, end).filter(employee__in=people):
        first = timezone.localtime(max(leave.starts_at, start)).date()
        last = timezone.localtime(min(leave.ends_at, end) - timedelta(microseconds=1)).date()
        days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        found.setdefault(leave.employee_id, set()).update(days)
    return found
