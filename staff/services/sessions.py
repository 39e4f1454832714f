"""Training sessions: planned, signed up for, held, and who was there. (A5.2)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify_many
from staff.models import Course, Employee, EmployeeState, SessionState, TrainingSeat, TrainingSession
from staff.rules import TRAINED
from staff.states import SESSION

from . import trainings

PAGE = "/admin/my/training/"


@locks.service
def plan_session(
    *,
    actor,
    course: Course,
    starts_at: datetime,
    minutes: int,
    place: str,
    room: int,
    now: datetime | None = None,
) -> TrainingSession:
    """A session that people may sign up for; whoever is overdue for the course is told.

    Raises DomainError for a time that has passed, or one at which the course is held already.
    """
    now = now or timezone.now()
    if starts_at <= now:
        raise DomainError(_("开始时间要在现在以后。"), field="starts_at")
    session = TrainingSession(
        course=course, starts_at=starts_at, minutes=minutes, place=place.strip(), room=room
    )
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise DomainError(_("这门课在这个时间已经有一场。"), field="starts_at") from error
    record(actor=actor, verb="session.plan", subject=session, rule=TRAINED.id)
    notify_many(
        people=[one.employee.user for one in trainings.overdue(now) if one.course == course],
        key=f"session:{session.pk}",
        title=format_lazy("{}{}", gettext_lazy("可以报名培训："), course.title),
        link=PAGE,
        rule=TRAINED.id,
    )
    return session


@locks.service
def sign_up(*, employee: Employee, session: TrainingSession, now: datetime | None = None) -> TrainingSeat:
    """Take a seat. Raises DomainError where the course isn't the person's, it has begun, or is full."""
    now = now or timezone.now()
    session = locks.lock_one(session)
    if not is_for(session.course, employee):
        raise DomainError(_("这门课是给别的部门的。"))
    _check_open(session, now)
    seat = TrainingSeat.objects.filter(session=session, employee=employee).first()
    if seat is not None and seat.withdrawn_at is None:
        raise DomainError(_("您已经报名。"))
    if _seats(session).count() >= session.room:
        raise DomainError(_("名额已满，请选别的场次。"))
    seat = seat or TrainingSeat(session=session, employee=employee)
    seat.signed_up_at, seat.withdrawn_at = now, None
    seat.save()
    return seat


@locks.service
def step_back(*, employee: Employee, session: TrainingSession, now: datetime | None = None) -> None:
    """Give the seat back, before it begins. Raises DomainError where there is none, or it has begun."""
    now = now or timezone.now()
    session = locks.lock_one(session)
    _check_open(session, now)
    if not _seats(session).filter(employee=employee).update(withdrawn_at=now):
        raise DomainError(_("您没有报名这一场。"))


@locks.service
def hold(
    *, actor, session: TrainingSession, scores: Mapping[int, int | None], now: datetime | None = None
) -> int:
    """It was held: ``scores`` by employee's id of who was there, None of who wasn't. How many were.

    Each who was there gets a record of training with the score. Raises DomainError before it begins, for a
    score off the scale, or where somebody with a seat is left out; ForbiddenMove the second time.
    """
    now = now or timezone.now()
    session = locks.lock_one(session)
    if session.starts_at > now:
        raise DomainError(_("培训还没有开始，请在举办以后登记。"))
    seats = list(_seats(session).select_related("employee").order_by("employee"))
    if {seat.employee_id for seat in seats} != set(scores):
        raise DomainError(_("报名的人有变化，请刷新页面，给每个人登记。"))
    session = transitions.move(SESSION, session, "hold", actor=actor, rule=TRAINED.id)
    for seat in seats:
        score = scores[seat.employee_id]
        seat.attended = score is not None
        seat.save(update_fields=["attended"])
        if score is not None:
            trainings.attend(
                actor=actor,
                course=session.course,
                employee=seat.employee,
                held_on=timezone.localdate(session.starts_at),
                score=score,
            )
    return sum(score is not None for score in scores.values())


@locks.service
def cancel(*, actor, session: TrainingSession, reason: str) -> TrainingSession:
    """It doesn't take place; who signed up is told why."""
    if not reason.strip():
        raise DomainError(_("请写明取消的原因。"), field="reason")
    session = transitions.move(SESSION, session, "cancel", actor=actor, reason=reason.strip())
    notify_many(
        people=[seat.employee.user for seat in _seats(session).select_related("employee__user")],
        key=f"session:{session.pk}:cancelled",
        title=format_lazy("{}{}", gettext_lazy("培训取消："), session.course.title),
        body=reason.strip(),
        link=PAGE,
        rule=TRAINED.id,
    )
    return session


def is_for(course: Course, employee: Employee) -> bool:
    return employee.state == EmployeeState.ACTIVE and course.department_id in (
        None,
        employee.position.department_id,
    )


def coming(employee: Employee, now: datetime | None = None) -> QuerySet[TrainingSession]:
    """Sessions that the person may sign up for, soonest first, each with ``is_mine`` and ``taken``."""
    mine = TrainingSeat.objects.filter(session=OuterRef("pk"), employee=employee, withdrawn_at=None)
    return (
        TrainingSession.objects.filter(state=SessionState.PLANNED, starts_at__gt=now or timezone.now())
        .filter(Q(course__department=None) | Q(course__department=employee.position.department_id))
        .annotate(is_mine=Exists(mine), taken=Count("seats", filter=Q(seats__withdrawn_at=None)))
        .annotate(left=F("room") - F("taken"))
        .select_related("course")
        .order_by("starts_at", "id")
    )


def _seats(session: TrainingSession) -> QuerySet[TrainingSeat]:
    return TrainingSeat.objects.filter(session=session, withdrawn_at=None)


def _check_open(session: TrainingSession, now: datetime) -> None:
    if session.state != SessionState.PLANNED or session.starts_at <= now:
        raise DomainError(_("这一场已经开始或取消。"))
