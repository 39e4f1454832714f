"""The shopper's data that a delivery needs: to whom it is shown, for how long, and who looked. (D7.3)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall import locks
from mall.accounts import divisions
from mall.accounts.models import mask_name, mask_phone
from mall.audit.services import record_looks
from orders import rules
from orders.models import Order, OrderState

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
