"""The visitor register of office and warehouse: announced, approved, let in, let out. (A13.2)

``announce``, ``enter`` and ``leave`` are what the warehouse calls for its own doors.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

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

EXPECT_STAGE, LEAVE_STAGE, FORGET_STAGE = "visit_expected", "visit_leave", "visit_forget"
LONGEST = timedelta(hours=24)
# Who walks beside a visitor where goods lie: a storekeeper (W3.1.2), a handler (W3.1.3).
ESCORTS: dict[str, str] = {Area.WAREHOUSE: "storekeeper", Area.PACKING: "handler"}
_NO_ESCORT: dict[str, Any] = {
    Area.WAREHOUSE: gettext_lazy("进仓库要有仓管员陪同，请选择陪同人。"),
    Area.PACKING: gettext_lazy("进理货区要有理货员陪同，请选择陪同人。"),
}
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
    if host.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不能接待来访。") % {"name": host.name}, field="host")
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
        title=_titled(gettext_lazy("来访待批准："), visit),
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
    if VISIT.allows(visit.state, "approve") and visit.planned_to_at <= now:
        raise DomainError(_("约定的时间已经过了，请接待人重新登记。"))
    blocks.require_welcome(visit, now=now)
    visit = transitions.move(
        VISIT, visit, "approve", actor=actor, rule=VISITORS.id, decided_by=actor, decided_at=now
    )
    _tell_host(visit, gettext_lazy("来访已批准："), "approved")
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
    _end(visit, now)
    _tell_host(visit, gettext_lazy("来访没有批准："), "refused", body=reason.strip())
    return visit


@locks.service
def cancel(*, actor, visit: Visit, now: datetime | None = None) -> Visit:
    """The visitor doesn't come. By the host or who announced it; ForbiddenMove once they are inside."""
    visit = locks.lock_one(visit)
    if actor is not None and actor.pk not in (visit.host.user_id, visit.announced_by_id):
        raise PermissionDenied
    visit = transitions.move(VISIT, visit, "cancel", actor=actor)
    _end(visit, now or timezone.now())
    return visit


@locks.service
def enter(
    *,
    actor,
    visit: Visit,
    escort: Employee | None = None,
    bags: str = "",
    bags_reason: str = "",
    now: datetime | None = None,
) -> Visit:
    """The visitor goes in at ``now``. ``actor`` stands at the door.

    Raises RuleError (A13.2) before approval and for whoever was put on the block list meanwhile;
    ForbiddenMove for the second time in; DomainError on another day than the announced one, and where goods
    lie without the escort of that area, or with bags and no reason for them.
    """
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    VISITORS.require(visit.state != VisitState.ANNOUNCED, _("这次来访还没有批准，先请审批人批准再放行。"))
    if VISIT.allows(visit.state, "enter"):
        _check_day(visit, now)
    blocks.require_welcome(visit, now=now)
    _check_escort(visit, escort)
    bags, bags_reason = bags.strip(), bags_reason.strip()
    if visit.is_guarded and bags and not bags_reason:
        raise DomainError(_("仓库和理货区不带包：确因工作要带的，请写明原因。"), field="bags_reason")
    visit = transitions.move(
        VISIT,
        visit,
        "enter",
        actor=actor,
        rule=VISITORS.id,
        entered_at=now,
        escort=escort,
        bags=bags,
        bags_reason=bags_reason,
    )
    deadlines.meet(visit, VISITORS, stage=EXPECT_STAGE, now=now)
    deadlines.start(
        visit,
        VISITORS,
        stage=LEAVE_STAGE,
        owner=(OwnerKind.PERSON, visit.host.user_id),
        due_at=max(visit.planned_to_at, now) + VISITORS.figure("overstay", at=now),
        now=now,
    )
    _tell_host(visit, gettext_lazy("您的访客已到："), "entered")
    return visit


