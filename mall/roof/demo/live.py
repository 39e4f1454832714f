"""What is under way right now, through the services that the pages use: carts, unpaid trades, lateness."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from catalog.models import SKU, Product, ProductState
from mall.accounts.models import Address
from orders.services import carts, checkout, confirmation, fulfilment

from .goods import Market
from .history import Written
from .people import Buyer


def make(market: Market, buyers: list[Buyer], rows: list[Written], now: datetime) -> None:
    """Fill the named shoppers' carts, leave two trades unpaid, and let the late order be late."""
    chance = Random("demo carts")
    offered = [sku for sku in market.skus if _is_offered(sku.product) and market.pieces[sku.pk] > 30]
    for buyer in buyers[:3]:
        for sku in chance.sample(offered, 3):
            carts.add(cart=carts.of_person(buyer.user), sku=sku, quantity=chance.randint(1, 2))
    for buyer, minutes in ((buyers[0], 9), (buyers[2], 4)):
        _leave_unpaid(buyer, chance.sample(offered, 2), now - timedelta(minutes=minutes))
    for row in rows:
        if row.sale.paid_at and not row.parcel.shipped_at and not row.parcel.cancelled_at:
            due_at = row.sale.paid_at + timedelta(hours=48)
            if due_at <= now:
                fulfilment.mark_late(order=row.order, now=due_at)


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
