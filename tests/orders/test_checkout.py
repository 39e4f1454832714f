"""Placing: what was shown, once, all or nothing."""

import pytest
from django.utils import timezone

from catalog.models import Fulfilment, Product
from catalog.services.stock import OutOfStock
from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from merchants.models import Shop, ShopState
from orders.models import CartLine, Order, OrderLine, OrderState, Trade, TradeState
from orders.services import carts

from .factories import confirmed, make_address, make_person, make_rate, make_shop, make_sku, place, stock_of

pytestmark = pytest.mark.django_db


def test_a_trade_splits_into_one_order_per_shop_and_way_of_fulfilment():
    shop = make_shop()
    own, kept = make_sku(shop=shop), make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE)
    other = make_sku()

    trade = place({own: 1, kept: 2, other: 3})

    found = trade.orders.order_by("id").values_list("shop", "fulfilment", "total")
    assert sorted(found) == sorted(
        [
            (shop.pk, "merchant", own.price),
            (shop.pk, "warehouse", 2 * kept.price),
            (other.shop_id, "merchant", 3 * other.price),
        ]
    )
    assert trade.total == own.price + 2 * kept.price + 3 * other.price


def test_placing_reserves_the_stock():
    sku = make_sku(on_hand=5)

    place({sku: 3})

    assert stock_of(sku) == (5, 3)


def test_a_line_keeps_what_was_bought_whatever_becomes_of_the_listing():
    sku = make_sku(price=1_990)
    make_rate(300, shop=sku.shop)
    name = sku.product.name
    trade = place({sku: 2})

    Product.objects.filter(pk=sku.product_id).update(name="别的")
    type(sku).objects.filter(pk=sku.pk).update(price=1)

    line = OrderLine.objects.get(order__trade=trade)
    assert (line.name, line.spec, line.unit_price, line.quantity, line.amount, line.commission_bp) == (
        name,
        "250g",
        1_990,
        2,
        3_980,
        300,
    )


def test_the_same_key_gives_the_same_trade():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)

    first = place({sku: 1}, buyer=buyer, address=address, key="k")
    again = place({sku: 1}, buyer=buyer, address=address, key="k")

    assert again.pk == first.pk
    assert Trade.objects.count() == 1
    assert stock_of(sku) == (10, 1)


def test_a_retry_gives_the_trade_even_after_the_price_has_changed():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    first = place({sku: 1}, buyer=buyer, address=address, key="k", shown=shown)
    type(sku).objects.filter(pk=sku.pk).update(price=5)

    assert place({sku: 1}, buyer=buyer, address=address, key="k", shown=shown).pk == first.pk


@pytest.mark.rule("E13")
def test_what_has_changed_since_it_was_shown_must_be_confirmed_anew():
    buyer, sku = make_person(), make_sku(price=1_990)
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    type(sku).objects.filter(pk=sku.pk).update(price=2_090)

    with pytest.raises(RuleError) as refused:
        place({sku: 1}, buyer=buyer, address=address, shown=shown)

    assert refused.value.clause == "E13"
    assert "¥19.90 变为 ¥20.90" in str(refused.value)
    assert not Trade.objects.exists()
    assert stock_of(sku) == (10, 0)


@pytest.mark.rule("E13")
@pytest.mark.parametrize("field", ["recipient", "phone", "division", "street"])
def test_a_changed_address_must_be_confirmed_anew(field):
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    setattr(address, field, {"division": "330105", "phone": "13900000000"}.get(field, "改了"))
    address.save()

    with pytest.raises(RuleError) as refused:
        place({sku: 1}, buyer=buyer, address=address, shown=shown)

    assert refused.value.clause == "E13"


@pytest.mark.rule("E13")
def test_what_is_still_as_shown_is_placed():
    sku = make_sku()

    trade = place({sku: 2})

    assert trade.state == TradeState.UNPAID


def test_an_amendment_of_the_name_is_told_too():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    Product.objects.filter(pk=sku.product_id).update(name="改名茶")

    with pytest.raises(RuleError, match="名称或规格"):
        place({sku: 1}, buyer=buyer, address=address, shown=shown)


def test_too_few_pieces_place_nothing_at_all():
    plenty, short = make_sku(on_hand=9), make_sku(on_hand=1)

    with pytest.raises(OutOfStock) as refused:
        place({plenty: 1, short: 2})

    assert [missing.sku_id for missing in refused.value.skus] == [short.pk]
    assert (Trade.objects.count(), Order.objects.count()) == (0, 0)
    assert (stock_of(plenty), stock_of(short)) == ((9, 0), (1, 0))


@pytest.mark.rule("D8.1")
def test_a_shop_suspended_since_takes_no_order():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    Shop.objects.filter(pk=sku.shop_id).update(state=ShopState.SUSPENDED)

    with pytest.raises(RuleError) as refused:
        place({sku: 1}, buyer=buyer, address=address, shown=shown)

    assert refused.value.clause == "D8.1"


def test_goods_off_sale_since_are_named():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    Product.objects.filter(pk=sku.product_id).update(state="off_sale")

    with pytest.raises(DomainError, match="已下架"):
        place({sku: 1}, buyer=buyer, address=address, shown=shown)


def test_somebody_elses_address_is_refused():
    with pytest.raises(DomainError, match="您自己的收货地址"):
        place({make_sku(): 1}, address=make_address(make_person()))


def test_what_was_placed_leaves_the_cart_and_the_rest_stays():
    buyer, bought, rest = make_person(), make_sku(), make_sku()
    cart = carts.of_person(buyer)
    carts.add(cart=cart, sku_id=bought.pk, quantity=1)
    carts.add(cart=cart, sku_id=rest.pk, quantity=1)

    place({bought: 1}, buyer=buyer)

    assert list(CartLine.objects.filter(cart=cart).values_list("sku", flat=True)) == [rest.pk]


@pytest.mark.rule("E14")
def test_the_payment_clock_runs_from_placing():
    trade = place()

    clock = Clock.objects.about(trade).get()
    assert (clock.rule, clock.stage, clock.owner_kind, clock.owner_id) == (
        "E14",
        "payment",
        "person",
        trade.buyer_id,
    )
    assert clock.due_at == trade.pay_by


def test_numbers_sort_by_day_and_say_nothing_else():
    sku = make_sku()
    first, second = place({sku: 1}), place({sku: 1})

    assert first.number[:6] == second.number[:6] == f"{timezone.localtime(first.placed_at):%y%m%d}"
    assert len({first.number, second.number}) == 2
    assert {len(order.number) for order in Order.objects.all()} == {18}


def test_a_new_order_waits_for_payment():
    trade = place()

    assert trade.orders.get().state == OrderState.UNPAID


@pytest.mark.rule("B8")
def test_who_has_proved_no_contact_places_nothing():
    stranger = make_person(phone_verified_at=None)

    with pytest.raises(RuleError) as refused:
        place(buyer=stranger)

    assert (refused.value.clause, Trade.objects.count()) == ("B8", 0)
