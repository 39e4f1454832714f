"""The frame around every page, made once for all who see the same of it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.merchants.factories import make_user

from .factories import make_product_on_sale

pytestmark = pytest.mark.django_db


def frame_of(client, address="/") -> str:
    """The page without what stands in its middle."""
    return re.sub(r"<main.*</main>", "", client.get(address).content.decode(), flags=re.DOTALL)


def test_each_kind_of_visitor_has_a_frame_of_their_own_whoever_came_before():
    sku = make_product_on_sale().skus.get()
    stranger, shopper, staff, buyer = (Client() for _visitor in range(4))
    shopper.force_login(make_user())
    staff.force_login(make_user(is_staff=True))
    buyer.post(reverse("orders:cart_add"), {"sku": sku.pk, "quantity": 1})

    def told(client):
        html = frame_of(client)
        return reverse("account_login") in html, reverse("admin:index") in html, cart_of(html)

    for _time in range(2):
        assert [told(client) for client in (stranger, shopper, staff, buyer)] == [
            (True, False, "0"),
            (False, False, "0"),
            (False, True, "0"),
            (True, False, "1"),
        ]


def cart_of(html: str) -> str:
    return re.search(r'id="cart-count"[^>]*>(\d+)<', html)[1]


def test_the_language_of_a_frame_changes_with_the_next_page(client):
    assert "购物车" in frame_of(client)

    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    html = frame_of(client)
    assert "Cart" in html
    assert "购物车" not in html

    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert "购物车" in frame_of(client)


def test_a_frame_leads_back_to_the_page_it_stands_on_and_keeps_the_words_of_a_search(client):
    words = '"><script>龙井'
    for address, query in (("/", ""), ("/search/", words), (reverse("orders:cart"), "")):
        html = frame_of(client, f"{address}?{'q=%22%3E%3Cscript%3E龙井&' * bool(query)}a=1%26b")

        back = set(re.findall(r'name="next" value="([^"]*)"', html))
        assert len(back) == 1
        assert back.pop().startswith(address)
        assert ('value="&quot;&gt;&lt;script&gt;龙井"' in html) == bool(query)
        assert "<script>龙井" not in html


def test_the_tab_of_a_page_is_marked_on_that_page_alone(client):
    tabs = [reverse(name) for name in ("catalog:home", "catalog:categories", "orders:cart")]
    for address in [*tabs, "/search/", *tabs]:
        marked = re.findall(r'<a href="([^"]+)" aria-current="page">', frame_of(client, address))
        assert marked == [address] * (address in tabs)
