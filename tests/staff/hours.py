"""A small team of customer service with shifts, for the tests of roster, leave and swaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mall import rows
from mall.audit.services import act_of
from staff.models import Department, Duty, Employee, JobType, RosterMonth, RosterState, ShiftKind
from staff.services import organisation

from .factories import make_department, make_employee, make_position


def local(day: int, hour: int = 0, minute: int = 0, month: int = 12) -> datetime:
    """A moment of December 2026, or of another month, in Shanghai."""
    return timezone.make_aware(datetime(2026, month, day, hour, minute))  # noqa: DTZ001


@dataclass(frozen=True)
class Team:
    department: Department
    lead: Employee
    ann: Employee
    bo: Employee
    day: ShiftKind
    evening: ShiftKind
    night: ShiftKind


def make_team() -> Team:
    """A leader and two agents of one job type and level; the leader answers to the department's head."""
    department = make_department()
    agent, _new = JobType.objects.get_or_create(code="agent", defaults={"name": "客服坐席"})
    place = {"position": make_position(department=department)}
    head = make_employee(**place, name="主管")
    organisation.appoint_head(actor=None, department=department, head=head)
    lead = make_employee(**place, name="班长", superior=head)
    ann, bo = (make_employee(**place, name=name, superior=lead) for name in ("小安", "小波"))
    Employee.objects.filter(pk__in=[ann.pk, bo.pk]).update(job_type=agent, skill_level=3)
    kinds = [
        ShiftKind.objects.get_or_create(
            code=code, defaults={"name": name, "starts": time(start), "minutes": 480, "is_night": start == 0}
        )[0]
        for code, name, start in (("day", "白班", 8), ("evening", "中班", 16), ("night", "夜班", 0))
    ]
    return Team(department, lead, *Employee.objects.filter(pk__in=[ann.pk, bo.pk]).order_by("pk"), *kinds)


def work(
    employee: Employee, kind: ShiftKind, *days: int, month: int = 12, now: datetime | None = None
) -> list[Duty]:
    """Shifts of ``kind`` on days of December 2026, as ``roster.assign_duty`` leaves them; a test compares."""
    now, first_on = now or local(1), date(2026, month, 1)
    drafts = RosterMonth.objects.filter(first_on=first_on, state=RosterState.DRAFT)
    is_draft = drafts.filter(department=employee.position.department_id).exists()
    spans = [kind.span(first_on.replace(day=day)) for day in days]
    made = {"employee": employee, "kind": kind, "made_at": now, "published_at": None if is_draft else now}
    duties = Duty.objects.bulk_create(Duty(starts_at=start, ends_at=end, **made) for start, end in spans)
    data = {"employee": employee.pk}
    rows.insert_many(act_of(None, "duty.assign", duty, data=data) for duty in duties)
    return duties


HOUR = timedelta(hours=1)
