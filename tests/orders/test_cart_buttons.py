"""The buttons of the cart's page: what is ticked, taken out, put back and kept for later. (B11.1)"""

import re

import pytest
from django.urls import reverse

from catalog.models import SKU, Stock
from merchants.models import Shop
from orders.services import cart_looks, carts

from .cart_pages import press, put_in, sent, ticked
from .factories import make_person, make_sku
from .test_carts import content

pytestmark = pytest.mark.django_db


def test_a_line_a_shop_or_everything_is_selected_and_not(client):
    first = make_sku()
    neighbour, other = make_sku(shop=first.shop), make_sku()
    cart = put_in(client, first, neighbour, other)
    seen = []

    for button in (
        "pick:all:0",
        f"pick:{first.shop_id}-merchant:1",
        "pick:all:1",
        f"pick:{other.shop_id}-merchant:0",
    ):
        press(client, cart, button)
        seen.append(ticked(cart))

    here = sorted([first.pk, neighbour.pk])
    assert seen == [[], here, sorted([*here, other.pk]), here]


def test_what_cannot_be_bought_cannot_be_selected(client):
    sku = make_sku()
    cart = put_in(client, sku)
    Shop.objects.filter(pk=sku.shop_id).update(state="suspended")

    press(client, cart, "pick:all:1", **{f"selected_{sku.pk}": "on"})
    page = client.get("/cart/").content.decode()

    assert ticked(cart) == []
    assert "店铺暂停接单" in page
    assert reverse("catalog:category", args=["tea"]) in page
    assert re.search(rf'id="tick-{sku.pk}"[^>]* disabled', page)


def test_a_price_that_rose_is_shown_unticked_and_ticking_agrees_to_what_was_shown(client):
    sku = make_sku(price=1_000)
    cart = put_in(client, sku)
    SKU.objects.filter(pk=sku.pk).update(price=1_200)
    as_shown = sent(cart)
    assert ticked(cart) == []

    client.post("/cart/update/", as_shown | {f"selected_{sku.pk}": "on"})
    assert ticked(cart) == [sku.pk]

    SKU.objects.filter(pk=sku.pk).update(price=1_300)
    client.post("/cart/update/", as_shown | {f"selected_{sku.pk}": "on"})
    assert ticked(cart) == []


def test_taking_note_of_new_prices_ticks_nothing(client):
    dearer, cheaper = make_sku(price=1_000), make_sku(price=1_000)
    cart = put_in(client, dearer, cheaper)
    SKU.objects.filter(pk=dearer.pk).update(price=1_200)
    SKU.objects.filter(pk=cheaper.pk).update(price=800)
    assert "有 2 种商品的价格和放入时不同" in client.get("/cart/").content.decode()

    press(client, cart, "noted")

    assert cart_looks.look(cart).repriced == []
    assert ticked(cart) == [cheaper.pk]


# --- Removing, saving for later -------------------------------------------------------------------------


def test_removing_can_be_undone_until_the_next_button(client):
    sku, other = make_sku(), make_sku()
    cart = put_in(client, sku, other, quantity=3)

    press(client, cart, f"remove:{sku.pk}")
    assert content(cart) == [(other.pk, 3)]
    assert f"已移除“{sku.product.name}”" in client.get("/cart/").content.decode()
    press(client, cart, "undo")

    assert content(cart) == sorted([(sku.pk, 3), (other.pk, 3)])
    assert "已移除" not in client.get("/cart/").content.decode()


@pytest.mark.parametrize(("button", "left"), [("remove:ticked", [1, 2]), ("remove:gone", [0, 1])])
def test_several_are_removed_at_once(client, button, left):
    skus = [make_sku(), make_sku(), make_sku()]
    cart = put_in(client, *skus)
    carts.change(cart=cart, selected={skus[1].pk: False})
    Stock.objects.filter(sku=skus[2]).update(on_hand=0)

    press(client, cart, button)

    assert content(cart) == sorted((skus[i].pk, 1) for i in left)


def test_a_line_waits_for_later_and_comes_back(client):
    sku = make_sku()
    cart = put_in(client, sku)

    press(client, cart, f"later:{sku.pk}")
    look = cart_looks.look(cart)
    assert ([row.sku for row in look.later], look.rows) == ([sku], [])
    assert "没有马上要买的商品" in client.get("/cart/").content.decode()
    press(client, cart, f"back:{sku.pk}")

    assert ticked(cart) == [sku.pk]


@pytest.mark.parametrize("verb", ["remove", "later", "back", "more", "fit", "pick", "undo"])
def test_a_button_that_means_nothing_does_nothing(client, verb):
    sku = make_sku()
    cart = put_in(client, sku)

    for of in ("", "x", "-1", "9" * 40, "١", "1:2", "\x00"):
        response = press(client, cart, f"{verb}:{of}", **{f"was_{sku.pk}": "x:y:" + "9" * 30})
        assert (response.status_code, content(cart), ticked(cart)) == (302, [(sku.pk, 1)], [sku.pk]), of


# --- Two tabs -------------------------------------------------------------------------------------------


def test_a_tab_that_shows_an_older_cart_undoes_nothing_of_the_newer_one(client):
    first, second, third = make_sku(), make_sku(), make_sku()
    cart = put_in(client, first, second)
    old_tab = sent(cart)
    press(client, cart, "", **{f"quantity_{first.pk}": "5"})
    press(client, cart, f"remove:{second.pk}")
    put_in(client, third)

    client.post("/cart/update/", old_tab | {"press": f"less:{third.pk}"})

    assert content(cart) == sorted([(first.pk, 5), (third.pk, 1)])
    assert ticked(cart) == sorted([first.pk, third.pk])


def test_a_tab_whose_cart_has_been_merged_is_sent_to_the_cart_there_is(client):
    sku, person = make_sku(), make_person()
    cart = put_in(client, sku)
    old_tab = sent(cart, press=f"remove:{sku.pk}")
    client.force_login(person)
    client.get("/cart/")

    response = client.post("/cart/update/", old_tab)

    assert (response.status_code, content()) == (302, [])
    assert client.post("/cart/update/", {"press": "undo"}).url == "/cart/"
    assert content() == [(sku.pk, 1)]


# --- On to the checkout ---------------------------------------------------------------------------------
