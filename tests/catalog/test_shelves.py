"""Shelves as a shopper uses them: narrowed, ordered, page by page."""

import re

import pytest
from django.urls import reverse

from catalog import facets, shelves
from catalog.models import Category, CategoryAttribute, Product
from catalog.services import attributes, availability, categories, figures, stock
from merchants.services import shops
from tests.merchants.factories import make_shop, make_user

from .factories import make_leaf, make_product_on_sale, make_reviewer, make_sku, sell, set_on_hand, set_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaf():
    return make_leaf("饮食", "茶")


@pytest.fixture
def put(leaf):
    """Puts goods on the shelf; returns a function that does."""
    shop, reviewer = make_shop(), make_reviewer()

    def make(**over):
        price = over.pop("price", 12_800)
        fields = {"shop": shop, "category": leaf, "reviewer": reviewer, **over}
        product = make_product_on_sale(**fields)
        if price != 12_800:
            set_price(actor=None, sku=product.skus.get(), price=price)
        return product

    return make


@pytest.fixture
def look(client, leaf):
    def ask(query: str = "", **headers):
        return client.get(reverse("catalog:category", args=[leaf.slug]) + query, headers=headers)

    return ask


def names(response) -> list[str]:
    return [product.name for product in response.context["page"]]


def values(response, facet: str) -> dict[str, int]:
    """What the filters offer of a facet, with the counts."""
    [found] = [f for f in response.context["shelf"].facets if f.name == facet] or [None]
    return {c.title: c.count for c in [*found.first, *found.more]} if found else {}


def test_goods_are_narrowed_by_brand_origin_and_shop_and_each_value_says_how_many(look, put):
    other = make_shop(slug="second", name="第二家")
    put(name="甲", brand="清溪", origin="四川")
    put(name="乙", brand="清溪", origin="云南")
    put(name="丙", brand="望丛", origin="四川", shop=other)

    everything, brand = look(), look("?brand=清溪")

    assert values(everything, "brand") == {"清溪": 2, "望丛": 1}
    assert values(everything, "origin") == {"四川": 2, "云南": 1}
    assert sorted(values(everything, "shop").values()) == [1, 2]
    assert sorted(names(brand)) == ["乙", "甲"]
    # A facet with a choice still says what its other values would give; the others follow the choice.
    assert (values(brand, "brand"), values(brand, "origin")) == (
        {"清溪": 2, "望丛": 1},
        {"四川": 1, "云南": 1},
    )
    assert names(look("?shop=second")) == ["丙"]


def test_goods_are_narrowed_by_the_attributes_that_a_category_asks_for(look, leaf, put):
    attributes.save_attribute(
        actor=None,
        attribute=CategoryAttribute(
            category=leaf.parent,
            name="香型",
            name_en="Aroma",
            kind="multi",
            choices=[["清香", "Fresh"], ["炭焙", "Roasted"]],
            is_facet=True,
        ),
    )
    put(name="甲", attributes=[("香型", "清香"), ("香型", "炭焙"), ("克重", "100")])
    put(name="乙", attributes=[("香型", "清香")])

    assert values(look(), "香型") == {"清香": 2, "炭焙": 1}
    assert values(look(**{"Accept-Language": "en"}), "香型") == {"Fresh": 2, "Roasted": 1}
    assert names(look("?香型=炭焙")) == ["甲"]
    assert sorted(names(look("?克重=100"))) == ["乙", "甲"]


def test_values_of_one_facet_add_up_and_different_facets_cut_down(look, put):
    put(name="甲", brand="清溪", origin="四川")
    put(name="乙", brand="清溪", origin="云南")
    put(name="丙", brand="望丛", origin="四川")

    assert sorted(names(look("?brand=清溪&brand=望丛"))) == ["丙", "乙", "甲"]
    assert names(look("?brand=清溪&origin=四川")) == ["甲"]


def test_a_price_range_is_typed_in_yuan(look, put):
    put(name="便宜", price=990)
    put(name="正好", price=5_000)
    put(name="贵", price=20_050)

    assert names(look("?price_from=9.90&price_to=50&sort=price")) == ["便宜", "正好"]
    assert names(look("?price_from=50.01")) == ["贵"]
    assert names(look("?price_to=9.89")) == []


