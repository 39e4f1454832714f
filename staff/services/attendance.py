"""What comes of punches, leaves and records: computed for each shift, never typed. (K8.1, K8.7)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mall import locks, transitions
from mall.audit.services import record
from mall.errors import DomainError
from mall.subjects import kind_of
from staff import rules
from staff.judging import Facts, judge
from staff.models import (
    AttendanceResult,
    Breach,
    Correction,
    Duty,
    Employee,
    Lapse,
    LapseKind,
    LeaveRequest,
    LeaveState,
    Punch,
    PunchKind,
)
from staff.states import CORRECTION

from . import leaders
from .breaches import record_breach, withdraw

BATCH = 1_000
LOOK_BACK = timedelta(days=62)
FIGURES = (
    *("came_at", "went_at", "worked_minutes", "late_minutes", "early_minutes", "absent_minutes"),
    *("away_minutes", "leave_minutes", "lacks_out"),
)


@locks.service
def close(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """Compute the shifts that are over by G5.1's ``close_after``, and anew whose leave was decided since.

    At most ``limit`` of each; returns how many. Safe to repeat, and for two at once: one of them waits.
    """
    now = now or timezone.now()
    locks.alone("attendance")
    ended = Duty.objects.published().filter(
        ends_at__lte=now - rules.ATTENDANCE.figure("close_after", at=now), ends_at__gt=now - LOOK_BACK
    )
    fresh = list(ended.filter(attendance=None).order_by("ends_at", "id")[:limit])
    decided = LeaveRequest.objects.filter(
        employee=OuterRef("employee"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    later = decided.filter(decided_at__gt=OuterRef("attendance__computed_at"))
    lapsed = decided.exclude(state=LeaveState.APPROVED)
    stale = ended.filter(attendance__isnull=False).filter(
        Exists(later)
        | (
            Q(attendance__leave_minutes__gt=0)
            & Exists(lapsed)
            & ~Exists(decided.filter(state=LeaveState.APPROVED))
        )
    )
    return _compute([*fresh, *stale.order_by("id")[:limit]], now)


def close_all(*, now: datetime | None = None) -> int:
    """``close`` until nothing is left; how many shifts."""
    closed = 0
    while done := close(now=now):
        closed += done
        if done < BATCH:
            break
    return closed


@locks.service
def recompute(*, duties: Iterable[Duty], now: datetime | None = None) -> int:
    """Compute closed shifts anew from the facts as they are now; those still open wait for their time."""
    locks.alone("attendance")
    return _compute(
        list(Duty.objects.filter(pk__in=[duty.pk for duty in duties], attendance__isnull=False)),
        now or timezone.now(),
    )


@locks.service
def ask_correction(
    *, employee: Employee, duty: Duty, kind: str, meant_at: datetime, reason: str, now: datetime | None = None
) -> Correction:
    """Ask that a moment be counted which couldn't be clocked.

    Raises DomainError for somebody else's shift, a moment far from it or yet to come, and a second request.
    """
    now = now or timezone.now()
    if duty.employee_id != employee.pk:
        raise DomainError(_("只能为自己的班次申请补卡。"), field="duty")
    slack = rules.ATTENDANCE.figure(at=now)
    if not duty.starts_at - slack <= meant_at <= duty.ends_at + slack:
        raise DomainError(_("时间不在这个班次前后，请核对日期和时间。"), field="meant_at")
    if meant_at > now:
        raise DomainError(_("时间还没到，不能补卡。"), field="meant_at")
    try:
        with transaction.atomic():
            asked = Correction.objects.create(
                employee=employee, duty=duty, kind=kind, meant_at=meant_at, reason=reason, asked_at=now
            )
    except IntegrityError as error:
        raise DomainError(_("这个班次已有一张待批的补卡申请。")) from error
    record(actor=employee.user, verb="correction.ask", subject=asked, reason=reason)
    return asked


@locks.service
def decide_correction(
    *, actor, correction: Correction, approve: bool, decision: str = "", now: datetime | None = None
) -> Correction:
    """The leader's answer. Approved, the moment is added as a punch; what was clocked stays on record.

    Raises PermissionDenied for whoever doesn't lead the person, ForbiddenMove for one that is decided.
    """
    now = now or timezone.now()
    leaders.require_leads(actor, correction.employee)
    locks.alone("attendance")
    correction = transitions.move(
        CORRECTION,
        correction,
        "approve" if approve else "refuse",
        actor=actor,
        reason=decision,
        rule=rules.ATTENDANCE.id,
        decided_by=actor,
        decision=decision,
    )
    if approve:
        Punch.objects.create(
            employee=correction.employee,
            duty=correction.duty,
            kind=correction.kind,
            at=correction.meant_at,
            correction=correction,
        )
        recompute(duties=[correction.duty], now=now)
    return correction


@locks.service
def record_lapse(
    *,
    actor,
    duty: Duty,
    kind: str,
    from_at: datetime,
    to_at: datetime,
    evidence: str,
    now: datetime | None = None,
) -> Lapse:
    """Record that somebody was away from the post, at another's, or refused work, with the evidence. (W3.1.1)

    Raises PermissionDenied for whoever doesn't lead the person; RuleError without evidence; DomainError for
    times outside the shift, backwards or yet to come.
    """
    now = now or timezone.now()
    leaders.require_leads(actor, duty.employee)
    words = _("请写明证据，例如谁看见、监控时间、对话记录。")
    rules.NO_PROXY.require(evidence.strip(), words, field="evidence")
    if to_at < from_at:
        raise DomainError(_("结束时间不能早于开始时间。"), field="to_at")
    if from_at < duty.starts_at or to_at > duty.ends_at:
        raise DomainError(_("时间要在这个班次之内。"), field="from_at")
    if to_at > now:
        raise DomainError(_("时间还没到，不能记录。"), field="to_at")
    locks.alone("attendance")
    lapse = Lapse.objects.create(
        employee=duty.employee,
        duty=duty,
        kind=kind,
        from_at=from_at,
        to_at=to_at,
        evidence=evidence.strip(),
        recorded_by=actor,
        recorded_at=now,
    )
    if kind != LapseKind.AWAY:
        with translation.override(settings.LANGUAGE_CODE):
            facts = f"{lapse.get_kind_display()}：{lapse.evidence}"
        record_breach(
            actor=actor,
            employee=duty.employee,
            clause=rules.NO_PROXY.id,
            facts=facts,
            subject=lapse,
            happened_at=from_at,
        )
    record(actor=actor, verb="duty.lapse", subject=duty, rule=rules.NO_PROXY.id, data={"kind": kind})
    recompute(duties=[duty], now=now)
    return lapse


def _compute(duties: list[Duty], now: datetime) -> int:
    if not duties or not rules.COMPUTED.in_force:
        return 0
    facts = _facts(duties)
    there = AttendanceResult.objects.in_bulk([duty.pk for duty in duties], field_name="duty_id")
    fresh, changed = [], []
    for duty in duties:
        found = judge(facts[duty.pk])
        result = there.get(duty.pk) or AttendanceResult(
            duty=duty, employee_id=duty.employee_id, day=duty.work_day
        )
        before = {name: getattr(result, name) for name in FIGURES}
        for name in FIGURES:
            setattr(result, name, found.get(name, AttendanceResult._meta.get_field(name).get_default()))
        result.computed_at = now
        if result.pk is None:
            fresh.append(result)
        else:
            changed.append((result, before))
    AttendanceResult.objects.bulk_create(fresh, batch_size=BATCH)
    for result, before in changed:
        result.save()
        told = {name: str(value) for name, value in before.items() if value != getattr(result, name)}
        record(actor=None, verb="attendance.recompute", subject=result, rule=rules.COMPUTED.id, data=told)
    _breaches([*fresh, *(result for result, _before in changed)])
    return len(duties)


def _facts(duties: list[Duty]) -> dict[int, Facts]:
    pks = [duty.pk for duty in duties]
    facts = {duty.pk: Facts(duty.starts_at, duty.ends_at) for duty in duties}
    for duty, kind, at in Punch.objects.filter(duty__in=pks).values_list("duty_id", "kind", "at"):
        (facts[duty].ins if kind == PunchKind.IN else facts[duty].outs).append(at)
    lapses = Lapse.objects.filter(duty__in=pks).exclude(kind=LapseKind.REFUSAL)
    for duty, from_at, to_at in lapses.values_list("duty_id", "from_at", "to_at"):
        facts[duty].away.append((from_at, to_at))
    leaves = defaultdict(list)
    approved = LeaveRequest.objects.approved().touching(
        min(duty.starts_at for duty in duties), max(duty.ends_at for duty in duties)
    )
    approved = approved.filter(employee__in={duty.employee_id for duty in duties})
    for employee, starts_at, ends_at in approved.values_list("employee_id", "starts_at", "ends_at"):
        leaves[employee].append((starts_at, ends_at))
    for duty in duties:
        facts[duty.pk].leaves = leaves[duty.employee_id]
    return facts


def _breaches(results: list[AttendanceResult]) -> None:
    """Twenty minutes without leave are a breach, recorded once a shift; nobody has to notice. (K8.7)

    Where leave is accepted or a punch put right afterwards, what the mall itself had recorded is taken back.
    What a person took back stays so, whatever is computed anew. The words stand in the mall's own language,
    whoever's act brought them about.
    """
    if not rules.TWENTY_MINUTES.in_force:
        return
    minutes = rules.TWENTY_MINUTES.figure() // timedelta(minutes=1)
    noticed = Breach.objects.filter(
        clause=rules.TWENTY_MINUTES.id,
        subject_kind=kind_of(Duty),
        subject_id__in=[result.duty_id for result in results],
        recorded_by=None,
    )
    known = {breach.subject_id: breach for breach in noticed.standing().select_related("employee")}
    by_people = noticed.filter(withdrawal__withdrawn_by__isnull=False)
    settled = set(by_people.values_list("subject_id", "employee_id"))
    with translation.override(settings.LANGUAGE_CODE):
        for result in results:
            breach = known.get(result.duty_id)
            worst = max(result.late_minutes, result.away_minutes, result.absent_minutes)
            is_settled = (result.duty_id, result.employee_id) in settled
            if worst >= minutes and breach is None and not is_settled:
                record_breach(
                    actor=None,
                    employee=result.employee,
                    clause=rules.TWENTY_MINUTES.id,
                    facts=f"{result.day}：{result.words}",
                    subject=result.duty,
                    happened_at=result.duty.starts_at,
                )
            elif worst < minutes and breach is not None:
                reason = _("事后查明：%(facts)s") % {"facts": result.words}
                withdraw(actor=None, breach=breach, reason=reason)
