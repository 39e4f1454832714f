"""The shopper's trades and orders: pay, follow, cancel, receive, find."""

import pytest
from django.contrib.messages import get_messages

from catalog.models import Product
from mall.rulebook.models import Refusal
from orders.models import OrderState, TradeState

from .factories import (
    completed_order,
    late_order,
    make_address,
    make_sku,
    paid_order,
    placed,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def mine(client):
    """An order made by a story, whose buyer is signed in."""

    def make(story):
        order = story()
        client.force_login(order.buyer)
        return order

    return make


def test_an_unpaid_trade_can_be_paid_or_given_up(client, mine):
    order = mine(lambda: placed().orders.get())
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
    order = mine(lambda: placed().orders.get())

    response = client.post(f"/trades/{order.trade.number}/pay/", {"provider": provider})

    assert response.url == f"/trades/{order.trade.number}/"
    assert told(response) == ["请选择页面上提供的支付方式。"]


def test_paying_what_is_paid_only_shows_it(client, mine):
    order = mine(paid_order)

    assert client.post(f"/trades/{order.trade.number}/pay/").url == f"/trades/{order.trade.number}/"


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (lambda: placed().orders.get(), "逾期订单自动取消"),
        (paid_order, "等待商家发货"),
        (late_order, "您可以立即取消没有发出的商品并退款"),
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
    order = mine(paid_order)
    ship(order, tracking_number="SF1234567890")

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


def test_somebody_elses_order_does_not_exist(client, shopper):
    order = paid_order()

    for path in PAGES + ACTS:
        url = path.format(o=order.number, t=order.trade.number)
        response = client.get(url) if path in PAGES else client.post(url)
        assert response.status_code == 404, path


def test_visitors_sign_in_first(client):
    order = paid_order()

    for path in (*PAGES, "/orders/", "/checkout/"):
        response = client.get(path.format(o=order.number, t=order.trade.number))
        assert response.url.startswith("/accounts/login/"), path


def test_acts_are_posts(client, mine):
    order = mine(paid_order)

    for path in ACTS:
        assert client.get(path.format(o=order.number, t=order.trade.number)).status_code == 405, path


def numbers(client, query=""):
    return [order.number for order in client.get(f"/orders/{query}").context["page"]]


def test_the_list_filters_by_state_and_searches_number_and_goods(client, shopper):
    tea, cup = make_sku(), make_sku()
    Product.objects.filter(pk=cup.product_id).update(name="青瓷茶杯", name_en="Celadon tea cup")
    cup.refresh_from_db()
    first, second = paid_order({tea: 1}, buyer=shopper), paid_order({cup: 1}, buyer=shopper)
    ship(second)
    paid_order()

    assert numbers(client) == [second.number, first.number]
    assert numbers(client, "?state=shipped") == [second.number]
    assert numbers(client, "?q=青瓷") == numbers(client, "?q=celadon") == [second.number]
    assert numbers(client, f"?q={first.number}") == [first.number]
    assert numbers(client, "?q=%25") == []


def test_a_senseless_query_is_no_error_of_the_server(client, shopper):
    for query in ("page=0", "page=-1", "page=x", "page=１", "page=99999999", "state=stolen", "q=%00"):
        assert client.get(f"/orders/?{query}").status_code in {200, 400}, query


def test_the_list_costs_the_same_however_long_it_is(client, shopper, django_assert_max_num_queries):
    for _ in range(5):
        paid_order(buyer=shopper)
    client.get("/orders/")

    with django_assert_max_num_queries(8):
        client.get("/orders/")


def test_a_long_list_has_pages(client, shopper):
    deal = {"quantities": {make_sku(on_hand=21): 1}, "buyer": shopper, "address": make_address(shopper)}
    for _ in range(21):
        placed(**deal)

    assert (len(numbers(client)), len(numbers(client, "?page=2"))) == (20, 1)