@locks.service
def leave(*, actor, visit: Visit, bags_checked: bool = False, now: datetime | None = None) -> Visit:
    """The visitor has gone out. Bags brought in where goods lie are looked into first.

    Raises ForbiddenMove for whoever isn't inside, DomainError for bags that nobody has checked.
    """
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    if visit.state == VisitState.INSIDE and visit.is_guarded and visit.bags and not bags_checked:
        raise DomainError(_("带进去的包要先检查再出场，检查后请勾选“包已检查”。"), field="bags_checked")
    checked_at = now if visit.bags and bags_checked else None
    visit = transitions.move(
        VISIT, visit, "leave", actor=actor, rule=VISITORS.id, left_at=now, bags_checked_at=checked_at
    )
    deadlines.meet(visit, VISITORS, stage=LEAVE_STAGE, now=now)
    _end(visit, now)
    return visit


def lapse(*, visit: Visit, now: datetime) -> None:
    """The time is over and nobody came: the clock's effect."""
    if VISIT.allows(visit.state, "lapse"):
        transitions.move(VISIT, visit, "lapse", actor=None)
        _begin_to_forget(visit, now)


def overstayed(*, visit: Visit, now: datetime) -> None:
    """The visitor is inside after the announced time: host and security are told. The clock's effect."""
    visit.overstayed_at = now
    visit.save(update_fields=["overstayed_at"])
    security = User.objects.filter(groups__name=SECURITY, is_active=True)
    people = {person.pk: person for person in [visit.host.user, *security]}
    notify_many(
        people=people.values(),
        key=f"visit:{visit.pk}:overstayed",
        title=_titled(gettext_lazy("访客超时未离开："), visit),
        link=Visit.own_page,
        rule=VISITORS.id,
    )


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


def to_approve(user) -> QuerySet[Visit]:
    """Visits that wait for ``user``'s approval, the soonest first."""
    waiting = Visit.objects.filter(state=VisitState.ANNOUNCED)
    waiting = waiting.exclude(host__user=user).exclude(announced_by=user)
    if not user.has_perm("staff.approve_visit"):
        near = Q(host__superior__user=user) | Q(host__position__department__head__user=user)
        waiting = waiting.filter(near)
    return waiting.select_related("host__position__department").order_by("planned_from_at", "id").distinct()


def inside() -> QuerySet[Visit]:
    """Who is inside now, whoever came first first."""
    rows = Visit.objects.filter(state=VisitState.INSIDE)
    return rows.select_related("host__position__department", "escort").order_by("entered_at", "id")


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


def _check_day(visit: Visit, now: datetime) -> None:
    days = timezone.localdate(visit.planned_from_at), timezone.localdate(visit.planned_to_at)
    if not days[0] <= timezone.localdate(now) <= days[1]:
        raise DomainError(_("约定的日期是 %(day)s，今天不能放行。") % {"day": f"{days[0]:%m-%d}"})


def _check_escort(visit: Visit, escort: Employee | None) -> None:
    if not visit.is_guarded:
        return
    role = ESCORTS[visit.area]
    fits = escort is not None and escort.state == EmployeeState.ACTIVE and escort.position.role.name == role
    if not fits:
        raise DomainError(_NO_ESCORT[visit.area], field="escort")


def _titled(what, visit: Visit):
    """A notice's title, by host and time: notices are kept longer than the visitor's name may be."""
    return format_lazy(
        "{}{} {:%m-%d %H:%M}", what, visit.host.name, timezone.localtime(visit.planned_from_at)
    )


def _tell_host(visit: Visit, title, what: str, *, body: str = "") -> None:
    notify(
        person=visit.host.user,
        key=f"visit:{visit.pk}:{what}",
        title=_titled(title, visit),
        body=body,
        link=Visit.own_page,
        rule=VISITORS.id,
    )


def _end(visit: Visit, now: datetime) -> None:
    deadlines.cancel(visit, VISITORS, stage=EXPECT_STAGE, now=now)
    _begin_to_forget(visit, now)


def _begin_to_forget(visit: Visit, now: datetime) -> None:
    deadlines.start(visit, VISITORS, stage=FORGET_STAGE, owner=(OwnerKind.MALL, 0), figure="kept", now=now)
