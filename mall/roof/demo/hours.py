"""The demo's rosters: customer service around the clock, the warehouse by day; leave and swaps under way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mall.errors import DomainError
from staff.models import Department, Duty, Employee, JobType, Pattern, ShiftKind, Tone
from staff.services import calendar, employees, leave, months, organisation, patterns, swap_facts, swaps

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


def make(staff: dict[str, Employee], *, now: datetime) -> None:
    """Published rosters from the first of this month on, and a few leaves and swaps in different states."""
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
    _know_the_holidays(first_on)
    _rotate(service, "三班轮换", [kinds.get(code or "") for code in ROUND], [staff[one] for one in AGENTS])
    _rotate(warehouse, "常日班", [kinds["office"]], [staff[one] for one in PACKERS], by_calendar=True)
    _publish(service, first_on)
    _publish(warehouse, first_on)
    _publish(service, months.next_first(first_on))
    _leave(staff, now)
    _swaps(staff, now)


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
) -> Pattern:
    return patterns.save_rotation(
        actor=None,
        department=department,
        name=name,
        steps=steps,
        people=people,
        follows_calendar=by_calendar,
        begins_on=date(2026, 1, 1),
    )


def _publish(department: Department, first_on: date) -> None:
    """As if it had been done just before the month began."""
    before = months.bounds(first_on)[0] - timedelta(hours=1)
    made = months.generate(actor=None, department=department, first_on=first_on, now=before)
    months.publish(actor=None, month=made.month, accepts_holes=True, now=before)


def _coming(employee: Employee, now: datetime, *, night: bool = False) -> list[Duty]:
    """The person's shifts from three days ahead on, without those at night."""
    ahead = employee.duties.filter(starts_at__gt=now + timedelta(days=3)).select_related("kind")
    days = calendar.known_kinds(timezone.localdate(now), timezone.localdate(now) + timedelta(days=70))
    return [
        duty
        for duty in ahead.order_by("starts_at")
        if duty.is_night == night and days[duty.work_day] != calendar.DayKind.HOLIDAY
    ]


def _leave(staff: dict[str, Employee], now: datetime) -> None:
    def ask(sign_in: str, kind: str, reason: str, nth: int):
        employee = staff[sign_in]
        duty = _coming(employee, now)[nth]
        return leave.ask(
            actor=employee.user,
            employee=employee,
            kind=kind,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at,
            reason=reason,
            now=now,
        )

    head = staff["service-head"].user
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
