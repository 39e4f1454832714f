"""A shop's own page: its goods by category, words and order."""

import pytest
from django.urls import reverse

from catalog.services import figures
from merchants.services import shops
from tests.merchants.factories import make_shop

from .factories import make_leaf, make_product_on_sale, make_reviewer, make_sku_on_sale

pytestmark = pytest.mark.django_db


def goods_on(client, shop, **query) -> list:
    return list(client.get(reverse("catalog:shop", args=[shop.slug], query=query)).context["page"])


def test_a_shop_page_shows_its_own_goods_only(client):
    mine, _other = make_product_on_sale(), make_product_on_sale()
    assert goods_on(client, mine.shop) == [mine]


def test_a_shops_goods_are_sorted_searched_and_sifted_by_its_own_categories(client):
    shop, reviewer = make_shop(), make_reviewer()
    tea, silk = make_leaf("饮食", "茶"), make_leaf("居家", "丝绸")
    dear = make_sku_on_sale(shop=shop, category=tea, price=9_000).product
    cheap = make_product_on_sale(shop=shop, category=tea, reviewer=reviewer)
    scarf = make_sku_on_sale(shop=shop, category=silk, name="真丝方巾", price=20_000).product
    figures.set_sales(counts={dear.pk: 7, cheap.pk: 3})
    elsewhere = make_product_on_sale(category=make_leaf())

    assert goods_on(client, shop) == [scarf, cheap, dear]
    assert goods_on(client, shop, sort="sales") == [dear, cheap, scarf]
    assert goods_on(client, shop, sort="cheap") == [dear, cheap, scarf]
    assert goods_on(client, shop, sort="dear") == [scarf, cheap, dear]
    assert goods_on(client, shop, sort="' OR 1") == [scarf, cheap, dear]
    assert goods_on(client, shop, q="绿茶", sort="dear") == [cheap, dear]
    assert goods_on(client, shop, c=silk.slug) == [scarf]
    assert goods_on(client, shop, c=tea.slug, q="方巾") == []
    page = client.get(reverse("catalog:shop", args=[shop.slug]))
    assert page.context["categories"] == [tea, silk]
    asked = reverse("catalog:shop", args=[shop.slug], query={"c": elsewhere.category.slug})
    assert client.get(asked).status_code == 404


@pytest.mark.parametrize("query", ["没有的东西", "'", "%", "茶" * 500, "１２"])
def test_a_search_in_a_shop_that_finds_nothing_leads_back_to_all_its_goods(client, query):
    product = make_product_on_sale()

    response = client.get(reverse("catalog:shop", args=[product.shop.slug]), {"q": query})

    assert response.status_code == 200
    assert "看全部商品" in response.content.decode()


def test_a_shop_that_has_not_opened_yet_is_not_found(client):
    shop = make_shop(is_open=False)
    assert client.get(reverse("catalog:shop", args=[shop.slug])).status_code == 404


@pytest.mark.rule("D8.1")
def test_a_closed_shop_leads_to_others_that_are_open(client):
    shop, other = make_shop(), make_shop()
    shops.close(actor=None, shop=shop, reason="不做了")

    response = client.get(reverse("catalog:shop", args=[shop.slug]))

    assert (response.status_code, list(response.context["others"])) == (410, [other])
