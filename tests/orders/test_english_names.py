"""What somebody who reads English buys, from the cart to the order, by the name that it had."""

import pytest
from django.urls import reverse

from catalog.models import Product
from orders.models import OrderLine
from orders.services import carts

from .factories import make_address, make_person, make_sku, pay, place

pytestmark = pytest.mark.django_db
BOTH = 'Spring tea <span class="name-zh" lang="zh">高山绿茶</span>'


def test_cart_confirmation_and_orders_say_both_names_and_an_order_keeps_those_it_was_bought_by(client):
    shopper, sku = make_person(), make_sku(price=1_000)
    Product.objects.filter(pk=sku.product_id).update(name="高山绿茶", name_en="Spring tea")
    carts.add(cart=carts.of_person(shopper), sku_id=sku.pk, quantity=1)
    make_address(shopper)
    client.force_login(shopper)
    client.cookies["django_language"] = "en"

    before = [client.get(page).content.decode() for page in ("/cart/", "/checkout/")]
    sku.product.refresh_from_db()
    trade = place({sku: 1}, buyer=shopper)
    pay(trade)
    order = trade.orders.get()
    Product.objects.filter(pk=sku.product_id).update(name_en="Renamed")
    pages = [reverse("orders:index"), reverse("orders:order", args=[order.number])]
    pages.append(reverse("orders:trade", args=[trade.number]))
    after = [client.get(page).content.decode() for page in pages]

    assert [BOTH in page for page in (*before, *after)] == [True] * 5
    assert OrderLine.objects.get(order=order).name_en == "Spring tea"
    client.cookies["django_language"] = "zh-hans"
    assert ["Spring tea" in client.get(page).content.decode() for page in pages] == [False] * 3
