"""Findings of safety rounds, followed until another has seen them put right. (A13.1)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
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
from staff.models import Department, Employee, Finding, Round
from staff.rules import SAFETY_ROUNDS
from staff.states import FINDING

FIX_STAGE = "finding_fix"


def report(
    *, actor, tour: Round, point: str, words: str, owner: Employee | None, due_on: date | None, now: datetime
) -> Finding:
    """What was wrong at a point of a round: its owner is told, and its clock runs. Within ``walk``."""
    finding = Finding.objects.create(
        round=tour, point=point, words=words, owner=owner, due_on=due_on, found_at=now
    )
    record(actor=actor, verb="finding.report", subject=finding, rule=SAFETY_ROUNDS.id)
    _start_fixing(finding, now)
    tell(
        [finding.owner],
        key=f"finding:{finding.pk}",
        title=format_lazy("{}{}", gettext_lazy("有隐患等您整改："), finding.point),
        link=Finding.own_page,
    )
    return finding


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


def fix_overdue(*, finding: Finding, now: datetime) -> None:
    """A finding wasn't put right in time: its owner and the head are told. The clock's effect."""
    finding.overdue_at = now
    finding.save(update_fields=["overdue_at"])
    head = finding.round.plan.department.head
    tell(
        [finding.owner, *([head] if head else [])],
        key=f"finding:{finding.pk}:{finding.due_on}",
        title=format_lazy("{}{}", gettext_lazy("隐患整改超期："), finding.point),
        link=Finding.own_page,
    )


def default_due(now: datetime | None = None) -> date:
    """By when a finding is put right where nobody says otherwise."""
    return timezone.localdate((now or timezone.now()) + SAFETY_ROUNDS.figure(at=now))


def may_check(user, finding: Finding) -> bool:
    """The head of the department that walks, who walked, and who keeps the plans."""
    heads = Department.objects.filter(pk=finding.round.plan.department_id, head__user=user).exists()
    return heads or user.pk == finding.round.walked_by_id or user.has_perm("staff.change_roundplan")


def findings_of(user) -> QuerySet[Finding]:
    """Findings that wait for ``user``: to put right, or to look at again."""
    rows = Finding.objects.select_related("round__plan__department", "owner", "fixed_by")
    to_fix = Q(state="open", owner__user=user)
    checks = Q(round__plan__department__head__user=user) | Q(round__walked_by=user)
    if user.has_perm("staff.change_roundplan"):
        checks = Q()
    to_check = Q(state="fixed") & checks & ~Q(fixed_by=user)
    return rows.filter(to_fix | to_check).order_by("due_on", "id")


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


def _require_checker(actor, finding: Finding) -> None:
    SAFETY_ROUNDS.require(
        actor.pk != finding.fixed_by_id, _("谁整改的不能自己复查，请巡查人或部门负责人复查。")
    )
    if not may_check(actor, finding):
        raise PermissionDenied


def tell(people: Iterable[Employee], *, key: str, title, link: str) -> None:
    """Tell each of the people once, of a round or a finding."""
    users = {one.user_id: one.user for one in people}
    notify_many(people=users.values(), key=key, title=title, link=link, rule=SAFETY_ROUNDS.id)
