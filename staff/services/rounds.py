"""Safety rounds on schedule; findings are followed until another has seen them put right. (A13.1)"""

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
from mall.notifications.services import notify_many
from staff.models import Department, Employee, EmployeeState, Finding, Round, RoundPlan, RoundState
from staff.rules import SAFETY_ROUNDS
from staff.states import FINDING, ROUND

WALK_STAGE, FIX_STAGE = "round_walk", "finding_fix"
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
    findings = [_find(tour, one, actor, now) for one in seen if one.words]
    if plan.is_in_use:
        _next(plan, after=now)
    return tour, findings


@locks.service
def fix(*, actor, finding: Finding, note: str, now: datetime | None = None) -> Finding:
    """Its owner, or who leads them, says how it was put right; now another looks.

    Raises PermissionDenied for others, DomainError without words, ForbiddenMove where it isn't open.
    """
    now = now or timezone.now()
    finding = locks.lock_one(finding)
    if actor.pk != finding.owner.user_id and not may_check(actor, finding):
        raise PermissionDenied
    if not note.strip():
        raise DomainError(_("请写明怎样整改的。"), field="note")
    finding = transitions.move(
        FINDING,
        finding,
        "fix",
        actor=actor,
        rule=SAFETY_ROUNDS.id,
        fixed_note=note.strip(),
        fixed_by=actor,
        fixed_at=now,
    )
    deadlines.meet(finding, SAFETY_ROUNDS, stage=FIX_STAGE, now=now)
    return finding


@locks.service
def close(*, actor, finding: Finding, now: datetime | None = None) -> Finding:
    """Somebody else has looked and it is in order.

    Raises RuleError (A13.1) for whoever put it right, PermissionDenied for who may not check it.
    """
    finding = locks.lock_one(finding)
    _require_checker(actor, finding)
    return transitions.move(
        FINDING,
        finding,
        "close",
        actor=actor,
        rule=SAFETY_ROUNDS.id,
        closed_by=actor,
        closed_at=now or timezone.now(),
    )


@locks.service
def send_back(*, actor, finding: Finding, reason: str, due_on: date, now: datetime | None = None) -> Finding:
    """It isn't in order yet, and is due again. Raises as ``close`` does, DomainError without a reason."""
    now = now or timezone.now()
    finding = locks.lock_one(finding)
    _require_checker(actor, finding)
    if not reason.strip():
        raise DomainError(_("请写明还差什么。"), field="reason")
    if due_on < timezone.localdate(now):
        raise DomainError(_("整改期限不能早于今天。"), field="due_on")
    finding = transitions.move(
        FINDING,
        finding,
        "reopen",
        actor=actor,
        reason=reason.strip(),
        rule=SAFETY_ROUNDS.id,
        due_on=due_on,
        overdue_at=None,
    )
    _start_fixing(finding, now)
    return finding


def overdue(*, tour: Round, now: datetime) -> None:
    """A round wasn't walked in time: its department is told. The clock's effect."""
    tour.overdue_at = now
    tour.save(update_fields=["overdue_at"])
    _tell(
        _people_of(tour.plan.department),
        key=f"round:{tour.pk}:overdue",
        title=format_lazy("{}{}", gettext_lazy("安全巡查超期："), tour.plan.area),
        link=Round.own_page,
    )


def fix_overdue(*, finding: Finding, now: datetime) -> None:
    """A finding wasn't put right in time: its owner and the head are told. The clock's effect."""
    finding.overdue_at = now
    finding.save(update_fields=["overdue_at"])
    head = finding.round.plan.department.head
    _tell(
        [finding.owner, *([head] if head else [])],
        key=f"finding:{finding.pk}:{finding.due_on}",
        title=format_lazy("{}{}", gettext_lazy("隐患整改超期："), finding.point),
        link=Finding.own_page,
    )


def default_due(now: datetime | None = None) -> date:
    """By when a finding is put right where nobody says otherwise."""
    return timezone.localdate((now or timezone.now()) + SAFETY_ROUNDS.figure(at=now))


