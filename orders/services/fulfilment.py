"""From paid to sent: parcels, progress, lateness. (B11.2, D7.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.services import stock
from mall import locks
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.errors import DomainError
from mall.halfwidth import plain
from mall.notifications.services import notify
from mall.transitions import ForbiddenMove, move
from merchants.services import violations
from orders import rules, states
from orders.models import LineKind, Order, OrderLine, OrderState, Progress, Shipment, ShipmentLine

from . import receipts, tracking_numbers
from .trades import DISPATCH_STAGE

CANCEL_STAGE = "cancel_answer"
# Pieces that were sent again in place of lost ones count once.
FIRST_SENT = Q(shipment_lines__shipment__replaces=None)
_TRACKING = re.compile(r"[A-Z0-9][A-Z0-9-]{5,39}", re.ASCII)


@locks.service
def ship(
    *,
    actor,
    order: Order,
    carrier: str,
    tracking_number: str,
    quantities: Mapping[int, int] | None = None,
    now: datetime | None = None,
) -> Shipment:
    """Confirm dispatch of ``quantities`` by line id, or of all that is left.

    With the last piece the order is shipped: the dispatch clock is met (D7.2), that of receipt starts (B11.3)
    and the buyer is told.
    Raises RuleError B11.2 without a proper carrier and tracking number and for pieces that aren't there to be
    sent; ForbiddenMove unless the order waits for dispatch, DomainError once all of it is refunded and for a
    number that is another buyer's.
    Locks the number, the order, then stock.
    """
    now = now or timezone.now()
    carrier, tracking_number = held(carrier, tracking_number)
    order = locks.lock_one(order)
    _require_shippable(order)
    left = left_to_ship(order)
    sent = dict(left) if quantities is None else {line: n for line, n in quantities.items() if n}
    rules.DISPATCH_CONFIRMED.require(
        sent and all(0 < n <= left.get(line, 0) for line, n in sent.items()),
        _("发货数量须在待发数量之内，至少发一件。"),
        field="quantities",
    )
    tracking_numbers.require_free(order, carrier, tracking_number)
    shipment = _send(actor, order, carrier, tracking_number, sent, now)
    if left == sent:
        _all_sent(actor, order, now)
    for line in shipment.lines.select_related("line").order_by("line__sku_id"):
        stock.ship(holder=line.line, quantity=line.quantity, actor=actor)
    return shipment


def _require_shippable(order: Order) -> None:
    if order.state != OrderState.PAID:
        raise ForbiddenMove(states.ORDER, order.state, "ship")
    if order.refunded >= order.total:
        raise DomainError(_("这个订单已全额退款，请不要再发货。"))


def held(carrier: str, tracking_number: str) -> tuple[str, str]:
    """Both as they are kept, and nobody else's meanwhile. Raises RuleError B11.2 for improper ones.

    Comes before any lock of a row; ``tracking_numbers.require_free`` follows once the order is locked.
    """
    carrier, tracking_number = proper(carrier, tracking_number)
    tracking_numbers.hold(carrier, tracking_number)
    return carrier, tracking_number


def proper(carrier: str, tracking_number: str) -> tuple[str, str]:
    """Both, tidied. Raises RuleError B11.2 for what is no carrier's name or no tracking number."""
    carrier, tracking_number = tidy(carrier, tracking_number)
    rules.DISPATCH_CONFIRMED.require(
        0 < len(carrier) <= 40 and carrier.isprintable(), _("请填写承运商，例如 顺丰速运。"), field="carrier"
    )
    rules.DISPATCH_CONFIRMED.require(
        _TRACKING.fullmatch(tracking_number),
        _("运单号应为 6 到 40 位字母、数字或短横线，请对照面单填写。"),
        field="tracking_number",
    )
    return carrier, tracking_number


def tidy(carrier: str, tracking_number: str) -> tuple[str, str]:
    """Both as they are kept: without blanks around, the number in half-width capitals."""
    return carrier.strip(), plain(tracking_number).upper()


def left_to_ship(order: Order) -> dict[int, int]:
    """Pieces still to be sent, by line id; freight is no piece."""
    return left_of_many([order])[order.pk]


