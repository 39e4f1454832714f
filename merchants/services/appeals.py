"""A shop objects to a measure, once and in time; somebody else decides, and is reminded. (F11)"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify_many
from mall.transitions import move
from merchants import rules, states
from merchants.models import Appeal, AppealState, Sanction

from . import notices, sanctions

STAGE = "appeal"


@locks.service
def make(*, actor, sanction: Sanction, text: str, now: datetime | None = None) -> Appeal:
    """The shop objects, once and in time. Raises RuleError F11 after the term, DomainError without words."""
    now = now or timezone.now()
    row = locks.lock_one(sanction)
    if not text.strip():
        raise DomainError(_("请写明申诉的理由。"), field="text")
    if Appeal.objects.filter(sanction=row).exists():
        raise DomainError(_("已经申诉过，一项措施只能申诉一次。"))
    rules.MEASURES.require(
        now <= row.starts_at + rules.MEASURES.figure(at=row.starts_at),
        _("申诉期已过：应在决定后 %(n)d 天内提出。") % {"n": rules.MEASURES.figure(at=row.starts_at).days},
    )
    made = Appeal.objects.create(sanction=row, text=text.strip()[:4_000], appealed_by=actor, appealed_at=now)
    clocks.start(made, rules.MEASURES, stage=STAGE, owner=("mall", 0), figure="decision", now=now)
    record(actor=actor, verb="appeal.make", subject=made, rule=rules.MEASURES.id)
    return made


@locks.service
def decide(*, actor, appeal: Appeal, is_upheld: bool, reason: str) -> Appeal:
    """Somebody else than who took the measure decides; upheld, it is lifted at once.

    Raises RuleError F11 for who took the measure, DomainError without a reason, ForbiddenMove.
    """
    if not reason.strip():
        raise DomainError(_("请写明理由，店铺会看到。"), field="reason")
    sanction = appeal.sanction
    rules.MEASURES.require(
        sanction.decided_by_id is None or sanction.decided_by_id != actor.pk,
        _("作出决定的人不能复议自己的决定，请交给另一位同事。"),
    )
    action = "uphold" if is_upheld else "dismiss"
    clocks.meet(locks.lock_one(appeal), rules.MEASURES, stage=STAGE)
    move(
        states.APPEAL,
        appeal,
        action,
        actor=actor,
        rule=rules.MEASURES.id,
        reason=reason.strip(),
        answer=reason.strip(),
    )
    if is_upheld and sanction.state == "active" and sanction.kind not in ("termination", "ban"):
        sanctions.lift(actor=actor, sanction=sanction, reason=reason)
    sanctions.tell(sanction, f"appeal-{action}", _("对“{kind}”的申诉已有结果"), reason.strip())
    return appeal


@locks.service
def remind(*, appeal: Appeal, now: datetime) -> None:
    """The term to decide is over: whoever may decide is told, and again each such term. Called by the clock.

    Nothing is decided by a clock.
    """
    if appeal.state != AppealState.OPEN:
        return
    people = notices.staff_with("change_appeal")
    others = people.exclude(pk=appeal.sanction.decided_by_id) if appeal.sanction.decided_by_id else people
    notify_many(
        people=others,
        key=f"appeal:{appeal.pk}:late:{now:%Y%m%d%H}",
        title=format_lazy(_("店铺“{shop}”的申诉已过复议期限，请尽快决定"), shop=appeal.sanction.shop.name),
        link=reverse("admin:merchants_appeal_change", args=[appeal.pk]),
        rule=rules.MEASURES.id,
    )
    clocks.start(appeal, rules.MEASURES, stage=STAGE, owner=("mall", 0), figure="decision", now=now)
