"""Dispatch and checkout of the same goods at the same time, in real threads on a real database."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F

from catalog.models import Stock
from catalog.services import stock as stock_service
from orders.models import DispatchRow, DispatchSheet, OrderState, Shipment
from orders.services import checkout, dispatch_sheets, fulfilment, tracking_numbers
from orders.services.books import differences
from tests.ground.factories import at_once

from .factories import confirmed, make_address, make_person, make_shop, make_sku, paid_order, stock_of

pytestmark = pytest.mark.django_db(transaction=True)


def deadlocks() -> int:
    """How many this database has seen. A session tells of its own when it ends, so they are waited for."""
    with connection.cursor() as cursor:
        for _look in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.05)
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def pair_of_skus():
    shop = make_shop()
    return [make_sku(shop=shop, on_hand=100) for _ in range(2)]


def buying(skus):
    """A call that places one of each, in this order, prepared so that the threads do nothing but place."""
    buyer = make_person()
    address = make_address(buyer)
    wanted = {sku.pk: 1 for sku in skus}
    shown = confirmed(wanted, address)
    return lambda: checkout.place(
        actor=buyer, address=address, quantities=wanted, shown=shown, idempotency_key="k"
    )


def shipping(order, turn):
    return lambda: fulfilment.ship(
        actor=None, order=order, carrier="顺丰速运", tracking_number=f"SF00000{turn}"
    )


def test_orders_of_two_products_leave_while_others_buy_them_in_the_other_order():
    first, second = pair_of_skus()
    orders = [paid_order(dict.fromkeys(pair, 1)) for pair in [(first, second), (second, first)] * 4]
    calls = [shipping(order, turn) for turn, order in enumerate(orders)]
    calls += [buying(pair) for pair in [(second, first), (first, second)] * 4]
    before = deadlocks()

    outcomes = at_once(*calls)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Shipment"] * 8 + ["Trade"] * 8
    assert deadlocks() == before
    assert [stock_of(sku) for sku in (first, second)] == [(92, 8)] * 2
    for order in orders:
        order.refresh_from_db()
    assert [order.state for order in orders] == [OrderState.SHIPPED] * 8
    assert stock_service.reconcile() == []
    assert differences() == []


def test_a_dispatch_that_takes_stock_from_the_higher_sku_down_would_deadlock():
    """The control: the same checkouts beside a dispatch that writes its rows in the wrong order."""
    first, second = pair_of_skus()

    def careless():
        with transaction.atomic(), connection.cursor() as cursor:
            for sku in (second, first):
                Stock.objects.filter(sku=sku).update(on_hand=F("on_hand") - 1)
                cursor.execute("SELECT pg_sleep(0.1)")

    for _ in range(10):
        before = deadlocks()
        outcomes = at_once(*[careless] * 2, *[buying((second, first)) for _ in range(4)])
        if deadlocks() > before:
            victims = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
            assert all(isinstance(victim, OperationalError) for victim in victims)
            return
    pytest.fail("the control never deadlocked: the race isn't real")


def sheet_of(order, number):
    """A sheet of one row that a worker is about to take up."""
    clerk = make_person()
    sheet = DispatchSheet.objects.create(shop=order.shop, file_name="x.csv", uploaded_by=clerk)
    DispatchRow.objects.create(
        sheet=sheet, line=2, number=order.number, order=order, carrier="顺丰速运", tracking_number=number
    )
    return dispatch_sheets.start(actor=clerk, sheet=sheet)


@pytest.mark.rule("B11.2")
def test_one_number_on_the_sheets_of_several_buyers_leaves_once_whichever_worker_is_first():
    for turn in range(3):
        number = f"SF000000000{turn}"
        orders = [paid_order() for _ in range(4)]
        sheets = [sheet_of(order, number) for order in orders[1:]]
        works = [lambda sheet=sheet: dispatch_sheets.work(sheet.pk) for sheet in sheets]

        def by_page(order=orders[0], number=number):
            fulfilment.ship(actor=None, order=order, carrier="顺丰", tracking_number=number)
            return 1

        outcomes = at_once(by_page, *works)

        refused = [outcome for outcome in outcomes if outcome != 1]
        told = {str(outcome) for outcome in refused if outcome != 0}
        told |= {row.failure for row in DispatchRow.objects.filter(sheet__in=sheets, shipment=None)}
        assert (Shipment.objects.filter(tracking_number=number).count(), len(refused)) == (1, 3)
        assert told == {"这个运单号已被使用，请对照面单核对"}


def test_a_number_that_is_looked_for_and_not_held_would_leave_twice():
    """The control: both look, both find the number free, both register it."""
    orders = [paid_order() for _ in range(2)]
    both_looked = threading.Barrier(2)

    def careless(order):
        with transaction.atomic():
            tracking_numbers.require_free(order, "顺丰速运", "SF0000000001")
            both_looked.wait(10)
            return Shipment.objects.create(order=order, carrier="顺丰速运", tracking_number="SF0000000001")

    outcomes = at_once(*[lambda order=order: careless(order) for order in orders])

    assert [outcome.order for outcome in outcomes] == orders
