"""Cycles of appraisal, from one's own view to the last word; and decisions that cite them. (A6)"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks, transitions
from mall.audit.services import record
from mall.errors import DomainError
from staff import rules
from staff.models import (
    Appraisal,
    AppraisalState,
    Breach,
    Cycle,
    Decision,
    DecisionKind,
    Employee,
    EmployeeState,
    Position,
)
from staff.models.appraisals import SCORED
from staff.states import APPRAISAL

from . import employees, leaders

MOST_DECIDED = 10_000_000  # fen


@locks.service
def open_cycle(*, actor, title: str, starts_on: date, ends_on: date) -> Cycle:
    """A new round, with an appraisal for everybody who works here. Raises DomainError for a taken title."""
    if ends_on <= starts_on:
        raise DomainError(_("结束日期要晚于起始日期。"), field="ends_on")
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(title=title, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError as error:
        raise DomainError(_("已有同名的考核周期。"), field="title") from error
    Appraisal.objects.bulk_create(
        Appraisal(cycle=cycle, employee=employee)
        for employee in Employee.objects.filter(state=EmployeeState.ACTIVE).order_by("pk")
    )
    record(actor=actor, verb="cycle.open", subject=cycle, rule=rules.APPRAISED.id)
    return cycle


@locks.service
def assess_oneself(
    *, employee: Employee, appraisal: Appraisal, words: str, **scores: int | None
) -> Appraisal:
    """One's own view of all three, 1 to 5 each. Raises RuleError where one is missing."""
    _require_own(employee, appraisal)
    _require_scores(scores)
    own = {f"own_{name}": scores[name] for name in SCORED}
    return transitions.move(APPRAISAL, appraisal, "assess", actor=employee.user, own_words=words, **own)


@locks.service
def submit(*, actor, appraisal: Appraisal, words: str, **scores: int | None) -> Appraisal:
    """The superior's scores, with or without the person's own view.

    Raises PermissionDenied for whoever doesn't lead the person, RuleError (A6.1) without all three scores.
    """
    leaders.require_leads(actor, appraisal.employee)
    _require_scores(scores)
    return transitions.move(
        APPRAISAL,
        appraisal,
        "submit",
        actor=actor,
        rule=rules.APPRAISED.id,
        words=words,
        **{name: scores[name] for name in SCORED},
    )


@locks.service
def calibrate(*, actor, appraisal: Appraisal, answer: str, **scores: int | None) -> Appraisal:
    """HR's last look over all departments, and the answer to an objection; nobody's own.

    Raises PermissionDenied for one's own, RuleError without all three scores, DomainError without words.
    """
    if appraisal.employee.user_id == actor.pk:
        raise PermissionDenied
    _require_scores(scores)
    if not answer.strip():
        raise DomainError(_("请写明校准或答复的理由。"), field="answer")
    values = {name: scores[name] for name in SCORED}
    return transitions.move(APPRAISAL, appraisal, "calibrate", actor=actor, answer=answer.strip(), **values)


@locks.service
def acknowledge(*, employee: Employee, appraisal: Appraisal) -> Appraisal:
    """The person has seen it; that is no consent."""
    _require_own(employee, appraisal)
    return transitions.move(APPRAISAL, appraisal, "acknowledge", actor=employee.user)


@locks.service
def object_to(*, employee: Employee, appraisal: Appraisal, objection: str) -> Appraisal:
    """The person disagrees and says why; HR answers. Raises DomainError without words."""
    _require_own(employee, appraisal)
    if not objection.strip():
        raise DomainError(_("请写明不同意的地方和理由。"), field="objection")
    return transitions.move(APPRAISAL, appraisal, "object", actor=employee.user, objection=objection.strip())


@locks.service
def decide(
    *,
    actor,
    employee: Employee,
    kind: str,
    reason: str,
    appraisal: Appraisal | None = None,
    breach: Breach | None = None,
    position: Position | None = None,
    amount: int = 0,
    now: datetime | None = None,
) -> Decision:
    """Reward, penalise or promote, on a ground of that person; a promotion moves them in the same moment.

    ``amount`` in fen is paid or taken off with the pay of the month in which it is decided (G6.1).
    Raises RuleError (A6.2) without a ground, or with somebody else's or an unfinished appraisal; DomainError
    for oneself, for a promotion without a position or with an amount, and for an amount that is none.
    """
    if actor is not None and actor.pk == employee.user_id:
        raise DomainError(_("不能对自己作出奖惩或晋升决定。"))
    done = (AppraisalState.CALIBRATED, AppraisalState.ACKNOWLEDGED)
    grounds = [ground for ground in (appraisal, breach) if ground is not None]
    rules.DECISION_GROUNDED.require(
        grounds
        and all(ground.employee_id == employee.pk for ground in grounds)
        and (appraisal is None or appraisal.state in done)
        and (breach is None or not breach.is_withdrawn),
        _("奖惩和晋升要引用本人已校准的考核，或本人未撤销的违纪记录。"),
        field="appraisal",
    )
    if kind == DecisionKind.PROMOTION:
        if position is None:
            raise DomainError(_("晋升要选定新的职位。"), field="position")
        if amount:
            raise DomainError(_("晋升不写金额；薪级另行评定。"), field="amount")
        employee = employees.move(actor=actor, employee=employee, position=position, reason=reason)
    if not 0 <= amount <= MOST_DECIDED:
        raise DomainError(_("金额是 0 至 100,000 元。"), field="amount")
    decision = Decision.objects.create(
        employee=employee,
        kind=kind,
        reason=reason,
        appraisal=appraisal,
        breach=breach,
        position=position,
        amount=amount,
        decided_by=actor,
        decided_at=now or timezone.now(),
    )
    record(
        actor=actor,
        verb="employee.decide",
        subject=employee,
        rule=rules.DECISION_GROUNDED.id,
        reason=reason,
        data={"decision": decision.pk},
    )
    return decision


def _require_scores(scores: dict[str, int | None]) -> None:
    missing = [name for name in SCORED if scores.get(name) is None]
    rules.APPRAISED.require(
        not missing,
        _("工作态度、业务能力、团队协作三项都要评分，才能提交。"),
        field=missing[0] if missing else None,
    )


def _require_own(employee: Employee, appraisal: Appraisal) -> None:
    if appraisal.employee_id != employee.pk:
        raise PermissionDenied
