"""What leave people are entitled to, and what is left: the sum of a ledger, never a figure kept. (G6.2)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mall import locks
from mall.errors import DomainError
from staff import rules
from staff.models import Employee, EntryReason, LeaveEntry, LeaveKind, LeaveRequest, LeaveState, PayRun

DAY_MINUTES = 8 * 60
# Granted for each occasion, not for a year.
PER_OCCASION = (LeaveKind.MARRIAGE, LeaveKind.MATERNITY, LeaveKind.PATERNITY, LeaveKind.BEREAVEMENT)


def annual_days(employee: Employee, year: int) -> int:
    """Working days of annual leave in ``year``: by full years of service at its end."""
    years = year - employee.joined_on.year
    for least in (20, 10, 1):
        if years >= least:
            return rules.ENTITLEMENT.figure(f"annual_{least}")
    return 0


def left(employee: Employee, kind: str, year: int, *, without: int | None = None) -> int | None:
    """Minutes that may still be asked for; None where nothing limits the kind. What is asked counts as used.

    ``without`` is a request that doesn't count against itself.
    """
    if kind in PER_OCCASION:
        return rules.ENTITLEMENT.figure(kind) * DAY_MINUTES
    if kind != LeaveKind.ANNUAL:
        return None
    entries = LeaveEntry.objects.filter(employee=employee, kind=kind, year=year)
    booked = entries.aggregate(sum=Sum("minutes"))["sum"] or 0
    if not entries.filter(reason=EntryReason.GRANT).exists():
        booked += annual_days(employee, year) * DAY_MINUTES
    asked = LeaveRequest.objects.filter(
        employee=employee, kind=kind, state=LeaveState.ASKED, starts_at__year=year
    ).exclude(pk=without)
    return booked - (asked.aggregate(sum=Sum("minutes"))["sum"] or 0)


def left_of(people: list[Employee], year: int) -> dict[int, int]:
    """``left`` of annual leave for many at once, by key. Three queries."""
    entries = LeaveEntry.objects.filter(employee__in=people, kind=LeaveKind.ANNUAL, year=year).order_by()
    booked = dict(entries.values_list("employee_id").annotate(Sum("minutes")))
    granted = set(entries.filter(reason=EntryReason.GRANT).values_list("employee_id", flat=True))
    asked = LeaveRequest.objects.filter(
        employee__in=people, kind=LeaveKind.ANNUAL, state=LeaveState.ASKED, starts_at__year=year
    )
    waiting = dict(asked.order_by().values_list("employee_id").annotate(Sum("minutes")))
    return {
        one.pk: booked.get(one.pk, 0)
        + (0 if one.pk in granted else annual_days(one, year) * DAY_MINUTES)
        - waiting.get(one.pk, 0)
        for one in people
    }


def told(minutes: int) -> str:
    """Leave as people count it: days of eight hours, and the hours beside."""
    days, hours = f"{minutes / DAY_MINUTES:.3g}", f"{minutes / 60:.4g}"
    return _("%(days)s（%(hours)s）") % {
        "days": ngettext("%(days)s 天", "%(days)s 天", 1 if days == "1" else 2) % {"days": days},
        "hours": ngettext("%(hours)s 小时", "%(hours)s 小时", 1 if hours == "1" else 2) % {"hours": hours},
    }


@locks.service
def use(*, request: LeaveRequest, year: int, actor) -> None:
    """Book an approved annual leave, after the year's grant. The caller holds the employee's lock."""
    if request.kind != LeaveKind.ANNUAL:
        return
    LeaveEntry.objects.get_or_create(
        employee=request.employee,
        kind=request.kind,
        year=year,
        reason=EntryReason.GRANT,
        defaults={"minutes": annual_days(request.employee, year) * DAY_MINUTES},
    )
    _book(request, year, EntryReason.USE, -request.minutes, actor)


@locks.service
def give_back(*, request: LeaveRequest, actor) -> None:
    """Reverse what an approved leave has used, once it is withdrawn."""
    for entry in list(request.entries.filter(reason=EntryReason.USE)):
        _book(request, entry.year, EntryReason.RETURN, -entry.minutes, actor)


Spared = Mapping[date, Mapping[int, int]]  # minutes that annual leave didn't take, by month and leave


def to_settle(spared: Spared) -> Iterator[tuple[LeaveEntry, date, int]]:
    """(the entry that booked it, the month, minutes) of what ``settle`` would give back, or take again."""
    for month_on, minutes in spared.items():
        given = dict(
            LeaveEntry.objects.filter(reason=EntryReason.PAY, month_on=month_on)
            .order_by()
            .values_list("request_id")
            .annotate(Sum("minutes"))
        )
        used = LeaveEntry.objects.filter(
            reason=EntryReason.USE, request__in={*given, *minutes}, request__state=LeaveState.APPROVED
        )
        for entry in used.select_related("request", "employee").order_by("pk"):
            key = entry.request_id
            due = min(minutes.get(key, 0), -entry.minutes) - given.get(key, 0)
            if due:
                yield entry, month_on, due


@locks.service
def settle(*, run: PayRun, spared: Spared, actor) -> None:
    """Give back what annual leave was booked for and didn't take by a pay run.

    Each month's is brought to what it says now, never to more than was booked: what an earlier run gave back
    too much is taken again. The caller holds the run, so that it is booked once.
    """
    for entry, month_on, due in list(to_settle(spared)):
        _book(entry.request, entry.year, EntryReason.PAY, due, actor, run=run, month_on=month_on)


@locks.service
def correct(*, actor, employee: Employee, year: int, minutes: int, note: str) -> LeaveEntry:
    """HR adds or takes minutes of annual leave, with a reason.

    Raises DomainError without one, for nothing, or for more than a year's days.
    """
    if not note.strip():
        raise DomainError(_("请写明更正的理由。"), field="note")
    if not minutes or abs(minutes) > 366 * DAY_MINUTES:
        raise DomainError(_("请填写要增减的分钟数，减少写负数。"), field="minutes")
    if not 2000 <= year <= 2100:
        raise DomainError(_("请填写 2000 至 2100 年之间的年度。"), field="year")
    employee = locks.lock_one(employee)
    return LeaveEntry.objects.create(
        employee=employee,
        kind=LeaveKind.ANNUAL,
        year=year,
        reason=EntryReason.CORRECTION,
        minutes=minutes,
        note=note.strip(),
        booked_by=actor,
    )


def _book(request: LeaveRequest, year: int, reason: str, minutes: int, actor, **of) -> None:
    LeaveEntry.objects.create(
        employee=request.employee,
        kind=request.kind,
        year=year,
        reason=reason,
        minutes=minutes,
        request=request,
        booked_by=actor,
        **of,
    )
