"""Figures pushed down: counted anew each time, so that nothing is counted twice or missed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Product
from merchants.models import ShopRecord, ViolationState
from merchants.services import statements, violations
from orders import tasks
from orders.models import Cause, Condition, Order
from orders.services import cancellations, parcel_reports, refusals, reviews, tallies, trades

from .factories import (
    completed_order,
    late_order,
    make_person,
    make_shop,
    make_sku,
    paid,
    paid_order,
    placed,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


def sold(sku) -> int:
    return Product.objects.get(pk=sku.product_id).sales_count


def test_sales_count_pieces_that_were_paid_for_however_often_the_task_runs():
    first, second = make_sku(on_hand=50), make_sku(on_hand=50)
    paid_order({first: 2})
    paid({first: 3, second: 1})
    placed({second: 7})

    assert [tasks.push_figures() for _time in range(3)] == [2, 0, 0]

    assert (sold(first), sold(second)) == (5, 1)


def test_sales_fall_when_an_order_is_cancelled():
    sku = make_sku(on_hand=50)
    paid_order({sku: 2})
    late = late_order({sku: 4})
    tasks.push_figures()
    assert sold(sku) == 6

    cancellations.cancel_late(actor=late.buyer, order=late)
    tasks.push_figures()

    assert sold(sku) == 2


def test_pieces_that_came_back_or_were_lost_are_not_sold_but_those_sent_again_are():
    sku = make_sku(on_hand=50)
    paid_order({sku: 1})
    gone, again = shipped_order({sku: 2}), shipped_order({sku: 4})
    back, broken = gone.shipments.get(), again.shipments.get()
    refusals.refuse(actor=gone.buyer, shipment=back, cause=Cause.UNWANTED)
    refusals.take_back(actor=None, shipment=back, condition=Condition.INTACT)
    parcel_reports.report(actor=again.buyer, shipment=broken, cause=Cause.DAMAGED)
    parcel_reports.resend(actor=None, shipment=broken, carrier="顺丰速运", tracking_number="SF00000999")

    tasks.push_all_figures()

    assert sold(sku) == 5


def test_what_comes_back_of_an_old_order_falls_out_with_the_next_run():
    sku = make_sku(on_hand=50)
    gone, partly = shipped_order({sku: 2}), paid_order({sku: 4})
    ship(partly, quantities={partly.lines.get().pk: 3})
    tasks.push_figures()
    assert sold(sku) == 6
    Order.objects.update(paid_at=timezone.now() - timedelta(days=9))
    assert tasks.push_figures() == 0

    back = gone.shipments.get()
    refusals.refuse(actor=gone.buyer, shipment=back, cause=Cause.UNWANTED)
    refusals.take_back(actor=None, shipment=back, condition=Condition.INTACT)
    cancellations.give_up(actor=None, order=partly, reason="缺货")
    tasks.push_figures()

    assert sold(sku) == 3


def test_what_nobody_paid_for_is_not_sold():
    sku = make_sku(on_hand=50)
    trade = placed({sku: 2})
    trades.cancel(actor=trade.buyer, trade=trade)

    assert (tasks.push_all_figures(), sold(sku)) == (0, 0)


def test_a_run_for_everything_mends_what_was_missed():
    sku = make_sku(on_hand=50)
    order = paid_order({sku: 2})
    later = timezone.now() + timedelta(hours=2)

    assert tallies.push_sales(since=later) == 0
    assert sold(sku) == 0
    assert (tallies.push_sales(), sold(sku)) == (1, 2)
    assert order.state == "paid"


def test_ratings_are_summed_from_the_reviews():
    sku = make_sku(on_hand=50)
    for rating in (5, 4, 4):
        order = completed_order({sku: 1})
        reviews.write(actor=order.buyer, line=order.lines.get(), rating=rating)

    assert (tallies.push_ratings(since=timezone.now() - timedelta(minutes=1)), tallies.push_ratings()) == (
        1,
        0,
    )

    product = Product.objects.get(pk=sku.product_id)
    assert (product.rating_sum, product.rating_count, product.rating) == (13, 3, 4.3)


@pytest.mark.rule("E10")
def test_a_shops_record_counts_goods_orders_lateness_ratings_and_cases_of_the_last_days():
    shop, idle = make_shop(), make_shop()
    sku = make_sku(shop=shop, on_hand=50)
    order = completed_order({sku: 1})
    reviews.write(actor=order.buyer, line=order.lines.get(), rating=4)
    late_order({sku: 1})
    placed({sku: 1})
    found = violations.report(actor=None, shop=shop, clause="D7.2", facts="x")
    violations.report(actor=None, shop=shop, clause="D7.2", facts="y")
    statements.waive(actor=None, case=found)
    violations.confirm(actor=make_person(), violation=found, reason="属实")
    assert found.state == ViolationState.CONFIRMED

    tasks.push_shop_records()

    record = ShopRecord.objects.get(shop=shop)
    assert (record.goods, record.paid_orders, record.late_orders) == (1, 2, 1)
    assert (record.rating, record.punctuality, record.violations, record.days) == (4.0, 50.0, 1, 90)
    assert ShopRecord.objects.get(shop=idle).punctuality is None

    tallies.push_records(now=timezone.now() + timedelta(days=91))
    record.refresh_from_db()
    assert (record.paid_orders, record.late_orders, record.violations, record.rating_count) == (0, 0, 0, 1)
