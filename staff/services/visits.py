"""The visitor register of office and warehouse: announced, approved, and forgotten in the end. (A13.2)

``announce``, and ``enter`` and ``leave`` in ``gate``, are what the warehouse calls for its own doors.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.accounts.models import User
from mall.audit.services import record
from mall.crypto import lookup_hash
from mall.deadlines import services as deadlines
from mall.deadlines.models import OwnerKind
from mall.errors import DomainError
from mall.notifications.services import notify, notify_many
from staff.models import Area, Employee, EmployeeState, Visit, VisitState
from staff.rules import VISITORS
from staff.states import VISIT

from . import blocks
from .superiors import away_at

EXPECT_STAGE, FORGET_STAGE = "visit_expected", "visit_forget"
LONGEST = timedelta(hours=24)
SECURITY = "security"


@locks.service
def announce(
    *,
    actor,
    host: Employee,
    visitor_name: str,
    phone: str,
    purpose: str,
    planned_from_at: datetime,
    planned_to_at: datetime,
    area: str = Area.OFFICE,
    company: str = "",
    identity: str = "",
    now: datetime | None = None,
) -> Visit:
    """Enter in the register that somebody comes to see ``host``; they wait for approval.

    Raises RuleError (A13.2) for whoever is on the block list, under whatever name, and without a purpose;
    DomainError for times in wrong order, over, or longer than a day, a number that is none, a host who isn't
    on active service, and a visitor who is announced to the same host at that time already.
    """
    now = now or timezone.now()
    phone, identity = blocks.clean_phone(phone), blocks.clean_identity(identity)
    VISITORS.require(
        host.state == EmployeeState.ACTIVE,
        _("%(name)s不在职，不能接待来访。") % {"name": host.name},
        field="host",
    )
    _check_times(planned_from_at, planned_to_at, now)
    VISITORS.require(purpose.strip(), _("请写明来访事由，门岗和审批人都要看。"), field="purpose")
    visit = Visit(
        visitor_name=visitor_name.strip(),
        company=company.strip(),
        phone=phone,
        phone_hash=lookup_hash(phone),
        identity=identity,
        identity_hash=lookup_hash(identity),
        host=host,
        purpose=purpose.strip(),
        area=area,
        planned_from_at=planned_from_at,
        planned_to_at=planned_to_at,
        announced_by=actor,
        announced_at=now,
    )
    blocks.require_welcome(visit, now=now)
    _check_once(visit)
    visit.save()
    record(actor=actor, verb="visit.announce", subject=visit, rule=VISITORS.id, data={"area": area})
    deadlines.start(
        visit,
        VISITORS,
        stage=EXPECT_STAGE,
        owner=(OwnerKind.PERSON, host.user_id),
        due_at=planned_to_at,
        now=now,
    )
    notify_many(
        people=[one for one in approvers_of(visit) if one != actor],
        key=f"visit:{visit.pk}:approve",
        title=titled(gettext_lazy("来访待批准："), visit),
        link=Visit.own_page,
        rule=VISITORS.id,
    )
    return visit


@locks.service
def approve(*, actor, visit: Visit, now: datetime | None = None) -> Visit:
    """Let the visitor come. By the host's superior, the head of the department, or security.

    Raises RuleError (A13.2) for the host and for whoever announced the visit themselves, PermissionDenied for
    others without a say, ForbiddenMove where the visitor is inside already or the visit is over.
    """
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    _require_other(actor, visit)
    is_over = VISIT.allows(visit.state, "approve") and visit.planned_to_at <= now
    VISITORS.require(not is_over, _("约定的时间已经过了，请接待人重新登记。"))
    blocks.require_welcome(visit, now=now)
    visit = transitions.move(
        VISIT, visit, "approve", actor=actor, rule=VISITORS.id, decided_by=actor, decided_at=now
    )
    tell_host(visit, gettext_lazy("来访已批准："), "approved")
    return visit


@locks.service
def refuse(*, actor, visit: Visit, reason: str, now: datetime | None = None) -> Visit:
    """Don't let the visitor come, with a reason for the host. Raises as ``approve`` does."""
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    _require_other(actor, visit)
    if not reason.strip():
        raise DomainError(_("请写明不批准的原因。"), field="reason")
    visit = transitions.move(
        VISIT,
        visit,
        "refuse",
        actor=actor,
        reason=reason.strip(),
        rule=VISITORS.id,
        decided_by=actor,
        decided_at=now,
    )
    end(visit, now)
    tell_host(visit, gettext_lazy("来访没有批准："), "refused", body=reason.strip())
    return visit


@locks.service
def cancel(*, actor, visit: Visit, now: datetime | None = None) -> Visit:
    """The visitor doesn't come. By the host or who announced it; ForbiddenMove once they are inside."""
    visit = locks.lock_one(visit)
    if actor is not None and actor.pk not in (visit.host.user_id, visit.announced_by_id):
        raise PermissionDenied
    visit = transitions.move(VISIT, visit, "cancel", actor=actor)
    end(visit, now or timezone.now())
    return visit


def lapse(*, visit: Visit, now: datetime) -> None:
    """The time is over and nobody came: the clock's effect."""
    if VISIT.allows(visit.state, "lapse"):
        transitions.move(VISIT, visit, "lapse", actor=None)
        _begin_to_forget(visit, now)


