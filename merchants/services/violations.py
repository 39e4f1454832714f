"""Cases against shops: reported by one person, decided by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.subjects import kind_of
from mall.transitions import move
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from merchants import rules, states
from merchants.models import Shop, ShopState, Violation, ViolationState
from merchants.violation_types import TYPES

from . import notices, records, sanctions, statements

SUSPENDABLE = (ShopState.PREPARING, ShopState.OPEN, ShopState.SUSPENDED)


@locks.service
def report(
    *,
    actor,
    shop: Shop,
    facts: str,
    clause: str = "",
    type: str = "",  # noqa: A002 - the field's name
    subject: models.Model | None = None,
    now: datetime | None = None,
) -> Violation:
    """Open a case against ``shop``: of which type or under which clause, what happened, about what.

    ``actor`` None is the mall itself. The shop is told, and has a term to state its side (``statements``).
    Raises DomainError where no facts are given, or neither type nor clause is known.
    """
    now = now or timezone.now()
    charge = TYPES.get(type)
    clause = clause or (charge.rule.id if charge else "")
    if not clause or (type and charge is None):
        raise DomainError(_("请选择违规类型。"), field="type")
    if not facts.strip():
        raise DomainError(_("请写明事实：何时、何处、发生了什么。"), field="facts")
    case = Violation.objects.create(
        shop=shop,
        clause=clause,
        type=type,
        facts=facts.strip(),
        subject_kind=kind_of(subject) if subject else "",
        subject_id=subject.pk if subject else None,
        reported_by=actor,
        reported_at=now,
        statement_due_at=now + statements.term(now),
    )
    record(actor=actor, verb="violation.report", subject=case, rule=clause)
    statements.follow(case, now=now)
    return case


def add_evidence(*, actor, violation: Violation, upload: UploadedFile) -> PrivateFile:
    """Keep a picture or PDF with a case. Call it outside a service; raises as ``uploads.store`` does."""
    return uploads.store(actor=actor, subject=violation, purpose="evidence", upload=upload)


@locks.service
def confirm(*, actor, violation: Violation, reason: str, now: datetime | None = None) -> Violation:
    """Find that the case holds, and do what ``consequences`` says: points, and illegal activity suspends.

    Raises RuleError F5.1-3 where such a case has no evidence, RuleError F11 before the shop is heard,
    DomainError for the reporter and without a reason, ForbiddenMove where it is decided already.
    """
    now = now or timezone.now()
    row = locks.lock_one(violation)
    rules.FALSE_GOODS.require(not lacks_evidence(row), _("这类案件要有证据才能认定：请先补充图片或文件。"))
    statements.require_heard(row, now=now)
    follows = consequences(row, now=now)
    found = _decide(violation, "confirm", actor=actor, reason=reason, now=now, points=follows.points)
    notices.tell_of_case(violation, "confirmed", _("违规案件已认定"), reason.strip())
    _tell_reporter(violation, _("您对“{shop}”的举报已认定属实"), reason.strip())
    if follows.suspension:
        sanctions.impose(
            actor=actor,
            shop=row.shop,
            kind="suspension",
            reason=reason,
            term=follows.suspension,
            violation=violation,
            now=now,
        )
    records.recount(shop=row.shop, now=now)  # last: whoever counts complaints takes the shop first, too
    return found


@locks.service
def dismiss(*, actor, violation: Violation, reason: str, now: datetime | None = None) -> Violation:
    """Find that the case doesn't hold; that needs neither evidence nor the shop's word.

    Raises DomainError for the reporter and without a reason, ForbiddenMove where it is decided already.
    """
    found = _decide(violation, "dismiss", actor=actor, reason=reason, now=now or timezone.now())
    notices.tell_of_case(violation, "dismissed", _("违规案件不成立"), reason.strip())
    _tell_reporter(violation, _("您对“{shop}”的举报经查不成立"), reason.strip())
    return found


def lacks_evidence(violation: Violation) -> bool:
    """Whether it is a charge that isn't found on words alone, and words are all that there is."""
    charge = violation.charge
    if not (charge and charge.needs_evidence) or violation.subject_id:
        return False
    return not PrivateFile.objects.about(violation).exists()


@dataclass(frozen=True)
class Consequences:
    """What follows at once where a case is found to hold; ``score`` is the shop's with these points."""

    points: int
    score: int
    suspension: timedelta | None


def consequences(violation: Violation, *, now: datetime | None = None) -> Consequences:
    """What ``confirm`` would do now, but for telling those concerned."""
    charge, shop = violation.charge, violation.shop
    points = charge.points(now) if charge else 0
    suspends = charge and charge.suspends and rules.ILLEGAL.in_force and shop.state in SUSPENDABLE
    term = rules.ILLEGAL.figure("term", at=now) if suspends else None
    return Consequences(points, score(shop, now=now) + points, term)


def score(shop: Shop, *, now: datetime | None = None) -> int:
    """The points of cases that were found to hold within the window of the shop's record."""
    since = (now or timezone.now()) - rules.SHOP_RECORD.figure("window", at=now)
    held = Violation.objects.filter(shop=shop, state=ViolationState.CONFIRMED, reported_at__gte=since)
    return held.aggregate(sum=Sum("points"))["sum"] or 0


def _decide(violation: Violation, action: str, *, actor, reason: str, now: datetime, **changes) -> Violation:
    if not reason.strip():
        raise DomainError(_("请写明理由。"), field="reason")
    if actor is not None and violation.reported_by_id == actor.pk:
        raise DomainError(_("举报人不能裁定自己举报的案件，请交给另一位同事。"))
    clocks.cancel(locks.lock_one(violation), rules.MEASURES, stage=statements.STAGE, now=now)
    return move(
        states.VIOLATION,
        violation,
        action,
        actor=actor,
        reason=reason.strip(),
        rule=violation.clause,
        finding=reason.strip(),
        decided_at=now,
        **changes,
    )


def _tell_reporter(violation: Violation, title, body) -> None:
    """Who isn't staff and brought the case reads what became of it. (B7.1)"""
    reporter = violation.reported_by
    if reporter is None or reporter.is_staff:
        return
    notify(
        person=reporter,
        key=f"violation:{violation.pk}:outcome",
        title=format_lazy(title, shop=violation.shop.name),
        body=body,
        link=f"/reports/{violation.pk}/",
        rule=violation.clause,
    )
