"""Shifts, one by one: who is on duty when, and changes after the roster was made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.moments import until
from mall.notifications.services import notify
from staff import rules
from staff.models import (
    Department,
    Duty,
    Employee,
    EmployeeState,
    LeaveRequest,
    RosterMonth,
    RosterState,
    ShiftKind,
)
from staff.rules import ORIENTATION_FIRST

from . import cover, swaps

LONGEST = timedelta(hours=24)


@locks.service
def assign_duty(
    *,
    actor,
    employee: Employee,
    starts_at: datetime,
    ends_at: datetime,
    kind: ShiftKind | None = None,
    now: datetime | None = None,
) -> Duty:
    """Put a person on the roster between two aware moments; a night shift simply ends on the next day.

    It is valid at once, unless its month is still a draft. Raises RuleError before orientation (A5.1);
    DomainError for somebody who has left, a shift that ends before it starts or lasts over a day, and one
    that overlaps another of the same person, leaves too little rest beside it or lies in approved leave.
    """
    now = now or timezone.now()
    employee = locks.lock_one(employee)
    _check_may_work(employee)
    if ends_at <= starts_at:
        raise DomainError(_("班次的结束时间要晚于开始时间。"), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise DomainError(_("一个班次最长 24 小时。"), field="ends_at")
    _check_not_away(employee, starts_at, ends_at)
    _check_room(employee, starts_at, ends_at, now)
    draft = _is_draft(employee.department, timezone.localtime(starts_at).date())
    duty = Duty.objects.create(
        employee=employee,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        made_at=now,
        published_at=None if draft else now,
    )
    record(actor=actor, verb="duty.assign", subject=duty, data={"employee": employee.pk})
    if actor is not None and not draft:
        _tell(employee, duty, format_lazy(gettext_lazy("新排班次：{shift}"), shift=_words(duty)))
    return duty


@locks.service
def cancel_duty(
    *, actor, duty: Duty, reason: str = "", accepts_holes: bool = False, now: datetime | None = None
) -> None:
    """Take a shift off the roster; its swap, if one is under way, lapses, and whom it concerns is told.

    Raises DomainError once it has begun: what was worked stays on record; and for one that approved leave
    takes, of a draft, too: pay and entitlement count what the leave takes by its shifts. RuleError where
    nobody would be there instead and ``accepts_holes`` doesn't say that this is known (K1.1).
    """
    locks.lock(Employee, [duty.employee_id])
    if duty.starts_at <= (now or timezone.now()):
        raise DomainError(_("班次已经开始，不能取消。"))
    _check_not_on_leave(duty)
    if duty.published_at and not accepts_holes:
        _check_cover(duty, now)
    record(actor=actor, verb="duty.cancel", subject=duty, reason=reason, data={"employee": duty.employee_id})
    if actor is not None and duty.published_at:
        _tell(duty.employee, duty, format_lazy(gettext_lazy("班次取消：{shift}"), shift=_words(duty)))
    drop([duty], actor=actor)


@locks.service
def set_day(
    *,
    actor,
    employee: Employee,
    day: date,
    kind: ShiftKind | None,
    accepts_holes: bool = False,
    reason: str = "",
    now: datetime | None = None,
) -> Duty | None:
    """Have ``employee`` work the shift ``kind`` on ``day``, or rest; what stood there before goes.

    Raises as ``assign_duty`` and ``cancel_duty`` do.
    """
    now = now or timezone.now()
    before = list(Duty.objects.filter(employee=employee, work_day=day).select_related("employee__user"))
    locks.lock(Employee, [employee.pk])
    span = kind.span(day) if kind else None
    for duty in before:
        if span and (duty.starts_at, duty.ends_at) == span:
            return duty
        cancel_duty(actor=actor, duty=duty, reason=reason, accepts_holes=accepts_holes, now=now)
    if span is None:
        return None
    if span[0] <= now:
        raise DomainError(_("这个班次的开始时间已经过了，请选以后的日期。"), field="kind")
    return assign_duty(actor=actor, employee=employee, starts_at=span[0], ends_at=span[1], kind=kind, now=now)


@locks.service
def set_days(
    *,
    actor,
    employee: Employee,
    days: dict[date, ShiftKind | None],
    accepts_holes: bool = False,
    now: datetime | None = None,
) -> None:
    """``set_day`` for many days of one person, all or none; shifts go before others come in their place."""
    locks.lock(Employee, [employee.pk])
    for day in sorted(days):
        kind = days[day]
        for duty in Duty.objects.filter(employee=employee, work_day=day):
            if kind is None or (duty.starts_at, duty.ends_at) != kind.span(day):
                cancel_duty(actor=actor, duty=duty, accepts_holes=accepts_holes, now=now)
    for day in sorted(days):
        if (kind := days[day]) is not None:
            set_day(actor=actor, employee=employee, day=day, kind=kind, accepts_holes=accepts_holes, now=now)


def is_on_leave(duty: Duty) -> bool:
    """Whether approved leave takes the person from this shift, which then stays where it is.

    One that was put there after the leave was approved is none of it.
    """
    approved = LeaveRequest.objects.approved().filter(employee=duty.employee_id, decided_at__gte=duty.made_at)
    return approved.touching(duty.starts_at, duty.ends_at).exists()


def closed_days(
    employee: Employee, days: Iterable[date], kinds: Iterable[ShiftKind], duties: dict[date, Duty]
) -> set[date]:
    """Those of the (consecutive) ``days`` on which nothing can be changed, for approved leave.

    There a shift stands that the leave takes (``duties``: what each day has), or none of ``kinds`` would fit.
    """
    found, wanted = set(), list(days)
    start = timezone.make_aware(datetime.combine(wanted[0], time(0)))
    leaves = list(
        LeaveRequest.objects.approved()
        .filter(employee=employee)
        .touching(start, start + timedelta(days=len(wanted) + 1))
    )
    for day in wanted if leaves else ():
        duty = duties.get(day)
        if duty is not None:
            spans = [(duty.starts_at, duty.ends_at)]
            ours = [one for one in leaves if one.decided_at >= duty.made_at]
        else:
            spans, ours = [kind.span(day) for kind in kinds], leaves
        if spans and all(any(one.starts_at < e and one.ends_at > s for one in ours) for s, e in spans):
            found.add(day)
    return found


def drop(duties: Iterable[Duty], *, actor) -> None:
    """Take shifts away, with what hangs on them; for services that hold the lock of whose they are."""
    rows = list(duties)
    swaps.lapse_of(rows, actor=actor)
    Duty.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _check_not_on_leave(duty: Duty) -> None:
    if is_on_leave(duty):
        raise DomainError(
            _(
                "%(shift)s 在已批准的假里，已记为请假：不算在岗，工资和假期按这个班计算，"
                "所以留在班表上。要改上别的班，请先由本人撤回请假。"
            )
            % {"shift": _words(duty)},
            field="kind",
        )


def _check_not_away(employee: Employee, starts_at: datetime, ends_at: datetime) -> None:
    approved = LeaveRequest.objects.approved().filter(employee=employee)
    leave = approved.touching(starts_at, ends_at).order_by("starts_at").first()
    if leave is not None:
        raise DomainError(
            _(
                "%(name)s %(start)s 至 %(end)s 请了假（%(kind)s，已批准），不能排班。"
                "要排班，请先由本人撤回请假。"
            )
            % {"name": employee.name, "kind": leave.get_kind_display(), **_span_words(leave)},
            field="kind",
        )


def _check_may_work(employee: Employee) -> None:
    if employee.state == EmployeeState.LEFT:
        raise DomainError(_("%(name)s已离职，不能排班。") % {"name": employee.name}, field="employee")
    ORIENTATION_FIRST.require(
        employee.state == EmployeeState.ACTIVE,
        _("%(name)s还没有完成入职培训，不能排班。请先登记培训完成。") % {"name": employee.name},
        field="employee",
    )


def _check_room(employee: Employee, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    rest = rules.SWAP_LIMITS.figure("rest", at=now)
    own = Duty.objects.filter(employee=employee)
    if overlapping := own.touching(starts_at, ends_at).first():
        raise DomainError(
            _("与已有班次重叠：%(start)s 至 %(end)s。") % _span_words(overlapping), field="starts_at"
        )
    if near := own.touching(starts_at - rest, ends_at + rest).first():
        rules.SWAP_LIMITS.refuse(
            _("离另一个班次太近：%(start)s 至 %(end)s，两班之间要休息 %(hours)s 小时。")
            % {**_span_words(near), "hours": f"{rest.total_seconds() / 3600:g}"},
            field="starts_at",
        )


def _check_cover(duty: Duty, now: datetime | None) -> None:
    """K1.1: nobody opens a hole without seeing it."""
    department = duty.employee.department
    start = max(duty.starts_at, now or timezone.now())
    before = cover.holes(department, start, duty.ends_at)
    others = cover.there(department, start, duty.ends_at).exclude(pk=duty.pk)
    wanted = cover.wanted(department, start, duty.ends_at)
    after = cover.find_holes(wanted, [(one.starts_at, one.ends_at) for one in others])
    new = [hole for hole in after if hole not in before]
    rules.COVER.require(
        not new,
        _("取消后 %(holes)s 没有足够的人在岗。请先安排别人，或确认已知。")
        % {"holes": "、".join(map(str, new[:3]))},
        field="accepts_holes",
    )


def _is_draft(department: Department, day: date) -> bool:
    month = RosterMonth.objects.filter(department=department, first_on=day.replace(day=1))
    return month.filter(state=RosterState.DRAFT).exists()


def _words(duty: Duty) -> str:
    return f"{timezone.localtime(duty.starts_at):%m-%d %H:%M}–{until(duty.ends_at, 'H:i')}"


def _span_words(duty: Duty | LeaveRequest) -> dict[str, str]:
    return {
        "start": f"{timezone.localtime(duty.starts_at):%m-%d %H:%M}",
        "end": until(duty.ends_at),
    }


def _tell(employee: Employee, duty: Duty, title) -> None:
    notify(
        person=employee.user,
        key=f"duty:{duty.pk}:{title}"[:120],
        title=title,
        link=f"/admin/my/hours/?month={duty.work_day:%Y-%m}",
    )
