"""What strict supervision brings: a report of each day, listings seen anew, payouts put off. (D8.3)"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from merchants.models import DailyReport, Sanction, Shop
from merchants.services import daily_reports, sanctions
from orders.models import Review
from orders.services import fulfilment
from tests.merchants.factories import enter_admin, make_staff_with

from .factories import make_member, make_shop, make_sku, paid_order, ship

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # in Shanghai
MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)


def supervise(shop: Shop, days: int = 2) -> Sanction:
    return sanctions.impose(
        actor=None, shop=shop, kind="supervision", reason="投诉多", term=timedelta(days=days)
    )


@pytest.mark.rule("D8.3")
def test_each_day_of_a_supervised_shop_is_reported_by_the_clock_to_shop_and_managers_and_of_others_none():
    with time_machine.travel(NOON, tick=False):
        shop, other = make_shop(), make_shop()
        owner, manager = make_member(shop), make_staff_with("change_sanction", "view_dailyreport")
        sku = make_sku(shop=shop, price=1_000)
        supervise(shop)
        ship(paid_order({sku: 2}))
        fulfilment.mark_late(order=paid_order({sku: 1}), now=NOON)
        line = paid_order({sku: 1}).lines.get()
        Review.objects.create(line=line, product=sku.product, shop=shop, buyer=line.order.buyer, rating=1)
        paid_order({make_sku(shop=other): 1})

    sweep(now=MIDNIGHT - timedelta(seconds=1))
    assert not DailyReport.objects.exists()
    sweep(now=MIDNIGHT)
    sweep(now=MIDNIGHT)

    report = DailyReport.objects.get()
    assert (report.shop, report.day) == (shop, date(2026, 11, 20))
    assert (report.shipped, report.waiting, report.late, report.low_reviews) == (1, 2, 1, 1)
    assert (report.orders, report.amount) == (3, 4_000)
    for person in (owner, manager):
        assert person.notices.filter(key=f"daily-report:{report.pk}").count() == 1
    mine = Client()
    mine.force_login(owner)
    assert "监管日报" in mine.get(f"/seller/{shop.slug}/conduct/").content.decode()
    boss = Client()
    enter_admin(boss, manager)
    assert boss.get(f"/admin/merchants/dailyreport/{report.pk}/change/").status_code == 200


@pytest.mark.rule("D8.3")
def test_a_clock_that_was_late_makes_up_for_each_day_and_the_last_report_is_of_the_day_it_ends():
    with time_machine.travel(NOON, tick=False):
        shop = make_shop()
        supervise(shop, days=2)
        supervise(shop, days=1)  # another one changes nothing
        sku = make_sku(shop=shop)
        order = paid_order({sku: 1})
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        ship(order)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        paid_order({sku: 1})

    for _round in range(5):  # the clocks of the days are found one after another
        sweep(now=NOON + timedelta(days=6))

    # As each day ended, whatever has happened since.
    assert list(DailyReport.objects.order_by("day").values_list("day", "shipped", "waiting", "late")) == [
        (date(2026, 11, 20), 0, 1, 0),
        (date(2026, 11, 21), 1, 0, 0),
        (date(2026, 11, 22), 0, 1, 0),
    ]
    assert Shop.objects.get(pk=shop.pk).supervised_at is None
    assert not Clock.objects.running().filter(stage=daily_reports.STAGE).exists()