def test_a_price_that_is_none_says_so_and_stays_in_the_field(look, put):
    put(name="甲")

    for typed in ("１２", "1e9", "-1", "1.234", "九块", "9" * 4_000, "1,000", "\u202e5"):
        response = look(f"?price_from={typed}&price_to=500")

        html = response.content.decode()
        assert "不是有效金额" in html
        assert f'name="price_from" value="{typed[:20]}"' in html
        assert names(response) == ["甲"]


def test_a_range_the_wrong_way_round_says_so(look, put):
    put(name="甲")

    assert "最高价不能低于最低价" in look("?price_from=50&price_to=20").content.decode()


def test_goods_that_sold_out_can_be_left_out(look, put):
    put(name="有")
    gone = put(name="无")
    set_on_hand(actor=None, sku=gone.skus.get(), on_hand=0, reason="盘点")

    assert names(look("?in_stock=1")) == ["有"]
    assert sorted(names(look())) == ["无", "有"]


def test_what_shoppers_bought_up_leaves_the_shelf_with_the_next_round(look, put):
    product = put(name="紧俏")
    buyer, sku = make_user(), product.skus.get()
    stock.reserve(holders=[(buyer, sku.pk, 10)])
    before = names(look("?in_stock=1"))

    changed = availability.sweep()

    assert (before, changed, names(look("?in_stock=1"))) == (["紧俏"], 1, [])
    stock.release(holders=[buyer])
    assert (availability.sweep(), names(look("?in_stock=1"))) == (1, ["紧俏"])
    assert availability.sweep() == 0


def test_a_product_with_one_spec_left_is_in_stock_and_a_retired_one_does_not_count(put):
    product = put(name="两种")
    first, second = product.skus.get(), make_sku(product, spec={"规格": "大"}, on_hand=3)
    set_on_hand(actor=None, sku=first, on_hand=0, reason="盘点")
    assert Product.objects.get(pk=product.pk).in_stock

    sell(second, active=False)
    assert not Product.objects.get(pk=product.pk).in_stock

    sell(second, active=True)
    assert Product.objects.get(pk=product.pk).in_stock


def test_every_order_holds_on_every_way_to_read_a_shelf(client, leaf, put):
    for name, price, sold in (("旧", 2_000, 9), ("中", 1_000, 1), ("新", 3_000, 5)):
        product = put(name=name, price=price, brand="一")
        figures.set_sales(counts={product.pk: sold})
    expected = {
        "": ["旧", "新", "中"],
        "newest": ["新", "中", "旧"],
        "price": ["中", "旧", "新"],
        "price-desc": ["新", "旧", "中"],
        "relevance": ["旧", "新", "中"],
        "nonsense": ["旧", "新", "中"],
    }

    for category in (leaf, leaf.parent):
        address = reverse("catalog:category", args=[category.slug])
        for brand in ("", "一"):
            query = [(sort, {"sort": sort, "brand": brand} if brand else {"sort": sort}) for sort in expected]
            found = {sort: names(client.get(address, asked, follow=True)) for sort, asked in query}
            assert found == expected


def test_a_shelf_of_several_categories_is_in_one_order(client, leaf, put):
    second = categories.save_category(
        actor=None, category=Category(name="酒", slug="wine", parent=leaf.parent)
    )
    for number, category in enumerate([leaf, second, leaf, second, leaf]):
        put(name=f"第{number}", price=(number + 1) * 100, category=category)
    address = reverse("catalog:category", args=[leaf.parent.slug])

    assert names(client.get(f"{address}?sort=price")) == ["第0", "第1", "第2", "第3", "第4"]
    assert names(client.get(f"{address}?sort=price-desc")) == ["第4", "第3", "第2", "第1", "第0"]


def test_pages_follow_each_other_without_gaps_and_the_last_is_shown_beyond_it(look, put, monkeypatch):
    monkeypatch.setattr(shelves, "A_PAGE", 2)
    for number in range(5):
        put(name=f"第{number}", price=(number + 1) * 100)

    pages = [look(f"?sort=price&page={number}") for number in (1, 2, 3, 4, 999_999)]

    assert [names(page) for page in pages] == [["第0", "第1"], ["第2", "第3"], ["第4"], ["第4"], ["第4"]]
    assert [page.context["page"].has_next for page in pages[:3]] == [True, True, False]


