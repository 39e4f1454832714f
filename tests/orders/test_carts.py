"""Carts, as services and as a page. (B11.1)"""

import pytest
from django.urls import reverse

from catalog.models import Product, Stock
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from merchants.models import Shop
from orders.models import MAX_QUANTITY, Cart, CartLine
from orders.services import carts

from .factories import make_person, make_shop, make_sku

pytestmark = pytest.mark.django_db


def content(cart=None):
    lines = CartLine.objects.filter(cart=cart) if cart else CartLine.objects.all()
    return sorted(lines.values_list("sku", "quantity"))


def cart_with(*skus, quantity=1):
    cart = carts.of_person(make_person())
    for sku in skus:
        carts.add(cart=cart, sku=sku, quantity=quantity)
    return cart


@pytest.mark.rule("B11.1")
def test_goods_on_sale_go_into_the_cart_and_add_up():
    sku = make_sku()
    cart = cart_with(sku, quantity=2)

    carts.add(cart=cart, sku=sku, quantity=3)

    assert content(cart) == [(sku.pk, 5)]


def test_a_line_never_exceeds_what_a_line_may_hold():
    sku = make_sku()
    cart = cart_with(sku, quantity=MAX_QUANTITY)

    carts.add(cart=cart, sku=sku, quantity=1)

    assert content(cart) == [(sku.pk, MAX_QUANTITY)]


@pytest.mark.rule("B11.1")
@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1])
def test_a_quantity_that_cannot_be_is_refused(quantity):
    cart, sku = carts.of_person(make_person()), make_sku()

    with pytest.raises(RuleError) as refused:
        carts.add(cart=cart, sku=sku, quantity=quantity)

    assert refused.value.clause == "B11.1"


@pytest.mark.rule("B11.1")
def test_goods_off_sale_do_not_go_into_the_cart():
    sku = make_sku()
    Product.objects.filter(pk=sku.product_id).update(state="off_sale")

    with pytest.raises(RuleError) as refused:
        cart_with(sku)

    assert refused.value.clause == "B11.1"


def test_a_closed_shops_goods_do_not_go_into_the_cart():
    with pytest.raises(RuleError, match="不接受新订单"):
        cart_with(make_sku(shop=make_shop(state="suspended")))


def test_a_full_cart_says_so(monkeypatch):
    monkeypatch.setattr(carts, "MOST_LINES", 1)

    with pytest.raises(DomainError, match="最多放 1 种"):
        cart_with(make_sku(), make_sku())


def test_merging_adds_up_and_ends_the_browsers_cart():
    shared, only = make_sku(), make_sku()
    person = make_person()
    mine = carts.of_person(person)
    carts.add(cart=mine, sku=shared, quantity=2)
    browser = carts.of_browser("t")
    carts.add(cart=browser, sku=shared, quantity=MAX_QUANTITY)
    carts.add(cart=browser, sku=only, quantity=1)

    carts.merge(actor=person, token="t")
    carts.merge(actor=person, token="t")

    assert content() == sorted([(shared.pk, MAX_QUANTITY), (only.pk, 1)])
    assert list(Cart.objects.values_list("user", flat=True)) == [person.pk]


def changes_after(spoil):
    sku = make_sku(price=1_000, on_hand=5)
    cart = cart_with(sku, quantity=3)
    spoil(sku)
    row = carts.look(cart).rows[0]
    return row.can_buy, [str(change) for change in row.changes]


@pytest.mark.parametrize(
    ("spoil", "can_buy", "words"),
    [
        (lambda sku: None, True, []),
        (
            lambda sku: type(sku).objects.filter(pk=sku.pk).update(price=900),
            True,
            ["价格从 ¥10.00 变为 ¥9.00。"],
        ),
        (lambda sku: Stock.objects.filter(sku=sku).update(on_hand=2), False, ["只剩 2 件，请改数量。"]),
        (lambda sku: Stock.objects.filter(sku=sku).update(on_hand=0), False, ["已售完。"]),
    ],
)
def test_the_cart_says_what_has_changed(spoil, can_buy, words):
    assert changes_after(spoil) == (can_buy, words)


