"""Carts as services: filling, changing, merging, undoing. (B11.1)"""

import pytest

from catalog.models import Product, Stock
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from merchants.models import Shop
from orders.models import MAX_QUANTITY, Cart, CartLine
from orders.services import cart_looks, carts

from .factories import make_person, make_shop, make_sku

pytestmark = pytest.mark.django_db


def content(cart=None):
    lines = CartLine.objects.filter(cart=cart) if cart else CartLine.objects.all()
    return sorted(lines.values_list("sku", "quantity"))


def cart_with(*skus, quantity=1):
    cart = carts.of_person(make_person())
    for sku in skus:
        carts.add(cart=cart, sku_id=sku.pk, quantity=quantity)
    return cart


def row_of(sku):
    """The only row of the only cart, with ``sku`` in it."""
    [row] = cart_looks.look(Cart.objects.get()).rows
    assert row.sku == sku
    return row


# --- Filling --------------------------------------------------------------------------------------------


@pytest.mark.rule("B11.1")
def test_goods_on_sale_go_into_the_cart_and_add_up():
    sku = make_sku()
    cart = cart_with(sku, quantity=2)

    carts.add(cart=cart, sku_id=sku.pk, quantity=3)

    assert content(cart) == [(sku.pk, 5)]


def test_a_line_never_exceeds_what_a_line_may_hold():
    sku = make_sku()
    cart = cart_with(sku, quantity=MAX_QUANTITY)

    carts.add(cart=cart, sku_id=sku.pk, quantity=1)

    assert content(cart) == [(sku.pk, MAX_QUANTITY)]


@pytest.mark.rule("B11.1")
@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1])
def test_a_quantity_that_cannot_be_is_refused(quantity):
    sku = make_sku()
    cart = cart_with(sku)

    with pytest.raises(RuleError) as added:
        carts.add(cart=cart, sku_id=sku.pk, quantity=quantity)
    with pytest.raises(RuleError) as changed:
        carts.change(cart=cart, quantities={sku.pk: quantity})

    assert (added.value.clause, changed.value.clause) == ("B11.1", "B11.1")
    assert content(cart) == [(sku.pk, 1)]


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


def test_a_full_cart_says_how_much_it_holds(monkeypatch):
    monkeypatch.setattr(carts, "MOST_LINES", 1)

    with pytest.raises(DomainError, match="最多放 1 种"):
        cart_with(make_sku(), make_sku())


# --- Changing -------------------------------------------------------------------------------------------


def test_only_what_is_named_changes():
    first, second = make_sku(), make_sku()
    cart = cart_with(first, second)

    carts.change(cart=cart, quantities={first.pk: 4}, selected={second.pk: False}, seen={second.pk: 5})

    lines = {line.sku_id: line for line in cart.lines.all()}
    assert (lines[first.pk].quantity, lines[first.pk].selected) == (4, True)
    assert (lines[second.pk].quantity, lines[second.pk].selected, lines[second.pk].seen_price) == (
        1,
        False,
        5,
    )


def test_what_another_tab_has_removed_is_not_brought_back_by_changing_it():
    sku = make_sku()
    cart = cart_with(sku)
    carts.remove(cart=cart, sku_ids=[sku.pk])

    carts.change(cart=cart, quantities={sku.pk: 4})

    assert content(cart) == []


def test_removing_is_undone_to_the_same_line_in_the_same_place():
    first, second, third = make_sku(), make_sku(), make_sku()
    cart = cart_with(first, second, third, quantity=3)
    carts.change(cart=cart, selected={second.pk: False})
    before = list(cart.lines.values_list("sku", "quantity", "selected", "seen_price", "added_at"))

    removed = carts.remove(cart=cart, sku_ids=[second.pk])
    carts.put_back(cart=cart, lines=removed)
    carts.put_back(cart=cart, lines=removed)

    assert list(cart.lines.values_list("sku", "quantity", "selected", "seen_price", "added_at")) == before


def test_undoing_does_not_overfill_the_cart(monkeypatch):
    sku, other = make_sku(), make_sku()
    cart = cart_with(sku)
    removed = carts.remove(cart=cart, sku_ids=[sku.pk])
    monkeypatch.setattr(carts, "MOST_LINES", 1)
    carts.add(cart=cart, sku_id=other.pk, quantity=1)

    left = carts.put_back(cart=cart, lines=removed)

    assert (left, content(cart)) == (removed, [(other.pk, 1)])


# --- Merging --------------------------------------------------------------------------------------------


def merged_from(mine: dict, browsers: dict):
    """What merging gives, for quantities by SKU of both carts."""
    person = make_person()
    own, browser = carts.of_person(person), carts.of_browser("t")
    for cart, quantities in ((own, mine), (browser, browsers)):
        for sku, quantity in quantities.items():
            carts.add(cart=cart, sku_id=sku.pk, quantity=quantity)
    merged = carts.merge(actor=person, token="t")
    carts.merge(actor=person, token="t")
    return merged


