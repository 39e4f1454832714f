"""The pages on which buyers and shops settle what became of a parcel. (E14-2, E15, D7.2, B11.3)"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, ProductState, Stock
from mall.rulebook.models import Refusal
from orders.models import CartLine, Order, OrderState, Shipment, ShipmentState
from orders.services import cancel_requests, carts, deliveries, parcel_reports, refusals, trades
from orders.services.payments import apply_event

from .factories import (
    begin,
    completed_order,
    event,
    make_address,
    make_member,
    make_person,
    make_sku,
    paid_order,
    placed,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client):
    person = make_person()
    client.force_login(person)
    return person


def sent_to(shopper, freight: int = 0) -> Shipment:
    order = shipped_order({make_sku(price=1_000): 2}, buyer=shopper, freight=freight)
    return order.shipments.select_related("order__shop").get()


def at(name: str, parcel: Shipment) -> str:
    return reverse(f"orders:{name}", args=[parcel.order.number, parcel.pk])


def of_shop(parcel: Shipment) -> str:
    return reverse("orders:seller_parcel", args=[parcel.order.shop.slug, parcel.order.number, parcel.pk])


def state_of(parcel: Shipment) -> str:
    return Shipment.objects.get(pk=parcel.pk).state


def test_the_sum_that_comes_back_is_said_before_refusing_and_holds(client, shopper):
    parcel = sent_to(shopper, freight=500)
    page = client.get(at("refuse", parcel)).content.decode()

    assert re.findall(r'name="back_(\w+)" value="(\d+)"', page) == [
        ("unwanted", "1500"),
        ("damaged", "2500"),
        ("wrong", "2500"),
    ]
    answer = client.post(at("refuse", parcel), {"cause": "unwanted", "back_unwanted": "1500"}, follow=True)
    assert answer.redirect_chain == [(f"/orders/{parcel.order.number}/", 302)]
    assert state_of(parcel) == ShipmentState.REFUSED


@pytest.mark.parametrize("back", ["", "2000", "１５００", "9" * 4_000, "x"])
def test_another_sum_than_is_owed_refuses_nothing_and_says_so_on_the_form(client, shopper, back):
    parcel = sent_to(shopper, freight=500)

    answer = client.post(at("refuse", parcel), {"cause": "unwanted", "back_unwanted": back})

    assert (answer.status_code, state_of(parcel)) == (409, ShipmentState.ON_WAY)
    assert "金额有变动" in answer.content.decode()
    assert Refusal.objects.filter(clause="E14-2").count() == 1


def test_without_a_ground_the_form_comes_back_with_its_error(client, shopper):
    parcel = sent_to(shopper)

    answers = [client.post(at(name, parcel), {}) for name in ("refuse", "report")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [answer.context["form"].errors["cause"] for answer in answers] == [
        ["请选择拒收的原因。"],
        ["请选择遇到的问题。"],
    ]


def test_a_parcel_that_is_still_in_time_is_reported_for_damage_only(client, shopper):
    parcel = sent_to(shopper)

    early = client.post(at("report", parcel), {"cause": "missing"})
    assert (early.status_code, state_of(parcel)) == (409, ShipmentState.ON_WAY)

    client.post(at("report", parcel), {"cause": "damaged"})
    assert state_of(parcel) == ShipmentState.REPORTED


@pytest.mark.rule("E15")
def test_what_came_broken_is_neither_traced_nor_awaited_and_its_report_can_be_withdrawn(
    client,
):
    broken, missing = (shipped_order({make_sku(price=1_000): 1}) for _ in range(2))
    for order, cause in ((broken, "damaged"), (missing, "missing")):
        deliveries.deliver(actor=None, shipment=order.shipments.get())
        parcel_reports.report(actor=order.buyer, shipment=order.shipments.get(), cause=cause)
    to_buyer = {"damaged": "等待商家答复：补发或退款，", "missing": "等待商家答复：查找、补发或退款，"}
    to_shop = {"damaged": "等待您答复：补发或退款，", "missing": "等待您答复：查找、补发或退款，"}
    buttons = ("包裹收到了", "没有问题了，撤回报告")

    for order, cause, offered in ((broken, "damaged", [False, True]), (missing, "missing", [True, False])):
        client.force_login(order.buyer)
        page = client.get(reverse("orders:order", args=[order.number])).content.decode()
        listed = client.get(reverse("orders:index")).content.decode()
        assert [words in page for words in (to_buyer[cause], *buttons)] == [True, *offered], cause
        assert to_buyer[cause] in listed
        client.force_login(make_member(order.shop))
        its = client.get(reverse("orders:seller_order", args=[order.shop.slug, order.number]))
        assert to_shop[cause] in its.content.decode()

    client.force_login(broken.buyer)
    done = client.post(at("accept", broken.shipments.get()), follow=True).content.decode()
    assert ("报告已撤回" in done, state_of(broken.shipments.get())) == (True, ShipmentState.DELIVERED)


def test_a_shop_walks_a_parcel_from_its_failed_attempts_back_into_stock(client):
    order = paid_order({make_sku(price=1_000): 2})
    parcel = ship(order)
    client.force_login(make_member(order.shop, "orders"))
    acts = [
        {"act": "fail"},
        {"act": "fail", "fail-cause": "absent"},
        {"act": "send_back"},
        {"act": "retry"},
        {"act": "fail", "fail-cause": "carrier"},
        {"act": "send_back"},
        {"act": "return", "return-condition": "intact"},
        {"act": "lose"},
        {"act": "stolen"},
    ]

    answers = []
    for act in acts:
        answers.append(client.post(of_shop(parcel), act).status_code)
        Shipment.objects.update(failed_at=timezone.now() - timedelta(hours=12))

    assert answers == [400, 302, 409, 302, 302, 302, 302, 302, 302]
    order.refresh_from_db()
    assert (state_of(parcel), order.refunded) == (ShipmentState.RETURNED, 2_000)
    assert client.get(of_shop(parcel)).context["acts"] == []


def test_a_shop_sends_a_reported_parcel_again(client):
    order = paid_order({make_sku(price=1_000): 2})
    parcel = ship(order, tracking_number="SF1234567890")
    parcel_reports.report(actor=order.buyer, shipment=parcel, cause="damaged")
    client.force_login(make_member(order.shop))
    offered = [code for code, _act, _form in client.get(of_shop(parcel)).context["acts"]]

    wrong = client.post(
        of_shop(parcel), {"act": "resend", "resend-carrier": "顺丰", "resend-tracking_number": "1"}
    )
    client.post(
        of_shop(parcel),
        {"act": "resend", "resend-carrier": "顺丰速运", "resend-tracking_number": "SF99999999"},
    )

    assert (offered, wrong.status_code) == (["resend", "contest", "lose"], 409)
    assert list(order.shipments.order_by("id").values_list("tracking_number", "state")) == [
        ("SF1234567890", "lost"),
        ("SF99999999", "on_way"),
    ]


def test_a_buyer_asks_to_cancel_and_the_shop_agrees_on_its_page(client, shopper):
    order = paid_order(buyer=shopper)
    client.post(reverse("orders:ask_cancel", args=[order.number]))
    client.force_login(make_member(order.shop))
    page = client.get(reverse("orders:seller_order", args=[order.shop.slug, order.number]))
    assert "买家申请取消没有发出的商品" in page.content.decode()

    client.post(reverse("orders:seller_agree_cancel", args=[order.shop.slug, order.number]))

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED


def test_a_buyer_takes_the_request_to_cancel_back(client, shopper):
    order = paid_order(buyer=shopper)
    client.post(reverse("orders:ask_cancel", args=[order.number]))
    waiting = client.get(reverse("orders:order", args=[order.number])).content.decode()

    url = reverse("orders:withdraw_cancel", args=[order.number])
    after, again = (client.post(url, follow=True).content.decode() for _ in range(2))

    assert [page.count("撤回取消申请</button>") for page in (waiting, after)] == [1, 0]
    assert "买家撤回取消申请" in after
    assert "没有等待商家答复的取消申请" in again


def test_while_a_parcel_goes_back_the_page_offers_no_receipt(client, shopper):
    parcel = sent_to(shopper)
    url = reverse("orders:order", args=[parcel.order.number])
    before = client.get(url).content.decode()
    refusals.refuse(actor=shopper, shipment=parcel, cause="unwanted")

    after = client.get(url).content.decode()

    assert [page.count("确认收货</button>") for page in (before, after)] == [1, 0]


def test_a_buyer_takes_a_week_more_once(client, shopper):
    order = shipped_order(buyer=shopper)
    url = reverse("orders:extend", args=[order.number])

    first, second = (client.post(url, follow=True) for _ in range(2))

    said = [[str(message)[:8] for message in answer.context["messages"]] for answer in (first, second)]
    assert said == [["收货时间已延长到"], ["收货时间只能延长"]]
    assert second.context["can_extend"] is False


def test_buying_again_takes_what_there_is_and_says_of_the_rest_why(client, shopper):
    shop_sku = make_sku(on_hand=9)
    skus = [shop_sku, *(make_sku(shop=shop_sku.shop, on_hand=9) for _ in range(3))]
    order = completed_order(dict.fromkeys(skus, 2), buyer=shopper)
    gone, out, few = skus[1:]
    Product.objects.filter(pk=gone.product_id).update(state=ProductState.OFF_SALE)
    Stock.objects.filter(sku=out).update(on_hand=0)
    Stock.objects.filter(sku=few).update(on_hand=1)

    answer = client.post(reverse("orders:buy_again", args=[order.number]), follow=True)

    assert dict(CartLine.objects.values_list("sku", "quantity")) == {skus[0].pk: 2, few.pk: 1}
    words = [str(message) for message in answer.context["messages"]]
    assert words == [
        f"“{gone.product.name}”已下架。",
        f"“{out.product.name}”已售完。",
        f"“{few.product.name}”只剩 1 件，已按 1 件放入。",
        "已把 2 种商品放入购物车，价格以现在的为准。",
    ]


def test_buying_again_counts_what_the_cart_holds_already(client, shopper):
    first = make_sku(on_hand=9)
    full, some = first, make_sku(shop=first.shop, on_hand=9)
    order = completed_order({full: 2, some: 3}, buyer=shopper)
    Stock.objects.update(on_hand=4, reserved=0)
    cart = carts.of_person(shopper)
    carts.add(cart=cart, sku_id=full.pk, quantity=4)
    carts.add(cart=cart, sku_id=some.pk, quantity=3)

    answer = client.post(reverse("orders:buy_again", args=[order.number]), follow=True)

    assert dict(CartLine.objects.values_list("sku", "quantity")) == {full.pk: 4, some.pk: 4}
    assert [str(message) for message in answer.context["messages"]][:2] == [
        f"“{full.product.name}”购物车里已有 4 件，不能再多了。",
        f"“{some.product.name}”最多能买 4 件，购物车里已有 3 件，只放入了 1 件。",
    ]


def test_the_list_says_of_each_order_what_comes_next_and_that_others_are_paid_with_it(client, shopper):
    address = make_address(shopper)
    placed({make_sku(price=1_000): 1, make_sku(price=2_000): 1}, buyer=shopper, address=address)
    asked = cancel_requests.ask(actor=shopper, order=paid_order(buyer=shopper))
    deliveries.fail(actor=None, shipment=sent_to(shopper), cause="absent")

    page = client.get("/orders/").content.decode()

    assert page.count("另外 1 个订单一起支付，共 ¥30.00") == 2
    due = timezone.localtime(asked.cancel_asked_at + timedelta(hours=24))
    assert f"截止 {due:%m-%d %H:%M}" in page
    assert page.count("派送未成功，等待商家安排再次派送") == 1


def closed_with_late_money(shopper, *, cancel: bool = False, gone: bool = False, wrong: int = 0):
    sku = make_sku(on_hand=1)
    trade = placed({sku: 1}, buyer=shopper)
    payment = begin(trade)
    if cancel:
        trades.cancel(actor=shopper, trade=trade)
    else:
        trades.close_unpaid(trade=trade, now=trade.pay_by)
    if gone:
        Stock.objects.filter(sku=sku).update(on_hand=0)
    apply_event(event=event(payment, amount=payment.amount + wrong), now=trade.pay_by + timedelta(minutes=1))
    return trade


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({}, "付款到账时已过期限，商品还有货，交易已恢复"),
        ({"cancel": True}, "您取消之后付款 ¥19.90 才到账，原路全额退回"),
        ({"gone": True}, "付款 ¥19.90 到账时已过期限，商品已无货或停售，原路全额退回"),
        ({"wrong": 1}, "收到的付款 ¥19.91 与应付金额不符"),
    ],
)
def test_the_page_of_a_trade_says_what_became_of_late_money(client, shopper, how, words):
    trade = closed_with_late_money(shopper, **how)

    assert words in client.get(f"/trades/{trade.number}/").content.decode()


def test_a_parcel_of_another_order_is_not_found_under_this_one(client, shopper):
    parcel, other = sent_to(shopper), sent_to(shopper)
    mixed = reverse("orders:refuse", args=[other.order.number, parcel.pk])

    assert client.get(mixed).status_code == 404
    assert Order.objects.of(shopper).count() == 2
