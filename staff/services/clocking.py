"""Clocking in and out, by the mall's own clock, from one's own session. (G5.1, K7.1, K7.2, W3.1.1)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff import rules
from staff.models import Cover, Duty, Employee, EmployeeState, HandoverState, Punch, PunchKind, Release

from . import leaders


@locks.service
def clock_in(
    *, employee: Employee, device: str = "", network: str = "", now: datetime | None = None
) -> Punch:
    """Come to the shift that runs or begins within the figure of G5.1.

    Where the post needs relief, coming less than ten minutes early is noted on the punch (K7.1).
    Raises RuleError before orientation (A5.1), without a shift (G5.1), and where another person has just
    used the same device (W3.1.1); DomainError the second time, with the first.
    """
    now = now or timezone.now()
    employee = locks.lock_one(employee)
    rules.ORIENTATION_FIRST.require(
        employee.state == EmployeeState.ACTIVE, _("完成入职培训后才能打卡，请联系人事。")
    )
    duty = duty_to_come_to(employee, now)
    if duty is None:
        rules.ATTENDANCE.refuse(_no_shift(employee, now))
        raise DomainError(_("没有可以打卡的班次。"))
    _require_once(duty, PunchKind.IN)
    _require_own_device(employee, device, now)
    return _punch(employee, duty, PunchKind.IN, now, device, network, short_minutes=_short(duty, now))


@locks.service
def clock_out(
    *, employee: Employee, device: str = "", network: str = "", now: datetime | None = None
) -> Punch:
    """Leave the shift that one has come to.

    Raises RuleError where the post needs relief and there is neither a completed handover nor a leader's
    release (K7.2), for a device that another has just used, and where one hasn't come (G5.1).
    """
    now = now or timezone.now()
    employee = locks.lock_one(employee)
    duty = duty_to_leave(employee, now)
    if duty is None:
        words = _("没有已上班打卡、还没下班的班次。忘记上班打卡的，请申请补卡。")
        rules.ATTENDANCE.refuse(words)
        raise DomainError(words)
    rules.STAY_FOR_RELIEF.require(
        not needs_relief(duty) or is_relieved(duty),
        _("接班人还没到岗签接班：请先写好交接班记录，由接班人签字；确有急事，请班长放行。"),
    )
    _require_own_device(employee, device, now)
    return _punch(employee, duty, PunchKind.OUT, now, device, network)


@locks.service
def release(*, actor, duty: Duty, reason: str, now: datetime | None = None) -> Release:
    """A leader lets somebody go without relief.

    Raises PermissionDenied for whoever doesn't lead them, RuleError (K7.2) without a reason, DomainError the
    second time.
    """
    leaders.require_leads(actor, duty.employee)
    locks.lock_one(duty.employee)
    rules.STAY_FOR_RELIEF.require(reason.strip(), _("请写明放行的原因。"), field="reason")
    if Release.objects.filter(duty=duty).exists():
        raise DomainError(_("这个班次已经放行过。"))
    made = Release.objects.create(
        duty=duty, reason=reason.strip(), released_by=actor, at=now or timezone.now()
    )
    record(actor=actor, verb="duty.release", subject=duty, rule=rules.STAY_FOR_RELIEF.id, reason=reason)
    return made


def duty_to_come_to(employee: Employee, now: datetime) -> Duty | None:
    """The published shift near now that wasn't come to yet; the last of them where all were."""
    ahead = now + rules.ATTENDANCE.figure(at=now)
    near = list(
        Duty.objects.published()
        .filter(employee=employee, starts_at__lte=ahead, ends_at__gt=now)
        .select_related("kind", "employee__position")
        .order_by("starts_at")
    )
    clocked = set(Punch.objects.filter(duty__in=near, kind=PunchKind.IN).values_list("duty", flat=True))
    return next((duty for duty in near if duty.pk not in clocked), near[-1] if near else None)


def duty_to_leave(employee: Employee, now: datetime) -> Duty | None:
    """The latest shift that one has come to and not left, and for which it isn't too late."""
    since = now - rules.ATTENDANCE.figure("close_after", at=now)
    came = Punch.objects.filter(employee=employee, kind=PunchKind.IN).values("duty")
    went = Punch.objects.filter(employee=employee, kind=PunchKind.OUT).values("duty")
    return (
        Duty.objects.filter(pk__in=came, starts_at__gte=now - timedelta(days=2), ends_at__gt=since)
        .exclude(pk__in=went)
        .select_related("kind", "employee__position")
        .order_by("-starts_at")
        .first()
    )


def needs_relief(duty: Duty) -> bool:
    """Whether the department's post must never be empty: it has a need of cover."""
    return Cover.objects.filter(department=duty.employee.position.department_id).exists()


def is_relieved(duty: Duty) -> bool:
    handover = getattr(duty, "handover", None)
    handed_over = handover is not None and handover.state == HandoverState.COMPLETE
    return handed_over or Release.objects.filter(duty=duty).exists()


def _punch(employee, duty, kind, now, device, network, **more) -> Punch:
    return Punch.objects.create(
        employee=employee, duty=duty, kind=kind, at=now, device=device, network=network, **more
    )


def _short(duty: Duty, now: datetime) -> int:
    """How many minutes short of a relief's ten somebody comes; from the start on it is lateness."""
    if not (rules.RELIEF_EARLY.in_force and needs_relief(duty)):
        return 0
    early = rules.RELIEF_EARLY.figure(at=now)
    return max(0, -(-(min(now, duty.starts_at) - (duty.starts_at - early)) // timedelta(minutes=1)))


def following(employee: Employee, now: datetime) -> Duty | None:
    """The next published shift that is still to begin."""
    ahead = Duty.objects.published().filter(employee=employee, starts_at__gt=now)
    return ahead.select_related("kind").order_by("starts_at").first()


def _no_shift(employee: Employee, now: datetime) -> str:
    coming = following(employee, now)
    if coming is None:
        return _("现在没有您的班次，不能打卡。班表有误请联系上级。")
    return _("现在没有您的班次，下一班是 %(at)s，开始前 %(n)d 分钟起可以打卡。") % {
        "at": f"{timezone.localtime(coming.starts_at):%m-%d %H:%M}",
        "n": rules.ATTENDANCE.figure(at=now) // timedelta(minutes=1),
    }


def _require_once(duty: Duty, kind: PunchKind) -> None:
    first = Punch.objects.filter(duty=duty, kind=kind).order_by("at").first()
    if first is not None:
        raise DomainError(
            _("这个班次 %(at)s 已经打过上班卡，不用再打。") % {"at": f"{timezone.localtime(first.at):%H:%M}"}
        )


def _require_own_device(employee: Employee, device: str, now: datetime) -> None:
    """Nobody clocks for another: within the figure a device is one person's."""
    if not device:
        return
    window = rules.NO_PROXY.figure(at=now)
    others = Punch.objects.filter(device=device, at__gt=now - window).exclude(employee=employee)
    rules.NO_PROXY.require(
        not others.exists(),
        _(
            "这台设备在 %(n)d 分钟内刚有另一位同事打过卡，不能代人打卡，本次没有记录。"
            "请用自己的设备；设备坏了，请申请补卡并说明。"
        )
        % {"n": window // timedelta(minutes=1)},
    )
