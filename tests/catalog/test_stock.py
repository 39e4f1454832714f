import threading
import time

import pytest
from django.db import connection

from catalog.models import SKU, Fulfilment, Movement, Reservation, Stock
from catalog.services import stock
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from tests.merchants.factories import make_user

from .factories import make_draft, make_sku, set_on_hand

# Any row may hold a reservation; orders use their lines, these tests use people.
holder = make_user


def levels(sku: SKU) -> tuple[int, int]:
    row = Stock.objects.get(sku=sku)
    return row.on_hand, row.reserved


def sku_with(on_hand: int = 10, **over) -> SKU:
    return make_sku(make_draft(with_sku=False), on_hand=on_hand, **over)


@pytest.mark.django_db
def test_reserving_promises_pieces_without_moving_them():
    sku, buyer = sku_with(10), holder()

    stock.reserve(holders=[(buyer, sku.pk, 3)])

    assert levels(sku) == (10, 3)
    assert Stock.objects.get(sku=sku).available == 7


@pytest.mark.django_db
def test_all_short_skus_are_named_and_nothing_is_written():
    plenty, two, none = sku_with(10), sku_with(2), sku_with(0)
    buyer = holder()

    with pytest.raises(stock.OutOfStock) as refused:
        stock.reserve(holders=[(buyer, none.pk, 1), (buyer, plenty.pk, 1), (buyer, two.pk, 3)])

    assert [(short.sku_id, short.wanted, short.available) for short in refused.value.skus] == [
        (two.pk, 3, 2),
        (none.pk, 1, 0),
    ]
    assert "只剩 2 件" in str(refused.value)
    assert levels(plenty) == (10, 0)
    assert Reservation.objects.count() == 0


@pytest.mark.django_db
def test_two_lines_of_one_sku_are_reserved_together_or_not_at_all():
    sku = sku_with(10)

    with pytest.raises(stock.OutOfStock):
        stock.reserve(holders=[(holder(), sku.pk, 6), (holder(), sku.pk, 5)])
    stock.reserve(holders=[(holder(), sku.pk, 6), (holder(), sku.pk, 4)])

    assert levels(sku) == (10, 10)


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [0, -1])
def test_a_reservation_holds_at_least_one_piece(quantity):
    with pytest.raises(ValueError, match="at least one"):
        stock.reserve(holders=[(holder(), sku_with().pk, quantity)])


@pytest.mark.django_db
def test_releasing_twice_gives_back_once():
    sku, buyer = sku_with(10), holder()
    stock.reserve(holders=[(buyer, sku.pk, 4)])

    assert stock.release(holders=[buyer]) == 1
    assert stock.release(holders=[buyer]) == 0
    assert levels(sku) == (10, 0)


@pytest.mark.django_db
def test_what_is_partly_shipped_gives_back_only_the_rest():
    sku, buyer = sku_with(10), holder()
    stock.reserve(holders=[(buyer, sku.pk, 4)])
    stock.ship(holder=buyer, quantity=1, actor=None)

    stock.release(holders=[buyer])

    assert levels(sku) == (9, 0)
    assert list(Reservation.objects.values_list("state", "shipped")) == [("released", 1)]


@pytest.mark.django_db
def test_shipping_lowers_both_and_writes_the_ledger():
    sku, buyer, handler = sku_with(10), holder(), make_user()
    stock.reserve(holders=[(buyer, sku.pk, 4)])

    moved = stock.ship(holder=buyer, quantity=4, actor=handler)

    assert levels(sku) == (6, 0)
    assert (moved.source, moved.target, moved.quantity, moved.actor) == ("shop", "customer", 4, handler)
    assert Reservation.objects.get().state == "shipped"
    assert stock.reconcile() == []


@pytest.mark.rule("A8.1")
@pytest.mark.django_db
def test_more_than_is_reserved_is_not_shipped():
    sku, buyer = sku_with(10), holder()
    stock.reserve(holders=[(buyer, sku.pk, 2)])

    with pytest.raises(RuleError) as refused:
        stock.ship(holder=buyer, quantity=3, actor=None)

    assert refused.value.clause == "A8.1"
    assert levels(sku) == (10, 2)


@pytest.mark.django_db
def test_what_was_never_reserved_is_not_shipped():
    with pytest.raises(DomainError):
        stock.ship(holder=holder(), quantity=1, actor=None)


@pytest.mark.django_db
def test_what_comes_back_is_on_sale_again():
    sku, buyer = sku_with(10), holder()
    stock.reserve(holders=[(buyer, sku.pk, 2)])
    stock.ship(holder=buyer, quantity=2, actor=None)

    stock.take_back(sku=sku, quantity=1, reason="拒收", subject=buyer, actor=None)

    assert levels(sku) == (9, 0)
    assert stock.reconcile() == []


@pytest.mark.rule("A8.1")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "source", "target", "pieces"), [(13, "difference", "shop", 3), (4, "shop", "difference", 6)]
)
def test_a_count_becomes_a_ledger_difference(count, source, target, pieces):
    sku, keeper = sku_with(10), make_user()

    moved = set_on_hand(actor=keeper, sku=sku, on_hand=count, reason="盘点")

    assert (moved.source, moved.target, moved.quantity, moved.reason) == (source, target, pieces, "盘点")
    assert levels(sku) == (count, 0)
    assert stock.reconcile() == []


