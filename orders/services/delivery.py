"""The shopper's data that a delivery needs: to whom it is shown, for how long, and who looked. (D7.3)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall import locks
from mall.accounts import divisions
from mall.accounts.models import mask_name, mask_phone
from mall.audit.models import Look
from mall.audit.services import record_looks
from merchants.models import Member
from orders import rules
from orders.models import Order, OrderState

PACKING = "打印装箱单"
DISPATCH = "发货"  # why a member of the shop opens an address on the order's page
MOST_LOOKS = 50
OPEN = frozenset({OrderState.PAID, OrderState.SHIPPED})


@dataclass(frozen=True)
class Delivery:
    """Where a parcel goes, whole or masked."""

    recipient: str
    phone: str
    address: str


def masked(order: Order) -> Delivery:
    """What anybody who may see the order may see of its address."""
    return Delivery(
        mask_name(order.recipient), mask_phone(order.phone), f"{divisions.full_name(order.division)}****"
    )


def is_open_to_shop(order: Order) -> bool:
    """Whether the shop still needs the address: it sends the goods itself, and they are not received yet."""
    return order.state in OPEN and order.fulfilment == Fulfilment.MERCHANT


@locks.service
def look(*, actor, order: Order, reason: str) -> Delivery:
    """The unmasked address of an order that the shop has to deliver; that ``actor`` looked is on record.

    Raises RuleError D7.3 once the order is completed or cancelled, and for one that the warehouse delivers.
    """
    return look_at_many(actor=actor, orders=[order], reason=reason)[order.pk]


@locks.service
def look_at_many(*, actor, orders: Sequence[Order], reason: str) -> dict[int, Delivery]:
    """``look`` at each of many orders, with a record for each; by order id. Raises as that does, for any."""
    rules.DELIVERY_DATA.require(
        all(is_open_to_shop(order) for order in orders), _("这个订单已不需要您配送，收货信息不再显示。")
    )
    record_looks(viewer=actor, subjects=orders, fields=["recipient", "phone", "street"], reason=reason)
    return {
        order.pk: Delivery(order.recipient, order.phone, divisions.full_name(order.division) + order.street)
        for order in orders
    }


@dataclass(frozen=True)
class SeenBy:
    """A look at an order's address, as its shop reads it; ``who`` is '' for whoever isn't of the shop."""

    who: str
    reason: object
    at: datetime


def looks_of(order: Order) -> list[SeenBy]:
    """Who saw an order's address, and when: the latest first, at most ``MOST_LOOKS``. Two queries. (D7.3)"""
    looks = list(Look.objects.about(order).select_related("viewer").order_by("-id")[:MOST_LOOKS])
    members = (
        set(Member.objects.filter(shop=order.shop_id).values_list("user", flat=True)) if looks else set()
    )
    return [
        SeenBy(look.viewer.name if look.viewer_id in members else "", _WHY.get(look.reason, ""), look.at)
        for look in looks
    ]


_WHY = {DISPATCH: _("发货"), PACKING: _("打印装箱单")}
