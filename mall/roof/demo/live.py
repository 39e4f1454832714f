"""What is under way right now, through the services that the pages use.

Carts, unpaid trades, lateness, parcels that fail, go back, go missing, and a request to cancel.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from catalog.models import SKU, Product, ProductState
from mall.accounts.models import Address
from orders.models import Cause, Condition
from orders.services import (
    cancel_requests,
    carts,
    checkout,
    confirmation,
    deliveries,
    fulfilment,
    parcel_reports,
    receipt_terms,
    refusals,
)

from .goods import Market
from .history import Written
from .people import Buyer


def make(market: Market, buyers: list[Buyer], rows: list[Written], now: datetime) -> None:
    """Fill the named shoppers' carts, leave two trades unpaid, and let orders be late or go astray."""
    chance = Random("demo carts")
    offered = [sku for sku in market.skus if _is_offered(sku.product) and market.pieces[sku.pk] > 30]
    for buyer in buyers[:3]:
        for sku in chance.sample(offered, 3):
            carts.add(cart=carts.of_person(buyer.user), sku_id=sku.pk, quantity=chance.randint(1, 2))
    for buyer, minutes in ((buyers[0], 9), (buyers[2], 4)):
        _leave_unpaid(buyer, chance.sample(offered, 2), now - timedelta(minutes=minutes))
    for row in rows:
        if row.sale.paid_at and not row.parcel.shipped_at and not row.parcel.cancelled_at:
            due_at = row.sale.paid_at + timedelta(hours=48)
            if due_at <= now:
                fulfilment.mark_late(order=row.order, now=due_at)
    _go_on([row for row in rows if row.parcel.goes_on], market, now)


def _go_on(rows: list[Written], market: Market, now: datetime) -> None:
    """What became of the parcels of ``trading.UNDER_WAY``, and of the order that waits to be sent."""
    sent = sorted(
        (row for row in rows if row.parcel.shipped_at), key=lambda row: row.sale.placed_at, reverse=True
    )
    tried, going_back, back, missing, slow = (
        row.order.shipments.select_related("order").get() for row in sent
    )
    buyer, owner = sent[0].order.buyer, market.owners[sent[0].order.shop_id]
    deliveries.fail(actor=owner, shipment=tried, cause=Cause.ABSENT, now=now - timedelta(hours=3))
    for parcel, cause in ((going_back, Cause.UNWANTED), (back, Cause.DAMAGED)):
        refusals.refuse(actor=buyer, shipment=parcel, cause=cause, now=now - timedelta(hours=30))
        refusals.send_back(actor=owner, shipment=parcel, now=now - timedelta(hours=26))
    refusals.take_back(actor=owner, shipment=back, condition=Condition.DAMAGED, now=now - timedelta(hours=2))
    parcel_reports.report(actor=buyer, shipment=missing, cause=Cause.MISSING, now=now - timedelta(hours=5))
    receipt_terms.extend(actor=buyer, order=slow.order, now=now - timedelta(hours=8))
    waiting = next(row.order for row in rows if not row.parcel.shipped_at)
    cancel_requests.ask(actor=buyer, order=waiting, now=now - timedelta(hours=1))


def _is_offered(product: Product) -> bool:
    return product.state == ProductState.ON_SALE


def _leave_unpaid(buyer: Buyer, skus: list[SKU], at: datetime) -> None:
    address = Address.objects.of(buyer.user).get()
    quantities = {sku.pk: 1 for sku in skus}
    shown = confirmation.build(quantities=quantities, addresses=[address], address=address).shown()
    checkout.place(
        actor=buyer.user,
        address=address,
        quantities=quantities,
        shown=shown,
        idempotency_key=f"demo-{buyer.user.pk}-{at:%H%M%S}",
        now=at,
    )
