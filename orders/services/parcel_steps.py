"""What all steps of a parcel have in common: its locks, its record, its clocks, its money, its news."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import Fulfilment
from mall import locks
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.personal import tells_personal
from mall.rulebook.rule import Rule
from mall.transitions import ForbiddenMove, move
from orders import rules, states
from orders.models import Cause, Order, OrderLine, OrderState, Progress, Shipment, ShipmentState

from . import fulfilment, parcel_money, receipts, refunds

ATTEMPT_STAGE = "parcel_attempt"
RETURN_STAGE = "parcel_return"
ANSWER_STAGE = "parcel_answer"
DECISION_STAGE = "parcel_decision"
_UNDER_WAY = (OrderState.PAID, OrderState.SHIPPED)
# Which clock runs to the first answer that is owed on a parcel in one of these states.
_WAITED = (
    (rules.REFUSAL, ATTEMPT_STAGE, (ShipmentState.ATTEMPTED,)),
    (rules.REFUSAL, RETURN_STAGE, (ShipmentState.REFUSED, ShipmentState.RETURNING)),
    (rules.DELIVERY, ANSWER_STAGE, (ShipmentState.REPORTED,)),
)


def locked(shipment: Shipment, now: datetime | None) -> tuple[datetime, Order, Shipment]:
    """The moment, the order and the parcel, fresh. Raises DomainError once the order has ended."""
    order = locks.lock_one(shipment.order)
    fresh = locks.lock_one(shipment)
    fresh.order = order
    if order.state not in _UNDER_WAY:
        raise DomainError(_("订单已经结束，包裹的状态不再变动；有问题请走售后。"))
    return now or timezone.now(), order, fresh


def require_movable(shipment: Shipment, action: str) -> None:
    if not states.SHIPMENT.allows(shipment.state, action):
        raise ForbiddenMove(states.SHIPMENT, shipment.state, action)


def shared_words(words: str, *, most: int) -> str:
    """What one side says of a parcel and the other reads, made plain.

    Raises DomainError for more than ``most`` characters, and for personal data in it. (D7.3)
    """
    words = wording.within(wording.paragraphs(words), most=most, name=_("情况说明"), field="words")
    if tells_personal(words):
        said = _("情况说明里像是有手机号、邮箱或证件号，对方会看到。请删去后再提交。")
        raise DomainError(said, field="words")
    return words


def step(
    order: Order,
    shipment: Shipment,
    action: str,
    actor,
    rule: Rule,
    now: datetime,
    *,
    progress: str = "",
    reason: str = "",
    **changes,
) -> Shipment:
    """Move the parcel by its table, let both sides see it, and let the order's clocks follow."""
    move(states.SHIPMENT, shipment, action, actor=actor, rule=rule.id, reason=reason, **changes)
    Progress.objects.create(
        order=order, step=f"parcel_{progress or action}", text=str(shipment)[:200], at=now
    )
    tend(order, now)
    return shipment


def tend(order: Order, now: datetime) -> None:
    """Let the order's clocks run to the first answer that is owed on one of its parcels, and by whom.

    Of what the warehouse sends the mall owes it, as it owes the decision of what is contested.
    """
    owner = ("shop", order.shop_id) if order.fulfilment == Fulfilment.MERCHANT else ("mall", 0)
    for rule, stage, of in _WAITED:
        due = order.shipments.filter(state__in=of, answer_due_at__isnull=False).order_by(
            "answer_due_at", "id"
        )
        first = due.values_list("answer_due_at", flat=True).first()
        clocks.cancel(order, rule, stage=stage, now=now)
        if first:
            clocks.start(order, rule, stage=stage, owner=owner, due_at=first, now=now)
    clocks.cancel(order, rules.DELIVERY, stage=DECISION_STAGE, now=now)
    contested = order.shipments.to_decide().order_by("contested_at", "id")
    dues = [decision_due_at(parcel) for parcel in contested]
    if first := next((due_at for due_at in dues if due_at > now), None):
        clocks.start(order, rules.DELIVERY, stage=DECISION_STAGE, owner=("mall", 0), due_at=first, now=now)


def decision_due_at(shipment: Shipment) -> datetime:
    """By when the mall decides what is contested about a parcel."""
    return shipment.contested_at + rules.DELIVERY.figure("decision", at=shipment.contested_at)


def pay_back(actor, order: Order, shipment: Shipment, cause: str, now: datetime) -> None:
    """Ask for the refund of a parcel that isn't kept, and take its pieces off what its lines are worth."""
    owed = parcel_money.quote(shipment, cause)
    if owed.back:
        shipment.refund = refunds.ask(
            actor=actor, order=order, amount=owed.back, reason=str(Cause(cause).label), now=now
        )
        order.refresh_from_db(fields=["refunded"])
    shipment.charged = owed.cost
    shipment.save(update_fields=["refund", "charged"])
    for line, worth in parcel_money.worth_by_line(shipment).items():
        OrderLine.objects.filter(pk=line).update(returned=F("returned") + worth)
    tell_buyer(order, shipment, "paid_back", now, _("订单 {number} 的包裹没有送到您手里，货款按规则退回"))


def end_if_nothing_is_kept(order: Order, now: datetime) -> None:
    """As ``fulfilment`` does; what is still contested about one of its parcels stays to be decided."""
    receipts.end_if_nothing_is_kept(order, now)
    tend(order, now)


def tell_buyer(order: Order, shipment: Shipment, what: str, now: datetime, title, body: str = "") -> None:
    notify(
        person=order.buyer,
        key=f"parcel:{shipment.pk}:{what}:{now.isoformat()}",
        title=format_lazy(title, number=order.number),
        body=body,
        link=reverse("orders:order", args=[order.number]),
        channels=["email", "sms"],
    )


def tell_shop(order: Order, shipment: Shipment, what: str, now: datetime, title, body: str = "") -> None:
    """Tell who has to answer; what the warehouse sent is on the staff's list."""
    if order.fulfilment == Fulfilment.MERCHANT:
        key = f"parcel:{shipment.pk}:{what}:{now.isoformat()}"
        title = format_lazy(title, number=order.number)
        fulfilment.tell_shop(order=order, key=key, title=title, body=body)
