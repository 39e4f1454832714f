"""A shop is heard before a case is found to hold: it has a term to state its side, or says it won't. (F11)

Illegal activity isn't waited with, as its shop closes at once (F5.6): there the appeal is how it is heard.
Nor is a case waited with that comes to nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from merchants import rules
from merchants.models import Violation, ViolationState

from . import notices

STAGE, LONGEST = "statement", 4_000
MOST_LISTED = 10  # cases in one reminder


def term(now: datetime) -> timedelta:
    """How long a shop has, in a case that is opened at ``now``."""
    return rules.MEASURES.figure("statement", at=now)


def follow(case: Violation, *, now: datetime) -> None:
    """Start the clock of a new case, and tell its shop of both. The caller has just made it.

    The shop is reminded within the second half of its term, however short that is.
    """
    half = (case.statement_due_at - now) / 2
    clocks.start(
        case,
        rules.MEASURES,
        stage=STAGE,
        owner=("shop", case.shop_id),
        due_at=case.statement_due_at,
        warn_before=min(rules.MEASURES.figure("warn_before", at=now), half),
        now=now,
    )
    body = format_lazy(_("{facts}（陈述截止：{at}）"), facts=case.facts, at=_minute(case.statement_due_at))
    notices.tell_of_case(case, "reported", _("店铺被举报违规，可以陈述"), body)


def awaited_until(case: Violation, *, now: datetime | None = None) -> datetime | None:
    """Until when ``case`` can't be found to hold, as its shop may still be heard; None where it can be."""
    return None if case.is_urgent else case.awaits_side_until(now)


def require_heard(case: Violation, *, now: datetime) -> None:
    """Raise RuleError F11 while the shop of ``case``, as locked, may still be heard."""
    until = awaited_until(case, now=now)
    at = _minute(until) if until else ""
    rules.MEASURES.require(until is None, _("还不能认定：店铺可以陈述到 %(at)s，它还没有陈述。") % {"at": at})


@locks.service
def make(*, actor, case: Violation, text: str, now: datetime | None = None) -> Violation:
    """The shop states its side while the case is open, after its term as well; it may do so again.

    Raises DomainError at the field without words and for too many, and once the case is decided.
    """
    row = _open(case)
    if not text.strip():
        raise DomainError(_("请写明店铺的陈述。"), field="text")
    if len(text.strip()) > LONGEST:
        raise DomainError(_("最多 %(n)d 个字。") % {"n": LONGEST}, field="text")
    return _heard(actor, row, "violation.state", text.strip(), now)


@locks.service
def waive(*, actor, case: Violation, now: datetime | None = None) -> Violation:
    """The shop has nothing to say, so nobody waits for it. It may state its side all the same, until decided.

    Raises DomainError where it has stated its side, and once the case is decided.
    """
    row = _open(case)
    if row.statement:
        raise DomainError(_("店铺已经陈述过；要改，请修改陈述。"))
    return row if row.is_waived else _heard(actor, row, "violation.waive", "", now)


def _open(case: Violation) -> Violation:
    row = locks.lock_one(case)
    if row.state != ViolationState.REPORTED:
        raise DomainError(_("案件已经裁定，不能再陈述；对处理措施可以申诉。"))
    return row


def _heard(actor, row: Violation, verb: str, text: str, now: datetime | None) -> Violation:
    now = now or timezone.now()
    row.statement, row.stated_at = text, now
    row.save(update_fields=["statement", "stated_at"])
    clocks.meet(row, rules.MEASURES, stage=STAGE, now=now)
    record(actor=actor, verb=verb, subject=row, rule=row.clause)
    return row


@locks.service
def warn(*, case: Violation, now: datetime) -> None:
    """Terms are over soon: one reminder a day, of all cases of the shop whose warnings fall on it.

    Called by the clock.
    """
    day = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    until = max(midnight + rules.MEASURES.figure("warn_before", at=now), case.statement_due_at)
    waiting = Violation.objects.filter(
        shop=case.shop_id,
        state=ViolationState.REPORTED,
        stated_at=None,
        statement_due_at__gt=now,
        statement_due_at__lte=until,
    )
    rows = list(waiting.order_by("statement_due_at", "pk"))
    if not rows:
        return
    told = [f"#{row.pk} · {_minute(row.statement_due_at)}" for row in rows[:MOST_LISTED]]
    notices.tell_owners(
        case.shop,
        key=f"statements-due:{case.shop_id}:{day:%Y%m%d}",
        title=_("{n} 起违规案件等店铺陈述，最早的 {at} 截止"),
        values={"n": len(rows), "at": _minute(rows[0].statement_due_at)},
        body="\n".join([*told, *(["…"] if len(rows) > MOST_LISTED else [])]),
        link=f"/seller/{case.shop.slug}/conduct/#cases",
        rule=rules.MEASURES.id,
    )


@locks.service
def miss(*, case: Violation, now: datetime) -> None:
    """The term is over in silence, which is on record: the case can be decided now. Called by the clock."""
    if case.state == ViolationState.REPORTED and case.stated_at is None:
        record(actor=None, verb="violation.unheard", subject=case, rule=case.clause)


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
