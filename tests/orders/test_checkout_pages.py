"""The confirmation page: what is bought, what changed meanwhile, and one trade however often it is sent."""

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.urls import reverse

from catalog.models import SKU, Product
from mall.accounts.models import Address
from mall.rulebook.models import Refusal
from orders.models import CartLine, OrderLine, Trade, TradeState
from orders.services import carts
from orders.views import checkout as checkout_views
from tests.accounts.factories import make_user

from .factories import (
    make_address,
    make_sku,
    place,
    stock_of,
)

pytestmark = pytest.mark.django_db


def fill(shopper, *skus, quantity=1):
    cart = carts.of_person(shopper)
    for sku in skus:
        carts.add(cart=cart, sku_id=sku.pk, quantity=quantity)
    return make_address(shopper)


def confirmation(client, home, url="/checkout/", note="", **over) -> dict:
    """What the browser would send from the confirmation page; ``note`` goes with the first parcel."""
    page = client.get(url)
    assert page.status_code == 200
    sent = {"shown": page.context["sealed"], "provider": "sandbox", "address": (home and home.pk) or ""}
    return sent | {notes_of(page)[0].html_name: note} | over


def notes_of(page) -> list:
    """The fields of the notes, a parcel each."""
    return [note for _parcel, note in page.context["parcels"]]


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_confirmation_shows_goods_spec_price_freight_address_and_total(client, shopper):
    sku = make_sku(price=1_990)
    fill(shopper, sku, quantity=2)

    page = client.get("/checkout/").content.decode()

    for words in (sku.product.name, "250g", "¥19.90", "¥39.80", "包邮", "浙江省杭州市西湖区", "文三路 1 号"):
        assert words in page


def test_without_an_address_freight_is_said_to_be_unknown_and_why_nothing_can_be_placed(client, shopper):
    carts.add(cart=carts.of_person(shopper), sku_id=make_sku(price=1_990).pk, quantity=1)

    page = client.get("/checkout/").content.decode()

    due = page.split('class="cart__total"')[1].split("</aside>")[0]
    assert "按地址算" in due
    assert "¥0.00" not in due
    assert "添加收货地址后才能提交" in due
    assert " disabled" in due


@pytest.mark.rule("B11.1")
def test_from_the_cart_to_the_providers_page(client, shopper):
    sku = make_sku(on_hand=5)
    sent = confirmation(client, fill(shopper, sku, quantity=2), note="请放门口")

    response = client.post("/checkout/", sent)

    trade = Trade.objects.get()
    assert (trade.buyer, trade.orders.get().note, stock_of(sku)) == (shopper, "请放门口", (5, 2))
    assert response.url.startswith("/sandbox-pay/?request=")
    client.post(response.url, {"choice": "pay"})
    trade.refresh_from_db()
    assert trade.state == TradeState.PAID
    assert "付款成功" in client.get(f"/trades/{trade.number}/").content.decode()


def test_a_double_click_and_the_back_button_make_one_trade(client, shopper):
    sent = confirmation(client, fill(shopper, make_sku()))

    client.post("/checkout/", sent)
    again = client.post("/checkout/", sent)

    assert Trade.objects.count() == 1
    assert again.url.startswith("/sandbox-pay/")


def test_two_tabs_make_one_trade(client, shopper):
    address = fill(shopper, make_sku())
    first, second = confirmation(client, address), confirmation(client, address)

    client.post("/checkout/", first)
    client.post("/checkout/", second)

    assert Trade.objects.count() == 1


@pytest.mark.rule("E13")
@pytest.mark.parametrize(
    ("change", "words", "placed"),
    [
        ({"quantity": 3}, "在购物车里已改为 3 件。", 3),
        ({"quantity": 1}, "在购物车里已改为 1 件。", 1),
    ],
)
def test_what_another_tab_made_of_the_cart_is_asked_about_before_it_is_bought(
    client, shopper, change, words, placed
):
    sku = make_sku()
    address = fill(shopper, sku, quantity=2)
    sent, line = confirmation(client, address), CartLine.objects.get(sku=sku)
    CartLine.objects.filter(pk=line.pk).update(**change)

    asked = client.post("/checkout/", sent)

    assert (asked.status_code, Trade.objects.count()) == (409, 0)
    assert words in asked.content.decode()
    client.post("/checkout/", sent | {"shown": asked.context["sealed"]})
    assert OrderLine.objects.get().quantity == placed
    assert not CartLine.objects.exists()


@pytest.mark.rule("E13")
@pytest.mark.parametrize("change", [{"selected": False}, {"saved_for_later": True}])
def test_what_another_tab_took_out_of_the_cart_is_not_bought(client, shopper, change):
    address = fill(shopper, make_sku())
    sent = confirmation(client, address)
    CartLine.objects.update(**change)

    refused = client.post("/checkout/", sent)

    assert "已不在购物车选中的商品里。" in refused.content.decode()
    assert (Trade.objects.count(), CartLine.objects.count()) == (0, 1)


def test_the_same_goods_may_be_bought_again(client, shopper):
    sku = make_sku()
    for _ in range(2):
        address = fill(shopper, sku)
        client.post("/checkout/", confirmation(client, address))

    assert Trade.objects.count() == 2