def test_counts_stop_at_ten_thousand_and_pages_do_not(look, put, monkeypatch):
    monkeypatch.setattr(facets, "MOST_COUNTED", 2)
    monkeypatch.setattr(shelves, "A_PAGE", 1)
    for number in range(4):
        put(name=f"第{number}", price=(number + 1) * 100, brand="甲" if number else "乙")

    first, last = look("?sort=price"), look("?sort=price&page=4")

    assert "2+ 件商品" in first.content.decode()
    assert names(last) == ["第3"]
    assert names(look("?sort=price&page=9")) == ["第3"]


def test_a_choice_is_a_chip_that_takes_it_away(look, put):
    put(name="甲", brand="清溪", origin="四川")
    put(name="乙", brand="望丛", origin="云南")

    response = look("?brand=清溪&price_from=1&price_to=900&in_stock=1&sort=price")

    chips = [(str(words), address) for words, address in response.context["shelf"].chips]
    assert chips == [
        ("清溪", "?price_from=1&price_to=900&in_stock=1&sort=price"),
        ("¥1–¥900", "?brand=%E6%B8%85%E6%BA%AA&in_stock=1&sort=price"),
        ("有货", "?brand=%E6%B8%85%E6%BA%AA&price_from=1&price_to=900&sort=price"),
    ]


def test_nothing_that_meets_all_conditions_shows_a_way_on(look, put):
    put(name="甲")

    assert "清除全部条件" in look("?brand=没有").content.decode()


def test_empty_fields_of_the_form_do_not_stay_in_the_address(look, put):
    put(name="甲", brand="清溪")

    response = look("?price_from=&price_to=&brand=清溪&sort=sales&nonsense=1")

    assert response.url.endswith("/?brand=%E6%B8%85%E6%BA%AA")


def test_one_address_stands_for_all_orders_and_pages_and_deep_ones_stay_out_of_search_engines(look, put):
    put(name="甲", brand="清溪", origin="四川")

    def head(query):
        html = look(query).content.decode()
        return re.search(r'rel="canonical" href="([^"]+)"', html)[1], 'content="noindex' in html

    address = f"http://127.0.0.1:8000{reverse('catalog:category', args=[look().context['category'].slug])}"
    assert head("?sort=price&page=1&utm_source=x") == (address, False)
    assert head("?brand=清溪&sort=newest") == (f"{address}?brand=%E6%B8%85%E6%BA%AA", False)
    assert head("?origin=四川&brand=清溪")[1]


def test_htmx_gets_the_part_that_changes_and_the_address_to_show(look, put):
    put(name="甲", brand="清溪")

    response = look("?price_from=&brand=清溪", **{"HX-Request": "true", "HX-Target": "results"})

    html = response.content.decode()
    assert "<html" not in html
    assert 'id="results"' in html
    assert 'hx-swap-oob="true"' in html
    assert response["HX-Push-Url"].endswith("/?brand=%E6%B8%85%E6%BA%AA")
    assert "HX-Target" in response["Vary"]


def test_strange_choices_still_give_a_page(look, put):
    put(name="甲")
    many = "&brand=".join(f"b{number}" for number in range(99))

    for query in (f"?brand={'长' * 61}", f"?brand={many}", "?in_stock=x", "?page=１", "?shop='", "?page=0"):
        assert look(query).status_code == 200


def test_a_suspended_shop_leaves_the_shelf_and_its_filters_at_once(look, put):
    other = make_shop(slug="second")
    put(name="甲")
    put(name="乙", shop=other)

    shops.suspend(actor=None, shop=other, reason="发货太慢")

    response = look()
    assert (names(response), values(response, "shop")) == (["甲"], {})


def test_a_narrowed_shelf_takes_at_most_eight_queries(look, put, django_assert_max_num_queries):
    for number in range(30):
        put(name=f"茶{number}", brand=f"牌{number}", origin=f"地{number % 7}")

    for query in ("", "?brand=牌0&origin=地0&price_from=1&in_stock=1&sort=price", "?page=9"):
        with django_assert_max_num_queries(8):
            assert look(query).status_code == 200


def test_tokens_are_short_values_each_by_itself():
    product = Product(
        brand="清溪",
        origin="四川",
        attributes=[["材质", "竹、木"], ["说明", "长" * 41], ["page", "3"], ["a=b", "c"]],
    )

    assert facets.tokens(product) == ["brand=清溪", "origin=四川", "材质=竹", "材质=木", "a b=c"]
