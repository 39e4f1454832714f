"""Parcels that go missing or break, are sent again, and receipt meanwhile. (E15, B11.3)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.services import stock
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import (
    Cause,
    Order,
    OrderState,
    Refund,
    Shipment,
    ShipmentState,
)
from orders.services import (
    cancellations,
    deliveries,
    fulfilment,
    losses,
    parcel_reports,
    receipt_terms,
    receipts,
    refunds,
)

from .factories import make_member, make_rate, make_sku, paid_order, ship, stock_of
from .parcels import (
    PRICE,
    asked_back,
    books_agree,
    fail,
    fresh,
    of_warehouse,
    parcel_of,
    refuse,
    report,
    send_back,
    take_back,
)

pytestmark = pytest.mark.django_db


@pytest.mark.rule("E15")
def test_a_parcel_is_missing_from_its_fifth_day_only():
    parcel = parcel_of()

    with pytest.raises(RuleError) as refused:
        report(parcel, Cause.MISSING, now=parcel.shipped_at + timedelta(days=5, seconds=-1))
    report(parcel, Cause.MISSING, now=parcel.shipped_at + timedelta(days=5))

    assert (refused.value.clause, fresh(parcel).state) == ("E15", ShipmentState.REPORTED)


@pytest.mark.rule("E15")
def test_one_that_is_said_to_be_delivered_may_be_called_missing_at_once():
    parcel = parcel_of()
    deliveries.deliver(actor=None, shipment=parcel)

    report(fresh(parcel), Cause.MISSING)

    assert fresh(parcel).state == ShipmentState.REPORTED


@pytest.mark.rule("E15")
@pytest.mark.parametrize("cause", [Cause.UNWANTED, "", "x"])
def test_only_what_is_missing_or_broken_is_reported(cause):
    with pytest.raises(RuleError):
        report(parcel_of(), cause)


@pytest.mark.rule("E15")
def test_the_shops_silence_pays_the_buyer_after_three_days():
    parcel = parcel_of()
    report(parcel)

    sweep(now=timezone.now() + timedelta(hours=71))
    assert asked_back(parcel) == []
    sweep(now=timezone.now() + timedelta(hours=73))

    assert (fresh(parcel).state, asked_back(parcel)) == (ShipmentState.LOST, [3_800])
    books_agree()


def test_two_reports_have_a_term_each():
    first, second = (fresh(parcel) for parcel in parcel_of(send=[1, 2]))
    now = timezone.now()
    report(first, now=now)
    report(second, now=now + timedelta(hours=10))

    sweep(now=now + timedelta(hours=72))
    assert (fresh(first).state, fresh(second).state) == (ShipmentState.LOST, ShipmentState.REPORTED)
    sweep(now=now + timedelta(hours=82))

    assert (fresh(second).state, asked_back(first)) == (ShipmentState.LOST, [1_000, 2_800])
    books_agree()


def test_both_reports_whose_term_is_over_at_once_are_paid():
    parcels = [fresh(parcel) for parcel in parcel_of(send=[1, 2])]
    for parcel in parcels:
        report(parcel)

    sweep(now=timezone.now() + timedelta(hours=73))

    assert (sum(asked_back(parcels[0])), parcels[0].order.shipments.not_gone().count()) == (3_800, 0)
    books_agree()


@pytest.mark.rule("E15")
def test_a_shop_has_traced_a_parcel_once_and_never_one_that_came_broken():
    parcel, broken = parcel_of(), parcel_of()
    later = parcel.shipped_at + timedelta(days=6)
    report(parcel, Cause.MISSING, now=later)
    report(broken)

    parcel_reports.find(actor=None, shipment=fresh(parcel), now=later)
    with pytest.raises(RuleError):
        report(fresh(parcel), Cause.MISSING, now=later + timedelta(days=5, seconds=-1))
    report(fresh(parcel), Cause.MISSING, now=later + timedelta(days=5))

    for asked in (parcel, broken):
        with pytest.raises(RuleError) as refused:
            parcel_reports.find(actor=None, shipment=fresh(asked), now=later)
        assert refused.value.clause == "E15"


@pytest.mark.rule("E15")
def test_what_came_broken_has_come_and_is_never_called_missing():
    parcel = report(parcel_of())
    deliveries.accept(actor=parcel.order.buyer, shipment=fresh(parcel))

    with pytest.raises(RuleError) as refused:
        report(fresh(parcel), Cause.MISSING, now=timezone.now() + timedelta(days=9))

    steps = list(parcel.order.progress.order_by("id").values_list("step", flat=True))[-3:]
    assert (refused.value.clause, steps) == (
        "E15",
        ["parcel_accept", "parcel_report_damaged", "parcel_accept"],
    )


@pytest.mark.parametrize("opened", [lambda p: refuse(p), lambda p: send_back(refuse(p))])
def test_a_buyer_who_was_handed_a_refused_parcel_after_all_says_so_and_keeps_it(opened):
    parcel = opened(parcel_of())

    deliveries.accept(actor=parcel.order.buyer, shipment=fresh(parcel))
    assert Clock.objects.about(parcel.order).running().get().stage == "receipt"
    order = receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert (order.state, order.refunded, fresh(parcel).cause) == (OrderState.COMPLETED, 0, "")
    books_agree()


@pytest.mark.rule("E15")
def test_nobody_accepts_for_the_buyer():
    parcel = refuse(parcel_of())

    with pytest.raises(RuleError):
        deliveries.accept(actor=make_member(parcel.order.shop), shipment=fresh(parcel))


@pytest.mark.rule("E14-2")
def test_a_carriers_word_shuts_the_door_on_refusing_a_day_later_and_the_buyers_at_once():
    parcel, broken = parcel_of(), parcel_of()
    now = timezone.now()
    for each in (parcel, broken):
        deliveries.deliver(actor=None, shipment=each, now=now)
    report(fresh(broken), now=now)
    deliveries.accept(actor=broken.order.buyer, shipment=fresh(broken), now=now)

    for late, at in ((parcel, now + timedelta(hours=24)), (broken, now)):
        with pytest.raises(RuleError) as refused:
            refuse(fresh(late), now=at)
        assert refused.value.clause == "E14-2"
    refuse(fresh(parcel), now=now + timedelta(hours=24, seconds=-1))

    assert fresh(parcel).state == ShipmentState.REFUSED


def test_what_is_found_never_takes_from_the_buyer_what_they_have_put_off():
    parcel = parcel_of()
    until = receipt_terms.extend(actor=parcel.order.buyer, order=parcel.order).due_at
    later = parcel.shipped_at + timedelta(days=5)
    report(parcel, Cause.MISSING, now=later)

    parcel_reports.find(actor=None, shipment=fresh(parcel), now=later)

    assert Clock.objects.about(parcel.order).running().get(rule="B11.3").due_at == until


def test_nobody_is_reminded_of_a_receipt_that_wont_be_confirmed():
    parcel = refuse(parcel_of())
    due_at = Clock.objects.about(parcel.order).running().get(rule="B11.3").due_at

    sweep(now=due_at - timedelta(hours=23))

    assert Notice.objects.filter(key__startswith=f"order:{parcel.order_id}:receipt-soon").count() == 0


@pytest.mark.rule("E15")
@pytest.mark.parametrize(("opened", "stage"), [(refuse, "parcel_return"), (report, "parcel_answer")])
def test_what_the_warehouse_sent_waits_for_the_mall_and_not_for_a_shop_without_a_page(opened, stage):
    parcel = of_warehouse(parcel_of())
    owner = make_member(parcel.order.shop)

    opened(parcel)

    clock = Clock.objects.about(parcel.order).running().get(stage=stage)
    assert (clock.owner_kind, clock.owner_id) == ("mall", 0)
    assert list(Shipment.objects.for_staff()) == [parcel]
    assert Notice.objects.filter(person=owner).count() == 0


def test_the_shop_sends_again_what_was_lost_and_the_books_know_of_both_parcels():
    parcel = parcel_of(on_hand=10)
    sku = parcel.lines.get().line.sku
    report(parcel)

    sent = parcel_reports.resend(
        actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
    )

    assert (fresh(parcel).state, sent.state, sent.replaces) == (ShipmentState.LOST, "on_way", fresh(parcel))
    assert (stock_of(sku), asked_back(parcel)) == ((4, 0), [])
    assert fulfilment.left_to_ship(parcel.order) == {}
    books_agree()
    receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)
    assert fresh(sent).state == ShipmentState.DELIVERED
    books_agree()


def test_a_second_parcel_that_is_lost_as_well_is_paid_like_the_first():
    parcel = parcel_of()
    report(parcel)
    sent = parcel_reports.resend(
        actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
    )

    report(fresh(sent))
    losses.write_off(actor=parcel.order.buyer, shipment=fresh(sent))

    assert asked_back(parcel) == [3_800]
    books_agree()


def test_nothing_is_sent_again_that_isnt_there():
    parcel = parcel_of(on_hand=4)
    report(parcel)

    with pytest.raises(stock.OutOfStock):
        parcel_reports.resend(
            actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
        )

    assert (fresh(parcel).state, parcel.order.shipments.count()) == (ShipmentState.REPORTED, 1)


OPENED = {
    "attempted": lambda parcel, at: deliveries.fail(actor=None, shipment=parcel, cause=Cause.ABSENT, now=at),
    "refused": lambda parcel, at: refuse(parcel, now=at),
    "reported": lambda parcel, at: report(parcel, now=at),
}


@pytest.mark.rule("B11.3")
@pytest.mark.parametrize("kind", OPENED)
def test_receipt_is_not_confirmed_by_itself_while_something_is_open_about_a_parcel(kind):
    parcel = parcel_of()
    due_at = Clock.objects.about(parcel.order).running().get().due_at
    OPENED[kind](parcel, due_at - timedelta(hours=1))

    sweep(now=due_at)

    assert Order.objects.get(pk=parcel.order_id).state == OrderState.SHIPPED
    again = Clock.objects.about(parcel.order).running().get(rule="B11.3")
    assert again.due_at - due_at == timedelta(days=10)


@pytest.mark.rule("B11.3")
def test_the_buyer_doesnt_confirm_what_is_going_back():
    parcel = refuse(parcel_of())

    with pytest.raises(RuleError) as refused:
        receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert refused.value.clause == "B11.3"


def test_a_parcel_that_turns_up_after_all_is_received_and_nobody_owes_an_answer():
    parcel = report(parcel_of())

    receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert fresh(parcel).state == ShipmentState.DELIVERED
    assert Clock.objects.about(parcel.order).running().count() == 0


def test_after_receipt_nothing_is_said_about_its_parcels_any_more():
    parcel = parcel_of()
    receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    for act in (refuse, report, fail):
        with pytest.raises(DomainError):
            act(fresh(parcel))


def test_a_carriers_late_word_doesnt_undo_a_refusal():
    parcel = refuse(parcel_of())

    with pytest.raises(ForbiddenMove):
        deliveries.deliver(actor=None, shipment=fresh(parcel))


def test_of_two_parcels_the_kept_one_is_settled_and_the_refused_one_paid_back():
    make_rate(500)
    kept, refused = (fresh(parcel) for parcel in parcel_of(send=[1, 2]))
    deliveries.deliver(actor=None, shipment=kept)
    take_back(refuse(refused))
    for refund in Refund.objects.all():
        refunds.finish(refund=refund)

    order = receipts.confirm_receipt(actor=kept.order.buyer, order=kept.order)

    assert (order.state, asked_back(kept)) == (OrderState.COMPLETED, [2_000 - 800])
    books_agree()


def test_an_order_whose_only_parcel_was_lost_ends_when_its_rest_is_cancelled():
    order = paid_order({make_sku(price=PRICE): 3})
    parcel = ship(order, quantities={order.lines.get().pk: 1})
    parcel_reports.report(actor=order.buyer, shipment=fresh(parcel), cause=Cause.DAMAGED)
    losses.write_off(actor=order.buyer, shipment=fresh(parcel))

    cancellations.give_up(actor=None, order=order, reason="缺货")

    order.refresh_from_db()
    assert (order.state, order.refunded, order.received_at) == (OrderState.COMPLETED, 3_000, None)
    books_agree()