def test_merging_adds_up_and_ends_the_browsers_cart():
    shared, only = make_sku(on_hand=MAX_QUANTITY), make_sku()

    merged = merged_from({shared: 2}, {shared: 3, only: 1})

    assert content() == sorted([(shared.pk, 5), (only.pk, 1)])
    assert (merged.lines, merged.cut, merged.left_out) == (2, [], [])
    assert list(Cart.objects.values_list("user", "token")) == [(merged.cart.user_id, None)]


@pytest.mark.parametrize(
    ("on_hand", "mine", "browsers", "together"), [(4, 3, 3, 4), (2_000, 998, 5, 999), (0, 3, 3, 3)]
)
def test_merging_adds_up_to_the_stock_and_never_below_what_was_there(on_hand, mine, browsers, together):
    sku = make_sku(on_hand=on_hand)

    merged = merged_from({sku: mine}, {sku: browsers})

    assert content() == [(sku.pk, together)]
    assert merged.cut == [(sku.product.name, together)]


def test_what_a_full_cart_has_no_room_for_is_named(monkeypatch):
    mine, theirs = make_sku(), make_sku()
    monkeypatch.setattr(carts, "MOST_LINES", 1)

    merged = merged_from({mine: 1}, {theirs: 1})

    assert content() == [(mine.pk, 1)]
    assert (merged.lines, merged.left_out) == (0, [theirs.product.name])


def test_what_waits_for_later_comes_forward_when_the_browser_had_it_in_the_cart():
    sku, person = make_sku(), make_person()
    mine = carts.of_person(person)
    carts.add(cart=mine, sku_id=sku.pk, quantity=1)
    carts.save_for_later(cart=mine, sku_ids=[sku.pk], later=True)
    carts.add(cart=carts.of_browser("t"), sku_id=sku.pk, quantity=1)

    carts.merge(actor=person, token="t")

    line = CartLine.objects.get()
    assert (line.quantity, line.selected, line.saved_for_later) == (2, True, False)


# --- What has changed since -----------------------------------------------------------------------------


def reprice(price):
    return lambda sku: type(sku).objects.filter(pk=sku.pk).update(price=price)


def restock(on_hand):
    return lambda sku: Stock.objects.filter(sku=sku).update(on_hand=on_hand)


def put_product(state):
    return lambda sku: Product.objects.filter(pk=sku.product_id).update(state=state)


def put_shop(state):
    return lambda sku: Shop.objects.filter(pk=sku.shop_id).update(state=state)


COUNTED, TICKED, SELECTABLE, OUT = (True,) * 3, (True, True, False), (True, False, False), (False,) * 3


@pytest.mark.parametrize(
    ("spoil", "can", "words"),
    [
        (lambda sku: None, COUNTED, []),
        (reprice(900), COUNTED, ["比放入时便宜了 ¥1.00"]),
        (reprice(1_250), SELECTABLE, ["比放入时贵了 ¥2.50，要买请勾选"]),
        (restock(2), TICKED, ["只剩 2 件"]),
        (restock(0), OUT, ["已售完"]),
        (put_product("off_sale"), OUT, ["已下架"]),
        (put_product("taken_down"), OUT, ["已下架"]),
        (lambda sku: type(sku).objects.filter(pk=sku.pk).update(is_active=False), OUT, ["已下架"]),
        (put_shop("suspended"), OUT, ["店铺暂停接单"]),
        (put_shop("closed"), OUT, ["店铺已关闭"]),
    ],
)
def test_the_cart_says_what_has_changed_and_counts_only_what_was_agreed_to(spoil, can, words):
    sku = make_sku(price=1_000, on_hand=5)
    cart_with(sku, quantity=3)

    spoil(sku)

    row = row_of(sku)
    assert (row.can_select, row.is_ticked, row.is_counted) == can
    assert [str(note.words) for note in row.notes] == words


def test_what_costs_more_counts_again_once_it_is_ticked_at_the_new_price():
    sku = make_sku(price=1_000)
    cart = cart_with(sku)
    reprice(1_250)(sku)

    carts.change(cart=cart, selected={sku.pk: True}, seen={sku.pk: 1_250})

    row = row_of(sku)
    assert (row.is_counted, row.notes) == (True, [])


def test_only_selected_goods_that_can_be_bought_are_counted():
    chosen, unticked, short, gone = make_sku(price=100), make_sku(), make_sku(), make_sku()
    cart = cart_with(chosen, unticked, short, gone, quantity=2)
    carts.change(cart=cart, selected={unticked.pk: False})
    restock(1)(short)
    restock(0)(gone)

    look = cart_looks.look(cart)

    assert (look.total, look.pieces) == (200, 2)
    assert [row.sku for row in look.short] == [short]
    assert [row.sku for row in look.gone] == [gone]
    assert look.ticked == "mixed"


def test_rows_stand_by_shop_and_way_of_fulfilment_the_latest_first():
    shop = make_shop()
    first = make_sku(shop=shop)
    other = make_sku()
    kept = make_sku(shop=shop, fulfilment="warehouse")
    cart = cart_with(first, other, kept)

    look = cart_looks.look(cart)

    assert [(group.shop, group.fulfilment, [row.sku for row in group.rows]) for group in look.groups] == [
        (shop, "warehouse", [kept]),
        (shop, "merchant", [first]),
        (other.shop, "merchant", [other]),
    ]
