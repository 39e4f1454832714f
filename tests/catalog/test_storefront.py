import pytest
from django.urls import reverse

from catalog import facets
from catalog.models import Category
from catalog.services import listings, stock
from merchants.services import shops
from tests.merchants.factories import make_shop, make_user

from .factories import (
    make_category,
    make_draft,
    make_leaf,
    make_product_on_sale,
    make_reviewer,
    make_sku,
    make_sku_on_sale,
)

pytestmark = pytest.mark.django_db


def page_of(product, **query) -> str:
    return reverse("catalog:product", args=[product.pk], query=query)


def test_home_shows_categories_new_goods_and_shops(client):
    product = make_product_on_sale(category=make_leaf("饮食", "茶"))

    html = client.get("/").content.decode()

    for words in ("饮食", "茶", product.name, "¥128.00", product.shop.name):
        assert words in html


def test_home_of_an_empty_mall_says_what_comes(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "商品正在上架" in response.content.decode()


def test_a_category_shows_what_is_on_sale_below_it(client):
    leaf, other = make_leaf("饮食", "茶"), make_leaf()
    inside, outside = make_product_on_sale(category=leaf), make_product_on_sale(category=other)

    for category in (leaf, leaf.parent):
        page = client.get(reverse("catalog:category", args=[category.slug])).context["page"]
        assert list(page) == [inside]
    assert list(client.get(reverse("catalog:category", args=[other.slug])).context["page"]) == [outside]


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


def test_a_product_page_shows_what_a_buyer_needs_to_know(client):
    product = make_product_on_sale(brand="悦澜", subtitle="明前采摘", description="清香\n回甘")

    html = client.get(page_of(product)).content.decode()

    for words in (
        product.name,
        "明前采摘",
        "¥128.00",
        "浙江杭州",
        "悦澜",
        product.shop.name,
        "净含量",
        "250 克",
        "清香",
        "10",
    ):
        assert words in html


def two_by_two():
    """Red in two sizes, blue in one."""
    product = make_draft(with_sku=False)
    small = make_sku(product, spec={"颜色": "红", "尺寸": "小"}, price=1_000)
    large = make_sku(product, spec={"颜色": "红", "尺寸": "大"}, price=2_000)
    blue = make_sku(product, spec={"颜色": "蓝", "尺寸": "小"}, price=3_000, on_hand=0)
    listings.submit(actor=None, product=product)
    listings.approve(actor=make_reviewer(), product=product)
    return product, small, large, blue


def test_a_spec_is_chosen_by_its_address_and_impossible_ones_lead_nowhere(client):
    product, small, large, blue = two_by_two()

    context = client.get(page_of(product, sku=large.pk)).context

    assert context["chosen"] == large
    options = {axis.name: [(o.value, o.sku, o.is_chosen) for o in axis.options] for axis in context["axes"]}
    assert options == {
        "颜色": [("红", large, True), ("蓝", None, False)],
        "尺寸": [("小", small, False), ("大", large, True)],
    }
    assert blue.pk


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 50])
def test_a_spec_that_is_not_there_gives_the_first_that_can_be_had(client, asked):
    product, small, *_others = two_by_two()
    assert client.get(page_of(product, sku=asked)).context["chosen"] == small


def test_a_spec_out_of_stock_says_so_and_cannot_be_put_in_the_cart(client):
    product, _small, _large, blue = two_by_two()

    html = client.get(page_of(product, sku=blue.pk)).content.decode()

    assert "暂时无货" in html
    assert 'name="quantity"' not in html


def test_what_others_reserved_cannot_be_had(client):
    sku = make_sku_on_sale(on_hand=2)
    stock.reserve(holders=[(make_user(), sku.pk, 2)])

    assert "暂时无货" in client.get(page_of(sku.product)).content.decode()


@pytest.mark.rule("A7.1")
def test_only_what_a_reviewer_let_through_can_be_seen(client):
    product = make_draft(name="桑蚕丝被")
    listings.submit(actor=None, product=product)
    assert client.get(page_of(product)).status_code == 404
    assert list(client.get("/search/", {"q": "蚕丝"}).context["page"]) == []

    listings.approve(actor=make_reviewer(), product=product)
    assert client.get(page_of(product)).status_code == 200
    assert list(client.get("/search/", {"q": "蚕丝"}).context["page"]) == [product]


@pytest.mark.rule("D8.1")
def test_a_suspended_shop_and_its_goods_disappear_with_the_next_click(client):
    product = make_product_on_sale()
    pages = [page_of(product), reverse("catalog:shop", args=[product.shop.slug])]
    assert [client.get(page).status_code for page in pages] == [200, 200]

    shops.suspend(actor=None, shop=product.shop, reason="发货太慢")

    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert product.name not in client.get("/").content.decode()


def test_what_was_withdrawn_is_not_found(client):
    product = make_product_on_sale()
    listings.withdraw(actor=None, product=product)
    assert client.get(page_of(product)).status_code == 404


def test_a_shop_page_shows_its_own_goods_only(client):
    mine, _other = make_product_on_sale(), make_product_on_sale()
    page = client.get(reverse("catalog:shop", args=[mine.shop.slug])).context["page"]
    assert list(page) == [mine]


@pytest.mark.parametrize("query", ["", "没有的东西", "'", "&|!:*", "%", "\\", "茶" * 500, "<script>"])
def test_a_search_that_finds_nothing_offers_a_way_on(client, query):
    make_leaf("饮食", "茶")

    response = client.get("/search/", {"q": query}, follow=True)

    assert response.status_code == 200
    assert "饮食" in response.content.decode()
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_names_are_never_taken_for_markup(client):
    product = make_product_on_sale(name='茶 & "香" 1 < 2')
    html = client.get(page_of(product)).content.decode()
    assert "茶 &amp; &quot;香&quot; 1 &lt; 2" in html


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
