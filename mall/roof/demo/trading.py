"""Two months of buying, thought up but not yet written: who bought what when, and how it went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from catalog.models import SKU, Product, ProductState
from merchants.models import Shop
from orders import rules
from orders.services.freight import Quote

from .accounts import MERCHANTS
from .goods import Market
from .people import Buyer

DAYS = 60
CARRIERS = ("迅达快运", "通途速递", "山河物流")
FEWEST_ON_HAND = 10
# Paid orders that wait for each shop, and for those whose owners the terminal names.
WAITING, WAITING_AT_NAMED = 2, 7
# Parcels of the first shopper from the first named shop, sent so many days ago, that don't go as they should,
# and an order of theirs that waits to be sent; ``live`` tells their stories.
UNDER_WAY = (2, 3, 5, 6, 9)
NAMED = tuple(shop for _sign_in, shop in MERCHANTS)


@dataclass
class Parcel:
    """What one shop sends. ``cancelled_at`` is set where its buyer took the money back for lateness.

    ``goes_on`` says that ``live`` has more to tell of it.
    """

    items: list[tuple[SKU, int]]
    quote: Quote = field(default_factory=lambda: Quote([]))
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    by_term: bool = False
    late_at: datetime | None = None
    cancelled_at: datetime | None = None
    goes_on: bool = False

    @property
    def shop_id(self) -> int:
        return self.items[0][0].shop_id

    @property
    def goods_total(self) -> int:
        return sum(sku.price * quantity for sku, quantity in self.items)

    @property
    def total(self) -> int:
        return self.goods_total + self.quote.total


@dataclass
class Sale:
    """One payment, or the lack of it. ``closed_at`` is set where nobody paid in time."""

    buyer: Buyer
    placed_at: datetime
    parcels: list[Parcel] = field(default_factory=list)
    paid_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def total(self) -> int:
        return sum(parcel.total for parcel in self.parcels)


class Shelf:
    """What could be bought at a moment, some of it far more often than the rest."""

    def __init__(self, market: Market, chance: Random):
        self.chance = chance
        self.by_product: dict[int, list[SKU]] = {}
        for sku in market.skus:
            # What is nearly sold out stays so: sales are booked on top of what is left at the end.
            if market.pieces[sku.pk] >= FEWEST_ON_HAND:
                self.by_product.setdefault(sku.product_id, []).append(sku)
        on_sale = [p for p in market.products if p.state == ProductState.ON_SALE and p.pk in self.by_product]
        self.products = sorted(on_sale, key=_on_sale_at)
        self.weights = [chance.paretovariate(1.4) for _product in self.products]

    def pick(self, at: datetime, count: int, *, shop_id: int | None = None) -> list[tuple[SKU, int]]:
        """Up to ``count`` different products that were on sale at ``at``, most of them once."""
        offered = [
            (product, weight)
            for product, weight in zip(self.products, self.weights, strict=True)
            if _on_sale_at(product) < at and shop_id in (None, product.shop_id)
        ]
        goods, weights = zip(*offered, strict=True)
        return [
            (self.chance.choice(self.by_product[product.pk]), self.chance.choice((1, 1, 1, 1, 2, 2, 3)))
            for product in dict.fromkeys(self.chance.choices(goods, weights, k=count))
        ]


def _on_sale_at(product: Product) -> datetime:
    assert product.on_sale_at is not None
    return product.on_sale_at


def two_months(market: Market, buyers: Sequence[Buyer], now: datetime) -> list[Sale]:
    """Some 400 sales, 600 orders, in the order in which they were placed."""
    chance = Random("demo trading")
    shelf = Shelf(market, chance)
    sales = []
    for day in range(DAYS, -1, -1):
        for _sale in range(round(chance.uniform(4.6, 8.4))):
            placed_at = now - timedelta(days=day, minutes=chance.uniform(35, 1400))
            named = chance.random() < 0.12
            buyer = chance.choice(buyers[:4]) if named else chance.choice(buyers[4:])
            sales.append(_sale_of(shelf, buyer, placed_at, now, chance))
    for shop in market.shops:
        count = WAITING_AT_NAMED if shop.name in NAMED else WAITING
        sales += [_waiting_sale(shelf, shop, chance.choice(buyers), now, chance) for _sale in range(count)]
    late_at = next(shop for shop in market.shops if shop.name == NAMED[0])
    sales.append(_late_sale(shelf, late_at, buyers[0], now))
    sales += [_under_way_sale(shelf, late_at, buyers[0], now, days) for days in UNDER_WAY]
    sales.append(_regretted_sale(shelf, late_at, buyers[0], now))
    last = [shop for shop in market.shops if shop.name not in NAMED][-1]
    sales.append(_wholesale(shelf, last, buyers[-1], now))
    return sorted(sales, key=lambda sale: sale.placed_at)


def _sale_of(shelf: Shelf, buyer: Buyer, placed_at: datetime, now: datetime, chance: Random) -> Sale:
    sale = Sale(buyer, placed_at)
    by_shop: dict[int, list[tuple[SKU, int]]] = {}
    for sku, quantity in shelf.pick(placed_at, chance.choice((1, 1, 1, 2, 2, 3))):
        by_shop.setdefault(sku.shop_id, []).append((sku, quantity))
    sale.parcels = [Parcel(items) for _shop, items in sorted(by_shop.items())]
    if chance.random() < 0.05:
        sale.closed_at = placed_at + timedelta(minutes=30)
        return sale
    sale.paid_at = placed_at + timedelta(minutes=chance.uniform(1, 18))
    for parcel in sale.parcels:
        _go_on(parcel, sale.paid_at, now, chance)
    return sale


def _go_on(parcel: Parcel, paid_at: datetime, now: datetime, chance: Random) -> None:
    """Sent within two days and received within ten, as far as that has happened by ``now``."""
    if chance.random() < 0.015 and paid_at < now - timedelta(days=5):
        parcel.late_at = paid_at + timedelta(hours=48)
        parcel.cancelled_at = parcel.late_at + timedelta(hours=chance.uniform(1, 20))
        return
    shipped_at = paid_at + timedelta(hours=min(46, chance.lognormvariate(2.7, 0.6)))
    if shipped_at >= now:
        return
    parcel.shipped_at = shipped_at
    parcel.by_term = chance.random() < 0.14
    received_at = shipped_at + timedelta(days=10 if parcel.by_term else chance.uniform(1.6, 8))
    if received_at < now:
        parcel.received_at = received_at


def _waiting_sale(shelf: Shelf, shop: Shop, buyer: Buyer, now: datetime, chance: Random) -> Sale:
    """One that its shop still has time to send, so that every shop has something to do."""
    placed_at = now - timedelta(hours=chance.uniform(0.7, 44))
    sale = Sale(buyer, placed_at, paid_at=placed_at + timedelta(minutes=chance.uniform(1, 18)))
    sale.parcels = [Parcel(shelf.pick(placed_at, chance.choice((1, 1, 2)), shop_id=shop.pk))]
    return sale


def _under_way_sale(shelf: Shelf, shop: Shop, buyer: Buyer, now: datetime, days: int) -> Sale:
    """One that is on its way since ``days``."""
    shipped_at = now - timedelta(days=days, hours=1)
    placed_at = shipped_at - timedelta(hours=20)
    sale = Sale(buyer, placed_at, paid_at=placed_at + timedelta(minutes=3))
    parcel = Parcel(shelf.pick(placed_at, 2, shop_id=shop.pk), shipped_at=shipped_at, goes_on=True)
    sale.parcels = [parcel]
    return sale


def _regretted_sale(shelf: Shelf, shop: Shop, buyer: Buyer, now: datetime) -> Sale:
    """One that its shop still has time to send, and its buyer will want to cancel."""
    placed_at = now - timedelta(hours=6)
    sale = Sale(buyer, placed_at, paid_at=placed_at + timedelta(minutes=2))
    sale.parcels = [Parcel(shelf.pick(placed_at, 1, shop_id=shop.pk), goes_on=True)]
    return sale


def _wholesale(shelf: Shelf, shop: Shop, buyer: Buyer, now: datetime) -> Sale:
    """One so large, and whose return term ended this morning, that its payout needs two of finance."""
    received_at = now - timedelta(days=rules.TERMS.figure("no_reason").days + 1)
    placed_at = received_at - timedelta(days=4)
    on_sale = (
        product
        for product in shelf.products
        if product.shop_id == shop.pk and _on_sale_at(product) < placed_at
    )
    skus = (sku for product in on_sale for sku in shelf.by_product[product.pk])
    dearest = max(skus, key=lambda sku: (sku.price, sku.pk))
    four_eyes = rules.SETTLEMENT.figure("payout_four_eyes") * 100
    sale = Sale(buyer, placed_at, paid_at=placed_at + timedelta(minutes=9))
    parcel = Parcel([(dearest, four_eyes * 6 // 5 // dearest.price + 1)])
    parcel.shipped_at, parcel.received_at = placed_at + timedelta(hours=20), received_at
    sale.parcels = [parcel]
    return sale


def _late_sale(shelf: Shelf, shop: Shop, buyer: Buyer, now: datetime) -> Sale:
    """One that its shop has let lie: paid over 48 hours ago, not sent. A service will say that it is late."""
    placed_at = now - timedelta(hours=50)
    sale = Sale(buyer, placed_at, paid_at=placed_at + timedelta(minutes=4))
    sale.parcels = [Parcel(shelf.pick(placed_at, 1, shop_id=shop.pk))]
    return sale
