"""What can go wrong between paying and having the goods, on the phone and at the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from mall.deadlines.sweep import sweep
from orders.models import Order, OrderState, Refund, Shipment, ShipmentState, Trade
from orders.payments import callbacks, sandbox
from orders.services import refunds
from orders.services.books import differences
from tests.orders.factories import add_freight, make_member, make_person, make_sku, pay, place, ship

from .people import walk_in

expect = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
).expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def buyer():
    return make_person()


@pytest.fixture
def page(visit, buyer, live_server):
    page = visit()
    walk_in(page, buyer, live_server.url)
    return page


def at_the_cashier(page, trade: Trade) -> None:
    page.goto(f"/trades/{trade.number}/")
    page.get_by_role("button", name="去付款").click()
    page.wait_for_url(re.compile("/sandbox-pay/"))


def fits(page) -> None:
    """Nothing on the page is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.rule("E14")
def test_a_payment_fails_is_tried_again_and_one_may_come_back_without_choosing(page, buyer):
    trade = place({make_sku(): 1}, buyer=buyer)

    at_the_cashier(page, trade)
    page.get_by_role("link", name="不选了，回商城看这笔交易").click()
    expect(page.get_by_role("heading", name="等待付款")).to_be_visible()
    at_the_cashier(page, trade)
    page.get_by_role("button", name="付款失败", exact=True).click()
    expect(page.get_by_text("上一次付款没有成功")).to_be_visible()
    at_the_cashier(page, trade)
    page.get_by_role("button", name="付款成功", exact=True).click()

    expect(page.get_by_role("heading", name="付款成功")).to_be_visible()
    fits(page)


@pytest.mark.rule("E14")
def test_money_that_comes_late_takes_the_trade_up_again_and_the_page_says_so(page, buyer):
    trade = place({make_sku(): 1}, buyer=buyer)
    at_the_cashier(page, trade)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        sweep()
        page.goto(f"/trades/{trade.number}/")
        expect(page.get_by_text("如果您已经付款，钱不会丢")).to_be_visible()
        number = trade.payments.get().number
        for body in sandbox.decide(number=number, choice=sandbox.Choice.PAY):
            headers = sandbox.signed_headers(body)
            callbacks.receive(code=sandbox.CODE, headers=headers, body=body, sender="sandbox")

    page.reload()
    expect(page.get_by_text("交易已恢复，商家会照常发货")).to_be_visible()
    assert Order.objects.get().state == OrderState.PAID


@pytest.mark.rule("D7.2")
def test_a_buyer_asks_to_cancel_and_cancels_at_once_when_the_shop_is_late(page, buyer):
    trade = place({make_sku(): 1}, buyer=buyer)
    pay(trade)
    order = trade.orders.get()

    page.goto(f"/orders/{order.number}/")
    page.get_by_text("不想要了，申请取消").click()
    expect(page.get_by_text("24 小时没有答复")).to_be_visible()
    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=True):
        sweep()
    page.goto(f"/orders/{order.number}/")
    page.get_by_role("button", name="取消订单并全额退款").click()

    expect(page.get_by_text("没有发出的商品已取消，货款原路退回。")).to_be_visible()
    order.refresh_from_db()
    assert (order.state, order.refunded) == (OrderState.CANCELLED, order.total)


@pytest.mark.rule("E14-2")
def test_a_parcel_is_refused_comes_back_and_is_paid_back_less_its_way_back(page, visit, buyer, live_server):
    trade = place({make_sku(price=5_000): 2}, buyer=buyer)
    add_freight(trade, 1_200)
    pay(trade)
    order = trade.orders.select_related("shop").get()
    parcel = ship(order)

    page.goto(f"/orders/{order.number}/")
    page.get_by_role("link", name=re.compile("^拒收")).click()
    expect(page.locator(".choice", has_text="不想要了")).to_contain_text("¥88.00")
    fits(page)
    page.get_by_label("不想要了").check()
    page.get_by_role("button", name="确认拒收").click()
    expect(page.get_by_text("已登记拒收")).to_be_visible()

    seller = visit()
    walk_in(seller, make_member(order.shop, "orders"), live_server.url)
    seller.goto(f"/seller/{order.shop.slug}/orders/{order.number}/")
    seller.get_by_role("link", name=re.compile("处理包裹")).click()
    seller.get_by_role("button", name="包裹正在退回").click()
    seller.get_by_label("完好，可以再卖").check()
    fits(seller)
    seller.get_by_role("button", name="收到退回的包裹").click()
    expect(seller.get_by_text("已登记，买家会看到。")).to_be_visible()
    refunds.finish(refund=Refund.objects.get())

    page.reload()
    expect(page.get_by_text("包裹没有送到买家手里，订单已结束。")).to_be_visible()
    assert Shipment.objects.get(pk=parcel.pk).state == ShipmentState.RETURNED
    assert (Refund.objects.get().amount, differences()) == (8_800, [])


@pytest.mark.rule("B11.3", "E15")
def test_a_buyer_takes_time_reports_damage_gets_the_goods_after_all_and_buys_again(page, buyer):
    sku = make_sku(on_hand=5)
    trade = place({sku: 1}, buyer=buyer)
    pay(trade)
    order = trade.orders.get()
    ship(order)

    page.goto(f"/orders/{order.number}/")
    page.get_by_role("button", name="延长收货 7 天").click()
    expect(page.get_by_text("收货时间已延长到")).to_be_visible()
    page.get_by_role("link", name=re.compile("没收到或有破损")).click()
    page.get_by_label("包装破损或商品损坏").check()
    fits(page)
    page.get_by_role("button", name="告诉商家").click()
    expect(page.get_by_text("等待商家答复：补发或退款")).to_be_visible()
    page.get_by_text("其实已经收好了，确认收货").click()
    fits(page)
    page.get_by_role("button", name="确认收货", exact=True).click()
    expect(page.get_by_text("已完成").first).to_be_visible()
    page.get_by_role("button", name="再次购买").click()

    page.wait_for_url(re.compile("/cart/"))
    expect(page.locator(".line", has_text=sku.product.name)).to_be_visible()
    assert Order.objects.get().state == OrderState.COMPLETED
