"""What four of the demo's shops ask for sending, and what the parcels of two months cost by it."""

from __future__ import annotations

from catalog.models import Product
from merchants.services import freight as templates
from merchants.tariffs import Rate, Tariff, Tariffs
from orders.services import freight
from orders.services.confirmation import Item

from .goods import Market
from .trading import Sale

FAR = ("540000", "630000", "650000")  # 西藏, 青海, 新疆
NEAR = ("310000", "320000", "330000")  # 上海, 江苏, 浙江


def rate(to: tuple[str, ...], first: int, first_fee: int, more: int, next_fee: int) -> Rate:
    return Rate(to, first, first_fee, more, next_fee)


DEFAULTS = {
    "yanxia": Tariff("常规快递", "flat", 9_900, (), (rate(FAR, 1, 1_800, 1, 0), rate((), 1, 800, 1, 0))),
    "jingde": Tariff(
        "瓷器防震包装",
        "weight",
        None,
        (),
        (
            rate(FAR, 1_000, 2_600, 500, 900),
            rate(NEAR, 1_000, 1_000, 500, 250),
            rate((), 1_000, 1_200, 500, 300),
        ),
    ),
    "jiangnan": Tariff(
        "短保糕点", "pieces", None, FAR, (rate(NEAR, 2, 600, 1, 100), rate((), 2, 1_000, 1, 200))
    ),
    "yunling": Tariff(
        "云南发货",
        "weight",
        12_900,
        (),
        (rate(FAR, 1_000, 2_000, 1_000, 1_200), rate((), 1_000, 900, 1_000, 300)),
    ),
}
# Beside the default, for goods of one category.
CHILLED = ("yunling", "mushrooms", Tariff("菌子冷链", "flat", None, FAR, (rate((), 1, 1_500, 1, 0),)))


def make(market: Market) -> None:
    """Give the shops their templates, and some goods one of their own."""
    shops = {shop.slug: shop for shop in market.shops}
    for slug, tariff in DEFAULTS.items():
        templates.create(
            actor=market.owners[shops[slug].pk], shop=shops[slug], tariff=tariff, is_default=True
        )
    slug, category, tariff = CHILLED
    chilled = templates.create(actor=market.owners[shops[slug].pk], shop=shops[slug], tariff=tariff)
    goods = Product.objects.filter(shop=shops[slug], category__slug=category)
    goods.update(freight_template=chilled)
    named = set(goods.values_list("pk", flat=True))
    for product in market.products:
        if product.pk in named:
            product.freight_template = chilled


def charge(sales: list[Sale], market: Market) -> None:
    """Work out what each parcel cost to send; one to where its shop doesn't send any more went free."""
    tariffs = Tariffs(shop.pk for shop in market.shops)
    for sale in sales:
        for parcel in sale.parcels:
            goods = [Item(sku, quantity) for sku, quantity in parcel.items]
            quote = freight.quote(goods, tariffs, sale.buyer.division)
            parcel.quote = freight.Quote([]) if quote.unserved else quote
