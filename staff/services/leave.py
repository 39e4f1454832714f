"""Leave: asked, decided by the superior, proved by certificates; else it is no leave. (G5.2, K8)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall import locks, transitions
from mall.audit.services import record
from mall.deadlines import services as deadlines
from mall.errors import DomainError
from mall.moments import last_day, until
from mall.notifications.services import notify
from staff import rules
from staff.models import (
    Employee,
    EmployeeState,
    LeaveCertificate,
    LeaveChannel,
    LeaveKind,
    LeaveRequest,
    LeaveState,
)
from staff.states import LEAVE

from . import entitlements, leave_facts, leave_rules
from .leave_facts import Days
from .superiors import decider_of, deciders_of, require_decider

ANSWER_STAGE, CERTIFICATE_STAGE = "leave", "certificate"
LONGEST = timedelta(days=366)


@locks.service
def ask(
    *,
    actor,
    employee: Employee,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    channel: str = LeaveChannel.SELF,
    is_emergency: bool = False,
    asks_acceptance: bool = False,
    certificates: Sequence[Days] = (),
    asked_at: datetime | None = None,
    now: datetime | None = None,
) -> LeaveRequest:
    """Ask for leave between two aware moments; the superior, who is told, decides until it begins.

    ``asked_at`` is when they called, for what is entered for them. Raises RuleError with the clause
    that forbids it and what would be possible instead (K8, and G6.2 also for annual leave across the year's
    end), and where nobody could approve it (G5.2); DomainError for what can't be: somebody who has left,
    times that make no sense, leave that overlaps other leave.
    """
    now = now or timezone.now()
    asked_at = min(asked_at or now, now)
    employee = locks.lock_one(employee)
    _check_asker(actor, employee, channel, now)
    _check_span(employee, kind, starts_at, ends_at)
    if not reason.strip():
        raise DomainError(_("请写明请假的事由。"), field="reason")
    facts = leave_facts.asked(
        employee=employee,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        asked_at=asked_at,
        channel=channel,
        is_emergency=is_emergency,
        asks_acceptance=asks_acceptance,
        certificates=certificates,
    )
    leave_rules.require(facts)
    decider = decider_of(employee, now=now)
    request = LeaveRequest.objects.create(
        employee=employee,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        channel=channel,
        is_emergency=facts.is_called_in,
        asks_acceptance=asks_acceptance,
        asked_by=actor,
        asked_at=asked_at,
        minutes=facts.minutes,
    )
    request = locks.lock_one(request)
    for from_on, to_on in certificates:
        LeaveCertificate.objects.create(request=request, from_on=from_on, to_on=to_on, handed_in_at=now)
    record(actor=actor, verb="leave.ask", subject=request, rule=rules.LEAVE_APPROVED.id, reason=reason)
    deadlines.start(
        request,
        rules.LEAVE_APPROVED,
        stage=ANSWER_STAGE,
        owner=("person", decider.user_id),
        due_at=max(starts_at, now + timedelta(hours=1)),
        now=now,
    )
    _tell(decider, request, gettext_lazy("{who}请假待批准：{what}"))
    return request


@locks.service
def approve(
    *,
    actor,
    request: LeaveRequest,
    accepts_holes: bool = False,
    note: str = "",
    now: datetime | None = None,
) -> LeaveRequest:
    """The superior lets the person go; from now on they don't count as cover, and the shifts stay as leave.

    Raises RuleError for one's own and for others than the superior (G5.2), for a shift that was swapped
    meanwhile (K9.5), for more than is left (G6.2), and for a hole that this would tear into the cover and of
    which ``accepts_holes`` doesn't say that it is known (K1.1).
    """
    now = now or timezone.now()
    request = _lock(request)
    require_decider(actor, request.employee, now=now)
    facts = leave_facts.of_request(request)
    leave_rules.require_still(facts)
    effect = leave_facts.effect(request, now=now)
    rules.COVER.require(
        accepts_holes or not effect.holes,
        _("批准后 %(holes)s 没有足够的人在岗。请先安排替班，或确认已知。")
        % {"holes": "、".join(map(str, effect.holes[:3]))},
        field="accepts_holes",
    )
    needs_slip = facts.is_called_in and facts.is_whole_day and not facts.is_certified
    due_at = max(leave_facts.returns_on(request.employee, request.ends_at), now + timedelta(hours=1))
    request = transitions.move(
        LEAVE,
        request,
        "approve",
        actor=actor,
        reason=note,
        rule=rules.LEAVE_APPROVED.id,
        decided_by=actor,
        decided_at=now,
        decision=note,
        minutes=facts.minutes,
        beside_on=list(facts.beside),
        certificate_due_at=due_at if needs_slip else None,
    )
    entitlements.use(request=request, year=leave_rules.local_day(facts.begins_at).year, actor=actor)
    deadlines.meet(request, rules.LEAVE_APPROVED, stage=ANSWER_STAGE, now=now)
    if needs_slip:
        deadlines.start(
            request,
            rules.CERTIFICATE,
            stage=CERTIFICATE_STAGE,
            owner=("person", request.employee.user_id),
            due_at=due_at,
            warn_before=timedelta(hours=12),
            now=now,
        )
    _tell(request.employee, request, gettext_lazy("请假已批准：{what}"))
    return request


@locks.service
def refuse(*, actor, request: LeaveRequest, reason: str, now: datetime | None = None) -> LeaveRequest:
    """The superior says no, and why. Raises RuleError (G5.2) as ``approve``, DomainError without a reason."""
    now = now or timezone.now()
    request = _lock(request)
    require_decider(actor, request.employee, now=now)
    if not reason.strip():
        raise DomainError(_("请写明不批准的理由，申请人会看到。"), field="reason")
    request = transitions.move(
        LEAVE,
        request,
        "refuse",
        actor=actor,
        reason=reason,
        decided_by=actor,
        decided_at=now,
        decision=reason.strip(),
    )
    deadlines.cancel(request, rules.LEAVE_APPROVED, stage=ANSWER_STAGE, now=now)
    _tell(request.employee, request, gettext_lazy("请假没有批准：{what}"))
    return request


@locks.service
def withdraw(*, actor, request: LeaveRequest, now: datetime | None = None) -> LeaveRequest:
    """The person takes it back before it begins; what it used comes back to the entitlement.

    Raises DomainError for anybody else, and once an approved leave has begun.
    """
    now = now or timezone.now()
    request = _lock(request)
    if actor.pk not in (request.employee.user_id, request.asked_by_id):
        raise DomainError(_("只有本人可以撤回。"))
    if request.state == LeaveState.APPROVED and request.starts_at <= now:
        raise DomainError(_("假期已经开始，不能撤回；提前返岗请告诉上级。"))
    was_approved = request.state == LeaveState.APPROVED
    request = transitions.move(LEAVE, request, "withdraw", actor=actor)
    deadlines.cancel_all(request, now=now)
    entitlements.give_back(request=request, actor=actor)
    for decider in deciders_of(request.employee, now=now)[:1] if was_approved else ():
        _tell(decider, request, gettext_lazy("{who}撤回了请假：{what}"))
    return request


@locks.service
def hand_in_certificate(
    *, actor, request: LeaveRequest, from_on: date, to_on: date, now: datetime | None = None
) -> LeaveRequest:
    """A certificate for some days; once they cover the leave unbroken, the slip is in. (K8.4)

    Raises RuleError (K8.4) for days that don't touch the leave; DomainError for others than the person and
    their superiors, for leave that isn't sick leave, and for days that end before they begin.
    """
    now = now or timezone.now()
    request = _lock(request)
    if actor.pk != request.employee.user_id:
        require_decider(actor, request.employee, now=now)
    if request.kind != LeaveKind.SICK or not LeaveRequest.objects.open().filter(pk=request.pk).exists():
        raise DomainError(_("只有有效的病假才交医疗证明。"))
    if to_on < from_on:
        raise DomainError(_("证明的结束日期要不早于开始日期。"), field="certificate_to_on")
    first, last = leave_facts.of_request(request).days
    rules.CERTIFICATE.require(
        to_on >= first and from_on <= last,
        _("证明的日期和请假的 %(first)s 至 %(last)s 对不上。")
        % {"first": f"{first:%m-%d}", "last": f"{last:%m-%d}"},
        field="certificate_from_on",
    )
    LeaveCertificate.objects.create(request=request, from_on=from_on, to_on=to_on, handed_in_at=now)
    record(actor=actor, verb="leave.certify", subject=request, rule=rules.CERTIFICATE.id)
    if leave_facts.of_request(request).is_certified:
        deadlines.meet(request, rules.CERTIFICATE, stage=CERTIFICATE_STAGE, now=now)
    return request


@locks.service
def certificate_missed(*, request: LeaveRequest, now: datetime) -> None:
    """The first day back is over and the slip isn't there: it was no leave but absence. (K8.4)"""
    request = locks.lock_one(request)
    if LEAVE.allows(request.state, "lapse") and rules.CERTIFICATE.in_force:
        transitions.move(
            LEAVE, request, "lapse", actor=None, rule=rules.CERTIFICATE.id, reason=_("假条逾期未交")
        )
        _tell(request.employee, request, gettext_lazy("假条逾期未交，按旷工处理：{what}"))