def test_the_cart_says_that_goods_are_off_sale_or_their_shop_closed():
    off = changes_after(lambda sku: Product.objects.filter(pk=sku.product_id).update(state="off_sale"))
    closed = changes_after(lambda sku: Shop.objects.filter(pk=sku.shop_id).update(state="suspended"))

    assert (off[0], closed[0]) == (False, False)
    assert off[1][0].endswith("已下架。")
    assert closed[1][0].endswith("目前不接受新订单。")


def test_only_selected_goods_that_can_be_bought_are_counted():
    chosen, left, gone = make_sku(price=100), make_sku(price=10), make_sku(price=1)
    cart = cart_with(chosen, left, gone)
    carts.change(cart=cart, quantities={chosen.pk: 2}, selected={chosen.pk, gone.pk})
    Stock.objects.filter(sku=gone).update(on_hand=0)

    look = carts.look(cart)

    assert (look.total, look.pieces) == (200, 2)
    assert [row.sku.pk for row in look.blocked] == [gone.pk]


# --- The page -------------------------------------------------------------------------------------------


def test_an_anonymous_visitor_fills_a_cart_and_keeps_it_after_sign_in(client):
    sku, person = make_sku(), make_person()
    client.post(reverse("orders:cart_add"), {"sku": sku.pk, "quantity": 2})
    assert sku.product.name in client.get("/cart/").content.decode()

    client.force_login(person)
    page = client.get("/cart/").content.decode()

    assert sku.product.name in page
    assert content(Cart.objects.get(user=person)) == [(sku.pk, 2)]
    assert not Cart.objects.filter(user=None).exists()


def test_adding_goes_back_to_where_it_was_pressed_but_never_abroad(client):
    sku = make_sku()

    here = client.post("/cart/add/", {"sku": sku.pk, "next": "/p/1/"})
    abroad = client.post("/cart/add/", {"sku": sku.pk, "next": "https://evil.example/"})

    assert (here.url, abroad.url) == ("/p/1/", "/cart/")


@pytest.mark.parametrize("sku", ["", "0", "x", "9" * 30, "1\x00", "-1"])
def test_an_unknown_sku_is_told_and_nothing_is_added(client, sku):
    response = client.post("/cart/add/", {"sku": sku})

    assert (response.status_code, CartLine.objects.count()) == (302, 0)


@pytest.mark.parametrize("quantity", ["0", "-1", "1000", "１２", "1_0", "1.5", "abc", "9" * 4_000])
def test_a_bad_quantity_is_told_at_its_field_and_changes_nothing(client, quantity):
    sku = make_sku()
    client.post("/cart/add/", {"sku": sku.pk})

    response = client.post("/cart/update/", {f"quantity_{sku.pk}": quantity, f"selected_{sku.pk}": "on"})

    assert response.status_code == 400
    assert "field__error" in response.content.decode()
    assert content() == [(sku.pk, 1)]


def test_quantities_selection_and_buttons_work_without_a_script(client):
    keep, drop, later = make_sku(), make_sku(), make_sku()
    for sku in (keep, drop, later):
        client.post("/cart/add/", {"sku": sku.pk})

    client.post("/cart/update/", {f"quantity_{keep.pk}": "4", "remove": str(drop.pk)})
    client.post("/cart/update/", {f"selected_{keep.pk}": "on", "later": str(later.pk)})

    assert content() == sorted([(keep.pk, 4), (later.pk, 1)])
    assert CartLine.objects.get(sku=later).saved_for_later is True
    client.post("/cart/update/", {"back": str(later.pk)})
    assert CartLine.objects.get(sku=later).saved_for_later is False


def test_the_cart_page_costs_the_same_however_much_is_in_it(client, django_assert_max_num_queries):
    person = make_person()
    client.force_login(person)
    cart = carts.of_person(person)
    for _ in range(6):
        carts.add(cart=cart, sku=make_sku(), quantity=1)
    client.get("/cart/")

    with django_assert_max_num_queries(8):
        client.get("/cart/")


@pytest.mark.parametrize("url", ["/cart/add/", "/cart/update/"])
def test_changes_are_posts(client, url):
    assert client.get(url).status_code == 405
