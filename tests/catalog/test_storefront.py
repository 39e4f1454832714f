import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import facets
from catalog.models import Category
from catalog.services import figures, listings
from tests.merchants.factories import make_shop

from .factories import (
    make_category,
    make_draft,
    make_leaf,
    make_product_on_sale,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


def page_of(product, **query) -> str:
    return reverse("catalog:product", args=[product.pk], query=query)


def test_home_shows_categories_new_goods_and_shops(client):
    product = make_product_on_sale(category=make_leaf("饮食", "茶"))

    html = client.get("/").content.decode()

    for words in ("饮食", "茶", product.name, "¥128.00", product.shop.name):
        assert words in html


def test_home_asks_once_for_its_rows_which_stand_in_their_order(client):
    goods = [make_product_on_sale(name=f"茶 {number}") for number in range(4)]
    figures.set_sales(counts={goods[0].pk: 5, goods[1].pk: 70, goods[2].pk: 70})

    with CaptureQueriesContext(connection) as queries:
        front = client.get("/").context["front"]

    assert sum("UNION ALL" in (query["sql"] or "") for query in queries) == 1
    assert [card.name for card in front.newest] == ["茶 3", "茶 2", "茶 1", "茶 0"]
    assert [card.name for card in front.popular] == ["茶 2", "茶 1", "茶 0"]


def test_home_of_an_empty_mall_says_what_comes(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "商品正在上架" in response.content.decode()


def test_a_category_shows_what_is_on_sale_below_it(client):
    leaf, other = make_leaf("饮食", "茶"), make_leaf()
    inside, outside = make_product_on_sale(category=leaf), make_product_on_sale(category=other)

    for category in (leaf, leaf.parent):
        page = client.get(reverse("catalog:category", args=[category.slug])).context["page"]
        assert [card.pk for card in page] == [inside.pk]
    page = client.get(reverse("catalog:category", args=[other.slug])).context["page"]
    assert [card.pk for card in page] == [outside.pk]


def test_an_empty_category_shows_a_way_on(client):
    html = client.get(reverse("catalog:category", args=[make_category().slug])).content.decode()
    assert "看看别的分类" in html


@pytest.mark.parametrize(
    "path", ["/c/no-such/", "/p/1/", "/p/99999999999999999999999/", "/s/no-such/", "/p/0/"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/search/"])
def test_pages_only_answer_to_reading(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999", "1" * 5_000])
def test_a_page_number_that_cannot_be_still_gives_a_page(client, page):
    leaf = make_leaf()
    make_product_on_sale(category=leaf)
    response = client.get(reverse("catalog:category", args=[leaf.slug]), {"page": page})
    assert (response.status_code, len(response.context["page"])) == (200, 1)


@pytest.mark.rule("A7.1")
def test_only_what_a_reviewer_let_through_can_be_seen(client):
    product = make_draft(name="桑蚕丝被")
    listings.submit(actor=None, product=product)
    assert client.get(page_of(product)).status_code == 404
    assert list(client.get("/search/", {"q": "蚕丝"}).context["page"]) == []

    listings.approve(actor=make_reviewer(), product=product)
    assert client.get(page_of(product)).status_code == 200
    assert [card.pk for card in client.get("/search/", {"q": "蚕丝"}).context["page"]] == [product.pk]


@pytest.mark.parametrize("query", ["", "没有的东西", "'", "&|!:*", "%", "\\", "茶" * 500, "<script>"])
def test_a_search_that_finds_nothing_offers_a_way_on(client, query):
    make_leaf("饮食", "茶")

    response = client.get("/search/", {"q": query}, follow=True)

    assert response.status_code == 200
    assert "饮食" in response.content.decode()
    assert "<script>" not in response.content.decode().split("<main")[1]


@pytest.mark.parametrize("rows", [1, 30])
def test_storefront_pages_take_at_most_eight_queries_whatever_the_rows(
    client, rows, django_assert_max_num_queries
):
    shop, leaf, reviewer = make_shop(), make_leaf("饮食", "茶"), make_reviewer()
    for _ in range(rows):
        product = make_product_on_sale(shop=shop, category=leaf, reviewer=reviewer)

    for path in (
        "/",
        reverse("catalog:category", args=[leaf.parent.slug]),
        reverse("catalog:shop", args=[shop.slug]),
        "/search/?q=绿茶",
        page_of(product),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200


def test_many_goods_are_counted_no_further_than_it_helps(client, monkeypatch):
    leaf = make_leaf("饮食", "茶")
    shop = make_shop()
    for _ in range(3):
        make_product_on_sale(shop=shop, category=leaf)
    address = reverse("catalog:category", args=[leaf.slug])
    assert "3 件商品" in client.get(address).content.decode()

    monkeypatch.setattr(facets, "MOST_COUNTED", 2)

    assert "2+ 件商品" in client.get(address).content.decode()


def test_a_ring_of_categories_does_not_hang_the_page(client):
    leaf = make_leaf()
    Category.objects.filter(pk=leaf.parent_id).update(parent=leaf)

    assert client.get(reverse("catalog:category", args=[leaf.slug])).status_code == 200
