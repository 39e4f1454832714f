"""Parcels that fail, are refused and go back. (E14-2)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from orders.models import (
    Cause,
    Condition,
    Order,
    OrderState,
    ShipmentState,
)
from orders.services import deliveries, receipts, refusals

from .factories import make_member, make_rate, stock_of
from .parcels import asked_back, books_agree, fail, fresh, parcel_of, refuse, take_back

pytestmark = pytest.mark.django_db


@pytest.mark.rule("E14-2")
def test_a_refused_parcel_comes_back_is_paid_back_and_its_goods_are_on_sale_again():
    make_rate(500)
    parcel = parcel_of(on_hand=10)
    sku = parcel.lines.get().line.sku

    refuse(parcel, shown=3_000 - 800)
    refusals.send_back(actor=None, shipment=parcel)
    take_back(parcel)

    order = Order.objects.get(pk=parcel.order_id)
    assert (fresh(parcel).state, order.state, order.received_at) == (
        ShipmentState.RETURNED,
        OrderState.COMPLETED,
        None,
    )
    assert asked_back(parcel) == [2_200]
    assert stock_of(sku) == (10, 0)
    steps = list(order.progress.order_by("id").values_list("step", flat=True))[-5:]
    assert steps == [
        "parcel_refuse_unwanted",
        "parcel_send_back",
        "parcel_return",
        "refund_asked",
        "unreceived",
    ]
    assert Clock.objects.about(order).running().count() == 0
    books_agree()


def test_what_comes_back_broken_is_paid_all_the_same_and_not_sold_again():
    parcel = parcel_of(on_hand=10)
    sku = parcel.lines.get().line.sku

    take_back(refuse(parcel, Cause.WRONG), Condition.DAMAGED)

    assert asked_back(parcel) == [3_800]
    assert stock_of(sku) == (7, 0)
    books_agree()


@pytest.mark.rule("E14-2")
def test_a_refusal_counts_with_the_sum_that_was_shown_only():
    parcel = parcel_of()

    with pytest.raises(RuleError) as refused:
        refuse(parcel, shown=3_000)

    assert (refused.value.clause, fresh(parcel).state) == ("E14-2", ShipmentState.ON_WAY)


@pytest.mark.rule("E14-2")
@pytest.mark.parametrize("cause", [Cause.ABSENT, Cause.MISSING, "", "x"])
def test_a_parcel_is_refused_for_a_ground_only(cause):
    with pytest.raises(RuleError):
        refuse(parcel_of(), cause)


@pytest.mark.rule("E14-2")
def test_nobody_refuses_for_the_buyer():
    parcel = parcel_of()

    with pytest.raises(RuleError):
        refusals.refuse(actor=make_member(parcel.order.shop), shipment=parcel, cause=Cause.UNWANTED)


def test_the_shop_is_told_of_a_refusal():
    parcel = parcel_of()
    owner = make_member(parcel.order.shop)

    refuse(parcel)

    assert Notice.objects.filter(person=owner, key__startswith=f"parcel:{parcel.pk}:refused:").count() == 1


@pytest.mark.rule("E14-2")
def test_a_shop_that_never_says_that_it_is_back_pays_when_its_term_is_over():
    parcel = parcel_of()
    refuse(parcel)
    refusals.send_back(actor=None, shipment=parcel)

    sweep(now=timezone.now() + timedelta(days=14, hours=23))
    assert fresh(parcel).state == ShipmentState.RETURNING
    sweep(now=timezone.now() + timedelta(days=15, minutes=1))

    assert (fresh(parcel).state, asked_back(parcel)) == (ShipmentState.LOST, [2_200])
    assert Order.objects.get(pk=parcel.order_id).state == OrderState.COMPLETED
    books_agree()


@pytest.mark.rule("E14-2")
def test_after_one_failed_attempt_there_is_another_and_after_two_it_may_go_back():
    parcel = parcel_of()
    fail(parcel)

    with pytest.raises(RuleError) as refused:
        refusals.send_back(actor=None, shipment=fresh(parcel))
    deliveries.retry(actor=None, shipment=fresh(parcel))
    fail(fresh(parcel))
    refusals.send_back(actor=None, shipment=fresh(parcel))

    assert refused.value.clause == "E14-2"
    assert (fresh(parcel).state, fresh(parcel).attempts) == (ShipmentState.RETURNING, 2)


@pytest.mark.parametrize(("cause", "back"), [(Cause.ABSENT, 2_200), (Cause.CARRIER, 3_800)])
def test_who_made_the_delivery_fail_bears_the_way_back(cause, back):
    parcel = parcel_of()
    fail(parcel, cause)
    deliveries.retry(actor=None, shipment=fresh(parcel))
    fail(fresh(parcel), cause)

    take_back(fresh(parcel))

    assert asked_back(parcel) == [back]
    books_agree()


@pytest.mark.rule("E14-2")
def test_attempts_count_half_a_day_apart_and_the_buyer_is_told_of_three():
    parcel = parcel_of()
    told = Notice.objects.filter(person=parcel.order.buyer, key__startswith=f"parcel:{parcel.pk}:fail:")
    first_at = timezone.now()
    fail(parcel, now=first_at)
    deliveries.retry(actor=None, shipment=fresh(parcel))

    with pytest.raises(RuleError) as refused:
        fail(fresh(parcel), now=first_at + timedelta(hours=12, seconds=-1))
    for _attempt in range(4):
        fail(fresh(parcel))
        deliveries.retry(actor=None, shipment=fresh(parcel))

    assert (refused.value.clause, fresh(parcel).attempts, told.count()) == ("E14-2", 5, 3)


@pytest.mark.rule("E14-2")
@pytest.mark.parametrize("causes", [(Cause.CARRIER, Cause.ABSENT), (Cause.ABSENT, Cause.CARRIER)])
def test_who_was_not_the_cause_of_each_attempt_bears_nothing(causes):
    parcel = parcel_of()
    for cause in causes:
        fail(fresh(parcel), cause)
        if fresh(parcel).attempts < 2:
            deliveries.retry(actor=None, shipment=fresh(parcel))

    take_back(fresh(parcel))

    assert asked_back(parcel) == [3_800]


@pytest.mark.rule("E14-2")
def test_a_shop_that_doesnt_see_to_a_failed_attempt_pays_after_a_week():
    parcel = fail(parcel_of())

    sweep(now=timezone.now() + timedelta(days=6, hours=23))
    assert fresh(parcel).state == ShipmentState.ATTEMPTED
    sweep(now=timezone.now() + timedelta(days=7, minutes=1))

    assert (fresh(parcel).state, asked_back(parcel)) == (ShipmentState.LOST, [3_800])
    books_agree()


def test_a_parcel_that_comes_at_the_second_attempt_is_received():
    parcel = parcel_of()
    fail(parcel)
    deliveries.retry(actor=None, shipment=fresh(parcel))
    deliveries.deliver(actor=None, shipment=fresh(parcel))

    order = receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert (order.state, fresh(parcel).state) == (OrderState.COMPLETED, ShipmentState.DELIVERED)
    books_agree()
