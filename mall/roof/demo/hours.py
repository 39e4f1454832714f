"""The demo's rosters: customer service around the clock, the warehouse by day; leave and swaps under way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mall.errors import DomainError
from staff.models import Department, Duty, Employee, JobType, Pattern, ShiftKind, Tone
from staff.services import (
    calendar,
    employees,
    leave,
    months,
    organisation,
    patterns,
    pay_facts,
    swap_facts,
    swaps,
)

KINDS = (
    # code, name, English, starts, hours, night, tone
    ("day", "早班", "Early", 6, 8, False, Tone.DAY),
    ("evening", "中班", "Late", 14, 8, False, Tone.EVENING),
    ("night", "夜班", "Night", 22, 8, True, Tone.NIGHT),
    ("office", "常日班", "Office", 9, 9, False, Tone.OFFICE),
)
ROUND = ("day", "day", "evening", "evening", "night", "night", None, None)
AGENTS = ("service", "night", "agent-gao", "agent-wen", "agent-lu", "agent-jiang")
LEVELS = {"service": 4, "night": 3, "agent-gao": 3, "agent-wen": 3, "agent-lu": 4, "agent-jiang": 2}
PACKERS = ("warehouse-head", "storekeeper", "handler")
ON_ROSTERS = (*AGENTS, *PACKERS)
SOON = timedelta(hours=2)  # how long before a shift one may clock in
CYCLES = 20  # how many rounds of the rotation went before, at least those of last month


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """Published rosters from the first of last month on, and a few leaves and swaps in different states."""
    kinds = {
        code: patterns.save_kind(
            actor=None,
            code=code,
            name=name,
            name_en=name_en,
            starts=time(starts),
            minutes=hours * 60,
            is_night=is_night,
            tone=tone,
        )
        for code, name, name_en, starts, hours, is_night, tone in KINDS
    }
    agent = organisation.name_job_type(actor=None, code="agent", name="客服坐席", name_en="Agent")
    for sign_in in AGENTS:
        _grade(staff[sign_in], agent, LEVELS[sign_in])
    service, warehouse = (Department.objects.get(code=code) for code in ("service", "warehouse"))
    patterns.require_cover(actor=None, department=service, needed=1)
    first_on = months.first_of(timezone.localdate(now))
    last = pay_facts.month_before(first_on)
    for month in (pay_facts.month_before(last), last, first_on):
        _know_the_holidays(month)
    _rotate(
        service,
        "三班轮换",
        [kinds.get(code or "") for code in ROUND],
        [staff[one] for one in AGENTS],
        begins_on=so_that_the_first_works(now),
    )
    _rotate(warehouse, "常日班", [kinds["office"]], [staff[one] for one in PACKERS], by_calendar=True)
    for month in (last, first_on):
        _publish(service, month, now)
        _publish(warehouse, month, now)
    _publish(service, months.next_first(first_on), now)
    _leave(staff, last, now)
    _swaps(staff, now)


def so_that_the_first_works(now: datetime) -> date:
    """From where the rotation counts, so that the first of the agents is at work or about to be.

    They are whom a newcomer signs in as, at whatever hour: one who is on duty two hours from now either has
    come already or may clock in.
    """
    then = timezone.localtime(now + SOON)
    begins = {code: starts for code, _name, _name_en, starts, *_more in KINDS}
    step = next(
        step for step, code in enumerate(ROUND) if code is not None and (then.hour - begins[code]) % 24 < 8
    )
    work_day = then.date() - timedelta(days=then.hour < 6)
    return work_day - timedelta(days=step + CYCLES * len(ROUND))


def _grade(employee: Employee, job_type: JobType, level: int) -> None:
    employees.grade(actor=None, employee=employee, job_type=job_type, skill_level=level)


def _know_the_holidays(first_on: date) -> None:
    try:
        calendar.day_kind(first_on)
    except DomainError:
        calendar.enter_day(actor=None, day=first_on.replace(month=1, day=1), name="元旦", is_day_off=True)


def _rotate(
    department: Department,
    name: str,
    steps: list[ShiftKind | None],
    people: list[Employee],
    *,
    by_calendar: bool = False,
    begins_on: date = date(2026, 1, 1),
) -> Pattern:
    return patterns.save_rotation(
        actor=None,
        department=department,
        name=name,
        steps=steps,
        people=people,
        follows_calendar=by_calendar,
        begins_on=begins_on,
    )


def _publish(department: Department, first_on: date, now: datetime) -> None:
    """As if it had been done just before the month began, or just now for a month to come."""
    before = min(months.bounds(first_on)[0] - timedelta(hours=1), now)
    made = months.generate(actor=None, department=department, first_on=first_on, now=before)
    months.publish(actor=None, month=made.month, accepts_holes=True, now=before)


def _coming(employee: Employee, now: datetime, *, night: bool = False) -> list[Duty]:
    """The person's shifts from three days ahead on, without those at night."""
    span = now + timedelta(days=3), now + timedelta(days=69)
    ahead = employee.duties.filter(starts_at__range=span).select_related("kind")
    days = calendar.known_kinds(timezone.localdate(now), timezone.localdate(now) + timedelta(days=70))
    return [
        duty
        for duty in ahead.order_by("starts_at")
        if duty.is_night == night and days[duty.work_day] != calendar.DayKind.HOLIDAY
    ]


def _leave(staff: dict[str, Employee], last_on: date, now: datetime) -> None:
    """One that was taken in the month of ``last_on``, and others to come."""

    def ask(sign_in: str, kind: str, reason: str, nth: int, at: datetime = now):
        employee = staff[sign_in]
        duty = _coming(employee, at)[nth]
        return leave.ask(
            actor=employee.user,
            employee=employee,
            kind=kind,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at,
            reason=reason,
            now=at,
        )

    head = staff["service-head"].user
    last = months.bounds(last_on)[0]
    taken = ask("service", "annual", "陪家人出行", 1, at=last)
    leave.approve(actor=head, request=taken, accepts_holes=True, note="已安排替班", now=last)
    ask("agent-gao", "personal", "孩子学校开家长会", 0)
    ask("agent-wen", "annual", "回家看望父母", 2)
    granted = ask("service", "annual", "提前休年假", 3)
    leave.approve(actor=head, request=granted, accepts_holes=True, note="已安排替班", now=now)
    refused = ask("agent-jiang", "personal", "约了朋友", 2)
    leave.refuse(actor=head, request=refused, reason="当天已有两人请假，请改期", now=now)


def _swaps(staff: dict[str, Employee], now: datetime) -> None:
    """One that waits for the colleague, one that waits for both signatures."""
    for sign_in, is_approved in (("agent-lu", False), ("service", True)):
        proposer = staff[sign_in]
        for given in _coming(proposer, now)[1:]:
            given.employee = Employee.objects.get(pk=proposer.pk)
            found = next((one for one in swap_facts.lawful_partners(given, now=now) if one.repaid), None)
            if found is None:
                continue
            swap = swaps.propose(
                actor=proposer.user,
                given=given,
                partner=found.employee,
                repaid=found.repaid[0],
                reason="家里有事",
                now=now,
            )
            if is_approved:
                swap = swaps.agree(actor=found.employee.user, swap=swap, now=now)
                swaps.approve(actor=staff["service-head"].user, swap=swap, now=now)
            break
