"""Safety rounds on schedule, walked point by point. (A13.1)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.deadlines.models import OwnerKind
from mall.errors import DomainError
from staff.models import Department, Employee, EmployeeState, Finding, Round, RoundPlan, RoundState
from staff.rules import SAFETY_ROUNDS
from staff.states import ROUND

from .findings import report, tell

WALK_STAGE = "round_walk"
PLAN_CHANGED = gettext_lazy("每个检查点都要看过并记下结果，计划改过的请刷新页面再填。")


@dataclass(frozen=True)
class Seen:
    """What was seen at one point. ``words`` are empty where it was fine."""

    point: str
    words: str = ""
    owner: Employee | None = None
    due_on: date | None = None


@locks.service
def plan(
    *, actor, area: str, department: Department, points: str, every_days: int, now: datetime | None = None
) -> RoundPlan:
    """A new area to walk; its first round is due an interval from now.

    Raises DomainError for an area that has a plan, or a plan without points.
    """
    made = RoundPlan(area=area.strip(), department=department, points=points, every_days=every_days)
    _check_plan(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise DomainError(_("这个区域已经有巡查计划，请修改原来的计划。"), field="area") from error
    record(actor=actor, verb="round_plan.make", subject=made, rule=SAFETY_ROUNDS.id)
    _next(made, after=now or timezone.now())
    return made


@locks.service
def change_plan(
    *,
    actor,
    plan: RoundPlan,
    department: Department,
    points: str,
    every_days: int,
    is_in_use: bool,
    now: datetime | None = None,
) -> RoundPlan:
    """Change what is walked; a plan out of use drops the round that is due, one in use again gets one."""
    now = now or timezone.now()
    plan = locks.lock_one(plan)
    plan.department, plan.points, plan.every_days = department, points, every_days
    plan.is_in_use = is_in_use
    _check_plan(plan)
    plan.save()
    record(actor=actor, verb="round_plan.change", subject=plan, rule=SAFETY_ROUNDS.id)
    due = Round.objects.filter(plan=plan, state=RoundState.DUE).first()
    if due is not None and not is_in_use:
        due = transitions.move(ROUND, due, "drop", actor=actor)
        deadlines.cancel(due, SAFETY_ROUNDS, stage=WALK_STAGE, now=now)
    elif due is None and is_in_use:
        _next(plan, after=now)
    return plan


@locks.service
def walk(
    *, actor, tour: Round, seen: Iterable[Seen], note: str = "", now: datetime | None = None
) -> tuple[Round, list[Finding]]:
    """The round was walked: every point of its plan was looked at. The next round is due an interval on.

    Raises PermissionDenied for who neither belongs to the department nor keeps the plans, ForbiddenMove for a
    round that was walked, RuleError (A13.1) where a point was passed over or a finding has nobody to put it
    right, DomainError for a date in the past.
    """
    now = now or timezone.now()
    plan = locks.lock_one(tour.plan)
    if not may_walk(actor, plan):
        raise PermissionDenied
    seen = list(seen)
    SAFETY_ROUNDS.require(
        [one.point for one in seen] == plan.point_list,
        PLAN_CHANGED,
    )
    for one in seen:
        _check_seen(one, timezone.localdate(now))
    tour = transitions.move(
        ROUND,
        tour,
        "walk",
        actor=actor,
        rule=SAFETY_ROUNDS.id,
        walked_by=actor,
        walked_at=now,
        points=[{"point": one.point, "is_fine": not one.words} for one in seen],
        note=note.strip(),
    )
    deadlines.meet(tour, SAFETY_ROUNDS, stage=WALK_STAGE, now=now)
    findings = [
        report(
            actor=actor,
            tour=tour,
            point=one.point,
            words=one.words,
            owner=one.owner,
            due_on=one.due_on,
            now=now,
        )
        for one in seen
        if one.words
    ]
    if plan.is_in_use:
        _next(plan, after=now)
    return tour, findings


def overdue(*, tour: Round, now: datetime) -> None:
    """A round wasn't walked in time: its department is told. The clock's effect."""
    tour.overdue_at = now
    tour.save(update_fields=["overdue_at"])
    tell(
        _people_of(tour.plan.department),
        key=f"round:{tour.pk}:overdue",
        title=format_lazy("{}{}", gettext_lazy("安全巡查超期："), tour.plan.area),
        link=Round.own_page,
    )


def may_walk(user, plan: RoundPlan) -> bool:
    member = Q(user=user, state=EmployeeState.ACTIVE) & Q(position__department=plan.department_id)
    return user.has_perm("staff.change_roundplan") or Employee.objects.filter(member).exists()


def rounds_of(user) -> QuerySet[Round]:
    """Rounds that ``user`` may walk now, the most urgent first."""
    due = Round.objects.filter(state=RoundState.DUE).select_related("plan__department")
    if not user.has_perm("staff.change_roundplan"):
        mine = Q(plan__department__positions__employees__user=user)
        due = due.filter(mine, plan__department__positions__employees__state=EmployeeState.ACTIVE)
    return due.order_by("due_at", "id")


def _check_plan(plan: RoundPlan) -> None:
    if not plan.point_list:
        raise DomainError(_("至少写一个检查点，一行一个。"), field="points")
    if any(len(point) > 120 for point in plan.point_list):
        raise DomainError(_("一个检查点最多 120 个字。"), field="points")
    if len(set(plan.point_list)) != len(plan.point_list):
        raise DomainError(_("检查点有重复的行，请删去一行。"), field="points")


def _check_seen(one: Seen, today: date) -> None:
    if not one.words:
        return
    SAFETY_ROUNDS.require(
        one.owner is not None and one.owner.state == EmployeeState.ACTIVE and one.due_on,
        _("“%(point)s”有问题，请选整改人和期限。") % {"point": one.point},
    )
    if one.due_on is not None and one.due_on < today:
        raise DomainError(_("“%(point)s”的整改期限不能早于今天。") % {"point": one.point})


def _next(plan: RoundPlan, *, after: datetime) -> Round:
    due_on = timezone.localdate(after) + timedelta(days=plan.every_days)
    due_at = timezone.make_aware(datetime.combine(due_on + timedelta(days=1), time.min))
    made = Round.objects.create(plan=plan, due_at=due_at)
    owner = (OwnerKind.TEAM, plan.department_id)
    deadlines.start(made, SAFETY_ROUNDS, stage=WALK_STAGE, owner=owner, due_at=due_at, now=after)
    return made


def _people_of(department: Department) -> list[Employee]:
    people = Employee.objects.filter(position__department=department, state=EmployeeState.ACTIVE)
    return list(people.select_related("user"))
