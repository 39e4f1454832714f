"""The product page, what is left of it when the product is gone, and what machines read there."""

import json
import re

import pytest
from django.urls import reverse

from catalog import choices
from catalog.models import SKU, Picture, Product, ProductState, Returns
from catalog.services import favourites, figures, listings, stock
from merchants.services import records, shops
from merchants.services.records import Figures
from tests.merchants.factories import make_shop, make_user

from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer, make_sku, make_sku_on_sale

pytestmark = pytest.mark.django_db


def page_of(product, **query) -> str:
    return reverse("catalog:product", args=[product.pk], query=query)


def data_of(html: str) -> list:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


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


def test_a_spec_is_chosen_by_its_address_and_impossible_combinations_lead_nowhere(client):
    product, small, large, blue = two_by_two()

    context = client.get(page_of(product, sku=blue.pk)).context

    assert context["chosen"] == blue
    options = {axis.name: [(o.value, o.sku, o.is_chosen) for o in axis.options] for axis in context["axes"]()}
    assert options == {
        "颜色": [("红", small, False), ("蓝", blue, True)],
        "尺寸": [("小", blue, True), ("大", None, False)],
    }
    assert large.pk not in {sku.pk for _value, sku, _chosen in options["尺寸"] if sku}


def test_from_every_spec_every_other_can_be_reached():
    product = make_draft(with_sku=False)
    for spec in ({"颜色": "红", "尺寸": "小"}, {"颜色": "蓝", "尺寸": "大"}, {"颜色": "蓝", "尺寸": "中"}):
        make_sku(product, spec=spec)
    product.refresh_from_db()
    skus = list(SKU.objects.filter(product=product).select_related("stock"))

    for start in skus:
        reached, new = {start}, [start]
        while new:
            axes = choices.axes(product, skus, new.pop())
            found = {option.sku for axis in axes for option in axis.options if option.sku} - reached
            reached |= found
            new += found
        assert reached == set(skus)


def test_the_buy_box_alone_is_what_the_page_shows_of_a_spec(client):
    product, _small, large, _blue = two_by_two()

    box = client.get(reverse("catalog:buy_box", args=[product.pk], query={"sku": large.pk}))

    assert box.context["chosen"] == large
    assert "<html" not in box.content.decode()
    assert f'hx-replace-url="{page_of(product, sku=large.pk)}"' in box.content.decode()
    assert client.get(reverse("catalog:buy_box", args=[make_draft().pk])).status_code == 404


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


@pytest.mark.rule("D8.1")
@pytest.mark.parametrize(
    ("step", "status", "words"),
    [("suspend", 404, "暂停营业"), ("close", 410, "已经关闭"), ("ban", 410, "已经关闭")],
)
def test_a_shop_that_takes_no_orders_says_so_with_the_next_click_and_so_do_its_goods(
    client, step, status, words
):
    product, other = make_product_on_sale(), make_product_on_sale()
    pages = [page_of(product), reverse("catalog:shop", args=[product.shop.slug])]
    assert [client.get(page).status_code for page in pages] == [200, 200]

    getattr(shops, step)(actor=None, shop=product.shop, reason="发货太慢")

    for page in pages:
        response = client.get(page)
        assert response.status_code == status
        assert words in response.content.decode()
        assert 'name="sku"' not in response.content.decode()
    assert [card.pk for card in client.get(pages[0]).context["similar"]] == [other.pk]
    assert product.name not in client.get("/").content.decode().replace(other.name, "")


def test_what_was_withdrawn_says_so_and_leads_to_similar_goods(client):
    leaf = make_leaf()
    product, similar = (
        make_product_on_sale(category=leaf, name="明前绿茶"),
        make_product_on_sale(category=leaf),
    )
    make_product_on_sale()
    listings.withdraw(actor=None, product=product)

    response = client.get(page_of(product))

    assert response.status_code == 404
    assert [card.pk for card in response.context["similar"]] == [similar.pk]
    assert "明前绿茶" in response.content.decode()
    assert "店家把它下架了" in response.content.decode()


