"""Freight in the deal: shown, confirmed, kept, settled, given back. (E13)"""

import pytest

from catalog.models import Fulfilment
from mall.rulebook.rule import RuleError
from merchants.services import freight as templates
from orders.models import AccountKind, LineKind, Order, OrderLine, Trade
from orders.services import cancellations, confirmation, freight, order_money, statements
from orders.services.books import differences
from orders.services.statements import Span
from tests.merchants.factories import fee, make_freight, make_tariff

from .factories import (
    balance,
    completed_order,
    confirmed,
    late_order,
    make_address,
    make_person,
    make_rate,
    make_shop,
    make_sku,
    paid_order,
    place,
    really_completed,
    ship,
)

pytestmark = pytest.mark.django_db

HANGZHOU, URUMQI, LHASA = "330106", "650102", "540102"


def built(quantities, division=HANGZHOU):
    address = make_address(make_person(), division=division)
    wanted = {sku.pk: n for sku, n in quantities.items()}
    return confirmation.build(quantities=wanted, addresses=[address], address=address)


def test_each_parcel_pays_by_itself_and_a_shop_without_a_template_sends_free():
    shop = make_shop()
    make_freight(shop, fee(800, next_fee=200))
    own, kept, other = make_sku(shop=shop), make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE), make_sku()

    now = built({own: 3, kept: 1, other: 9})

    fees = {(parcel.shop.pk, parcel.fulfilment): parcel.freight for parcel in now.parcels}
    assert fees == {(shop.pk, "merchant"): 1_200, (shop.pk, "warehouse"): 800, (other.shop_id, "merchant"): 0}
    assert (now.freight, now.total - now.goods_total) == (2_000, 2_000)


def test_templates_of_one_parcel_add_up_and_each_is_free_by_its_own_goods():
    shop = make_shop()
    make_freight(shop, fee(800), free_above=9_900)
    heavy = make_freight(
        shop, fee(1_500, first=1_000, next_units=500, next_fee=300), method="weight", is_default=False
    )
    light, big = make_sku(shop=shop, price=4_000), make_sku(shop=shop, price=9_900, weight_grams=900)
    type(big.product).objects.filter(pk=big.product_id).update(freight_template=heavy)

    assert built({light: 2, big: 2}).freight == 800 + 1_500 + 2 * 300
    assert built({light: 3, big: 1}).freight == 0 + 1_500


def test_what_weighs_nothing_as_far_as_anybody_knows_goes_with_the_first_units():
    shop = make_shop()
    make_freight(shop, fee(1_500, first=1_000, next_fee=300), method="weight")

    assert built({make_sku(shop=shop): 9}).freight == 1_500


def test_the_order_keeps_how_its_freight_came_about_and_it_can_be_worked_out_again():
    shop = make_shop()
    template = make_freight(
        shop, fee(1_800, "650000", next_fee=600), fee(800), name="标准", free_above=99_900
    )
    buyer = make_person()
    trade = place({make_sku(shop=shop): 3}, buyer=buyer, address=make_address(buyer, division=URUMQI))
    templates.change(actor=None, template=template, tariff=make_tariff(fee(1)), is_default=True)

    order = trade.orders.get()
    line = order.lines.get(kind=LineKind.FREIGHT)
    assert (order.freight, line.amount, line.spec, line.commission_bp) == (3_000, 3_000, "标准", 0)
    assert freight.recomputed(line.terms) == 3_000
    assert line.terms["freight"][0]["rate"]["divisions"] == ["650000"]


def test_freight_that_is_not_what_the_order_its_line_and_its_terms_say_is_named():
    order = really_completed({sending_for(700): 1})
    free = really_completed()
    line = order.lines.filter(kind=LineKind.FREIGHT)
    assert differences() == []

    Order.objects.filter(pk=order.pk).update(freight=699, goods_total=1_001)
    assert f"order {order.number}: freight 699, its line says 700" in differences()
    Order.objects.filter(pk=order.pk).update(freight=700, goods_total=1_000)
    terms = line.get().terms
    terms["freight"][0]["rate"]["first_fee"] = 1
    line.update(terms=terms)
    assert differences() == [f"order {order.number}: freight 700, by its terms 1"]
    Order.objects.filter(pk=free.pk).update(freight=5, goods_total=free.goods_total - 5)
    assert f"order {free.number}: freight 5, its line says 0" in differences()


def test_freight_that_was_free_says_why():
    shop = make_shop()
    make_freight(shop, fee(800), free_above=1_000)

    line = OrderLine.objects.get(order__trade=place({make_sku(shop=shop): 1}), kind=LineKind.FREIGHT)

    assert (line.amount, freight.recomputed(line.terms), line.terms["freight"][0]["free_above"]) == (
        0,
        0,
        1_000,
    )


