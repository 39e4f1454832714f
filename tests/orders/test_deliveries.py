"""Parcels that fail, are refused, go back, go missing or break. (E14-2, E15, B11.3)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Fulfilment
from catalog.services import stock
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import (
    Cause,
    Condition,
    Entry,
    Order,
    OrderLine,
    OrderState,
    Refund,
    Shipment,
    ShipmentState,
    Trade,
)
from orders.services import (
    cancel_requests,
    cancellations,
    deliveries,
    fulfilment,
    parcel_money,
    receipt_terms,
    refunds,
)
from orders.services.books import differences

from .factories import add_freight, make_member, make_rate, make_sku, pay, place, ship, stock_of

pytestmark = pytest.mark.django_db
PRICE, FREIGHT = 1_000, 800


def parcel_of(*, freight: int = FREIGHT, late: bool = False, on_hand: int = 10, send=None, off: int = 0):
    """A parcel on its way with an order's three pieces at ¥10.00 each; or several of ``send`` pieces each."""
    pieces = 3
    trade = place({make_sku(price=PRICE, on_hand=on_hand): pieces})
    if off:
        OrderLine.objects.update(discount=off, amount=3 * PRICE - off)
        Order.objects.update(discount=off, total=3 * PRICE - off)
        Trade.objects.update(total=3 * PRICE - off)
        trade.refresh_from_db()
    if freight:
        add_freight(trade, freight)
    pay(trade)
    order = trade.orders.get()
    if late:
        fulfilment.mark_late(order=order, now=timezone.now())
    line = order.lines.get(kind="goods").pk
    numbers = [f"SF{n:08d}" for n, _pieces in enumerate(send or [pieces])]
    parcels = [
        ship(order, tracking_number=number, quantities={line: n})
        for number, n in zip(numbers, send or [pieces], strict=True)
    ]
    return parcels if send else fresh(parcels[0])


def fresh(parcel):
    return type(parcel).objects.select_related("order__buyer", "order__shop", "replaces").get(pk=parcel.pk)


def refuse(parcel, cause=Cause.UNWANTED, **over):
    return deliveries.refuse(actor=parcel.order.buyer, shipment=parcel, cause=cause, **over)


def fail(parcel, cause=Cause.ABSENT, now=None):
    """As soon as it counts: half a day after the attempt before."""
    now = now or (parcel.failed_at + timedelta(hours=12) if parcel.failed_at else timezone.now())
    return deliveries.fail(actor=None, shipment=parcel, cause=cause, now=now)


def report(parcel, cause=Cause.DAMAGED, **over):
    return deliveries.report(actor=parcel.order.buyer, shipment=parcel, cause=cause, **over)


def send_back(parcel):
    return deliveries.send_back(actor=None, shipment=parcel)


def take_back(parcel, condition=Condition.INTACT):
    return deliveries.take_back(actor=None, shipment=parcel, condition=condition)


def asked_back(parcel) -> list[int]:
    return list(Refund.objects.filter(order=parcel.order).order_by("id").values_list("amount", flat=True))


def books_agree():
    assert differences() == []
    assert stock.reconcile() == []


# --- The rule of cost ---

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


def commission_of(order) -> int:
    """What the mall has earned with the one order that was paid, in fen."""
    assert Order.objects.get() == order
    return -sum(Entry.objects.filter(account__kind="commission").values_list("amount", flat=True))


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
    order = fulfilment.confirm_receipt(actor=kept.order.buyer, order=kept.order)
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
    trade = place({dear: 1, cheap: 1})
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
    fulfilment.confirm_receipt(actor=order.buyer, order=order)

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
    trade = place({make_sku(price=333): 3})
    add_freight(trade, FREIGHT)
    pay(trade)
    order = trade.orders.get()
    parcel = fresh(ship(order, quantities={order.lines.get(kind="goods").pk: 2}))
    take_back(refuse(parcel, cause))

    ENDED[how](order)

    order.refresh_from_db()
    expected = order.total - min(kept, FREIGHT + parcel_money.worth(parcel))
    assert (order.state, order.received_at, order.refunded) == (OrderState.COMPLETED, None, expected)
    assert commission_of(order) == 0
    books_agree()


# --- Refused ---


@pytest.mark.rule("E14-2")
def test_a_refused_parcel_comes_back_is_paid_back_and_its_goods_are_on_sale_again():
    make_rate(500)
    parcel = parcel_of(on_hand=10)
    sku = parcel.lines.get().line.sku

    refuse(parcel, shown=3_000 - 800)
    deliveries.send_back(actor=None, shipment=parcel)
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
        deliveries.refuse(actor=make_member(parcel.order.shop), shipment=parcel, cause=Cause.UNWANTED)


def test_the_shop_is_told_of_a_refusal():
    parcel = parcel_of()
    owner = make_member(parcel.order.shop)

    refuse(parcel)

    assert Notice.objects.filter(person=owner, key__startswith=f"parcel:{parcel.pk}:refused:").count() == 1