@pytest.mark.rule("A8.1")
@pytest.mark.django_db
def test_stock_is_not_changed_without_a_reason():
    sku = sku_with(10)

    with pytest.raises(RuleError) as refused:
        set_on_hand(actor=None, sku=sku, on_hand=5, reason=" ")

    assert (refused.value.clause, refused.value.field) == ("A8.1", "reason")
    assert levels(sku) == (10, 0)


@pytest.mark.rule("A8.1")
@pytest.mark.django_db
def test_a_merchant_does_not_edit_what_the_warehouse_keeps():
    sku = sku_with(10)
    SKU.objects.filter(pk=sku.pk).update(fulfilment=Fulfilment.WAREHOUSE)
    sku.refresh_from_db()

    with pytest.raises(RuleError):
        set_on_hand(actor=None, sku=sku, on_hand=5, reason="盘点")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [-1, 10_000_000])
def test_a_count_that_cannot_be_is_refused(count):
    with pytest.raises(DomainError):
        set_on_hand(actor=None, sku=sku_with(10), on_hand=count, reason="盘点")


@pytest.mark.django_db
def test_an_unchanged_count_writes_nothing():
    sku = sku_with(10)
    before = Movement.objects.count()

    assert set_on_hand(actor=None, sku=sku, on_hand=10, reason="盘点") is None
    assert Movement.objects.count() == before


@pytest.mark.django_db
def test_a_count_below_what_is_promised_is_booked_and_listed_as_shortfall():
    sku = sku_with(10)
    stock.reserve(holders=[(holder(), sku.pk, 8)])

    set_on_hand(actor=None, sku=sku, on_hand=5, reason="破损")

    assert [row.sku_id for row in stock.shortfalls()] == [sku.pk]
    assert Stock.objects.get(sku=sku).available == 0


@pytest.mark.rule("A8.1")
@pytest.mark.django_db
def test_reconciling_names_every_figure_that_its_rows_do_not_bear_out():
    true, wrong = sku_with(10), sku_with(10)
    stock.reserve(holders=[(holder(), true.pk, 2)])
    Stock.objects.filter(sku=wrong).update(on_hand=11, reserved=1)

    assert stock.reconcile() == [
        stock.Difference(wrong.pk, "on_hand", 11, 10),
        stock.Difference(wrong.pk, "reserved", 1, 0),
    ]


def _all_at_once(count: int, act) -> int:
    """Run ``act(i)`` in ``count`` threads that start together; how many returned true."""
    barrier, results = threading.Barrier(count), []

    def run(i: int) -> None:
        barrier.wait()
        try:
            results.append(bool(act(i)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count
    return sum(results)


def _reserves_one(buyer, sku) -> bool:
    try:
        stock.reserve(holders=[(buyer, sku.pk, 1)])
    except stock.OutOfStock:
        return False
    return True


@pytest.mark.rule("A8.1")
@pytest.mark.django_db(transaction=True)
def test_forty_buyers_at_once_get_exactly_ten_of_ten_pieces():
    sku, buyers = sku_with(10), [holder() for _ in range(40)]

    sold = _all_at_once(40, lambda i: _reserves_one(buyers[i], sku))

    assert sold == 10
    assert levels(sku) == (10, 10)
    assert stock.reconcile() == []


@pytest.mark.django_db(transaction=True)
def test_control_reading_before_writing_oversells():
    sku = sku_with(10)

    def read_then_write(_i: int) -> bool:
        row = Stock.objects.get(sku=sku)
        if row.available < 1:
            return False
        time.sleep(0.05)
        Stock.objects.filter(sku=sku).update(reserved=row.reserved + 1)
        return True

    assert _all_at_once(40, read_then_write) > 10


@pytest.mark.django_db(transaction=True)
def test_carts_in_opposite_order_do_not_deadlock():
    first, second = sku_with(100), sku_with(100)
    buyers = [holder() for _ in range(20)]

    def act(i: int) -> bool:
        pair = [(buyers[i], first.pk, 1), (buyers[i], second.pk, 1)]
        stock.reserve(holders=pair if i % 2 else pair[::-1])
        return True

    assert _all_at_once(20, act) == 20
    assert (levels(first), levels(second)) == ((100, 20), (100, 20))


@pytest.mark.django_db(transaction=True)
def test_releasing_and_shipping_at_once_count_each_piece_once():
    sku, buyer = sku_with(10), holder()
    stock.reserve(holders=[(buyer, sku.pk, 5)])

    def act(i: int) -> bool:
        try:
            return bool(
                stock.release(holders=[buyer]) if i % 2 else stock.ship(holder=buyer, quantity=5, actor=None)
            )
        except DomainError:
            return False

    assert _all_at_once(6, act) == 1
    assert stock.reconcile() == []
    assert levels(sku)[1] == 0