@pytest.mark.rule("E13")
def test_what_the_shop_does_not_send_there_is_not_placed_and_what_it_does_is():
    shop = make_shop()
    make_freight(shop, not_served=("540000",))
    sku, buyer = make_sku(shop=shop), make_person()

    with pytest.raises(RuleError, match="不送到西藏自治区拉萨市。请换一个收货地址") as refused:
        place({sku: 1, make_sku(): 1}, buyer=buyer, address=make_address(buyer, division=LHASA))

    assert (refused.value.clause, Trade.objects.count()) == ("E13", 0)
    assert place({sku: 1}, buyer=buyer, address=make_address(buyer)).total == sku.price + 800


@pytest.mark.rule("E13")
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"rates": [fee(800)]}, {"rates": [fee(900)]}, "运费从 ¥8.00 变为 ¥9.00"),
        ({"rates": [fee(800)]}, {"rates": [fee(800)], "free_above": 100}, "运费从 ¥8.00 变为 ¥0.00"),
        ({"rates": [fee(800)]}, {"rates": [fee(800)], "not_served": ("330000",)}, "不送到浙江省杭州市"),
        ({"rates": [fee(800)]}, {"rates": [fee(800, "310000")]}, "不送到浙江省杭州市"),
        ({"rates": [fee(8, "310000")]}, {"rates": [fee(800)]}, "现在可以送到这个地址，运费 ¥8.00"),
    ],
)
def test_freight_that_changed_since_it_was_shown_is_confirmed_anew(before, after, words):
    shop, buyer = make_shop(), make_person()
    template = make_freight(shop, *before["rates"])
    sku, address = make_sku(shop=shop), make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    tariff = make_tariff(*after["rates"], **{k: v for k, v in after.items() if k != "rates"})
    templates.change(actor=None, template=template, tariff=tariff, is_default=True)

    with pytest.raises(RuleError, match=words):
        place({sku: 1}, buyer=buyer, address=address, shown=shown)

    assert not Trade.objects.exists()


def sending_for(first_fee: int, **over):
    """A shop of which the mall takes 10 % that asks ``first_fee`` for sending, and its SKU for 10 yuan."""
    shop = make_shop()
    make_rate(1_000, shop=shop)
    make_freight(shop, fee(first_fee, **over))
    return make_sku(shop=shop, price=1_000)


def owed(shop):
    return -balance(AccountKind.MERCHANT_PAYABLE, shop)


@pytest.mark.rule("B11.4")
def test_freight_is_settled_to_the_shop_without_commission():
    order = really_completed({sending_for(700): 2})

    money = order_money.of(order)

    assert (order.total, money.commission, money.due, money.brought) == (2_700, 200, 2_500, 2_500)
    assert owed(order.shop) == 2_500
    totals = statements.totals(order.shop, Span.month(order.received_at.date()))
    assert (totals.sales, totals.commission, totals.closing) == (2_700, -200, 2_500)
    assert list(differences()) == []


@pytest.mark.parametrize("settled", [False, True])
def test_a_whole_refund_gives_freight_back_and_takes_no_commission(settled):
    order = (completed_order if settled else paid_order)({sending_for(700): 2})

    cancellations.refund(actor=None, order=order, amount=2_700, reason="退")

    order.refresh_from_db()
    assert (order.refunded, owed(order.shop), order_money.of(order).commission) == (2_700, 0, 0)
    assert list(differences()) == []


@pytest.mark.rule("D7.2")
def test_who_cancels_all_of_a_late_order_gets_the_freight_back_too():
    order = late_order({sending_for(700): 2})

    order = cancellations.cancel_late(actor=order.buyer, order=order)

    assert (order.state, order.refunded) == ("cancelled", 2_700)
    assert list(differences()) == []


@pytest.mark.rule("D7.2")
def test_who_cancels_the_rest_pays_for_the_parcel_that_came():
    order = late_order({sending_for(700): 3})
    line = order.lines.get(kind=LineKind.GOODS)
    ship(order, quantities={line.pk: 1})

    order = cancellations.cancel_late(actor=order.buyer, order=order)

    line.refresh_from_db()
    assert (order.state, order.refunded, line.returned) == ("shipped", 2_000, 2_000)
    assert (order_money.of(order).commission, order_money.of(order).due) == (100, 1_600)
    assert list(differences()) == []


def test_an_order_free_of_charge_but_for_its_freight_can_be_refunded_to_the_last_fen():
    order = completed_order({sending_for(333): 1})

    for amount in (1, 499, 833):
        cancellations.refund(actor=None, order=order, amount=amount, reason="退")

    assert (Order.objects.get(pk=order.pk).refunded, owed(order.shop)) == (1_333, 0)
    assert list(differences()) == []
