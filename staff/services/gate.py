"""The door: visitors are let in where they may go, and out again. (A13.2)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.accounts.models import User
from mall.deadlines import services as deadlines
from mall.deadlines.models import OwnerKind
from mall.notifications.services import notify_many
from staff.models import Area, Employee, EmployeeState, Visit, VisitState
from staff.rules import VISITORS
from staff.states import VISIT

from . import blocks
from .visits import EXPECT_STAGE, SECURITY, end, tell_host, titled

LEAVE_STAGE = "visit_leave"
# Who walks beside a visitor where goods lie: a storekeeper (W3.1.2), a handler (W3.1.3).
ESCORTS: dict[str, str] = {Area.WAREHOUSE: "storekeeper", Area.PACKING: "handler"}
_NO_ESCORT: dict[str, Any] = {
    Area.WAREHOUSE: gettext_lazy("进仓库要有仓管员陪同，请选择陪同人。"),
    Area.PACKING: gettext_lazy("进理货区要有理货员陪同，请选择陪同人。"),
}


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

    Raises RuleError (A13.2) before approval, for whoever was put on the block list meanwhile, on another day
    than the announced one, and where goods lie without the escort of that area, or with bags and no reason
    for them; ForbiddenMove for the second time in.
    """
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    VISITORS.require(visit.state != VisitState.ANNOUNCED, _("这次来访还没有批准，先请审批人批准再放行。"))
    if VISIT.allows(visit.state, "enter"):
        _check_day(visit, now)
    blocks.require_welcome(visit, now=now)
    _check_escort(visit, escort)
    bags, bags_reason = bags.strip(), bags_reason.strip()
    VISITORS.require(
        bags_reason or not (visit.is_guarded and bags),
        _("仓库和理货区不带包：确因工作要带的，请写明原因。"),
        field="bags_reason",
    )
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
    tell_host(visit, gettext_lazy("您的访客已到："), "entered")
    return visit


@locks.service
def leave(*, actor, visit: Visit, bags_checked: bool = False, now: datetime | None = None) -> Visit:
    """The visitor has gone out. Bags brought in where goods lie are looked into first.

    Raises ForbiddenMove for whoever isn't inside, RuleError (A13.2) for bags that nobody has checked.
    """
    now = now or timezone.now()
    visit = locks.lock_one(visit)
    brought_bags = visit.state == VisitState.INSIDE and visit.is_guarded and visit.bags
    VISITORS.require(
        bags_checked or not brought_bags,
        _("带进去的包要先检查再出场，检查后请勾选“包已检查”。"),
        field="bags_checked",
    )
    checked_at = now if visit.bags and bags_checked else None
    visit = transitions.move(
        VISIT, visit, "leave", actor=actor, rule=VISITORS.id, left_at=now, bags_checked_at=checked_at
    )
    deadlines.meet(visit, VISITORS, stage=LEAVE_STAGE, now=now)
    end(visit, now)
    return visit


def overstayed(*, visit: Visit, now: datetime) -> None:
    """The visitor is inside after the announced time: host and security are told. The clock's effect."""
    visit.overstayed_at = now
    visit.save(update_fields=["overstayed_at"])
    security = User.objects.filter(groups__name=SECURITY, is_active=True)
    people = {person.pk: person for person in [visit.host.user, *security]}
    notify_many(
        people=people.values(),
        key=f"visit:{visit.pk}:overstayed",
        title=titled(gettext_lazy("访客超时未离开："), visit),
        link=Visit.own_page,
        rule=VISITORS.id,
    )


def inside() -> QuerySet[Visit]:
    """Who is inside now, whoever came first first."""
    rows = Visit.objects.filter(state=VisitState.INSIDE)
    return rows.select_related("host__position__department", "escort").order_by("entered_at", "id")


def _check_day(visit: Visit, now: datetime) -> None:
    days = timezone.localdate(visit.planned_from_at), timezone.localdate(visit.planned_to_at)
    VISITORS.require(
        days[0] <= timezone.localdate(now) <= days[1],
        _("约定的日期是 %(day)s，今天不能放行。") % {"day": f"{days[0]:%m-%d}"},
    )


def _check_escort(visit: Visit, escort: Employee | None) -> None:
    if not visit.is_guarded:
        return
    role = ESCORTS[visit.area]
    fits = escort is not None and escort.state == EmployeeState.ACTIVE and escort.position.role.name == role
    VISITORS.require(fits, _NO_ESCORT[visit.area], field="escort")
