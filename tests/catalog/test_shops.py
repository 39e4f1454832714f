"""A shop's own page: its goods by category, words and order."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from catalog import facets
from catalog.models import CategoryAttribute
from catalog.services import attributes, figures
from merchants.services import shops
from tests.merchants.factories import make_shop

from .factories import make_leaf, make_product_on_sale, make_reviewer, make_sku_on_sale

pytestmark = pytest.mark.django_db


def page_of(client, shop, **query):
    return client.get(reverse("catalog:shop", args=[shop.slug], query=query))


def goods_on(client, shop, **query) -> list[int]:
    return [card.pk for card in page_of(client, shop, **query).context["page"]]


def test_a_shop_page_shows_its_own_goods_only(client):
    mine, _other = make_product_on_sale(), make_product_on_sale()
    assert goods_on(client, mine.shop) == [mine.pk]


def test_a_shops_goods_are_sorted_searched_and_sifted_by_its_own_categories(client):
    shop, reviewer = make_shop(), make_reviewer()
    tea, silk = make_leaf("饮食", "茶"), make_leaf("居家", "丝绸")
    dear = make_sku_on_sale(shop=shop, category=tea, price=9_000).product
    cheap = make_product_on_sale(shop=shop, category=tea, reviewer=reviewer)
    scarf = make_sku_on_sale(shop=shop, category=silk, name="真丝方巾", price=20_000).product
    figures.set_sales(counts={dear.pk: 7, cheap.pk: 3})
    make_product_on_sale(category=make_leaf())

    assert goods_on(client, shop) == [scarf.pk, cheap.pk, dear.pk]
    assert goods_on(client, shop, sort="sales") == [dear.pk, cheap.pk, scarf.pk]
    assert goods_on(client, shop, sort="price") == [dear.pk, cheap.pk, scarf.pk]
    assert goods_on(client, shop, sort="price-desc") == [scarf.pk, cheap.pk, dear.pk]
    assert goods_on(client, shop, sort="' OR 1") == [scarf.pk, cheap.pk, dear.pk]
    assert goods_on(client, shop, q="绿茶", sort="price-desc") == [cheap.pk, dear.pk]
    assert goods_on(client, shop, category=silk.slug) == [scarf.pk]
    assert goods_on(client, shop, category=tea.slug, q="方巾") == []
    assert goods_on(client, shop, category="nowhere") == []


def test_the_ways_through_a_shop_stay_whatever_is_chosen_and_keep_what_fits_every_category(client):
    shop = make_shop()
    tea, silk = make_leaf("饮食", "茶"), make_leaf("居家", "丝绸")
    make_sku_on_sale(shop=shop, category=tea, name="甲", brand="清溪")
    make_sku_on_sale(shop=shop, category=tea, name="乙", brand="望丛")
    make_sku_on_sale(shop=shop, category=silk, name="丙", brand="清溪")

    response = page_of(client, shop, brand="清溪", sort="sales", page=1)

    brand = "&brand=%E6%B8%85%E6%BA%AA&sort=sales"
    assert [way[1:] for way in response.context["shelf"].departments] == [
        ("茶", f"?category={quote(tea.slug)}{brand}", False),
        ("丝绸", f"?category={quote(silk.slug)}{brand}", False),
    ]
    assert response.context["to_all"] == f"?{brand[1:]}"
    facets = {facet.name: [c.value for c in facet.first] for facet in response.context["shelf"].facets}
    assert facets == {"brand": ["清溪", "望丛"]}


def test_one_category_of_a_shop_is_filtered_by_the_attributes_of_that_category(client):
    shop, tea = make_shop(), make_leaf("饮食", "茶")
    attributes.save_attribute(
        actor=None,
        attribute=CategoryAttribute(
            category=tea.parent,
            name="香型",
            kind="multi",
            choices=[["清香", ""], ["炭焙", ""]],
            is_facet=True,
        ),
    )
    green = make_sku_on_sale(shop=shop, category=tea, name="甲", attributes=[("香型", "清香")]).product
    make_sku_on_sale(shop=shop, category=tea, name="乙", attributes=[("香型", "炭焙")])

    facets = page_of(client, shop, category=tea.slug).context["shelf"].facets

    assert [facet.name for facet in facets] == ["香型"]
    assert goods_on(client, shop, category=tea.slug, 香型="清香") == [green.pk]


def test_a_page_of_a_shop_takes_at_most_eight_queries_and_counts_no_further_than_ten_thousand(
    client, monkeypatch, django_assert_max_num_queries
):
    shop, reviewer, leaves = make_shop(), make_reviewer(), [make_leaf() for _ in range(3)]
    for number in range(6):
        make_product_on_sale(
            shop=shop,
            category=leaves[number % 3],
            reviewer=reviewer,
            brand=f"牌{number}",
            name=f"绿茶{number}",
        )
    slug = leaves[0].slug

    for asked in ({}, {"q": "绿茶"}, {"category": slug, "brand": ["牌0", "牌3"], "sort": "price"}):
        with django_assert_max_num_queries(8):
            assert page_of(client, shop, **asked).status_code == 200

    monkeypatch.setattr(facets, "MOST_COUNTED", 5)
    assert "5+ 件商品" in page_of(client, shop).content.decode()


def test_one_address_stands_for_all_orders_and_pages_of_a_shop(client):
    shop = make_product_on_sale().shop
    address = f"http://127.0.0.1:8000{reverse('catalog:shop', args=[shop.slug])}"

    def head(**query):
        html = page_of(client, shop, **query).content.decode()
        return re.search(r'rel="canonical" href="([^"]+)"', html)[1], 'content="noindex' in html

    assert head(sort="price", page=1) == (address, False)
    assert head(brand="清溪", sort="sales") == (f"{address}?brand=%E6%B8%85%E6%BA%AA", False)
    assert head(q="绿茶")[1]


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
