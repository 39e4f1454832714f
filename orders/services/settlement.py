"""From what buyers paid to what merchants are owed. (B11.4)"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.money import share
from merchants.models import Shop
from orders import rules, terms
from orders.models import AccountKind, Journal, Order, OrderState, PayoutHold

from . import ledger, payables
from .ledger import Line


def commission_kept(order: Order, *, refunded: int) -> int:
    """The mall's commission in fen once ``refunded`` fen of the order have gone back.

    By the rate that each line took with it, on what of the line is kept: neither cancelled nor come back nor
    lost. For those pieces went back what they cost, less the ways back that the buyer bears. Other refunds
    take it back in proportion, and of the sum rather than of each refund, so that roundings don't pile up and
    a full refund returns all of it.
    """
    lines = list(order.lines.all())
    charged = order.shipments.aggregate(sum=models.Sum("charged"))["sum"] or 0
    for_pieces = sum(line.returned for line in lines) - charged
    whole = sum(share(line.amount - line.returned, line.commission_bp) for line in lines)
    rest = order.total - for_pieces
    return whole - (whole * max(0, refunded - for_pieces) // rest if rest else 0)


@locks.service
def settle(*, order: Order) -> Journal | None:
    """Move a received order's money from buyer clearing to its merchant, less commission; once per order.

    What has been refunded by then stays out of it. None where nothing is left to settle.
    Until the return term is over (E19) it is kept back there.
    Raises RuleError (B11.4) for an order that its buyer hasn't received. Locks the order, then the account.
    """
    order = locks.lock_one(order)
    rules.SETTLEMENT.require(
        order.state == OrderState.COMPLETED,
        _("订单 %(number)s 还没有确认收货，货款不能结算给商家。") % {"number": order.number},
    )
    kept = order.total - order.refunded
    if not kept:
        return None
    commission = commission_kept(order, refunded=order.refunded)
    _hold_for_returns(order)
    return ledger.post(
        actor=None,
        key=f"settle:{order.pk}",
        kind="settle",
        subject=order,
        entries=[
            Line(AccountKind.BUYER_CLEARING, kept),
            Line(AccountKind.MERCHANT_PAYABLE, commission - kept, order.shop),
            Line(AccountKind.COMMISSION, -commission),
        ],
    )


def _hold_for_returns(order: Order) -> None:
    """Once an order, with the term in force when it was received, or the longer one it was bought with."""
    received_at = order.received_at or timezone.now()
    until_at = payables.term_ends(received_at, rules.TERMS.figure("no_reason", at=received_at))
    promised_at = terms.return_ends(received_at, order.lines.values_list("terms", flat=True))
    PayoutHold.objects.get_or_create(
        order=order,
        clause=rules.TERMS.id,
        defaults={
            "shop_id": order.shop_id,
            "reason": str(_("售后期")),
            "placed_at": received_at,
            "until_at": max(until_at, promised_at or until_at),
        },
    )


@locks.service
def hold(*, actor, order: Order, clause: str, reason: str) -> PayoutHold:
    """Keep an order's money from being paid out until the hold of this clause is lifted; once per clause.

    ``actor`` None is the mall itself. Raises DomainError without a reason. Locks the order, then the
    merchant's account, so that no payout is worked out meanwhile.
    """
    order = locks.lock_one(order)
    return _place(actor, order, clause, reason, shop=order.shop, order=order)


@locks.service
def hold_shop(*, actor, shop: Shop, clause: str, reason: str) -> PayoutHold:
    """The same for all that is and will be owed to a shop."""
    return _place(actor, locks.lock_one(shop), clause, reason, shop=shop, order=None)


def _place(actor, subject: models.Model, clause: str, reason: str, **of) -> PayoutHold:
    reason = reason.strip()
    if not reason:
        raise DomainError(_("请写明冻结的原因。"), field="reason")
    ledger.lock_payable(of["shop"])
    held, is_new = PayoutHold.objects.get_or_create(
        **of, clause=clause, lifted_at=None, defaults={"reason": reason[:200]}
    )
    if is_new:
        record(actor=actor, verb="payout.hold", subject=subject, rule=clause, reason=reason)
    return held


@locks.service
def lift_by_hand(*, actor, hold: PayoutHold, reason: str) -> None:
    """Finance lifts a hold of its own, with the reason on record.

    Raises RuleError B11.4 for another clause's, which that clause's own procedure lifts; DomainError without
    a reason, and for one that is lifted already.
    """
    rules.SETTLEMENT.require(
        hold.clause == rules.SETTLEMENT.id,
        _("这笔冻结由条款 %(clause)s 的处理流程解除，财务不能直接解除。") % {"clause": hold.clause},
    )
    reason = reason.strip()[:200]
    if not reason:
        raise DomainError(_("请写明解除冻结的原因。"), field="reason")
    if hold.order:
        is_lifted = lift(actor=actor, order=hold.order, clause=hold.clause, reason=reason)
    else:
        is_lifted = lift_shop(actor=actor, shop=hold.shop, clause=hold.clause, reason=reason)
    if not is_lifted:
        raise DomainError(_("这笔冻结已经解除。"))


@locks.service
def lift(*, actor, order: Order, clause: str, reason: str = "", now: datetime | None = None) -> bool:
    """Lift the hold that ``clause`` has placed; False where it holds nothing. Other clauses' holds stay."""
    order = locks.lock_one(order)
    held = PayoutHold.objects.filter(order=order, clause=clause, lifted_at=None)
    return _lift(actor, order, held, now, clause, reason)


@locks.service
def lift_shop(*, actor, shop: Shop, clause: str, reason: str = "", now: datetime | None = None) -> bool:
    """The same for the hold of a whole shop."""
    shop = locks.lock_one(shop)
    held = PayoutHold.objects.filter(shop=shop, order=None, clause=clause, lifted_at=None)
    return _lift(actor, shop, held, now, clause, reason)


def _lift(
    actor,
    subject: models.Model,
    held: models.QuerySet,
    now: datetime | None,
    clause: str,
    reason: str,
) -> bool:
    if held.update(lifted_at=now or timezone.now()) != 1:
        return False
    record(actor=actor, verb="payout.lift", subject=subject, rule=clause, reason=reason)
    return True