@pytest.mark.rule("E14-2")
def test_a_shop_that_never_says_that_it_is_back_pays_when_its_term_is_over():
    parcel = parcel_of()
    refuse(parcel)
    deliveries.send_back(actor=None, shipment=parcel)

    sweep(now=timezone.now() + timedelta(days=14, hours=23))
    assert fresh(parcel).state == ShipmentState.RETURNING
    sweep(now=timezone.now() + timedelta(days=15, minutes=1))

    assert (fresh(parcel).state, asked_back(parcel)) == (ShipmentState.LOST, [2_200])
    assert Order.objects.get(pk=parcel.order_id).state == OrderState.COMPLETED
    books_agree()


# --- Failed ---


@pytest.mark.rule("E14-2")
def test_after_one_failed_attempt_there_is_another_and_after_two_it_may_go_back():
    parcel = parcel_of()
    fail(parcel)

    with pytest.raises(RuleError) as refused:
        deliveries.send_back(actor=None, shipment=fresh(parcel))
    deliveries.retry(actor=None, shipment=fresh(parcel))
    fail(fresh(parcel))
    deliveries.send_back(actor=None, shipment=fresh(parcel))

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

    order = fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert (order.state, fresh(parcel).state) == (OrderState.COMPLETED, ShipmentState.DELIVERED)
    books_agree()


# --- Missing or broken ---


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

    deliveries.find(actor=None, shipment=fresh(parcel), now=later)
    with pytest.raises(RuleError):
        report(fresh(parcel), Cause.MISSING, now=later + timedelta(days=5, seconds=-1))
    report(fresh(parcel), Cause.MISSING, now=later + timedelta(days=5))

    for asked in (parcel, broken):
        with pytest.raises(RuleError) as refused:
            deliveries.find(actor=None, shipment=fresh(asked), now=later)
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
    order = fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

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

    deliveries.find(actor=None, shipment=fresh(parcel), now=later)

    assert Clock.objects.about(parcel.order).running().get(rule="B11.3").due_at == until


def test_nobody_is_reminded_of_a_receipt_that_wont_be_confirmed():
    parcel = refuse(parcel_of())
    due_at = Clock.objects.about(parcel.order).running().get(rule="B11.3").due_at

    sweep(now=due_at - timedelta(hours=23))

    assert Notice.objects.filter(key__startswith=f"order:{parcel.order_id}:receipt-soon").count() == 0


def of_warehouse(parcel):
    Order.objects.filter(pk=parcel.order_id).update(fulfilment=Fulfilment.WAREHOUSE)
    return fresh(parcel)


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

    sent = deliveries.resend(
        actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
    )

    assert (fresh(parcel).state, sent.state, sent.replaces) == (ShipmentState.LOST, "on_way", fresh(parcel))
    assert (stock_of(sku), asked_back(parcel)) == ((4, 0), [])
    assert fulfilment.left_to_ship(parcel.order) == {}
    books_agree()
    fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)
    assert fresh(sent).state == ShipmentState.DELIVERED
    books_agree()


def test_a_second_parcel_that_is_lost_as_well_is_paid_like_the_first():
    parcel = parcel_of()
    report(parcel)
    sent = deliveries.resend(
        actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
    )

    report(fresh(sent))
    deliveries.write_off(actor=parcel.order.buyer, shipment=fresh(sent))

    assert asked_back(parcel) == [3_800]
    books_agree()


def test_nothing_is_sent_again_that_isnt_there():
    parcel = parcel_of(on_hand=4)
    report(parcel)

    with pytest.raises(stock.OutOfStock):
        deliveries.resend(
            actor=None, shipment=fresh(parcel), carrier="中通快递", tracking_number="zt00000001"
        )

    assert (fresh(parcel).state, parcel.order.shipments.count()) == (ShipmentState.REPORTED, 1)


# --- Receipt meanwhile ---


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
        fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert refused.value.clause == "B11.3"


def test_a_parcel_that_turns_up_after_all_is_received_and_nobody_owes_an_answer():
    parcel = report(parcel_of())

    fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

    assert fresh(parcel).state == ShipmentState.DELIVERED
    assert Clock.objects.about(parcel.order).running().count() == 0


def test_after_receipt_nothing_is_said_about_its_parcels_any_more():
    parcel = parcel_of()
    fulfilment.confirm_receipt(actor=parcel.order.buyer, order=parcel.order)

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

    order = fulfilment.confirm_receipt(actor=kept.order.buyer, order=kept.order)

    assert (order.state, asked_back(kept)) == (OrderState.COMPLETED, [2_000 - 800])
    books_agree()


def test_an_order_whose_only_parcel_was_lost_ends_when_its_rest_is_cancelled():
    trade = place({make_sku(price=PRICE): 3})
    pay(trade)
    order = trade.orders.get()
    parcel = ship(order, quantities={order.lines.get().pk: 1})
    deliveries.report(actor=order.buyer, shipment=fresh(parcel), cause=Cause.DAMAGED)
    deliveries.write_off(actor=order.buyer, shipment=fresh(parcel))

    cancellations.give_up(actor=None, order=order, reason="缺货")

    order.refresh_from_db()
    assert (order.state, order.refunded, order.received_at) == (OrderState.COMPLETED, 3_000, None)
    books_agree()
