"""More time to look at what came: the buyer puts off the automatic confirmation, once. (B11.3)"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.deadlines.models import Clock
from mall.transitions import ForbiddenMove
from orders import rules, states
from orders.models import Order, OrderState, Progress

from .receipts import RECEIPT_STAGE


def can_extend(order: Order) -> bool:
    """Whether the buyer may put it off now."""
    return order.state == OrderState.SHIPPED and order.receipt_extended_at is None


@locks.service
def extend(*, actor, order: Order, now: datetime | None = None) -> Clock:
    """Let the running term of receipt end later by the figure; its warning comes again.

    Raises RuleError B11.3 for anybody but the buyer and the second time; ForbiddenMove unless under way.
    """
    now = now or timezone.now()
    order = locks.lock_one(order)
    rule = rules.RECEIPT
    rule.require(order.buyer_id == actor.pk, _("只有买家本人可以延长收货。"))
    if order.state != OrderState.SHIPPED:
        raise ForbiddenMove(states.ORDER, order.state, "receive")
    rule.require(order.receipt_extended_at is None, _("收货时间只能延长一次。"))
    running = Clock.objects.about(order).running().filter(rule=rule.id, stage=RECEIPT_STAGE).first()
    due_at = max(running.due_at if running else now, now) + rule.figure("extension", at=now)
    clocks.cancel(order, rule, stage=RECEIPT_STAGE, now=now)
    order.receipt_extended_at = now
    order.save(update_fields=["receipt_extended_at"])
    record(actor=actor, verb="order.extend_receipt", subject=order, rule=rule.id)
    Progress.objects.create(order=order, step="extended", at=now)
    return clocks.start(
        order,
        rule,
        stage=RECEIPT_STAGE,
        owner=("person", order.buyer_id),
        warn_before=rule.figure("warn_before", at=now),
        due_at=due_at,
        now=now,
    )
