"""Cases against shops: reported by one person, decided by another."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.subjects import kind_of
from mall.transitions import move
from mall.uploads import services as uploads
from mall.uploads.models import PrivateFile
from merchants import rules, states
from merchants.models import Shop, ShopState, Violation, ViolationState
from merchants.violation_types import TYPES

from . import notices, sanctions

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
) -> Violation:
    """Open a case against ``shop``: of which type or under which clause, what happened, about what.

    ``actor`` None is the mall itself. The shop is told and may state its side. Raises DomainError where no
    facts are given, or neither type nor clause is known.
    """
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
    )
    record(actor=actor, verb="violation.report", subject=case, rule=clause)
    _tell(case, "reported", _("店铺被举报违规，可以陈述"), case.facts)
    return case


def add_evidence(*, actor, violation: Violation, upload: UploadedFile) -> PrivateFile:
    """Keep a picture or PDF with a case. Call it outside a service; raises as ``uploads.store`` does."""
    return uploads.store(actor=actor, subject=violation, purpose="evidence", upload=upload)


@locks.service
def state_side(*, actor, violation: Violation, text: str) -> Violation:
    """The shop states its side while the case is open. Raises DomainError without words or once decided."""
    row = locks.lock_one(violation)
    if not text.strip():
        raise DomainError(_("请写明店铺的陈述。"), field="text")
    if row.state != ViolationState.REPORTED:
        raise DomainError(_("案件已经裁定，不能再陈述；对处理措施可以申诉。"))
    row.statement, row.stated_at = text.strip()[:4_000], timezone.now()
    row.save(update_fields=["statement", "stated_at"])
    record(actor=actor, verb="violation.state", subject=row, rule=row.clause)
    return row


@locks.service
def confirm(*, actor, violation: Violation, reason: str) -> Violation:
    """Find that the case holds: its points count, and illegal activity suspends the shop at once.

    Raises RuleError F5.1-3 where such a case has no evidence, DomainError for the reporter and without a
    reason, ForbiddenMove where it is decided already.
    """
    charge = TYPES.get(violation.type)
    if charge and charge.needs_evidence:
        has_any = violation.subject_id or PrivateFile.objects.about(violation).exists()
        rules.FALSE_GOODS.require(has_any, _("这类案件要有证据才能认定：请先补充图片或文件。"))
    points = charge.points() if charge else 0
    found = _decide(violation, "confirm", actor=actor, reason=reason, points=points)
    _tell(violation, "confirmed", _("违规案件已认定"), reason.strip())
    _tell_reporter(violation, _("您对“{shop}”的举报已认定属实"), reason.strip())
    shop = violation.shop
    if charge and charge.suspends and rules.ILLEGAL.in_force and shop.state in SUSPENDABLE:
        sanctions.impose(
            actor=actor,
            shop=shop,
            kind="suspension",
            reason=reason,
            term=rules.ILLEGAL.figure("term"),
            violation=violation,
        )
    return found


@locks.service
def dismiss(*, actor, violation: Violation, reason: str) -> Violation:
    """Find that the case doesn't hold. Raises as ``confirm`` does."""
    found = _decide(violation, "dismiss", actor=actor, reason=reason)
    _tell(violation, "dismissed", _("违规案件不成立"), reason.strip())
    _tell_reporter(violation, _("您对“{shop}”的举报经查不成立"), reason.strip())
    return found


def score(shop: Shop, *, now: datetime | None = None) -> int:
    """The points of cases that were found to hold within the window of the shop's record."""
    since = (now or timezone.now()) - rules.SHOP_RECORD.figure("window", at=now)
    held = Violation.objects.filter(shop=shop, state=ViolationState.CONFIRMED, reported_at__gte=since)
    return held.aggregate(sum=Sum("points"))["sum"] or 0


def _decide(violation: Violation, action: str, *, actor, reason: str, **changes) -> Violation:
    if not reason.strip():
        raise DomainError(_("请写明理由。"), field="reason")
    if actor is not None and violation.reported_by_id == actor.pk:
        raise DomainError(_("举报人不能裁定自己举报的案件，请交给另一位同事。"))
    return move(
        states.VIOLATION,
        violation,
        action,
        actor=actor,
        reason=reason.strip(),
        rule=violation.clause,
        finding=reason.strip(),
        decided_at=timezone.now(),
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


def _tell(violation: Violation, what: str, title, body) -> None:
    notices.tell_owners(
        violation.shop,
        key=f"violation:{violation.pk}:{what}",
        title=title,
        body=body,
        link=f"/seller/{violation.shop.slug}/conduct/",
        rule=violation.clause,
    )