def test_words_that_nobody_has_reviewed_are_not_told_on_the_page_of_what_is_gone(client):
    product = make_product_on_sale(name="明前绿茶")
    listings.edit(actor=None, product=product, name="包治百病茶")

    html = client.get(page_of(product)).content.decode()

    assert "包治百病茶" not in html
    assert "这个商品现在买不到" in html


@pytest.mark.rule("A7.1")
def test_what_was_taken_down_is_gone_for_good_without_its_name(client):
    product = make_product_on_sale(name="假冒绿茶")
    listings.take_down(actor=make_reviewer(), product=product, reason="假冒")

    response = client.get(page_of(product))

    assert response.status_code == 410
    assert "假冒绿茶" not in response.content.decode()
    assert "不符合商城规则" in response.content.decode()


def test_names_are_never_taken_for_markup(client):
    product = make_product_on_sale(name='茶 & "香" 1 < 2')
    html = client.get(page_of(product)).content.decode()
    assert "茶 &amp; &quot;香&quot; 1 &lt; 2" in html


def test_machines_read_product_offer_rating_and_path(client, settings):
    settings.SITE_URL = "https://mall.example"
    product, _small, _large, _blue = two_by_two()
    figures.set_ratings(ratings={product.pk: (9, 2)})

    about, path = data_of(client.get(page_of(product)).content.decode())

    assert about["url"] == f"https://mall.example{page_of(product)}"
    assert about["offers"] == {
        "@type": "AggregateOffer",
        "lowPrice": "10.00",
        "highPrice": "30.00",
        "offerCount": 3,
        "priceCurrency": "CNY",
        "availability": "https://schema.org/InStock",
        "seller": {"@type": "Organization", "name": product.shop.name},
        "url": f"https://mall.example{page_of(product)}",
    }
    assert about["aggregateRating"]["ratingValue"] == 4.5
    names = [step["name"] for step in path["itemListElement"]]
    assert names == [product.category.parent.name, product.category.name, product.name]


def test_no_name_ends_the_block_of_data_that_machines_read(client):
    product = make_product_on_sale()
    evil = "</script><script>alert(1)</script><!-- & 茶"
    Product.objects.filter(pk=product.pk).update(name=evil)

    response = client.get(page_of(product))
    html = response.content.decode()

    assert data_of(html)[0]["name"] == evil
    assert "<script>alert" not in html
    assert html.count("</script>") == html.count("<script")


@pytest.mark.parametrize(
    ("file", "shared"),
    [
        ("pictures/ab/abc.webp", "https://mall.example/media/pictures/ab/abc-share.jpg"),
        ("goods/2026/11/abc.jpg", "https://mall.example/media/goods/2026/11/abc.jpg"),
        ("goods/abc.webp", None),
    ],
)
def test_a_link_to_the_page_is_shown_with_a_picture_that_every_program_knows(client, settings, file, shared):
    settings.SITE_URL = "https://mall.example"
    product = make_product_on_sale()
    Picture.objects.create(product=product, file=file, width=900, height=900, digest="0" * 64)

    html = client.get(page_of(product, sku="1")).content.decode()

    found = re.search(r'property="og:image" content="(.*?)"', html)
    assert (found[1] if found else None) == shared
    assert f'<link rel="canonical" href="https://mall.example{page_of(product)}">' in html


def test_every_picture_can_be_opened_large_without_a_script(client):
    product = make_product_on_sale()
    for n in range(3):
        Picture.objects.create(
            product=product, file=f"goods/{n}.jpg", width=900, height=900, digest=str(n) * 64, position=n
        )

    html = client.get(page_of(product)).content.decode()

    assert [f'<a class="gallery__thumb" href="/media/goods/{n}.jpg"' in html for n in range(3)] == [True] * 3


def test_a_list_price_is_shown_only_where_one_is_stored(client):
    with_list = make_sku_on_sale(price=10_000, list_price=12_000)

    html = client.get(page_of(with_list.product)).content.decode()

    assert "¥120.00" in html
    assert "price__was" not in client.get(page_of(make_product_on_sale())).content.decode()


