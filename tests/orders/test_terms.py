"""After-sales terms: told before buying, kept on the order, and a yes where the law wants one. (E19)"""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from catalog.models import Category, Product, Returns
from catalog.services import listings
from mall.errors import DomainError
from mall.moments import until
from mall.rulebook.rule import RuleError
from orders import terms
from orders.models import OrderLine, Trade
from orders.services import payables

from .factories import confirmed, make_address, make_person, make_shop, make_sku, place, really_completed

pytestmark = pytest.mark.django_db


def sku_with(returns: str):
    sku = make_sku()
    Product.objects.filter(pk=sku.product_id).update(returns=returns)
    return sku


@pytest.mark.rule("E19")
def test_an_order_keeps_the_terms_under_which_it_was_bought():
    usual, fresh = make_sku(), sku_with(Returns.PERISHABLE)
    trade = place({usual: 1, fresh: 1})

    Category.objects.update(returns=Returns.MADE_TO_ORDER)

    lines = OrderLine.objects.filter(order__trade=trade).order_by("sku_id")
    assert [line.terms for line in lines] == [
        {"returns": "seven_days", "days": 7, "refund_days": 7},
        {"returns": "perishable", "days": 7, "refund_days": 7},
    ]
    assert [terms.title(line.terms) for line in lines] == ["7 天无理由退货", "鲜活易腐商品，不支持无理由退货"]


@pytest.mark.rule("E17", "E19")
def test_a_shop_that_promises_more_days_is_held_to_them_wherever_its_goods_are_shown_and_bought(client):
    shop = make_shop(return_days=8)
    buyer, sku, own = make_person(), make_sku(shop=shop), make_sku()
    address = make_address(buyer)
    client.force_login(buyer)

    product = client.get(reverse("catalog:product", args=[sku.product_id])).content.decode()
    checkout = client.get(reverse("orders:checkout", query={"sku": sku.pk, "quantity": 1})).content.decode()
    trade = place({sku: 1, own: 1}, buyer=buyer, address=address)

    assert ("8 天无理由退货" in product, "签收次日起 8 天内" in product, "7 天无理由" in product) == (
        True,
        True,
        False,
    )
    assert "8 天无理由退货" in checkout
    lines = OrderLine.objects.filter(order__trade=trade).order_by("sku_id")
    assert [line.terms["days"] for line in lines] == [8, 7]
    shop.return_days = 15
    shop.save(update_fields=["return_days"])
    order = trade.orders.get(shop=shop)
    assert "8 天无理由退货" in client.get(reverse("orders:order", args=[order.number])).content.decode()


def test_a_products_own_terms_stand_before_its_categorys():
    sku = make_sku()
    Category.objects.update(returns=Returns.PERISHABLE)
    product = Product.objects.select_related("category").get(pk=sku.product_id)
    assert product.return_policy == Returns.PERISHABLE

    product.returns = Returns.SEVEN_DAYS
    assert product.return_policy == Returns.SEVEN_DAYS


@pytest.mark.rule("E19")
def test_goods_unfit_for_returns_are_bought_only_with_the_buyers_yes():
    buyer, sku = make_person(), sku_with(Returns.CONFIRMED)

    with pytest.raises(RuleError, match="不支持无理由退货") as refusal:
        place({sku: 1}, buyer=buyer)
    assert (refusal.value.clause, Trade.objects.count()) == ("E19", 0)

    assert place({sku: 1}, buyer=buyer, no_return_confirmed=True).orders.count() == 1


@pytest.mark.rule("E13")
def test_terms_that_changed_since_they_were_shown_are_confirmed_anew():
    buyer, sku = make_person(), make_sku()
    address = make_address(buyer)
    shown = confirmed({sku.pk: 1}, address)
    Product.objects.filter(pk=sku.product_id).update(returns=Returns.PERISHABLE)

    with pytest.raises(RuleError, match="售后条款变为：鲜活易腐商品"):
        place({sku: 1}, buyer=buyer, address=address, shown=shown)


def test_the_confirmation_and_the_order_show_the_terms_and_nothing_is_ticked_beforehand(client):
    buyer, sku = make_person(), sku_with(Returns.CONFIRMED)
    make_address(buyer)
    client.force_login(buyer)

    page = client.get(reverse("orders:checkout", query={"sku": sku.pk, "quantity": 1}))
    html = page.content.decode()

    assert "商品性质不宜退货" in html
    box = html[html.index('name="no_return"') :][:60]
    assert "required" in box
    assert "checked" not in box

    trade = place({sku: 1}, buyer=buyer, no_return_confirmed=True)
    order = client.get(reverse("orders:order", args=[trade.orders.get().number])).content.decode()
    assert "商品性质不宜退货" in order
    assert "退货和换货的运费都由商家承担" in order


@pytest.mark.parametrize(
    ("returns", "days_later", "said"),
    [(Returns.SEVEN_DAYS, 1, True), (Returns.SEVEN_DAYS, 9, False), (Returns.PERISHABLE, 1, False)],
)
def test_a_received_order_says_until_when_it_may_be_returned_and_how(client, returns, days_later, said):
    order = really_completed({sku_with(returns): 1})
    day = until(payables.term_ends(order.received_at, timedelta(days=7)))
    with time_machine.travel(order.received_at + timedelta(days=days_later), tick=False):
        client.force_login(order.buyer)
        page = client.get(reverse("orders:order", args=[order.number])).content.decode()

    assert (f"无理由退货的期限到 {day}；" in page, "/help/#returns" in page) == (said, said)


def test_buying_at_once_goes_past_the_cart(client):
    sku = make_sku()

    response = client.post(reverse("orders:cart_add"), {"sku": sku.pk, "quantity": "2", "buy": "1"})

    assert response.headers["Location"] == reverse("orders:checkout", query={"sku": sku.pk, "quantity": 2})
    assert client.session.get("cart_count", 0) == 0


def test_a_shop_can_choose_none_but_the_listed_terms():
    product = Product.objects.get(pk=make_sku().product_id)

    with pytest.raises(DomainError, match="请选择列出的退货条款"):
        listings.edit(actor=None, product=product, returns="never")

    assert listings.edit(actor=None, product=product, returns=Returns.MADE_TO_ORDER)
    assert Product.objects.get(pk=product.pk).returns == Returns.MADE_TO_ORDER


def test_every_kind_of_terms_has_its_sentences():
    for kind in Returns:
        told = terms.sentences({"returns": kind, "days": 7, "refund_days": 7})
        assert len(told) >= 2
        assert told[-1].startswith("质量问题")
    assert terms.sentences({}) == []
