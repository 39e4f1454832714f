"""From shift to shift: written by who goes, signed by both. (K4.10, K7.3, K7.4)"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks, transitions
from mall.deadlines import registry
from mall.deadlines.models import Clock, OwnerKind
from mall.errors import DomainError
from mall.signatures.services import sign
from mall.subjects import named
from staff import rules
from staff.models import Duty, Employee, Handover, HandoverState
from staff.states import HANDOVER

from . import notices

STEP = "handover"
MOST_WORK = 200


@locks.service
def write(*, employee: Employee, duty: Duty, equipment: str, problems: str, staffing: str) -> Handover:
    """Write or change the log of one's own shift, until it is signed. Raises DomainError otherwise."""
    locks.lock_one(employee)
    if duty.employee_id != employee.pk:
        raise DomainError(_("只能写自己班次的交接班记录。"))
    handover, _is_new = Handover.objects.get_or_create(
        duty=duty, defaults={"department": employee.department}
    )
    if handover.state != HandoverState.DRAFT:
        raise DomainError(_("已经签字交班，记录不能再改；要补充的请告诉接班人。"))
    handover.equipment, handover.problems, handover.staffing = (
        equipment.strip(),
        problems.strip(),
        staffing.strip(),
    )
    handover.save(update_fields=["equipment", "problems", "staffing"])
    return handover


@locks.service
def offer(*, employee: Employee, handover: Handover, now: datetime | None = None) -> Handover:
    """Who goes signs the log; the clocks that run on team and person are pulled in.

    Raises RuleError (K7.4) unless all three parts are filled in; "none" is an answer, a blank isn't.
    """
    now = now or timezone.now()
    handover = locks.lock_one(handover)
    rules.HANDOVER_FILLED.require(
        all(part.strip() for part in (handover.equipment, handover.problems, handover.staffing)),
        _("设备情况、疑难问题、人员调班三项都要填写；没有的写“无”。"),
    )
    work = open_work(employee)
    handover = transitions.move(
        HANDOVER, handover, "offer", actor=employee.user, open_work=work, offered_at=now
    )
    sign(actor=employee.user, subject=handover, step=STEP, role="outgoing", content=handover.content)
    return handover


@locks.service
def write_and_offer(*, employee: Employee, duty: Duty, now: datetime | None = None, **parts: str) -> Handover:
    """Save what was written and sign it, at once or not at all. Raises as its parts do."""
    return offer(employee=employee, handover=write(employee=employee, duty=duty, **parts), now=now)


def no_shift() -> Handover:
    """Raises DomainError: nobody hands over a shift that they aren't on."""
    raise DomainError(_("您现在没有已打上班卡的班次，不用写交接班记录。"))


@locks.service
def take(*, employee: Employee, handover: Handover, now: datetime | None = None) -> Handover:
    """Who comes has read notices and log, and signs. Now the other may go.

    Raises RuleError with notices unread (K7.3), for one's own log or another department's, and for a log
    that isn't signed by who goes (K4.10).
    """
    now = now or timezone.now()
    handover = locks.lock_one(handover)
    rules.HANDOVER_SIGNED.require(
        handover.state == HandoverState.OFFERED
        and handover.duty.employee_id != employee.pk
        and handover.department_id == employee.position.department_id,
        _("接班要由本部门另一位同事，在交班人签字之后签。"),
    )
    notices.require_read(employee, now=now)
    sign(actor=employee.user, subject=handover, step=STEP, role="incoming", content=handover.content)
    return transitions.move(HANDOVER, handover, "take", actor=employee.user, taken_by=employee, taken_at=now)


def waiting_for(employee: Employee) -> QuerySet[Handover]:
    """Logs of the person's department that wait for somebody else's signature, oldest first."""
    return (
        Handover.objects.filter(state=HandoverState.OFFERED, department=employee.position.department_id)
        .exclude(duty__employee=employee)
        .select_related("duty__employee")
        .order_by("offered_at", "id")
    )


def open_work(employee: Employee) -> list[dict]:
    """What runs on the person and their department now, soonest first, in words."""
    owners = (OwnerKind.PERSON, employee.user_id), (OwnerKind.TEAM, employee.position.department_id)
    clocks = list(Clock.objects.todo(*owners)[:MOST_WORK])
    names = named((clock.subject_kind, clock.subject_id) for clock in clocks)
    return [
        {
            "what": f"{registry.title_of(clock)} · {names.get((clock.subject_kind, clock.subject_id), '—')}",
            "due_at": clock.due_at.isoformat(),
        }
        for clock in clocks
    ]
