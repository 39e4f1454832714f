"""What pages keep, they keep under what it shows: a change is on the very next page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Category, Product
from catalog.services import categories, favourites, figures, listings
from mall import locks
from mall.accounts.templatetags.kept import _parts
from mall.prepared import Found, Prepared, any_of
from merchants.services import records, shops
from merchants.services.records import Figures
from tests.ground.factories import at_once
from tests.merchants.factories import make_user

from .factories import make_leaf, make_product_on_sale, make_reviewer, make_sku, set_on_hand, set_price
from .test_goods_pictures import make_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product_on_sale(name="西湖龙井", category=make_leaf("饮食", "茶"))


@pytest.fixture
def pages(product) -> list[str]:
    """Every page with the product's card, its own page last; each has been seen once by somebody."""
    make_product_on_sale(name="祁门红茶", category=product.category)
    addresses = [
        "/",
        reverse("catalog:category", args=[product.category.slug]),
        f"{reverse('catalog:search')}?q=龙井",
        reverse("catalog:shop", args=[product.shop.slug]),
        reverse("catalog:product", args=[product.pk]),
    ]
    for address in addresses:
        assert product.name in html_of(address)
    return addresses


def html_of(address: str, client: Client | None = None, **headers) -> str:
    html = (client or Client()).get(address, headers=headers).content.decode()
    return html.replace("<mark>", "").replace("</mark>", "")


def sell_again(product: Product) -> None:
    """What was reviewed is another now, and reviewed anew."""
    listings.submit(actor=None, product=product)
    listings.approve(actor=make_reviewer(), product=product)


def test_a_price_a_name_and_a_shops_name_change_on_every_page_at_once(product, pages):
    set_price(actor=None, sku=product.skus.get(), price=77_700, list_price=99_900)
    figures.set_sales(counts={product.pk: 4_321})
    shop = product.shop
    shop.name = "狮峰茶行"
    shop.save(update_fields=["name"])

    for address in pages:
        html = html_of(address)
        assert [words in html for words in ("¥777.00", "¥999.00", "狮峰茶行", "¥128.00")] == [
            True,
            True,
            True,
            address == "/" or "/c/" in address,  # another product's
        ]
        assert "4,321" in html


def test_what_is_withdrawn_or_sold_by_a_closed_shop_is_nowhere(product, pages):
    listings.withdraw(actor=None, product=product)
    assert [product.name in html_of(address) for address in pages[:4]] == [False] * 4
    assert Client().get(pages[4]).status_code == 404

    listings.put_back(actor=None, product=product)
    assert [product.name in html_of(address) for address in pages] == [True] * 5

    shops.suspend(actor=None, shop=product.shop, reason="发货太慢")
    assert [f'href="{pages[4]}"' in html_of(address) for address in pages] == [False] * 5
    assert product.shop.name not in html_of(pages[1])


def test_the_last_piece_and_a_new_spec_show_at_once(product, pages):
    set_on_hand(actor=None, sku=product.skus.get(), on_hand=3, reason="盘点")
    assert "仅剩 3 件" in html_of(pages[4])

    set_on_hand(actor=None, sku=product.skus.get(), on_hand=0, reason="盘点")
    assert "暂时无货" in html_of(pages[4])

    make_sku(product, spec={"规格": "礼盒"}, price=25_600, on_hand=7)
    sell_again(product)
    html = html_of(f"{pages[4]}?sku={product.skus.latest('pk').pk}")
    assert [words in html for words in ("礼盒", "¥256.00", "仅剩 7 件")] == [True] * 3


def test_a_new_picture_and_a_categorys_new_name_show_at_once(product, pages):
    assert "<img" not in html_of(pages[4]).partition("product__side")[0]
    category = product.category
    category.name = "名优绿茶"
    categories.save_category(actor=None, category=category)
    assert "名优绿茶" in html_of(pages[4])

    (picture,) = make_pictures(product, "red")
    sell_again(product)
    assert [picture.file.url in html_of(address) for address in pages] == [True] * 5


def test_parts_of_a_product_are_kept_while_nothing_shown_changes_and_all_but_one_for_every_spec(product):
    other = make_sku(product, spec={"规格": "礼盒"})
    sell_again(product)
    page = reverse("catalog:product", args=[product.pk])

    def digest() -> bytes:
        return Client().get(page).context["product"].digest

    records.write(figures={product.shop_id: Figures()}, now=timezone.now() - timedelta(hours=1))
    before = digest()
    many = len(_parts._parts)
    records.write(figures={product.shop_id: Figures()})
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now(), version=F("version") + 1)

    assert digest() == before
    html_of(f"{page}?sku={other.pk}")
    assert len(_parts._parts) == many + 1
    records.write(figures={product.shop_id: Figures(paid_orders=1)})
    assert digest() != before


def test_a_kept_form_has_the_token_of_whoever_reads_it(product):
    page, add = reverse("catalog:product", args=[product.pk]), reverse("orders:cart_add")
    readers = [Client(enforce_csrf_checks=True) for _reader in range(2)]
    tokens = []
    for reader in readers:
        reader.force_login(make_user())
        form = html_of(page, reader).partition(f'action="{add}"')[2]
        tokens.append(re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1])

    def answer(reader, token) -> int:
        form = {"sku": product.skus.get().pk, "quantity": 1, "csrfmiddlewaretoken": token}
        return reader.post(add, form).status_code

    assert [answer(reader, token) for reader in readers for token in tokens] == [302, 403, 403, 302]


