"""The shopper's pages: confirm, pay, follow, cancel, receive."""

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.urls import reverse

from catalog.models import SKU, Product
from mall.accounts.models import Address
from mall.rulebook.models import Refusal
from orders.models import CartLine, OrderLine, OrderState, Trade, TradeState
from orders.services import carts
from orders.views import checkout as checkout_views
from tests.accounts.factories import make_user

from .factories import (
    completed_order,
    late_order,
    make_address,
    make_sku,
    paid_order,
    place,
    ship,
    shipped_order,
    stock_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client):
    person = make_user()
    client.force_login(person)
    return person


def fill(shopper, *skus, quantity=1):
    cart = carts.of_person(shopper)
    for sku in skus:
        carts.add(cart=cart, sku=sku, quantity=quantity)
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


# --- Trades and orders ----------------------------------------------------------------------------------


@pytest.fixture
def mine(client):
    """An order made by a story, whose buyer is signed in."""

    def make(story):
        order = story()
        client.force_login(order.buyer)
        return order

    return make


def test_an_unpaid_trade_can_be_paid_or_given_up(client, mine):
    order = mine(lambda: place().orders.get())
    trade = order.trade

    assert client.post(f"/trades/{trade.number}/pay/", {"provider": "sandbox"}).url.startswith(
        "/sandbox-pay/"
    )
    client.post(f"/trades/{trade.number}/cancel/")

    trade.refresh_from_db()
    assert trade.state == TradeState.CLOSED
    assert "交易已关闭" in client.get(f"/trades/{trade.number}/").content.decode()


@pytest.mark.parametrize("provider", ["", "bitcoin", "x" * 500])
def test_an_unknown_method_leads_back_with_a_word(client, mine, provider):
    order = mine(lambda: place().orders.get())

    response = client.post(f"/trades/{order.trade.number}/pay/", {"provider": provider})

    assert response.url == f"/trades/{order.trade.number}/"
    assert told(response) == ["请选择页面上提供的支付方式。"]


def test_paying_what_is_paid_only_shows_it(client, mine):
    order = mine(paid_order)

    assert client.post(f"/trades/{order.trade.number}/pay/").url == f"/trades/{order.trade.number}/"


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (lambda: place().orders.get(), "逾期订单自动取消"),
        (paid_order, "等待商家发货"),
        (late_order, "买家可以立即取消没有发出的商品并退款"),
        (shipped_order, "逾期自动确认"),
        (completed_order, "订单已完成"),
    ],
)
def test_an_order_says_what_happens_next(client, mine, story, words):
    order = mine(story)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert words in page
    assert "王小明" in page


def test_tracking_is_shown(client, mine):
    order = mine(shipped_order)

    assert "SF1234567890" in client.get(f"/orders/{order.number}/").content.decode()


def test_receipt_is_confirmed_on_the_page(client, mine):
    order = mine(shipped_order)

    client.post(f"/orders/{order.number}/receive/")

    order.refresh_from_db()
    assert order.state == OrderState.COMPLETED


def test_confirming_twice_is_told_and_harmless(client, mine):
    order = mine(completed_order)

    response = client.post(f"/orders/{order.number}/receive/")

    assert told(response) == ["当前状态是“已完成”，不能执行“确认收货”。请刷新页面看最新状态。"]


@pytest.mark.rule("D7.2")
def test_a_late_order_is_cancelled_on_the_page(client, mine):
    order = mine(late_order)
    assert "取消订单并全额退款" in client.get(f"/orders/{order.number}/").content.decode()

    client.post(f"/orders/{order.number}/cancel/")

    order.refresh_from_db()
    assert (order.state, order.refunded) == (OrderState.CANCELLED, order.total)


@pytest.mark.rule("D7.2")
def test_an_order_in_time_has_no_such_button_and_no_such_way(client, mine):
    order = mine(paid_order)

    assert "取消订单并全额退款" not in client.get(f"/orders/{order.number}/").content.decode()
    client.post(f"/orders/{order.number}/cancel/")

    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert Refusal.objects.get().clause == "D7.2"


PAGES = ["/orders/{o}/", "/trades/{t}/"]
ACTS = ["/orders/{o}/cancel/", "/orders/{o}/receive/", "/trades/{t}/pay/", "/trades/{t}/cancel/"]


@pytest.mark.parametrize("path", PAGES + ACTS)
def test_somebody_elses_order_does_not_exist(client, shopper, path):
    order = paid_order()
    url = path.format(o=order.number, t=order.trade.number)

    response = client.get(url) if path in PAGES else client.post(url)

    assert response.status_code == 404


@pytest.mark.parametrize("path", [*PAGES, "/orders/", "/checkout/"])
def test_visitors_sign_in_first(client, path):
    order = paid_order()

    response = client.get(path.format(o=order.number, t=order.trade.number))

    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("path", ACTS)
def test_acts_are_posts(client, mine, path):
    order = mine(paid_order)

    assert client.get(path.format(o=order.number, t=order.trade.number)).status_code == 405


def numbers(client, query=""):
    return [order.number for order in client.get(f"/orders/{query}").context["page"]]


def test_the_list_filters_by_state_and_searches_number_and_goods(client, shopper):
    tea, cup = make_sku(), make_sku()
    Product.objects.filter(pk=cup.product_id).update(name="青瓷茶杯")
    cup.refresh_from_db()
    first, second = paid_order({tea: 1}, buyer=shopper), paid_order({cup: 1}, buyer=shopper)
    ship(second)
    paid_order()

    assert numbers(client) == [second.number, first.number]
    assert numbers(client, "?state=shipped") == [second.number]
    assert numbers(client, "?q=青瓷") == [second.number]
    assert numbers(client, f"?q={first.number}") == [first.number]
    assert numbers(client, "?q=%25") == []


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=１", "?page=99999999", "?state=stolen", "?q=%00"]
)
def test_a_senseless_query_is_no_error_of_the_server(client, shopper, query):
    assert client.get(f"/orders/{query}").status_code in {200, 400}


def test_the_list_costs_the_same_however_long_it_is(client, shopper, django_assert_max_num_queries):
    for _ in range(5):
        paid_order(buyer=shopper)
    client.get("/orders/")

    with django_assert_max_num_queries(8):
        client.get("/orders/")


def test_a_long_list_has_pages(client, shopper):
    for _ in range(21):
        place(buyer=shopper)

    assert (len(numbers(client)), len(numbers(client, "?page=2"))) == (20, 1)
