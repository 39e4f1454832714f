"""Orders found by what people type, by whichever way the number of hits asks for."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from catalog.models import Product
from mall.adminlists import BoundedPaginator
from merchants.models import MemberRole
from orders import finding
from orders.models import Order, SoldName
from tests.permissions.world import Visitor, client_of, person

from .factories import make_member, make_person, make_shop, make_sku, paid_order, placed, really_paid, ship

pytestmark = pytest.mark.django_db


def named(name, **over):
    sku = make_sku(**over)
    rename(sku, name)
    return sku


def rename(sku, name, **over):
    Product.objects.filter(pk=sku.product_id).update(name=name, **over)
    sku.refresh_from_db()


@pytest.fixture(params=["few hits", "many hits", "many names"])
def way(request, monkeypatch):
    """What is few and what is many doesn't change what is found."""
    if request.param != "few hits":
        monkeypatch.setattr(finding, "MOST_LOOKED_UP", 0)
    if request.param == "many names":
        monkeypatch.setattr(finding, "MOST_NAMES", 0)


@pytest.fixture
def root():
    return client_of(Visitor("root", "superuser", user=person("root", is_staff=True, is_superuser=True)))


def of_shop(shop, words):
    return [order.number for order in finding.of_shop(shop.orders.order_by("-id"), words, shop=shop)]


def of_all(words):
    return [order.number for order in finding.of_all(Order.objects.order_by("-id"), words)]


def test_a_shop_finds_its_orders_by_the_words_of_goods_in_any_order(way):
    shop, elsewhere = make_shop(), make_shop()
    tea = paid_order({named("明前龙井茶 特级 Mate60", shop=shop): 1})
    cup = paid_order({named("龙泉青瓷茶杯", shop=shop): 1})
    paid_order({named("明前龙井茶", shop=elsewhere): 1})

    assert of_shop(shop, "龙井") == [tea.number]
    assert of_shop(shop, "特级 明前") == [tea.number]
    assert of_shop(shop, "ｍａｔｅ") == [tea.number]
    assert of_shop(shop, "茶") == [cup.number, tea.number]
    assert of_shop(shop, "井龙") == []
    assert of_shop(shop, "%") == []
    assert of_shop(shop, "") == [cup.number, tea.number]


def test_goods_that_were_renamed_are_found_by_each_name_they_were_sold_under(way):
    shop = make_shop()
    sku = named("雨前茶", shop=shop)
    before = really_paid({sku: 1})
    rename(sku, "谷雨茶")
    after = really_paid({sku: 1})
    really_paid({sku: 1})
    assert sorted(SoldName.objects.values_list("name", flat=True)) == ["谷雨茶", "雨前茶"]

    assert {before.number, after.number} <= set(of_shop(shop, "雨前"))
    assert of_shop(shop, "雨前") == of_shop(shop, "谷雨")


def test_orders_are_found_by_the_english_name_that_their_goods_had(way):
    shop = make_shop()
    sku = named("明前龙井茶", shop=shop)
    paid_order({make_sku(shop=shop): 1})
    rename(sku, "明前龙井茶", name_en="Dragon Well tea")
    order = paid_order({sku: 1})

    assert [of_shop(shop, words) for words in ("dragon tea", "Drag", "龙井")] == [[order.number]] * 3
    assert [of_shop(shop, words) for words in ("ragon", "龙井 oolong")] == [[], []]


def test_a_number_is_found_by_its_beginning_and_wins_over_names():
    shop = make_shop()
    order = paid_order({named("260000 号茶", shop=shop): 1})

    assert of_shop(shop, order.number[:10]) == [order.number]
    assert of_shop(shop, "260000") == [order.number]
    assert of_shop(shop, "999999999999999999") == []


def test_staff_find_by_order_trade_and_parcel_by_shop_and_buyer_and_by_goods():
    shop, buyer = make_shop(name="茶语轩", name_en="Tea Words"), make_person(display_name="陆羽")
    order = paid_order({named("蒙顶甘露", shop=shop): 1}, buyer=buyer)
    ship(order, tracking_number="YT7788990011")
    paid_order()

    for words in (
        order.number,
        order.trade.number[:12],
        "YT7788990011",
        "YT7788",
        "茶语轩",
        "Tea Words",
        "陆羽",
        "甘露",
    ):
        assert (words, of_all(words)) == (words, [order.number])
    assert of_all("茶语") == of_all("YT0000") == of_all("11111111") == []


def test_the_admins_list_searches_within_its_filters_and_keeps_its_order(root):
    first, second = [paid_order({named("蒙顶甘露"): 1}) for _ in range(2)]
    ship(second)
    paid_order()
    url = reverse("admin:orders_order_changelist")

    def listed(**query):
        return [order.number for order in root.get(url, query).context["cl"].result_list]

    assert listed(q="甘露") == [second.number, first.number]
    assert listed(q="甘露", state__exact="shipped") == [second.number]
    assert listed(q="甘露", o="0") == [second.number, first.number]


def test_a_list_of_the_admin_counts_no_further_than_anybody_turns_pages(monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "MOST_PAGES", 2)
    for _ in range(2):
        placed()
    few = BoundedPaginator(Order.objects.order_by("id"), 2)
    assert (few.count, few.num_pages) == (2, 1)

    for _ in range(3):
        placed()
    many = BoundedPaginator(Order.objects.order_by("id"), 2)

    assert (many.count, many.num_pages) == (4, 2)
    assert (few.is_cut, many.is_cut) == (False, True)


@pytest.mark.parametrize(("most", "words"), [(1, "1 条以上"), (2, "1 条")])
def test_the_admin_says_of_a_search_that_was_counted_no_further_that_there_may_be_more(
    root, monkeypatch, most, words
):
    order = paid_order()
    monkeypatch.setattr(BoundedPaginator, "MOST_PAGES", most)
    monkeypatch.setattr(site.get_model_admin(Order), "list_per_page", 1)

    page = root.get(reverse("admin:orders_order_changelist"), {"q": order.number}).content.decode()

    assert f"{words} · <a " in page


def test_searches_cost_the_same_however_many_orders_there_are(client, root, django_assert_num_queries):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    seller, staff = f"/seller/{shop.slug}/orders/?q=茶", reverse("admin:orders_order_changelist") + "?q=茶"
    for _ in range(3):
        paid_order({make_sku(shop=shop): 1})
        for face, page, queries in ((client, seller, 9), (root, staff, 11)):
            face.get(page)
            with django_assert_num_queries(queries):
                assert face.get(page).status_code == 200
