"""The cart's page, as a browser with and without scripts uses it. (B11.1)"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import SKU, Product, Stock
from orders.models import Cart, CartLine
from orders.services import cart_looks, carts
from tests.accounts.factories import make_user
from tests.accounts.steps import sign_in

from .cart_pages import HTMX, press, put_in, sent, told
from .factories import make_person, make_sku
from .test_carts import content

pytestmark = pytest.mark.django_db


def test_an_anonymous_visitor_fills_a_cart_and_is_told_that_it_came_along_after_sign_in(client):
    sku, person = make_sku(), make_person()
    put_in(client, sku, quantity=2)
    assert sku.product.name in client.get("/cart/").content.decode()

    client.force_login(person)
    response = client.get("/cart/")

    assert "登录前放入的 1 种商品已并入您的购物车。" in response.content.decode()
    assert content(Cart.objects.get(user=person)) == [(sku.pk, 2)]
    assert not Cart.objects.filter(user=None).exists()
    assert "已并入" not in client.get("/cart/").content.decode()


def badge(page) -> int:
    return int(re.search(r'id="cart-count"[^>]*>(\d+)<', page.content.decode())[1])


def test_the_first_page_after_a_sign_in_counts_both_carts_and_no_other_asks(client):
    person, (first, second, later) = make_user(), [make_sku() for _ in range(3)]
    own = carts.of_person(person)
    for sku in (first, second, later):
        carts.add(cart=own, sku_id=sku.pk, quantity=1)
    carts.save_for_later(cart=own, sku_ids=[later.pk], later=True)
    for sku in (first, make_sku()):
        client.post("/cart/add/", {"sku": sku.pk})
    assert badge(client.get("/")) == 2

    sign_in(client, person.phone)
    assert badge(client.get("/")) == 3
    with CaptureQueriesContext(connection) as asked:
        assert badge(client.get("/")) == 3
    assert [query["sql"] for query in asked if "cart" in query["sql"]] == []
    assert badge(client.get("/cart/")) == 3


def test_who_signs_in_elsewhere_finds_their_cart_counted(client):
    person = make_user()
    carts.add(cart=carts.of_person(person), sku_id=make_sku().pk, quantity=1)

    sign_in(client, person.phone)
    assert badge(client.get("/")) == 1

    client.logout()
    assert badge(client.get("/")) == 0


def test_merging_tells_what_the_stock_did_not_allow(client):
    sku, person = make_sku(on_hand=4), make_person()
    carts.add(cart=carts.of_person(person), sku_id=sku.pk, quantity=3)
    client.post("/cart/add/", {"sku": sku.pk, "quantity": 3})

    client.force_login(person)
    page = client.get("/cart/").content.decode()

    assert f"“{sku.product.name}”两处加起来超过了能买的件数，现在是 4 件。" in page


def test_adding_goes_back_to_where_it_was_pressed_but_never_abroad(client):
    sku = make_sku()

    here = client.post("/cart/add/", {"sku": sku.pk, "next": "/p/1/"})
    abroad = client.post("/cart/add/", {"sku": sku.pk, "next": "https://evil.example/"})

    assert (here.url, abroad.url) == ("/p/1/", "/cart/")


@pytest.mark.parametrize("sku", ["", "0", "x", "9" * 30, "1\x00", "-1"])
def test_an_unknown_sku_is_told_and_nothing_is_added(client, sku):
    response = client.post("/cart/add/", {"sku": sku})

    assert (response.status_code, CartLine.objects.count()) == (302, 0)


# --- Numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写数量。"),
        ("0", "至少 1 件；不要了请点“移除”。"),
        ("-1", "数量请填整数，例如 2。"),
        ("1000", "一种商品一次最多买 999 件。"),
        ("①", "数量请填整数，例如 2。"),
        ("1_0", "数量请填整数，例如 2。"),
        ("1.5", "数量请填整数，例如 2。"),
        ("abc", "数量请填整数，例如 2。"),
        ("9" * 4_000, "数量请填整数，例如 2。"),
    ],
)
def test_a_bad_number_is_told_at_its_field_and_kept_there(client, typed, words):
    sku = make_sku()
    cart = put_in(client, sku)

    response = press(client, cart, "checkout", **{f"quantity_{sku.pk}": typed})

    field = response.context["groups"][0][1][0][1]
    assert response.status_code == 400
    assert ([str(error) for error in field.errors], field.value()) == ([words], typed)
    assert f'id="id_quantity_{sku.pk}_error"' in response.content.decode()
    assert content(cart) == [(sku.pk, 1)]


def test_a_number_that_is_too_large_is_told_in_the_readers_language(client):
    sku = make_sku()
    cart = put_in(client, sku)

    sent_now = sent(cart, press="checkout") | {f"quantity_{sku.pk}": "99999"}
    response = client.post("/cart/update/", sent_now, headers={"Accept-Language": "en"})

    field = response.context["groups"][0][1][0][1]
    assert "At most 999 of one product at a time." in response.content.decode()
    assert field.value() == "99999"


@pytest.mark.parametrize("typed", ["１２", " 12 ", "１ ２"])
def test_a_number_in_full_width_digits_or_with_blanks_is_that_number(client, typed):
    sku = make_sku(on_hand=20)
    cart = put_in(client, sku)

    press(client, cart, "", **{f"quantity_{sku.pk}": typed})

    assert content(cart) == [(sku.pk, 12)]


def test_what_has_no_room_when_undone_is_named_and_can_still_come_back(client, monkeypatch):
    first, second, other = make_sku(), make_sku(), make_sku()
    cart = put_in(client, first, second)
    press(client, cart, "remove:ticked")
    put_in(client, other)
    monkeypatch.setattr(carts, "MOST_LINES", 2)

    response = press(client, cart, "undo")
    lines = dict(content(cart))
    [missing] = {first.pk, second.pk} - lines.keys()
    press(client, cart, f"remove:{other.pk}")

    assert len(lines) == 2
    name = SKU.objects.get(pk=missing).product.name
    assert told(response)[-1] == f"购物车最多放 2 种商品，没能放回：{name}。请先移除一些，再撤销。"


def test_beside_a_bad_number_the_rest_is_kept(client):
    bad, good = make_sku(), make_sku()
    cart = put_in(client, bad, good)

    press(client, cart, "", **{f"quantity_{bad.pk}": "x", f"quantity_{good.pk}": "5"})

    assert content(cart) == sorted([(bad.pk, 1), (good.pk, 5)])


@pytest.mark.parametrize(
    ("button", "before", "typed", "after"),
    [
        ("more", 2, "2", 3),
        ("more", 2, "7", 8),
        ("more", 10, "10", 10),
        ("less", 2, "2", 1),
        ("less", 1, "1", 1),
        ("less", 12, "12", 11),
        ("fit", 12, "12", 10),
        ("update", 2, "4", 4),
        ("nonsense", 2, "2", 2),
    ],
)
def test_steps_and_typing_set_the_number(client, button, before, typed, after):
    sku = make_sku(on_hand=10)
    cart = put_in(client, sku, quantity=before)

    press(client, cart, f"{button}:{sku.pk}", **{f"quantity_{sku.pk}": typed})

    assert content(cart) == [(sku.pk, after)]


# --- Selecting ------------------------------------------------------------------------------------------


def test_the_way_to_the_checkout_is_open_when_all_that_is_ticked_can_be_had(client):
    sku, gone = make_sku(), make_sku()
    cart = put_in(client, sku, gone)
    Product.objects.filter(pk=gone.product_id).update(state="off_sale")

    assert press(client, cart, "checkout").url == "/checkout/"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda sku: SKU.objects.filter(pk=sku.pk).update(price=9_999), "选中的商品有变化"),
        (lambda sku: Stock.objects.filter(sku=sku).update(on_hand=1), "选中的商品有变化"),
        (lambda sku: CartLine.objects.filter(sku=sku).delete(), "请先选中要买的商品"),
    ],
)
def test_what_changed_behind_the_page_stops_the_way_to_the_checkout(client, spoil, words):
    sku, other = make_sku(), make_sku()
    cart = put_in(client, sku, other, quantity=2)
    press(client, cart, "", **{f"selected_{other.pk}": ""})
    as_shown = sent(cart, press="checkout")
    spoil(sku)

    response = client.post("/cart/update/", as_shown)

    assert response.url == "/cart/"
    assert told(response)[-1].startswith(words)


# --- htmx -----------------------------------------------------------------------------------------------


def test_htmx_gets_the_cart_alone_with_its_new_sum(client):
    sku = make_sku(price=1_000)
    cart = put_in(client, sku)

    response = client.post("/cart/update/", sent(cart, **{f"quantity_{sku.pk}": "3"}), **HTMX)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "已选 3 件，合计 ¥30.00" in page


def test_htmx_is_led_to_the_checkout_as_a_whole_page(client):
    cart = put_in(client, make_sku())

    response = client.post("/cart/update/", sent(cart, press="checkout"), **HTMX)

    assert response["HX-Redirect"] == "/checkout/"


def test_an_empty_cart_has_a_way_on(client):
    page = client.get("/cart/").content.decode()

    assert "购物车还是空的" in page
    assert 'href="/"' in page
    assert client.post("/cart/update/", {"press": "checkout"}).url == "/cart/"


def test_the_cart_page_costs_the_same_however_much_is_in_it(client, django_assert_max_num_queries):
    person = make_person()
    client.force_login(person)
    cart = carts.of_person(person)
    for number in range(8):
        sku = make_sku()
        carts.add(cart=cart, sku_id=sku.pk, quantity=1)
        if number % 3 == 0:
            carts.save_for_later(cart=cart, sku_ids=[sku.pk], later=True)
    client.get("/cart/")

    with django_assert_max_num_queries(8) as queries:
        client.get("/cart/")

    assert len(queries) <= 8


@pytest.mark.parametrize("url", ["/cart/add/", "/cart/update/"])
def test_changes_are_posts(client, url):
    assert client.get(url).status_code == 405


def test_an_attempt_to_check_out_takes_no_note_of_a_price_that_was_not_agreed_to(client):
    dearer, cheaper = make_sku(price=1_000), make_sku(price=1_000)
    cart = put_in(client, dearer, cheaper)
    SKU.objects.filter(pk=dearer.pk).update(price=1_200)
    SKU.objects.filter(pk=cheaper.pk).update(price=800)

    press(client, cart, "checkout")

    assert [row.sku for row in cart_looks.look(cart).repriced] == [dearer]
