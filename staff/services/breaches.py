"""The record of breaches, to which every app adds."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.subjects import kind_of
from staff.models import Breach, BreachWithdrawal, Employee


@locks.service
def record_breach(
    *,
    actor,
    employee: Employee,
    clause: str,
    facts: str,
    subject: models.Model | None = None,
    happened_at: datetime,
    now: datetime | None = None,
) -> Breach:
    """Enter on the employee's record that ``clause`` was broken at the aware ``happened_at``, and the proof.

    ``actor`` is None where the mall itself noticed. An entry never changes; a decision on it is another row.
    Raises DomainError without facts, or for a moment that hasn't come yet.
    """
    now = now or timezone.now()
    if not facts.strip():
        raise DomainError(_("请写明事实，没有事实不能记违纪。"), field="facts")
    if happened_at > now:
        raise DomainError(_("发生时间不能晚于现在。"), field="happened_at")
    breach = Breach.objects.create(
        employee=employee,
        clause=clause,
        facts=facts.strip(),
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        recorded_by=actor,
        happened_at=happened_at,
        recorded_at=now,
    )
    record(actor=actor, verb="employee.breach", subject=employee, rule=clause, data={"breach": breach.pk})
    return breach


@locks.service
def withdraw(*, actor, breach: Breach, reason: str) -> BreachWithdrawal:
    """Take an entry back that turned out to be none: both stay on record.

    ``actor`` is None where the mall itself found it. Raises DomainError without a reason, for one's own, and
    the second time.
    """
    if not reason.strip():
        raise DomainError(_("请写明撤销的原因。"), field="reason")
    if actor is not None and actor.pk == breach.employee.user_id:
        raise DomainError(_("不能撤销自己的违纪记录。"))
    try:
        with transaction.atomic():
            taken_back = BreachWithdrawal.objects.create(
                breach=breach, reason=reason.strip(), withdrawn_by=actor
            )
    except IntegrityError as error:
        raise DomainError(_("这条违纪记录已经撤销过。")) from error
    record(
        actor=actor,
        verb="employee.withdraw_breach",
        subject=breach.employee,
        rule=breach.clause,
        reason=reason,
        data={"breach": breach.pk},
    )
    return taken_back
