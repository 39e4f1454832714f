"""What a shop has to supply or to put right: asked with a term, followed by a clock. (F3, F6.2)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.rulebook.rule import Rule
from mall.transitions import move
from merchants import rules, states
from merchants.models import Demand, DemandKind, Shop, ShopState

from . import notices, violations

STAGE = "demand"
RULES = {DemandKind.INFORMATION: rules.INFORMATION, DemandKind.RECTIFICATION: rules.INSPECTION}
CHARGES = {DemandKind.INFORMATION: "silence", DemandKind.RECTIFICATION: "overdue"}
MOST_CHECKED = 50


@locks.service
def ask(
    *,
    actor,
    shop: Shop,
    kind: str,
    text: str,
    checklist: Sequence[Sequence] = (),
    now: datetime | None = None,
) -> Demand:
    """Ask a shop for information (F3), or order it to put right what an inspection found (F6.2).

    ``checklist`` is [what was looked at, whether it was in order]. Raises DomainError without words, for an
    unknown kind, and for a shop that is closed.
    """
    now = now or timezone.now()
    row = locks.lock_one(shop)
    if kind not in DemandKind.values:
        raise DomainError(_("请选择类型。"), field="kind")
    if not text.strip():
        raise DomainError(_("请写明要提供什么、要改什么，店铺会看到。"), field="text")
    if row.state in (ShopState.CLOSED, ShopState.BANNED):
        raise DomainError(_("店铺已经关闭，不能再提要求。"))
    rule = RULES[DemandKind(kind)]
    demand = Demand.objects.create(
        shop=row,
        kind=kind,
        text=text.strip()[:4_000],
        checklist=[[str(what)[:200], bool(fine)] for what, fine in checklist][:MOST_CHECKED],
        asked_by=actor,
        asked_at=now,
        due_at=now + rule.figure(at=now),
    )
    _start(demand, rule, now)
    record(actor=actor, verb="demand.ask", subject=demand, rule=rule.id)
    _tell(demand, "asked", _("{kind}：请按期办理"), demand.text)
    return demand


def _start(demand: Demand, rule: Rule, now: datetime) -> None:
    warn = rule.figure("warn_before", at=now)
    owner = ("shop", demand.shop_id)
    clocks.start(demand, rule, stage=STAGE, owner=owner, due_at=demand.due_at, warn_before=warn, now=now)


@locks.service
def answer(*, actor, demand: Demand, text: str, now: datetime | None = None) -> Demand:
    """The shop has supplied it, or put it right; late is better than never. Raises without words."""
    now = now or timezone.now()
    if not text.strip():
        raise DomainError(_("请写明提供了什么、怎样改的。"), field="text")
    row = locks.lock_one(demand)
    rule = RULES[DemandKind(row.kind)]
    clocks.meet(row, rule, stage=STAGE, now=now)
    return move(
        states.DEMAND,
        demand,
        "answer",
        actor=actor,
        rule=rule.id,
        answer=text.strip()[:4_000],
        answered_at=now,
    )


@locks.service
def settle(*, actor, demand: Demand) -> Demand:
    """Staff find that it is done. Raises ForbiddenMove."""
    rule = RULES[DemandKind(demand.kind)]
    done = move(states.DEMAND, demand, "settle", actor=actor, rule=rule.id)
    _tell(demand, "settled", _("{kind}已办结"), "")
    return done


@locks.service
def send_back(*, actor, demand: Demand, reason: str, now: datetime | None = None) -> Demand:
    """It isn't done: the shop has the term once more. Raises without a reason, ForbiddenMove."""
    now = now or timezone.now()
    if not reason.strip():
        raise DomainError(_("请写明理由，店铺会看到。"), field="reason")
    rule = RULES[DemandKind(demand.kind)]
    due_at = now + rule.figure(at=now)
    row = move(
        states.DEMAND,
        demand,
        "send_back",
        actor=actor,
        rule=rule.id,
        reason=reason.strip(),
        due_at=due_at,
    )
    _start(row, rule, now)
    _tell(demand, f"back:{due_at:%Y%m%d%H}", _("{kind}：请重新办理"), reason.strip())
    return demand


@locks.service
def miss(*, demand: Demand, now: datetime) -> None:
    """The term is over in silence: that is a violation by itself. Called by the clock."""
    if demand.state != "open":
        return
    rule = RULES[DemandKind(demand.kind)]
    move(states.DEMAND, demand, "miss", actor=None, rule=rule.id)
    violations.report(
        actor=None,
        shop=demand.shop,
        clause=rule.id,
        type=CHARGES[DemandKind(demand.kind)],
        facts=demand.text,
        subject=demand,
        now=now,
    )
    _tell(demand, "missed", _("{kind}已逾期，已立违规案件"), demand.text)


@locks.service
def warn(*, demand: Demand, now: datetime) -> None:
    """The term is over soon. Called by the clock."""
    _tell(demand, f"warned:{demand.due_at:%Y%m%d%H}", _("{kind}即将到期"), demand.text)


def _tell(demand: Demand, what: str, title, body) -> None:
    notices.tell_owners(
        demand.shop,
        key=f"demand:{demand.pk}:{what}",
        title=title,
        values={"kind": demand.get_kind_display()},
        body=body,
        link=f"/seller/{demand.shop.slug}/conduct/",
        rule=RULES[DemandKind(demand.kind)].id,
    )
