"""Whether enough people are on duty at every moment: holes in the cover, seen ahead. (K1.1)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mall.moments import MOMENT, last_day, until
from staff import rules
from staff.models import Cover, Department, Duty, EmployeeState, LeaveRequest

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
Crowd = tuple[datetime, datetime, int]


@dataclass(frozen=True)
class Hole:
    """From when to when ``have`` people are there where ``needed`` have to be."""

    starts_at: datetime
    ends_at: datetime
    have: int
    needed: int

    def __str__(self) -> str:
        start = timezone.localtime(self.starts_at)
        last = last_day(self.ends_at)
        form = "H:i" if start.date() == last else "m-d H:i"
        return f"{start:%m-%d %H:%M}–{until(self.ends_at, form)}"


def find_holes(wanted: Iterable[tuple[datetime, datetime, int]], there: Iterable[Span]) -> list[Hole]:
    """Where fewer are ``there`` than ``wanted`` (from, to, how many); in order, pieces that touch as one."""
    return _find_holes(list(wanted), [(start, end, 1) for start, end in there])


def _find_holes(wanted: list[Crowd], there: list[Crowd]) -> list[Hole]:
    """The same of many at once: each span says how many are there. One walk over all that begins or ends."""
    change: dict[datetime, int] = {}
    for start, end, many in there:
        change[start] = change.get(start, 0) + many
        change[end] = change.get(end, 0) - many
    edges = sorted({edge for start, end, _n in wanted for edge in (start, end)} | change.keys())
    begins = sorted(wanted)
    running: list[Crowd] = []
    holes: list[Hole] = []
    have = begun = 0
    for start, end in pairwise(edges):
        have += change.get(start, 0)
        while begun < len(begins) and begins[begun][0] <= start:
            running.append(begins[begun])
            begun += 1
        running = [one for one in running if one[1] > start]
        needed = max((n for _s, _e, n in running), default=0)
        if have >= needed:
            continue
        last = holes[-1] if holes else None
        if last and last.ends_at == start and (last.have, last.needed) == (have, needed):
            holes[-1] = Hole(last.starts_at, end, have, needed)
        else:
            holes.append(Hole(start, end, have, needed))
    return holes


def holes(
    department: Department,
    starts_at: datetime,
    ends_at: datetime,
    *,
    with_drafts: bool = False,
    without_leave: Iterable[int] = (),
    off: Iterable[LeaveRequest] = (),
) -> list[Hole]:
    """The holes in a department's cover between two moments; none where it needs no cover.

    Who has left or is on approved leave isn't there. ``without_leave`` are ids of leaves that don't count,
    ``off`` further leaves that do: what would be if they were approved.
    """
    needed = wanted(department, starts_at, ends_at)
    if not needed:
        return []
    duties = there(department, starts_at, ends_at, with_drafts=with_drafts, without_leave=without_leave)
    for leave in off:
        touched = Q(starts_at__lt=leave.ends_at, ends_at__gt=leave.starts_at)
        duties = duties.exclude(touched, employee=leave.employee_id)
    # Many work the same shift: the database counts them.
    spans = (
        duties.order_by("starts_at", "ends_at").values_list("starts_at", "ends_at").annotate(n=Count("pk"))
    )
    return _find_holes(
        needed, [(max(first, starts_at), min(last, ends_at), many) for first, last, many in spans]
    )


def there(
    department: Department,
    starts_at: datetime,
    ends_at: datetime,
    *,
    with_drafts: bool = False,
    without_leave: Iterable[int] = (),
) -> QuerySet[Duty]:
    """Duties of a department that count as cover. A leave takes the whole shift that it touches."""
    duties = Duty.objects.touching(starts_at, ends_at).filter(
        employee__position__department=department, employee__state=EmployeeState.ACTIVE
    )
    return on_hand(duties if with_drafts else duties.published(), without_leave=without_leave)


def at_work(department: Department, moment: datetime) -> QuerySet[Duty]:
    """Duties of a department that are on at the aware ``moment``: its start counts, its end doesn't."""
    return there(department, moment, moment + MOMENT)


def on_hand(duties: QuerySet[Duty], *, without_leave: Iterable[int] = ()) -> QuerySet[Duty]:
    """Those of ``duties`` whose person isn't on approved leave."""
    leaves = LeaveRequest.objects.approved().exclude(pk__in=list(without_leave))
    on_leave = leaves.filter(
        employee=OuterRef("employee"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    return duties.filter(~Exists(on_leave))


def holes_ahead(department: Department, *, now: datetime | None = None) -> list[Hole]:
    """The holes of the coming days, as far as the clause looks ahead."""
    now = now or timezone.now()
    return holes(department, now, now + rules.COVER.figure("ahead", at=now))


def wanted(department: Department, starts_at: datetime, ends_at: datetime) -> list:
    """Every requirement of the department on every day between, cut to the two moments."""
    covers = list(Cover.objects.filter(department=department))
    first = timezone.localtime(starts_at).date() - DAY
    days = [first + n * DAY for n in range((timezone.localtime(ends_at).date() - first).days + 1)]
    found = []
    for cover in covers:
        for day in days:
            start, end = _span(cover, day)
            if start < ends_at and end > starts_at:
                found.append((max(start, starts_at), min(end, ends_at), cover.needed))
    return found


def _span(cover: Cover, day: date) -> Span:
    end_day = day if cover.ends > cover.starts else day + DAY
    return (
        timezone.make_aware(datetime.combine(day, cover.starts)),
        timezone.make_aware(datetime.combine(end_day, cover.ends)),
    )