def forget(*, visit: Visit, now: datetime) -> None:
    """Take away what identifies the visitor, once the term for keeping it has passed.

    With it goes what was typed in free words, which may name them too.
    """
    visit.visitor_name = "—"
    visit.company = visit.phone = visit.phone_hash = visit.identity = visit.identity_hash = ""
    visit.purpose = visit.bags = visit.bags_reason = ""
    visit.forgotten_at = now
    visit.save(
        update_fields=[
            "visitor_name",
            "company",
            "phone",
            "phone_hash",
            "identity",
            "identity_hash",
            "purpose",
            "bags",
            "bags_reason",
            "forgotten_at",
        ]
    )
    record(actor=None, verb="visit.forget", subject=visit, rule=VISITORS.id)


def approvers_of(visit: Visit) -> QuerySet[User]:
    """The host's superior, the head of their department, and security; never the host."""
    host = visit.host
    near = Q(employee__heads=host.position.department_id) | Q(groups__name=SECURITY)
    if host.superior_id is not None:  # a comparison with None would find everybody who isn't employed
        near |= Q(employee=host.superior_id)
    people = User.objects.filter(near, is_active=True)
    return people.exclude(pk=host.user_id).distinct().order_by("pk")


def present_approvers(waiting: Sequence[Visit], *, now: datetime) -> dict[int, list[Employee]]:
    """Who may approve each of ``waiting`` and isn't on leave, by its key: near the host first, then security.

    Needs each visit's ``host`` with position, department and its head, and superior; two queries for all.
    """
    if not waiting:
        return {}
    away = away_at(now)
    guards = list(
        Employee.objects.filter(user__groups__name=SECURITY, state=EmployeeState.ACTIVE).order_by("number")
    )

    def may(one: Employee | None, visit: Visit) -> bool:
        itself = {visit.host_id}
        is_there = one is not None and one.state == EmployeeState.ACTIVE and one.pk not in away | itself
        return is_there and one.user_id != visit.announced_by_id

    return {
        visit.pk: list(
            dict.fromkeys(
                one for one in (visit.host.superior, visit.host.department.head, *guards) if may(one, visit)
            )
        )
        for visit in waiting
    }


def to_approve(user) -> QuerySet[Visit]:
    """Visits that wait for ``user``'s approval, the soonest first."""
    waiting = Visit.objects.filter(state=VisitState.ANNOUNCED)
    waiting = waiting.exclude(host__user=user).exclude(announced_by=user)
    if not user.has_perm("staff.approve_visit"):
        near = Q(host__superior__user=user) | Q(host__position__department__head__user=user)
        waiting = waiting.filter(near)
    return waiting.select_related("host__position__department").order_by("planned_from_at", "id").distinct()


def _require_other(actor, visit: Visit) -> None:
    VISITORS.require(
        actor.pk not in (visit.host.user_id, visit.announced_by_id),
        _("不能批准自己接待或登记的来访，请上级或安保批准。"),
    )
    near = Visit.objects.filter(pk=visit.pk).filter(
        Q(host__superior__user=actor) | Q(host__position__department__head__user=actor)
    )
    if not actor.has_perm("staff.approve_visit") and not near.exists():
        raise PermissionDenied


def _check_times(planned_from_at: datetime, planned_to_at: datetime, now: datetime) -> None:
    if planned_to_at <= planned_from_at:
        raise DomainError(_("预计离开的时间要晚于到的时间。"), field="planned_to_at")
    if planned_to_at <= now:
        raise DomainError(_("预计离开的时间已经过了。"), field="planned_to_at")
    if planned_to_at - planned_from_at > LONGEST:
        raise DomainError(_("一次来访最长 24 小时；几天都来的，请每天登记。"), field="planned_to_at")


def _check_once(visit: Visit) -> None:
    same = Visit.objects.filter(
        host=visit.host,
        phone_hash=visit.phone_hash,
        state__in=[VisitState.ANNOUNCED, VisitState.APPROVED, VisitState.INSIDE],
        planned_from_at__lt=visit.planned_to_at,
        planned_to_at__gt=visit.planned_from_at,
    )
    if same.exists():
        raise DomainError(_("这位访客在这段时间已经登记过，不用再登记。"), field="phone")


def titled(what, visit: Visit):
    """A notice's title, by host and time: notices are kept longer than the visitor's name may be."""
    return format_lazy(
        "{}{} {:%m-%d %H:%M}", what, visit.host.name, timezone.localtime(visit.planned_from_at)
    )


def tell_host(visit: Visit, title, what: str, *, body: str = "") -> None:
    """Tell the host once that ``what`` happened to the visit."""
    notify(
        person=visit.host.user,
        key=f"visit:{visit.pk}:{what}",
        title=titled(title, visit),
        body=body,
        link=Visit.own_page,
        rule=VISITORS.id,
    )


def end(visit: Visit, now: datetime) -> None:
    """Nothing of the visit is awaited any more but that its visitor is forgotten."""
    deadlines.cancel(visit, VISITORS, stage=EXPECT_STAGE, now=now)
    _begin_to_forget(visit, now)


def _begin_to_forget(visit: Visit, now: datetime) -> None:
    deadlines.start(visit, VISITORS, stage=FORGET_STAGE, owner=(OwnerKind.MALL, 0), figure="kept", now=now)
