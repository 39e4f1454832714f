"""What goes back of a parcel that isn't kept, and what the shop and the mall keep of it. (E14-2, B11.4)"""

import pytest
from django.utils import timezone

from orders.models import (
    Cause,
    OrderLine,
    OrderState,
)
from orders.services import cancel_requests, cancellations, fulfilment, parcel_money, receipts, refunds
from orders.services.books import differences

from .factories import make_rate, make_sku, paid_order, pay, placed, ship
from .parcels import FREIGHT, asked_back, books_agree, commission_of, fresh, parcel_of, refuse, take_back

pytestmark = pytest.mark.django_db


TABLE = [
    # cause, sent late, freight → goods, freight back, way back
    (Cause.UNWANTED, False, 800, (3_000, 0, 800)),
    (Cause.ABSENT, False, 800, (3_000, 0, 800)),
    (Cause.ADDRESS, False, 800, (3_000, 0, 800)),
    (Cause.UNWANTED, False, 0, (3_000, 0, 0)),
    (Cause.UNWANTED, False, 2_900, (3_000, 0, 2_900)),
    (Cause.UNWANTED, False, 3_100, (3_000, 0, 3_000)),
    (Cause.UNWANTED, False, 9_900, (3_000, 0, 3_000)),
    (Cause.UNWANTED, True, 800, (3_000, 800, 0)),
    (Cause.ABSENT, True, 800, (3_000, 800, 0)),
    (Cause.DAMAGED, False, 800, (3_000, 800, 0)),
    (Cause.WRONG, False, 800, (3_000, 800, 0)),
    (Cause.CARRIER, False, 800, (3_000, 800, 0)),
    (Cause.MISSING, False, 800, (3_000, 800, 0)),
]


@pytest.mark.rule("E14-2")
@pytest.mark.parametrize(("cause", "late", "freight", "expected"), TABLE)
def test_what_goes_back_is_what_the_table_says(cause, late, freight, expected):
    owed = parcel_money.quote(parcel_of(freight=freight, late=late), cause)

    assert (owed.goods, owed.freight, owed.cost) == expected


def test_over_several_parcels_a_line_comes_to_its_price_exactly_and_the_way_back_is_paid_once():
    parcels = [fresh(parcel) for parcel in parcel_of(send=[1, 1, 1], off=1)]
    for parcel in parcels:
        take_back(refuse(fresh(parcel)))

    assert sum(asked_back(parcels[0])) == 2_999 - 800
    assert [fresh(parcel).charged for parcel in parcels] == [800, 0, 0]
    books_agree()


@pytest.mark.rule("E14-2")
def test_never_more_goes_back_than_is_left_of_the_order():
    parcel = parcel_of()
    cancellations.refund(actor=None, order=parcel.order, amount=3_500, reason="补偿")

    take_back(refuse(fresh(parcel), Cause.DAMAGED))

    assert asked_back(parcel) == [3_500, 300]
    books_agree()


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize(
    ("cause", "back", "commission"), [(Cause.UNWANTED, 2_200, 0), (Cause.DAMAGED, 3_800, 0)]
)
def test_of_goods_that_all_came_back_no_commission_is_kept(cause, back, commission):
    make_rate(500)
    parcel = parcel_of()

    take_back(refuse(parcel, cause))

    assert (asked_back(parcel), commission_of(parcel.order)) == ([back], commission)
    books_agree()


@pytest.mark.rule("B11.4")
def test_commission_is_on_the_pieces_that_are_kept_and_a_later_refund_takes_its_part_of_it_back():
    make_rate(500)
    kept, refused = (fresh(parcel) for parcel in parcel_of(send=[1, 2]))
    take_back(refuse(refused))
    order = receipts.confirm_receipt(actor=kept.order.buyer, order=kept.order)
    assert commission_of(order) == 50

    refunds.ask(actor=None, order=order, amount=520, reason="补偿")  # a fifth of 1000 + 800 + 800
    assert commission_of(order) == 40
    refunds.ask(actor=None, order=order, amount=2_080, reason="补偿")
    assert commission_of(order) == 0
    books_agree()


@pytest.mark.rule("B11.4")
def test_each_line_takes_its_commission_back_at_its_own_rate():
    dear = make_sku(price=1_000)
    cheap = make_sku(price=1_000, shop=dear.shop)
    trade = placed({dear: 1, cheap: 1})
    order = trade.orders.get()
    order.lines.filter(sku=dear).update(commission_bp=2_000)
    order.lines.filter(sku=cheap).update(commission_bp=100)
    pay(trade)
    order.refresh_from_db()
    parcels = [
        ship(order, tracking_number=f"SF0000000{sku.pk}", quantities={order.lines.get(sku=sku).pk: 1})
        for sku in (dear, cheap)
    ]

    take_back(refuse(fresh(parcels[0]), Cause.DAMAGED))
    receipts.confirm_receipt(actor=order.buyer, order=order)

    assert (asked_back(parcels[0]), commission_of(order)) == ([1_000], 10)
    books_agree()


def test_a_line_that_says_something_else_of_its_lost_pieces_is_named():
    parcel = parcel_of()
    take_back(refuse(parcel))
    line = OrderLine.objects.get(kind="goods")

    OrderLine.objects.filter(pk=line.pk).update(returned=2_999)

    assert (
        f"order {parcel.order.number}, line {line.pk}: returned 2999, its pieces that aren't kept cost 3000"
        in differences()
    )


ENDED = {
    "given up": lambda order: cancellations.give_up(actor=None, order=order, reason="缺货"),
    "agreed": lambda order: cancel_requests.agree(
        actor=order.buyer, order=cancel_requests.ask(actor=order.buyer, order=order)
    ),
    "late": lambda order: (
        fulfilment.mark_late(order=order, now=timezone.now()),
        cancellations.cancel_late(actor=order.buyer, order=order),
    ),
}


@pytest.mark.rule("E14-2")
@pytest.mark.parametrize("how", ENDED)
@pytest.mark.parametrize(("cause", "kept"), [(Cause.DAMAGED, 0), (Cause.UNWANTED, 800 + 800)])
def test_freight_goes_back_with_the_rest_of_an_order_of_which_all_that_left_came_back(how, cause, kept):
    make_rate(500)
    order = paid_order({make_sku(price=333): 3}, freight=FREIGHT)
    parcel = fresh(ship(order, quantities={order.lines.get(kind="goods").pk: 2}))
    take_back(refuse(parcel, cause))

    ENDED[how](order)

    order.refresh_from_db()
    expected = order.total - min(kept, FREIGHT + parcel_money.worth(parcel))
    assert (order.state, order.received_at, order.refunded) == (OrderState.COMPLETED, None, expected)
    assert commission_of(order) == 0
    books_agree()