def left_of_many(orders: Iterable[Order]) -> dict[int, dict[int, int]]:
    """``left_to_ship`` of each order, by its id. One query."""
    left: dict[int, dict[int, int]] = {order.pk: {} for order in orders}
    lines = OrderLine.objects.filter(order__in=left).exclude(kind=LineKind.FREIGHT)
    sent = Coalesce(Sum("shipment_lines__quantity", filter=FIRST_SENT), 0)
    rows = lines.annotate(n=F("quantity") - sent).filter(n__gt=0).order_by("id")
    for order, line, n in rows.values_list("order", "pk", "n"):
        left[order][line] = n
    return left


def _send(actor, order: Order, carrier: str, number: str, sent: Mapping[int, int], now: datetime) -> Shipment:
    shipment = Shipment.objects.create(
        order=order, carrier=carrier, tracking_number=number, shipped_by=actor, shipped_at=now
    )
    lines = OrderLine.objects.in_bulk(sent)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=lines[pk], quantity=sent[pk]) for pk in sorted(sent)
    )
    Progress.objects.create(order=order, step="shipped", text=f"{carrier} {number}", at=now)
    record(actor=actor, verb="order.ship_parcel", subject=order, rule=rules.DISPATCH_CONFIRMED.id)
    return shipment


def _all_sent(actor, order: Order, now: datetime) -> None:
    move(states.ORDER, order, "ship", actor=actor, shipped_at=now)
    clocks.meet(order, rules.DISPATCH_BY_MERCHANT, stage=DISPATCH_STAGE, now=now)
    clocks.cancel(order, rules.DISPATCH_BY_MERCHANT, stage=CANCEL_STAGE, now=now)
    receipts.await_receipt(order, now)
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:shipped",
        title=format_lazy(_("订单 {number} 已发货"), number=order.number),
        link=reverse("orders:order", args=[order.number]),
    )


@locks.service
def record_progress(*, order: Order, step: str, text: str, at: datetime | None = None) -> Progress:
    """Let the shopper see what a later stage did: ``step`` is its name, ``text`` what to read there."""
    return Progress.objects.create(order=order, step=step[:40], text=text[:200], at=at or timezone.now())


@locks.service
def mark_late(*, order: Order, now: datetime) -> None:
    """The dispatch term has run out: flag the order, tell its buyer, report the shop. Once. (D7.2)

    Called by the clock. Does nothing for an order that doesn't wait for dispatch or was late before.
    """
    order = locks.lock_one(order)
    if order.state != OrderState.PAID or order.late_at:
        return
    order.late_at = now
    order.save(update_fields=["late_at"])
    rule = rules.DISPATCH_BY_MERCHANT.id
    record(actor=None, verb="order.late", subject=order, rule=rule)
    Progress.objects.create(order=order, step="late", at=now)
    violations.report(
        actor=None,
        shop=order.shop,
        clause=rule,
        facts=str(_("订单 %(number)s 超过发货期限仍未全部发货。") % {"number": order.number}),
        subject=order,
        now=now,
    )
    notify(
        person=order.buyer,
        key=f"order:{order.pk}:late",
        title=format_lazy(_late_words(order), number=order.number),
        link=reverse("orders:order", args=[order.number]),
        rule=rule,
        channels=["email", "sms"],
    )


def _late_words(order: Order):
    if order.shipments.exists():
        return _("订单 {number} 商家逾期未发完，您可以立即取消未发出的商品并退款")
    return _("订单 {number} 商家逾期未发货，您可以立即取消并全额退款")


@locks.service
def warn_shop(*, order: Order) -> None:
    """Tell whoever handles a shop's orders that one is about to be late."""
    tell_shop(
        order=order,
        key=f"order:{order.pk}:dispatch-soon",
        title=format_lazy(_("订单 {number} 即将超过发货期限"), number=order.number),
        rule=rules.DISPATCH_BY_MERCHANT.id,
    )


@locks.service
def tell_shop(*, order: Order, key: str, title, body: str = "", rule: str = "") -> None:
    """Tell whoever handles a shop's orders about one of them, once a ``key``."""
    for member in order.shop.members.filter(role__in=["owner", "orders"]).select_related("user"):
        notify(
            person=member.user,
            key=key,
            title=title,
            body=body,
            link=reverse("orders:seller_order", args=[order.shop.slug, order.number]),
            rule=rule,
        )
