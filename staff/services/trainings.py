"""Training at its interval: who took it, and who is overdue. (A5.2)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from staff.models import Course, Department, Employee, EmployeeState, TrainingRecord
from staff.rules import TRAINED

LOWEST, HIGHEST = 0, 100


@dataclass(frozen=True)
class Overdue:
    course: Course
    employee: Employee
    since: date


@locks.service
def plan(*, actor, title: str, department: Department | None, every_days: int, pass_score: int) -> Course:
    """Plan a training for a department, or for everybody."""
    if every_days < 1 or not LOWEST <= pass_score <= HIGHEST:
        raise DomainError(_("间隔至少一天，及格分在 0 到 100 之间。"), field="every_days")
    course = Course.objects.create(
        title=title, department=department, every_days=every_days, pass_score=pass_score
    )
    record(actor=actor, verb="course.plan", subject=course, rule=TRAINED.id)
    return course


@locks.service
def attend(*, actor, course: Course, employee: Employee, held_on: date, score: int) -> TrainingRecord:
    """Somebody took it, with a score. Raises DomainError for a day to come, off the scale, or twice a day."""
    if held_on > timezone.localdate():
        raise DomainError(_("培训日期不能晚于今天。"), field="held_on")
    if not LOWEST <= score <= HIGHEST:
        raise DomainError(_("成绩在 0 到 100 之间。"), field="score")
    try:
        with transaction.atomic():
            return TrainingRecord.objects.create(
                course=course,
                employee=employee,
                held_on=held_on,
                score=score,
                is_passed=score >= course.pass_score,
                recorded_by=actor,
            )
    except IntegrityError as error:
        raise DomainError(_("这位同事这一天的培训已经记过。"), field="held_on") from error


def overdue(now: datetime | None = None) -> list[Overdue]:
    """Who has to take which training since when: by course and number. Three queries."""
    today = timezone.localdate(now)
    passed: dict[tuple[int, int], date] = {}
    records = TrainingRecord.objects.filter(is_passed=True).order_by("held_on")
    for course, employee, held_on in records.values_list("course", "employee", "held_on"):
        passed[course, employee] = held_on
    working = list(Employee.objects.filter(state=EmployeeState.ACTIVE).select_related("position"))
    found = []
    for course in Course.objects.all():
        for employee in working:
            if course.department_id not in (None, employee.position.department_id):
                continue
            last = passed.get((course.pk, employee.pk), employee.joined_on)
            due = last + timedelta(days=course.every_days)
            if due <= today:
                found.append(Overdue(course, employee, due))
    return found


def due_for(employee: Employee) -> list[Overdue]:
    """Every course that is the person's, with the day since or from which it is due; the first due first."""
    mine = Course.objects.filter(Q(department=None) | Q(department=employee.position.department_id))
    passed = dict(
        TrainingRecord.objects.filter(employee=employee, is_passed=True)
        .order_by("course")
        .values_list("course")
        .annotate(last=Max("held_on"))
    )
    found = [
        Overdue(
            course, employee, passed.get(course.pk, employee.joined_on) + timedelta(days=course.every_days)
        )
        for course in mine
    ]
    return sorted(found, key=lambda one: (one.since, one.course.pk))


@locks.service
def remind(*, now: datetime | None = None) -> int:
    """Tell everybody what they have to take, once for each time that it is due; how many are overdue."""
    late = overdue(now)
    for one in late:
        notify(
            person=one.employee.user,
            key=f"training:{one.course.pk}:{one.since}",
            title=format_lazy("{}{}", gettext_lazy("培训到期："), one.course.title),
            link="/admin/my/training/",
            rule=TRAINED.id,
        )
    return len(late)