@locks.service
def unanswered(*, request: LeaveRequest, now: datetime) -> None:
    """Nobody has decided before the leave began: it is none yet, and both are told."""
    people = [request.employee, *deciders_of(request.employee, now=now)[:1]]
    for person in people:
        _tell(person, request, gettext_lazy("请假还没有批准，不批准按旷工处理：{what}"), once="unanswered")


@locks.service
def end_with_employment(*, employee: Employee) -> None:
    """Who leaves has nothing left to decide on; the caller holds the employee's lock."""
    for request in LeaveRequest.objects.filter(employee=employee, state=LeaveState.ASKED).order_by("pk"):
        transitions.move(LEAVE, request, "lapse", actor=None, reason=_("已离职"))
        deadlines.cancel_all(request)


def _lock(request: LeaveRequest) -> LeaveRequest:
    """The person, then the request, fresh."""
    employee = locks.lock(Employee, [request.employee_id])[request.employee_id]
    request = locks.lock_one(request)
    request.employee = employee
    return request


def _check_asker(actor, employee: Employee, channel: str, now: datetime) -> None:
    """Who enters it: the person, for a call the superior, for who was sent a colleague. (K8.3, K8.4)"""
    if employee.state != EmployeeState.ACTIVE:
        raise DomainError(_("%(name)s不在职，不能请假。") % {"name": employee.name}, field="employee")
    is_own = actor.pk == employee.user_id
    if channel == LeaveChannel.SELF:
        rules.IN_PERSON.require(is_own, _("请假要由本人申请；代请病假请选“他人代请”。"), field="channel")
    elif is_own:
        raise DomainError(_("本人申请请选“本人申请”。"), field="channel")
    elif channel == LeaveChannel.CALL:
        callee = Employee.objects.filter(user=actor).first()
        is_called = callee is not None and callee in deciders_of(employee, now=now)
        rules.CERTIFICATE.require(is_called, _("来电请假由接电话的班长或上级登记。"), field="channel")


