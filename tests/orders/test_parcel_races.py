"""Shop, buyer and clock act on one order in the same moment, in real threads on a real database.

Each race is run in both turns: whoever comes second waits, sees what the first has done, and is refused.
The controls look without locks and believe what they saw: both go through, and one of them shouldn't have.
"""

import threading
from functools import partial

import pytest

from mall import locks, rows
from mall.deadlines.models import Clock
from mall.deadlines.sweep import attempt
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import Cause, Order, OrderState, Refund, Shipment, ShipmentState
from orders.services import cancel_requests, parcel_reports, receipts, refusals
from orders.services.parcel_steps import ATTEMPT_STAGE
from tests.ground.factories import in_turn

from .factories import paid_order, ship
from .parcels import books_agree, fail, fresh, parcel_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def careless(monkeypatch):
    """Orders and parcels aren't locked but looked at once, by each thread for itself; any state will do."""
    lock_one, moved, seen = locks.lock_one, rows.moved, {}

    def look(obj):
        if not isinstance(obj, Order | Shipment):
            return lock_one(obj)
        key = threading.get_ident(), type(obj), obj.pk
        return seen.get(key) or seen.setdefault(key, type(obj).objects.get(pk=obj.pk))

    def move(model, pk, changes, **how):
        every = [state for state, _label in model._meta.get_field("state").choices]
        return moved(model, pk, changes, **how | {"among": every})

    monkeypatch.setattr(locks, "lock_one", look)
    monkeypatch.setattr(locks, "reach", lambda model, pks: sorted(pks))
    monkeypatch.setattr(rows, "moved", move)


def shipping_and_agreeing():
    """The shop ships in one window what it agrees to cancel in another."""
    order = paid_order()
    cancel_requests.ask(actor=order.buyer, order=order)
    return order, partial(ship, order), partial(cancel_requests.agree, actor=None, order=order)


def refusing_and_receiving():
    """The buyer refuses a parcel in one tab and confirms in another that they have the goods."""
    parcel = parcel_of()
    buyer = {"actor": parcel.order.buyer}
    refusing = partial(refusals.refuse, **buyer, shipment=parcel, cause=Cause.DAMAGED)
    return parcel, refusing, partial(receipts.confirm_receipt, **buyer, order=parcel.order)


def reporting_and_silence():
    """The buyer reports a parcel in the moment in which the shop's silence on it pays them back."""
    parcel = fail(parcel_of())
    clock = Clock.objects.about(parcel.order).running().get(stage=ATTEMPT_STAGE)
    reporting = partial(
        parcel_reports.report, actor=parcel.order.buyer, shipment=fresh(parcel), cause=Cause.DAMAGED
    )
    return parcel, reporting, partial(attempt, clock.pk, now=clock.due_at)


def states_of(order) -> tuple:
    order.refresh_from_db()
    return order.state, *order.shipments.values_list("state", flat=True), order.refunded


def test_an_order_is_shipped_or_cancelled_whichever_the_shop_says_first():
    order, shipping, agreeing = shipping_and_agreeing()
    _shipped, refused = in_turn(shipping, agreeing)
    assert (type(refused), states_of(order)) == (ForbiddenMove, (OrderState.SHIPPED, ShipmentState.ON_WAY, 0))

    order, shipping, agreeing = shipping_and_agreeing()
    _agreed, refused = in_turn(agreeing, shipping)
    assert (type(refused), states_of(order)) == (ForbiddenMove, (OrderState.CANCELLED, order.total))
    books_agree()


def test_without_the_lock_an_order_that_has_left_would_be_cancelled_and_paid_back(careless):
    order, shipping, agreeing = shipping_and_agreeing()
    in_turn(shipping, agreeing)
    assert states_of(order) == (OrderState.CANCELLED, ShipmentState.ON_WAY, order.total)


def test_a_parcel_is_refused_or_received_whichever_the_buyer_says_first():
    parcel, refusing, receiving = refusing_and_receiving()
    _refused, told_off = in_turn(refusing, receiving)
    assert (type(told_off), told_off.rule.id) == (RuleError, "B11.3")
    assert states_of(parcel.order) == (OrderState.SHIPPED, ShipmentState.REFUSED, 0)

    parcel, refusing, receiving = refusing_and_receiving()
    _received, told_off = in_turn(receiving, refusing)
    assert str(told_off) == "订单已经结束，包裹的状态不再变动；有问题请走售后。"
    assert states_of(parcel.order) == (OrderState.COMPLETED, ShipmentState.DELIVERED, 0)
    books_agree()


def test_without_the_lock_a_parcel_would_go_back_of_an_order_that_is_settled(careless):
    parcel, refusing, receiving = refusing_and_receiving()
    in_turn(receiving, refusing)
    assert states_of(parcel.order) == (OrderState.COMPLETED, ShipmentState.REFUSED, 0)


def test_a_report_and_the_clock_that_pays_the_buyer_back_never_both_count():
    parcel, reporting, silence = reporting_and_silence()
    _reported, is_fired = in_turn(reporting, silence)
    assert (is_fired, states_of(parcel.order)) == (False, (OrderState.SHIPPED, ShipmentState.REPORTED, 0))

    parcel, reporting, silence = reporting_and_silence()
    _fired, told_off = in_turn(silence, reporting)
    assert str(told_off) == "订单已经结束，包裹的状态不再变动；有问题请走售后。"
    assert states_of(parcel.order) == (OrderState.COMPLETED, ShipmentState.LOST, parcel.order.total)
    assert Refund.objects.get().order_id == parcel.order_id
    books_agree()


def test_without_the_lock_a_parcel_that_is_paid_back_would_be_reported_once_more(careless):
    parcel, reporting, silence = reporting_and_silence()
    in_turn(silence, reporting)
    assert states_of(parcel.order) == (OrderState.COMPLETED, ShipmentState.REPORTED, parcel.order.total)