@pytest.mark.rule("E13")
def test_a_change_since_is_told_and_confirmed_anew(client, shopper):
    sku = make_sku(price=1_990)
    address = fill(shopper, sku)
    sent = confirmation(client, address, note="请放门口")
    SKU.objects.filter(pk=sku.pk).update(price=2_090)

    refused = client.post("/checkout/", sent)

    page = refused.content.decode()
    assert (refused.status_code, Trade.objects.count()) == (409, 0)
    assert "¥19.90 变为 ¥20.90" in page
    assert "请放门口" in page
    assert Refusal.objects.get().clause == "E13"
    sent["shown"] = refused.context["sealed"]
    client.post("/checkout/", sent)
    assert Trade.objects.get().total == 2_090


def test_goods_that_went_off_sale_send_back_to_the_cart(client, shopper):
    sku = make_sku()
    sent = confirmation(client, fill(shopper, sku))
    Product.objects.filter(pk=sku.product_id).update(state="off_sale")

    response = client.post("/checkout/", sent)

    assert (response.url, Trade.objects.count()) == ("/cart/", 0)
    assert any("已下架" in words for words in told(response))


def test_too_few_pieces_are_told_on_the_page(client, shopper):
    sku = make_sku(on_hand=1)
    sent = confirmation(client, fill(shopper, sku))
    place({sku: 1})

    response = client.post("/checkout/", sent)

    assert response.status_code == 409
    assert "只剩 0 件" in response.content.decode()


def test_one_thing_is_bought_without_the_cart(client, shopper):
    sku = make_sku(on_hand=5)
    address = make_address(shopper)

    client.post("/checkout/", confirmation(client, address, url=f"/checkout/?sku={sku.pk}&quantity=3"))

    assert stock_of(sku) == (5, 3)


@pytest.mark.parametrize("query", ["", "?sku=0", "?sku=x", "?sku=1&quantity=0", "?sku=1&quantity=99999"])
def test_nothing_to_buy_leads_to_the_cart(client, shopper, query):
    assert client.get(f"/checkout/{query}").url == "/cart/"


@pytest.mark.parametrize(
    "over",
    [
        {"address": ""},
        {"address": "0"},
        {"address": "x"},
        {"address": "9" * 40},
        {"provider": ""},
        {"provider": "bitcoin"},
        {"note": "x" * 201},
        {"note": "\x00"},
    ],
)
def test_a_bad_field_is_told_and_nothing_is_placed(client, shopper, over):
    sent = confirmation(client, fill(shopper, make_sku()), **over)

    response = client.post("/checkout/", sent)

    assert (response.status_code, Trade.objects.count()) == (400, 0)


@pytest.mark.parametrize("shown", ["", "forged", "a:b:c"])
def test_a_page_that_is_not_ours_is_asked_for_again(client, shopper, shown):
    sent = confirmation(client, fill(shopper, make_sku())) | {"shown": shown}

    response = client.post("/checkout/", sent)

    assert (response.url, Trade.objects.count()) == ("/checkout/", 0)


def test_a_page_of_an_older_shape_is_asked_for_again(client, shopper):
    sent = confirmation(client, fill(shopper, make_sku()))
    today = signing.loads(sent["shown"], salt=checkout_views._SALT)
    items = {sku: item[:4] for sku, item in today["shown"]["items"].items()}
    shapes = [{"items": items}, {"items": [1]}, {"items": {"x": [1] * 5}}, {"freight": None, "fees": 0}]

    for over in shapes:
        older = {**today, "shown": today["shown"] | over}
        sealed = signing.dumps(older, salt=checkout_views._SALT, compress=True)
        response = client.post("/checkout/", sent | {"shown": sealed}, follow=True)
        assert response.redirect_chain == [("/checkout/", 302)]
        assert "这张确认页已过期" in response.content.decode()

    assert Trade.objects.count() == 0


def test_another_persons_confirmation_is_worth_nothing(client, shopper):
    sent = confirmation(client, fill(shopper, make_sku()))
    client.force_login(make_user())

    client.post("/checkout/", sent)

    assert not Trade.objects.exists()


def test_somebody_elses_address_is_no_choice(client, shopper):
    sent = confirmation(client, fill(shopper, make_sku()), address=make_address(make_user()).pk)

    assert client.post("/checkout/", sent).status_code == 400


def test_what_was_typed_is_still_there_after_adding_an_address_on_the_way(client, shopper):
    sku = make_sku()
    make_address(shopper, is_default=True)
    here = f"/checkout/?sku={sku.pk}&quantity=2"

    response = client.post(here, confirmation(client, None, here, note="请放门口", new_address="1"))
    assert response.url == reverse("accounts:address_add", query={"next": here})
    details = {"recipient": "李四", "phone": "13900001111", "street": "文一路 2 号"}
    divisions = {"province": "330000", "city": "330100", "district": "330106"}
    assert client.post(response.url, details | divisions).url == here
    page = client.get(here)

    added = Address.objects.of(shopper).latest("pk")
    assert notes_of(page)[0].value() == "请放门口"
    assert page.context["confirmation"].address == added
    assert notes_of(client.get(here))[0].value() in (None, "")


def test_what_was_typed_for_one_purchase_is_not_in_another(client, shopper):
    fill(shopper, make_sku())
    one, other = make_sku(), make_sku()
    here = f"/checkout/?sku={one.pk}&quantity=2"
    client.post(here, confirmation(client, None, here, note="请放门口", new_address="1"))

    notes = [
        notes_of(client.get(address))[0].value()
        for address in (f"/checkout/?sku={other.pk}&quantity=2", here)
    ]

    assert notes == [None, None]