def _check_span(employee: Employee, kind: str, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DomainError(_("结束时间要晚于开始时间。"), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise DomainError(_("一次请假最长一年，请分开申请。"), field="ends_at")
    first = leave_rules.local_day(starts_at)
    last_work = employee.duties.touching(starts_at, ends_at).order_by("-starts_at").first()
    last = last_work.work_day if last_work else last_day(ends_at)
    rules.ENTITLEMENT.require(
        kind != LeaveKind.ANNUAL or first.year == last.year,
        _("年休假按年度计算，不能跨年：请分成两张，一张到 %(year)s-12-31，一张从 1 月 1 日起。")
        % {"year": first.year},
        field="ends_at",
    )
    other = LeaveRequest.objects.open().filter(employee=employee).touching(starts_at, ends_at).first()
    if other is not None:
        start = timezone.localtime(other.starts_at)
        raise DomainError(
            _("和已有的%(kind)s重叠：%(start)s 至 %(end)s。请先撤回那张，或改时间。")
            % {
                "kind": other.get_kind_display(),
                "start": f"{start:%m-%d %H:%M}",
                "end": until(other.ends_at),
            },
            field="starts_at",
        )


def _tell(person: Employee, request: LeaveRequest, title, *, once: str = "") -> None:
    start = timezone.localtime(request.starts_at)
    what = format_lazy("{kind} {start}", kind=LeaveKind(request.kind).label, start=f"{start:%m-%d %H:%M}")
    notify(
        person=person.user,
        key=f"leave:{request.pk}:{once or request.state}:{person.pk}",
        title=format_lazy(title, who=request.employee.name, what=what),
        link=request.own_page,
        rule=rules.LEAVE_APPROVED.id,
    )
