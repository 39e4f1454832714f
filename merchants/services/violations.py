"""Cases against shops: reported by one person, decided by another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.subjects import kind_of
from mall.transitions import move
from merchants import states
from merchants.models import Shop, Violation


@locks.service
def report(*, actor, shop: Shop, clause: str, facts: str, subject: models.Model | None = None) -> Violation:
    """Open a case against ``shop``: which clause, what happened, about what.

    ``actor`` None is the mall itself. Raises DomainError where no facts are given.
    """
    if not facts.strip():
        raise DomainError(_("请写明事实：何时、何处、发生了什么。"), field="facts")
    case = Violation.objects.create(
        shop=shop,
        clause=clause,
        facts=facts.strip(),
        subject_kind=kind_of(subject) if subject else "",
        subject_id=subject.pk if subject else None,
        reported_by=actor,
    )
    record(actor=actor, verb="violation.report", subject=case, rule=clause)
    return case


@locks.service
def confirm(*, actor, violation: Violation, reason: str) -> Violation:
    """Find that the case holds.

    Raises DomainError for the reporter and without a reason, ForbiddenMove where it is decided already.
    """
    return _decide(violation, "confirm", actor=actor, reason=reason)


@locks.service
def dismiss(*, actor, violation: Violation, reason: str) -> Violation:
    """Find that the case doesn't hold. Raises as ``confirm`` does."""
    return _decide(violation, "dismiss", actor=actor, reason=reason)


def _decide(violation: Violation, action: str, *, actor, reason: str) -> Violation:
    if not reason.strip():
        raise DomainError(_("请写明理由。"), field="reason")
    if actor is not None and violation.reported_by_id == actor.pk:
        raise DomainError(_("举报人不能裁定自己举报的案件，请交给另一位同事。"))
    return move(
        states.VIOLATION, violation, action, actor=actor, reason=reason.strip(), rule=violation.clause
    )
