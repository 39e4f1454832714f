"""The shop's day: what is late, what is due, and how the day sells."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mall.deadlines import registry
from mall.deadlines import services as clocks
from mall.deadlines.sweep import sweep
from mall.money import yuan
from merchants.models import Document
from merchants.rules import PERMITS
from merchants.services import demands, documents
from orders.models import Order, OrderState
from orders.services import cancel_requests, deliveries, fulfilment, parcel_reports, refusals, tallies
from tests.orders.factories import (
    late_order,
    make_member,
    make_shop,
    make_sku,
    paid_order,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


def day_of(client, shop):
    return client.get(reverse("seller:today", args=[shop.slug]))


@pytest.mark.rule("D7.2")
def test_what_is_late_comes_first_with_how_long_it_is_until_it_leaves(client):
    shop = make_shop()
    seller = make_member(shop)
    first = paid_order({make_sku(shop=shop): 1})
    start = first.paid_at
    with time_machine.travel(start + timedelta(hours=20), tick=False):
        second, third = (paid_order({make_sku(shop=shop): 1}) for _ in range(2))
    with time_machine.travel(start + timedelta(hours=40), tick=False):
        fresh = paid_order({make_sku(shop=shop): 1})
    for hours in (48, 68):
        sweep(now=start + timedelta(hours=hours))
    ship(third)

    with time_machine.travel(start + timedelta(hours=75, minutes=30), tick=False):
        client.force_login(seller)
        page = day_of(client, shop)

    assert [(task.number, task.is_overdue, task.tone, task.words) for task in page.context["tasks"]] == [
        (first.number, True, "bad", "逾期 1 天 3 小时"),
        (second.number, True, "bad", "逾期 7 小时 30 分"),
        (fresh.number, False, "warn", "还剩 12 小时 30 分"),
        ("", False, "ok", "还剩 1 天 20 小时"),  # to state its side of what was late
    ]
    html = page.content.decode()
    assert f'逾期未发货 <span class="task__number">{first.number}</span>' in html
    assert reverse("orders:seller_order", args=[shop.slug, first.number]) in html
    assert third.number not in html


@pytest.mark.rule("E15", "E14-2", "D7.2")
def test_each_clock_says_what_is_awaited_and_leads_to_where_it_is_answered(client):
    shop = make_shop()
    missing, refused = (shipped_order({make_sku(shop=shop): 1}) for _ in range(2))
    unwanted = paid_order({make_sku(shop=shop): 1})
    late = late_order({make_sku(shop=shop): 1})
    lost, back = missing.shipments.get(), refused.shipments.get()
    deliveries.deliver(actor=None, shipment=lost)
    parcel_reports.report(actor=missing.buyer, shipment=lost, cause="missing")
    refusals.refuse(actor=refused.buyer, shipment=back, cause="unwanted")
    cancel_requests.ask(actor=unwanted.buyer, order=unwanted)
    client.force_login(make_member(shop))

    page = day_of(client, shop)

    orders = f"/seller/{shop.slug}/orders"
    tasks = [(task.title, task.clause, task.link) for task in page.context["tasks"]]
    assert tasks[0] == ("逾期未发货", "D7.2", f"{orders}/{late.number}/")
    assert sorted(tasks[1:]) == sorted(
        [
            ("陈述违规案件（1 件）", "F11", f"/seller/{shop.slug}/conduct/#cases"),
            ("答复取消申请", "D7.2", f"{orders}/{unwanted.number}/"),
            ("发货", "D7.2", f"{orders}/{unwanted.number}/"),
            ("答复包裹问题", "E15", f"{orders}/{missing.number}/parcels/{lost.pk}/"),
            ("确认退回的包裹", "E14-2", f"{orders}/{refused.number}/parcels/{back.pk}/"),
        ]
    )
    html = page.content.decode()
    assert f'{orders}/{missing.number}/parcels/{lost.pk}/">答复包裹问题 ' in html


def test_the_shop_sees_its_own_record_and_which_orders_were_late(client):
    shop = make_shop()
    order = paid_order({make_sku(shop=shop): 1})
    fulfilment.mark_late(order=order, now=order.paid_at + timedelta(hours=48))
    client.force_login(make_member(shop))
    assert "店铺记录" not in client.get(reverse("seller:today", args=[shop.slug])).content.decode()
    tallies.push_records()

    page = client.get(reverse("seller:today", args=[shop.slug]))

    assert page.context["record"].late_orders == 1
    there = reverse("orders:seller_index", args=[shop.slug]) + "?state=all&late=1"
    assert there.replace("&", "&amp;") in page.content.decode()
    assert [row.number for row in client.get(there).context["page"]] == [order.number]


@pytest.mark.rule("F3", "E6")
def test_what_the_mall_asks_of_the_shop_and_papers_near_their_end_are_on_the_list(client):
    shop = make_shop()
    now = timezone.now()
    demands.ask(actor=None, shop=shop, kind="information", text="请提供进货凭证")
    near, far = (
        Document.objects.create(shop=shop, type="business_licence", number=f"L{days}") for days in (20, 200)
    )
    for paper, days in ((near, 20), (far, 200)):
        due_at = now + timedelta(days=days)
        clocks.start(paper, PERMITS, stage=documents.EXPIRY_STAGE, owner=("shop", shop.pk), due_at=due_at)
    client.force_login(make_member(shop))

    page = day_of(client, shop)

    assert [(task.title, task.clause, task.link) for task in page.context["tasks"]] == [
        ("按期提供资料", "F3", f"/seller/{shop.slug}/conduct/"),
        ("更新将到期的资质", "E6", f"/seller/{shop.slug}/settings/"),
    ]


def test_a_task_is_told_of_what_its_own_clock_is_about_whatever_order_bears_the_same_id(client, monkeypatch):
    shop = make_shop()
    order = paid_order({make_sku(shop=shop): 1})
    paper = Document.objects.create(pk=order.pk, shop=shop, type="business_licence", number="L1")
    due_at = timezone.now() + timedelta(days=20)
    clocks.start(paper, PERMITS, stage=documents.EXPIRY_STAGE, owner=("shop", shop.pk), due_at=due_at)
    at = PERMITS.id, documents.EXPIRY_STAGE
    told_of = replace(registry._handlers[at], task=lambda subject: f"更新{subject}")
    monkeypatch.setitem(registry._handlers, at, told_of)
    client.force_login(make_member(shop))

    page = day_of(client, shop)

    assert [(task.title, task.number) for task in page.context["tasks"]] == [
        ("发货", order.number),
        ("更新将到期的资质", ""),
    ]


def test_the_sales_of_fourteen_days_are_drawn_without_what_was_cancelled(client):
    shop = make_shop()
    sku = make_sku(shop=shop, price=1_000)
    today = paid_order({sku: 2})
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        earlier, cancelled = paid_order({sku: 1}), paid_order({sku: 5})
    Order.objects.filter(pk=cancelled.pk).update(state=OrderState.CANCELLED)
    client.force_login(make_member(shop))

    page = day_of(client, shop)

    days = timezone.localdate(), timezone.localdate(earlier.paid_at)
    sold = {bar.day: bar.count for bar in page.context["chart"]}
    assert len(sold) == 14
    assert {day: fen for day, fen in sold.items() if fen} == dict(
        zip(days, (today.total, earlier.total), strict=True)
    )


def test_another_shops_late_order_is_not_on_the_page(client):
    shop, other = make_shop(), make_shop()
    order = paid_order({make_sku(shop=other): 1})
    fulfilment.mark_late(order=order, now=order.paid_at + timedelta(hours=48))
    client.force_login(make_member(shop))

    assert day_of(client, shop).context["tasks"] == []


def test_the_day_costs_the_same_however_much_is_late(client, django_assert_num_queries):
    shop = make_shop()
    client.force_login(make_member(shop))
    day_of(client, shop)

    for _ in range(2):
        for _ in range(2):
            order = paid_order({make_sku(shop=shop): 1})
            fulfilment.mark_late(order=order, now=order.paid_at + timedelta(hours=48))
            paid_order({make_sku(shop=shop): 1})
        with django_assert_num_queries(11):
            day_of(client, shop)


def test_each_role_sees_what_it_may_open_and_turnover_is_for_owners_and_finance(client):
    shop = make_shop()
    order = paid_order({make_sku(shop=shop, price=12_345): 1})
    late = late_order({make_sku(shop=shop, price=100): 1})
    turnover = yuan(order.total + late.total)
    demands.ask(actor=None, shop=shop, kind="information", text="请提供进货凭证")
    asked = {"按期提供资料", "陈述违规案件（1 件）"}
    to_ship = {"发货", "逾期未发货"}
    order_tiles, money, listed = {"今日付款订单", "待发货"}, {"今日付款金额", "近 14 天成交"}, {"在售 / 草稿"}
    expected = {
        "owner": (asked | to_ship, order_tiles | money | listed),
        "orders": (to_ship, order_tiles),
        "finance": (set(), {"今日付款订单"} | money),
        "goods": (set(), listed),
        "service": (asked, set()),
    }

    for role, (tasks, shown) in expected.items():
        client.force_login(make_member(shop, role))
        page = day_of(client, shop)
        html = page.content.decode()
        assert {task.title for task in page.context["tasks"]} == tasks, role
        assert {words for words in order_tiles | money | listed if words in html} == shown, role
        assert bool(page.context["figures"]) == bool(shown), role
        assert (turnover in html, late.number in html) == (bool(shown & money), bool(tasks & to_ship)), role