def test_each_reader_has_their_language_whoever_read_before(product, pages):
    product.shop.name_en = "Lion Peak Tea"
    product.shop.save(update_fields=["name_en"])

    for address in pages[1:]:
        for language, shown, hidden in (
            ("en", "Lion Peak Tea", product.shop.name),
            ("zh", "规则", "Cart"),
        ) * 2:
            html = html_of(address, **{"Accept-Language": language})
            assert shown in html
            assert hidden not in html


def test_a_shopper_sees_what_they_have_kept_at_once_and_nobody_else_does(product, pages):
    shopper, other = Client(), Client()
    person = make_user()
    shopper.force_login(person)
    other.force_login(make_user())
    page = pages[4]
    assert "已收藏" not in html_of(page, shopper)

    favourites.add(actor=person, product=product)
    assert html_of(page, shopper).count("已收藏") == 1
    favourites.add(actor=person, shop=product.shop)
    assert html_of(page, shopper).count("已收藏") == 2
    assert [html_of(page, client).count("已收藏") for client in (other, Client())] == [0, 0]

    favourites.remove(actor=person, product_id=product.pk)
    assert html_of(page, shopper).count("已收藏") == 1


@pytest.mark.parametrize("pk", [0, 2**63, 10**400])
def test_a_number_that_no_product_can_have_is_not_found(pk):
    assert Client().get(f"/p/{pk}/").status_code == 404


def test_a_query_composed_once_takes_each_calls_values_and_needs_them_all():
    one, other = make_product_on_sale(), make_product_on_sale()
    query = Prepared(lambda pk, shop: Product.objects.filter(shop=shop).exclude(pk=pk).values_list("pk"))

    assert query.rows(one.pk, other.shop_id) == [(other.pk,)]
    assert query.rows(one.pk, one.shop_id) == []
    with pytest.raises(ValueError, match=r"arguments \[1\]"):
        Prepared(lambda pk, _shop: Product.objects.filter(pk=pk).values_list("pk")).rows(1, 2)


def test_a_query_of_instances_brings_those_that_were_asked_for_along(django_assert_num_queries):
    one, other = make_product_on_sale(name="甲"), make_product_on_sale(name="乙")
    shop, category = one.shop.name, one.category
    by_name = Found(lambda name, shop: Product.objects.filter(name=name, shop=shop), "shop", "category")

    with django_assert_num_queries(1):
        found = by_name.first("甲", one.shop_id)
        assert (found, found.shop.name, found.category) == (one, shop, category)
    assert found.updated_at == one.updated_at
    assert by_name.first("甲", other.shop_id) is None
    assert by_name.all("乙' OR true --", other.shop_id) == []


@pytest.mark.django_db(transaction=True)
def test_a_query_that_is_asked_often_is_planned_once_and_keeps_what_it_always_asks_for():
    one, other = make_product_on_sale(name="100% 羊毛 O'Neill"), make_product_on_sale(name="100 羊毛")
    query = Prepared(
        lambda pks: Product.objects.filter(pk__in=any_of(pks), name__contains="% 羊毛 O'").values_list("pk")
    )

    for _time in range(3):
        found = [query.rows(pks) for pks in ([one.pk, other.pk], [other.pk], [], [2**80, one.pk])]
        assert found == [[(one.pk,)], [], [], [(one.pk,)]]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text, custom_plans FROM pg_prepared_statements"
            " WHERE strpos(statement, '羊毛 O') > 0"
        )
        assert cursor.fetchall() == [("{bigint[]}", 0)]


@pytest.mark.django_db(transaction=True)
def test_a_column_may_change_while_plans_are_kept():
    """A migration beside running processes: neither a page nor a service meets a plan of before."""
    leaf = make_leaf()
    query = Prepared(lambda pk: Category.objects.filter(pk=pk).values_list("slug"))
    ask = locks.service(lambda: query.rows(leaf.pk))
    [field] = [field for field in Category._meta.fields if field.name == "slug"]

    def widen(by: int):
        def alter():
            with connection.cursor() as cursor:
                cursor.execute(
                    f"ALTER TABLE catalog_category ALTER COLUMN slug TYPE varchar({field.max_length + by})"
                )

        return at_once(alter)

    told = [query.rows(leaf.pk) for _time in range(8)]
    asked = connection.connection
    try:
        assert widen(1) == [None]
        told += [query.rows(leaf.pk) for _time in range(8)]
        assert connection.connection is asked  # another one of a pool could have plans of before, too
    finally:
        assert widen(0) == [None]
    told += [ask() for _time in range(2)]

    assert told == [[(leaf.slug,)]] * 18


def test_values_of_filters_are_kept_until_there_are_other_goods_or_shops(product, pages, settings):
    settings.KEEP_FACETS_SECONDS = 600
    others = make_product_on_sale(name="武夷岩茶", category=product.category)
    names = set(Product.objects.values_list("shop__name", flat=True))

    def told() -> tuple[str, set[str], int]:
        with CaptureQueriesContext(connection) as queries:
            shelf = Client().get(pages[1]).context["shelf"]
        return shelf.counts.shown, {value.name for value in shelf.counts.values["shop"]}, len(queries)

    shown, shops_told, queries = told()
    assert (shown, shops_told) == ("3", names)
    assert told() == ("3", names, queries - 1)

    listings.withdraw(actor=None, product=others)
    came = make_product_on_sale(name="安溪铁观音", category=product.category, shop=product.shop)
    assert told() == ("3", names - {others.shop.name}, queries)
    listings.withdraw(actor=None, product=came)
    assert told() == ("2", names - {others.shop.name}, queries)
    shops.suspend(actor=None, shop=product.shop, reason="发货太慢")
    assert told() == ("1", names - {others.shop.name, product.shop.name}, queries)
