"""What shoppers keep, and what a browser remembers."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog import seen
from catalog.models import Favourite
from catalog.services import favourites, listings
from mall.errors import DomainError
from merchants.services import shops
from tests.merchants.factories import make_shop, make_user

from .factories import make_product_on_sale, make_reviewer, make_sku_on_sale, set_price

pytestmark = pytest.mark.django_db


def keep(client, kind: str, thing, **data):
    return client.post(reverse("catalog:favourite", args=[kind, thing.pk]), data)


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


def test_goods_and_shops_are_kept_once_and_let_go_of(client, person):
    product = make_product_on_sale()
    back = reverse("catalog:product", args=[product.pk])

    for _time in range(2):
        response = keep(client, "product", product, keep="yes", next=back)
        keep(client, "shop", product.shop, keep="yes")
    assert response.headers["Location"] == back
    kept = Favourite.objects.of(person).values_list("product", "shop", "seen_price").order_by("id")
    assert list(kept) == [(product.pk, None, 12_800), (None, product.shop_id, 0)]
    assert "已收藏" in client.get(back).content.decode()

    keep(client, "product", product, keep="no")
    keep(client, "product", product, keep="no")
    assert list(Favourite.objects.of(person).values_list("shop", flat=True)) == [product.shop_id]


def test_the_heart_alone_comes_back_to_a_page_that_stays(client, person):
    product = make_product_on_sale()

    response = client.post(
        reverse("catalog:favourite", args=["product", product.pk]),
        {"keep": "yes", "next": "https://evil.example/"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    assert 'aria-pressed="true"' in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_what_nobody_can_see_cannot_be_kept(client, person):
    product = make_product_on_sale()
    listings.withdraw(actor=None, product=product)

    assert keep(client, "product", product).status_code == 404
    assert keep(client, "shop", make_shop(is_open=False)).status_code == 404
    assert keep(client, "order", product).status_code == 404
    assert Favourite.objects.count() == 0


def test_the_list_is_full_at_some_point(person, monkeypatch):
    monkeypatch.setattr(favourites, "MOST", 1)
    favourites.add(actor=person, shop=make_shop())

    with pytest.raises(DomainError, match="最多 1 个"):
        favourites.add(actor=person, shop=make_shop())


def test_the_database_takes_neither_both_nor_neither(person):
    product = make_product_on_sale()
    for row in (Favourite(user=person), Favourite(user=person, product=product, shop=product.shop)):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_list_says_what_has_changed_since(client, person, django_assert_max_num_queries):
    reviewer, shop = make_reviewer(), make_shop()
    cheaper, dearer, same = (make_sku_on_sale(shop=shop, price=10_000) for _n in range(3))
    gone = make_product_on_sale(shop=shop, reviewer=reviewer)
    closed = make_product_on_sale(reviewer=reviewer)
    rewritten = make_product_on_sale(reviewer=reviewer)
    for product in (cheaper.product, dearer.product, same.product, gone, closed, rewritten):
        favourites.add(actor=person, product=product)
    set_price(actor=None, sku=cheaper, price=9_000)
    set_price(actor=None, sku=dearer, price=10_500)
    listings.withdraw(actor=None, product=gone)
    shops.suspend(actor=None, shop=closed.shop, reason="x")
    listings.edit(actor=None, product=rewritten, name="包治百病茶")

    with django_assert_max_num_queries(8):
        response = client.get(reverse("catalog:favourites"))

    rows = [
        (row.product, row.is_for_sale, row.fell_by, row.rose_by) for row, _card in response.context["rows"]
    ]
    assert rows == [
        (rewritten, False, 0, 0),
        (closed, False, 0, 0),
        (gone, False, 0, 0),
        (same.product, True, 0, 0),
        (dearer.product, True, 0, 500),
        (cheaper.product, True, 1_000, 0),
    ]
    html = response.content.decode()
    assert "包治百病茶" not in html
    assert [words in html for words in ("降了 ¥10.00", "涨了 ¥5.00", "已下架", "价格没变")] == [True] * 4


def test_kept_shops_have_a_list_of_their_own(client, person):
    shop = make_shop()
    favourites.add(actor=person, shop=shop)
    shops.close(actor=None, shop=shop, reason="x")

    html = client.get(reverse("catalog:favourites"), {"kind": "shop"}).content.decode()

    assert shop.name in html
    assert "已关闭" in html


# --- Recently seen ---


def test_what_was_seen_is_shown_the_latest_first_and_only_what_is_still_sold(client):
    first, second, gone = (make_product_on_sale() for _n in range(3))
    listings.withdraw(actor=None, product=gone)
    client.cookies[seen.COOKIE] = f"{second.pk}.{gone.pk}.999999.{first.pk}"

    page = client.get(reverse("catalog:seen"))
    strip = client.get(reverse("catalog:seen_strip"), {"here": second.pk})

    assert [card.pk for card in page.context["products"]] == [second.pk, first.pk]
    assert [card.pk for card in strip.context["products"]] == [first.pk]
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    "cookie", ["", "x", "1.2.x", "-1", "1" * 4_000, "0", "1.." * 900, "999999999999999999", "'"]
)
def test_a_cookie_that_somebody_has_played_with_does_no_harm(client, cookie):
    client.cookies[seen.COOKIE] = cookie

    assert client.get(reverse("catalog:seen")).status_code == 200
    assert client.get(reverse("catalog:seen_strip")).status_code == 200


def test_without_a_script_a_picture_remembers_twenty_and_a_button_forgets_them(client):
    for pk in [*range(1, 25), 7]:
        client.get(reverse("catalog:seen_mark", args=[pk]))
    assert client.cookies[seen.COOKIE].value == ".".join(
        str(pk) for pk in [7, *(pk for pk in range(24, 4, -1) if pk != 7)]
    )

    client.post(reverse("catalog:seen_clear"))

    assert client.cookies[seen.COOKIE].value == ""
