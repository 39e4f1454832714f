"""A merchant's morning: many orders sent, one in two parcels, numbers by sheet, one that came too late."""

from datetime import timedelta

import pytest

from merchants.models import MemberRole
from orders import tasks
from orders.models import DispatchSheet, Order
from orders.services import fulfilment, tallies
from tests.orders.factories import make_member, make_shop, make_sku, paid_order

from .people import walk_in

expect = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
).expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(live_server):
    return make_shop()


@pytest.fixture
def page(visit, shop, live_server):
    page = visit()
    walk_in(page, make_member(shop, MemberRole.ORDERS), live_server.url)
    return page


def waiting(shop, n):
    return [paid_order({make_sku(shop=shop): 1}) for _ in range(n)]


def states():
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def test_many_are_printed_and_sent_and_a_bad_number_is_put_right(page, shop):
    first, second = waiting(shop, 2)
    page.goto(f"/seller/{shop.slug}/orders/")
    page.get_by_label("本页全选").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("已选 2 单")
    page.get_by_role("button", name="打印装箱单").click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("button", name="打印", exact=True)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".packing__number").first).to_have_text(first.number)
    page.emulate_media(media="screen")
    page.get_by_role("link", name="返回订单").click()

    page.get_by_label("本页全选").check()
    page.get_by_role("button", name="填运单号发货").click()
    page.locator("#id_carrier").fill("顺丰速运")
    page.get_by_label(f"运单号 订单 {first.number}").fill("SF0000000001")
    page.get_by_label(f"运单号 订单 {second.number}").fill("短")
    page.get_by_role("button", name="确认发货").click()
    expect(page.get_by_role("status")).to_contain_text("1 单已发货")
    expect(page.locator(".field__error")).to_contain_text("运单号应为 6 到 40 位")
    assert states() == ["shipped", "paid"]
    typed = page.get_by_label(f"运单号 订单 {second.number}")
    expect(typed).to_have_value("短")
    typed.fill("SF0000000002")
    page.get_by_role("button", name="确认发货").click()

    expect(page.get_by_role("heading", name="没有待发货的订单")).to_be_visible()
    assert states() == ["shipped", "shipped"]


def test_an_order_goes_in_two_parcels_and_its_buyer_sees_what_is_in_them(page, shop, visit, live_server):
    order = paid_order({make_sku(shop=shop): 3})
    page.goto(f"/seller/{shop.slug}/orders/{order.number}/")
    page.get_by_label("承运商").fill("中通快递")
    page.get_by_label("运单号").fill("ZT0000000001")
    page.get_by_text("分包发货：这一包装哪些").click()
    page.get_by_label("高山茶").fill("1")
    page.get_by_role("button", name="确认发货").click()
    expect(page.get_by_text("已发 1 件，还有 2 件")).to_be_visible()
    assert states() == ["paid"]

    page.get_by_label("运单号").fill("ZT0000000002")
    page.get_by_role("button", name="确认发货").click()
    expect(page.locator(".page-head .badge")).to_have_text("待收货")

    buyer = visit()
    walk_in(buyer, order.buyer, live_server.url)
    buyer.goto(f"/orders/{order.number}/")
    for number, pieces in (("ZT0000000001", "× 1"), ("ZT0000000002", "× 2")):
        parcel = buyer.locator(".todo, .parcel, li").filter(has_text=number).last
        expect(parcel).to_contain_text(number)
        expect(buyer.get_by_text(pieces).first).to_be_visible()
    expect(buyer.get_by_role("link", name="查询物流").first).to_have_attribute(
        "href", "https://www.zto.com/express/expressCheck.html?txtBill=ZT0000000001"
    )


def test_a_sheet_shows_what_it_would_do_and_does_it(page, shop, tmp_path):
    [order] = waiting(shop, 1)
    sheet = tmp_path / "单号.csv"
    sheet.write_text(f"订单号,承运商,运单号\n{order.number},顺丰,SF0000000001\n1234,顺丰,SF0000000002\n")
    page.goto(f"/seller/{shop.slug}/orders/")
    page.get_by_role("link", name="用表格登记运单号").click()
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="检查表格").click()
    expect(page.get_by_role("heading", name="检查完了：1 单可以发货，还没有发")).to_be_visible()
    expect(page.get_by_text("店里没有这个订单")).to_be_visible()
    assert states() == ["paid"]

    page.get_by_role("button", name="发货 1 单").click()
    expect(page.get_by_text("正在登记：0 / 1")).to_be_visible()
    tasks.work_on_dispatch_sheet(DispatchSheet.objects.get().pk)

    expect(page.get_by_role("heading", name="1 单已发货")).to_be_visible()
    assert states() == ["shipped"]


def test_what_came_too_late_is_first_in_the_day_in_the_list_and_on_the_record(page, shop):
    late, fresh = waiting(shop, 2)
    Order.objects.filter(pk=late.pk).update(paid_at=late.paid_at - timedelta(hours=50))
    fulfilment.mark_late(order=late, now=late.paid_at - timedelta(hours=2))
    tallies.push_records()

    page.goto(f"/seller/{shop.slug}/")
    task = page.locator(".todo").first
    expect(task).to_contain_text(f"逾期未发货 {late.number}")
    expect(task).to_contain_text("逾期 2 小时")
    number = task.locator(".task__number")
    assert number.bounding_box()["height"] < 30
    page.get_by_role("link", name="是哪些订单").click()
    expect(page.locator(".order-row")).to_have_count(1)
    expect(page.locator(".order-row")).to_contain_text(late.number)

    page.get_by_label("只看逾期").uncheck()
    expect(page.locator(".order-row")).to_have_count(2)
    page.get_by_role("link", name="待发货").click()
    expect(page.locator(".order-row").last).to_contain_text(fresh.number)
