"""A department's roster of a month: made from its rotations, looked at, published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify_many
from staff import rules
from staff.models import (
    Department,
    Duty,
    Employee,
    EmployeeState,
    LeaveRequest,
    PatternMember,
    RosterMonth,
    RosterState,
)
from staff.states import ROSTER

from . import cover
from .calendar import DayKind, day_kinds

BATCH = 2_000


@dataclass(frozen=True)
class Made:
    """What came of making a month: how many shifts, and who got none on which day for want of rest."""

    month: RosterMonth
    duties: int
    skipped: list[tuple[str, date]]


def first_of(day: date) -> date:
    return day.replace(day=1)


def next_first(first_on: date) -> date:
    return (first_on + timedelta(days=31)).replace(day=1)


def bounds(first_on: date) -> tuple[datetime, datetime]:
    """From when to when a month lasts, aware."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time(0))) for day in (first_on, next_first(first_on))
    )
    return start, end


@locks.service
def generate(*, actor, department: Department, first_on: date, now: datetime | None = None) -> Made:
    """Make the month's draft from the rotations of the department's people; made again it begins anew.

    Only days to come are made, and shifts that somebody was given by hand stay: the rotation leaves out what
    would overlap them or leave too little rest. Under approved leave drafts stay and none are made.

    Raises DomainError where nobody is on a rotation, where the year's holidays are needed and not known yet,
    and for a month that is published.
    """
    now = now or timezone.now()
    first_on = first_of(first_on)
    members = list(
        PatternMember.objects.filter(
            pattern__department=department,
            employee__state=EmployeeState.ACTIVE,
            employee__position__department=department,
        )
        .select_related("employee", "pattern")
        .prefetch_related("pattern__steps__kind")
        .order_by("employee_id")
    )
    if not members:
        raise DomainError(_("还没有人编入轮班方案，请先在“轮班方案”里安排人员。"))
    locks.lock(Employee, [member.employee_id for member in members])
    month, is_new = RosterMonth.objects.get_or_create(department=department, first_on=first_on)
    month = locks.lock_one(month)
    if month.state != RosterState.DRAFT:
        raise DomainError(_("%(month)s的班表已经公布，请逐个修改班次。") % {"month": f"{first_on:%Y-%m}"})
    people = [member.employee_id for member in members]
    days = (first_on, next_first(first_on) - timedelta(days=1))
    drafts = Duty.objects.filter(employee__in=people, published_at=None, work_day__range=days)
    cover.on_hand(drafts).delete()
    wanted, skipped = _fit(members, first_on, now)
    Duty.objects.bulk_create(wanted, batch_size=BATCH)
    record(actor=actor, verb="roster.generate", subject=month, data={"duties": len(wanted), "new": is_new})
    return Made(month, len(wanted), skipped)


def _fit(members, first_on: date, now: datetime) -> tuple[list[Duty], list[tuple[str, date]]]:
    """The shifts that the rotations give, less those under leave and those that don't fit beside others."""
    start, end = bounds(first_on)
    rest = rules.SWAP_LIMITS.figure("rest", at=now)
    there: dict[int, list[Duty]] = {}
    around = Duty.objects.touching(start - timedelta(days=2), end + timedelta(days=2))
    for duty in around.filter(employee__in=[member.employee_id for member in members]):
        there.setdefault(duty.employee_id, []).append(duty)
    leaves: dict[int, list[cover.Span]] = {}
    approved = LeaveRequest.objects.approved().touching(start, end + timedelta(days=1))
    for person, *span in approved.values_list("employee_id", "starts_at", "ends_at"):
        leaves.setdefault(person, []).append((span[0], span[1]))
    wanted, skipped = [], []
    for member in members:
        away = leaves.get(member.employee_id, ())
        own = [(duty.starts_at, duty.ends_at) for duty in there.get(member.employee_id, ())]
        for day, kind in _steps(member, first_on):
            starts_at, ends_at = kind.span(day)
            if starts_at <= now or any(starts_at < e and ends_at > s for s, e in away):
                continue
            if any(starts_at < e + rest and ends_at + rest > s for s, e in own):
                skipped.append((member.employee.name, day))
                continue
            own.append((starts_at, ends_at))
            wanted.append(
                Duty(
                    employee=member.employee,
                    kind=kind,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    made_at=now,
                    published_at=None,
                )
            )
    return wanted, skipped


def _steps(member: PatternMember, first_on: date) -> Iterator[tuple[date, object]]:
    """The days of the month on which the member works, each with its kind of shift."""
    pattern = member.pattern
    steps = [step.kind for step in pattern.steps.all()]
    last = next_first(first_on) - timedelta(days=1)
    kinds = day_kinds(first_on, last) if pattern.follows_calendar else {}
    for n in range((last - first_on).days + 1):
        day = first_on + timedelta(days=n)
        if kinds.get(day, DayKind.WORKDAY).is_off:
            continue
        kind = steps[((day - pattern.begins_on).days + member.offset) % len(steps)]
        if kind is not None:
            yield day, kind


def month_holes(month: RosterMonth, *, now: datetime | None = None) -> list[cover.Hole]:
    """The holes in the month's cover that are still to come, drafts counted."""
    start, end = bounds(month.first_on)
    return cover.holes(month.department, max(start, now or timezone.now()), end, with_drafts=True)


@locks.service
def publish(
    *, actor, month: RosterMonth, accepts_holes: bool = False, now: datetime | None = None
) -> RosterMonth:
    """Make the month's roster valid, and tell everybody on it once.

    Raises RuleError for holes in its cover that nobody has looked at (K1.1): ``accepts_holes`` says that
    the planner has seen them. ForbiddenMove where it is published already.
    """
    now = now or timezone.now()
    people = list(Employee.objects.filter(position__department=month.department).values_list("pk", flat=True))
    locks.lock(Employee, people)
    found = month_holes(month, now=now)
    rules.COVER.require(
        accepts_holes or not found,
        _("还有 %(n)s 处没有人在岗：%(holes)s。请先补上，或确认已知。")
        % {"n": len(found), "holes": "、".join(map(str, found[:3]))},
        field="accepts_holes",
    )
    month = transitions.move(
        ROSTER, month, "publish", actor=actor, rule=rules.COVER.id, published_at=now, published_by=actor
    )
    days = (month.first_on, next_first(month.first_on) - timedelta(days=1))
    drafts = Duty.objects.filter(employee__in=people, published_at=None, work_day__range=days)
    told = list(drafts.values_list("employee_id", flat=True).distinct())
    drafts.update(published_at=now)
    notify_many(
        people=[
            one.user for one in Employee.objects.filter(pk__in=told).select_related("user").order_by("pk")
        ],
        key=f"roster:{month.pk}",
        title=format_lazy(gettext_lazy("{month} 班表已公布"), month=f"{month.first_on:%Y-%m}"),
        link=f"/admin/my/hours/?month={month.first_on:%Y-%m}",
    )
    return month