def may_walk(user, plan: RoundPlan) -> bool:
    member = Q(user=user, state=EmployeeState.ACTIVE) & Q(position__department=plan.department_id)
    return user.has_perm("staff.change_roundplan") or Employee.objects.filter(member).exists()


def may_check(user, finding: Finding) -> bool:
    """The head of the department that walks, who walked, and who keeps the plans."""
    heads = Department.objects.filter(pk=finding.round.plan.department_id, head__user=user).exists()
    return heads or user.pk == finding.round.walked_by_id or user.has_perm("staff.change_roundplan")


def rounds_of(user) -> QuerySet[Round]:
    """Rounds that ``user`` may walk now, the most urgent first."""
    due = Round.objects.filter(state=RoundState.DUE).select_related("plan__department")
    if not user.has_perm("staff.change_roundplan"):
        mine = Q(plan__department__positions__employees__user=user)
        due = due.filter(mine, plan__department__positions__employees__state=EmployeeState.ACTIVE)
    return due.order_by("due_at", "id")


def findings_of(user) -> QuerySet[Finding]:
    """Findings that wait for ``user``: to put right, or to look at again."""
    rows = Finding.objects.select_related("round__plan__department", "owner", "fixed_by")
    to_fix = Q(state="open", owner__user=user)
    checks = Q(round__plan__department__head__user=user) | Q(round__walked_by=user)
    if user.has_perm("staff.change_roundplan"):
        checks = Q()
    to_check = Q(state="fixed") & checks & ~Q(fixed_by=user)
    return rows.filter(to_fix | to_check).order_by("due_on", "id")


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


def _find(tour: Round, one: Seen, actor, now: datetime) -> Finding:
    finding = Finding.objects.create(
        round=tour, point=one.point, words=one.words, owner=one.owner, due_on=one.due_on, found_at=now
    )
    record(actor=actor, verb="finding.report", subject=finding, rule=SAFETY_ROUNDS.id)
    _start_fixing(finding, now)
    _tell(
        [finding.owner],
        key=f"finding:{finding.pk}",
        title=format_lazy("{}{}", gettext_lazy("有隐患等您整改："), finding.point),
        link=Finding.own_page,
    )
    return finding


def _start_fixing(finding: Finding, now: datetime) -> None:
    ends = timezone.make_aware(datetime.combine(finding.due_on + timedelta(days=1), time.min))
    deadlines.start(
        finding,
        SAFETY_ROUNDS,
        stage=FIX_STAGE,
        owner=(OwnerKind.PERSON, finding.owner.user_id),
        due_at=ends,
        now=now,
    )


def _next(plan: RoundPlan, *, after: datetime) -> Round:
    due_on = timezone.localdate(after) + timedelta(days=plan.every_days)
    due_at = timezone.make_aware(datetime.combine(due_on + timedelta(days=1), time.min))
    made = Round.objects.create(plan=plan, due_at=due_at)
    owner = (OwnerKind.TEAM, plan.department_id)
    deadlines.start(made, SAFETY_ROUNDS, stage=WALK_STAGE, owner=owner, due_at=due_at, now=after)
    return made


def _require_checker(actor, finding: Finding) -> None:
    SAFETY_ROUNDS.require(
        actor.pk != finding.fixed_by_id, _("谁整改的不能自己复查，请巡查人或部门负责人复查。")
    )
    if not may_check(actor, finding):
        raise PermissionDenied


def _people_of(department: Department) -> list[Employee]:
    people = Employee.objects.filter(position__department=department, state=EmployeeState.ACTIVE)
    return list(people.select_related("user"))


def _tell(people: Iterable[Employee], *, key: str, title, link: str) -> None:
    users = {one.user_id: one.user for one in people}
    notify_many(people=users.values(), key=key, title=title, link=link, rule=SAFETY_ROUNDS.id)
