"""Shops and categories go by their English names where an English reader looks, if they have one."""

import pytest
from django.urls import reverse

from catalog.models import Category
from mall.accounts.services import people
from merchants.models import MemberRole, Shop
from orders.services import carts
from tests.orders.factories import make_address, make_member, make_shop, make_sku, paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku(db):
    """Goods of a shop and a category that have both names, below a category that has one."""
    sku = make_sku()
    Shop.objects.filter(pk=sku.shop_id).update(name="岭南海味行", name_en="Lingnan Seafood")
    Category.objects.filter(pk=sku.product.category_id).update(name="干贝", name_en="Dried scallops")
    above = Category.objects.create(name="海味", slug="above", position=0)
    Category.objects.filter(pk=sku.product.category_id).update(parent=above)
    sku.refresh_from_db()
    return sku


NAMES = ("岭南海味行", "Lingnan Seafood", "干贝", "Dried scallops")


def names_in(page: str) -> set[str]:
    return {name for name in NAMES if name in page}


def read(client, *urls: str) -> str:
    pages = [client.get(url) for url in urls]
    assert [page.status_code for page in pages] == [200] * len(pages)
    return "".join(page.content.decode() for page in pages)


def storefront_pages(sku) -> list[str]:
    """Each names the shop, and the category in its text or in the header's list of all categories."""
    return [
        "/",
        reverse("catalog:category", args=[sku.product.category.slug]),
        reverse("catalog:product", args=[sku.product_id]),
        reverse("catalog:shop", args=[sku.shop.slug]),
    ]


def test_an_english_visitor_meets_english_names(client, sku):
    client.cookies["django_language"] = "en"
    for url in storefront_pages(sku):
        page = read(client, url)
        assert names_in(page) == {"Lingnan Seafood", "Dried scallops"}, url


def test_a_name_without_an_english_one_and_a_chinese_reader_keep_the_chinese(client, sku):
    client.cookies["django_language"] = "en"
    assert "海味" in read(client, "/")

    client.cookies["django_language"] = "zh-hans"
    page = read(client, *storefront_pages(sku))
    assert names_in(page) == {"岭南海味行", "干贝"}


def test_an_english_buyer_reads_the_shops_english_name_from_cart_to_order(client, sku):
    order = paid_order({sku: 1})
    buyer = order.trade.buyer
    people.set_locale(actor=buyer, locale="en")
    carts.add(cart=carts.of_person(buyer), sku_id=sku.pk, quantity=1)
    make_address(buyer)
    client.force_login(buyer)
    for url in (
        reverse("orders:cart"),
        reverse("orders:checkout"),
        reverse("orders:index"),
        reverse("orders:order", args=[order.number]),
        reverse("orders:trade", args=[order.trade.number]),
    ):
        page = read(client, url)
        assert names_in(page) == {"Lingnan Seafood", "Dried scallops"}, url


def test_an_english_seller_reads_them_in_the_portal(client, sku):
    seller = make_member(sku.shop, MemberRole.OWNER)
    make_member(make_shop(), MemberRole.OWNER, seller)
    people.set_locale(actor=seller, locale="en")
    client.force_login(seller)
    slug = sku.shop.slug
    for url in (
        reverse("seller:choose"),
        reverse("seller:today", args=[slug]),
        reverse("catalog:goods", args=[slug]),
    ):
        assert names_in(read(client, url)) - {"Dried scallops"} == {"Lingnan Seafood"}, url
    goods = read(client, reverse("catalog:goods", args=[slug]))
    assert names_in(goods) == {"Lingnan Seafood", "Dried scallops"}
    form = read(client, reverse("catalog:goods_edit", args=[slug, sku.product_id]))
    assert "海味 / Dried scallops" in form