@pytest.mark.rule("E19", "D7.2")
def test_delivery_freight_and_returns_are_told_before_buying(client):
    leaf = make_leaf()
    usual, fresh = make_product_on_sale(category=leaf), make_product_on_sale(category=leaf)
    Product.objects.filter(pk=fresh.pk).update(returns=Returns.PERISHABLE)

    html = {product: client.get(page_of(product)).content.decode() for product in (usual, fresh)}

    assert "付款后 48 小时内发出" in html[usual]
    assert "包邮" in html[usual]
    assert "7 天无理由退货" in html[usual]
    assert "无理由退货的运费由买家承担" in html[usual]
    assert "7 天无理由退货" not in html[fresh]
    assert "鲜活易腐商品，不支持无理由退货" in html[fresh]
    assert "退货和换货的运费都由商家承担" in html[fresh]


@pytest.mark.rule("E10")
def test_the_shop_is_shown_with_its_record(client):
    product = make_product_on_sale()
    assert "新店，还没有经营记录" in client.get(page_of(product)).content.decode()
    record = Figures(goods=31, paid_orders=3, late_orders=1, rating_sum=13, rating_count=3)
    records.write(figures={product.shop_id: record})

    for page in (page_of(product), reverse("catalog:shop", args=[product.shop.slug])):
        html = client.get(page).content.decode()
        cells = dict(re.findall(r"<div><dt>(.*?)</dt><dd>([\d.%]+)", html))
        assert {name: cells[name] for name in ("在售", "评分", "按时发货", "违规")} == {
            "在售": "31",
            "评分": "4.3",
            "按时发货": "66.6%",
            "违规": "0",
        }


def test_related_goods_are_the_shops_own_of_the_same_category_first(client):
    shop, leaf, reviewer = make_shop(), make_leaf(), make_reviewer()
    product = make_product_on_sale(shop=shop, category=leaf, reviewer=reviewer)
    other = make_product_on_sale(shop=shop, reviewer=reviewer)
    slow = make_product_on_sale(shop=shop, category=leaf, reviewer=reviewer)
    quick = make_product_on_sale(shop=shop, category=leaf, reviewer=reviewer)
    make_product_on_sale(category=leaf, reviewer=reviewer)
    figures.set_sales(counts={quick.pk: 5, other.pk: 90})

    related = client.get(page_of(product)).context["related"]
    assert [card.pk for card in related] == [quick.pk, slow.pk, other.pk]


@pytest.mark.parametrize("rows", [1, 12])
def test_product_and_shop_page_take_at_most_eight_queries_for_whoever_looks(
    client, rows, django_assert_max_num_queries
):
    shop, reviewer, person = make_shop(), make_reviewer(), make_user()
    for _ in range(rows):
        product = make_product_on_sale(shop=shop, reviewer=reviewer)
        make_sku(product, spec={"规格": "大"})
        Picture.objects.create(product=product, file="goods/1.jpg", width=9, height=9, digest="0" * 64)
    Product.objects.update(state=ProductState.ON_SALE)
    figures.set_ratings(ratings={product.pk: (5, 1)})
    records.write(figures={shop.pk: Figures(goods=rows)})
    favourites.add(actor=person, product=product)
    pages = [
        page_of(product),
        reverse("catalog:shop", args=[shop.slug], query={"q": "绿茶", "sort": "sales"}),
    ]

    for visitor in (None, person):
        if visitor:
            client.force_login(visitor)
        for page in pages:
            with django_assert_max_num_queries(8):
                assert client.get(page).status_code == 200


def test_the_page_of_whoever_has_not_signed_in_carries_nothing_of_theirs(client):
    """It may come from a cache that all share."""
    product = make_product_on_sale()

    client.cookies["seen"] = f"{product.pk}"
    response = client.get(page_of(product))

    assert [cookie for cookie in response.cookies if cookie != "csrftoken"] == []
    assert response.content.decode().count('aria-pressed="true"') == 0
