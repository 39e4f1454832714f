"""Real threads on a real database, and controls that show what the guards are for."""

from uuid import uuid4

import pytest

from catalog.models import Reservation, Stock
from catalog.services import stock as stock_service
from mall.errors import DomainError
from merchants.models import Shop
from orders.models import (
    AccountKind,
    CartLine,
    Journal,
    Payment,
    Payout,
    PayoutEvent,
    Refund,
    Trade,
    TradeState,
)
from orders.services import (
    cancellations,
    carts,
    checkout,
    fulfilment,
    payments,
    payout_events,
    payouts,
    receipts,
    refunds,
    settlement,
    trades,
)
from orders.services.books import differences
from tests.ground.factories import at_once, in_turn

from .factories import (
    balance,
    begin,
    confirmed,
    event,
    make_address,
    make_person,
    make_sku,
    paid_order,
    placed,
    shipped_order,
    stock_of,
)
from .payout_factories import clerk, instructed, owed, word

pytestmark = pytest.mark.django_db(transaction=True)


def order_of(sku, *, key="k", buyer=None, address=None):
    """A call that places one piece of ``sku``, prepared so that the threads do nothing but place."""
    buyer = buyer or make_person()
    address = address or make_address(buyer)
    wanted = {sku.pk: 1}
    shown = confirmed(wanted, address)
    return lambda: checkout.place(
        actor=buyer, address=address, quantities=wanted, shown=shown, idempotency_key=key
    )


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_sixteen_shoppers_get_the_five_pieces_there_are():
    sku = make_sku(on_hand=5)

    outcomes = at_once(*[order_of(sku) for _ in range(16)])

    assert kinds(outcomes) == ["OutOfStock"] * 11 + ["Trade"] * 5
    assert stock_of(sku) == (5, 5)
    assert differences() == []


@pytest.mark.rule("B13.1")
def test_who_waits_for_their_turn_at_a_limited_shop_buys_there_when_the_limit_ends_meanwhile():
    sku = make_sku(on_hand=5)
    Shop.objects.update(daily_orders=1)
    first, second = order_of(sku), order_of(sku)

    def buy_and_lift():
        first()
        return Shop.objects.update(daily_orders=None)

    assert kinds(in_turn(buy_and_lift, second)) == ["Trade", "int"]

    assert (stock_of(sku), Trade.objects.count()) == ((5, 2), 2)


def test_without_the_guard_they_would_get_more(monkeypatch):
    def unguarded(sku_id, quantity):
        row = Stock.objects.get(sku=sku_id)
        if row.on_hand < row.reserved + quantity:
            return False
        return Stock.objects.filter(sku=sku_id).update(reserved=row.reserved + quantity) == 1

    monkeypatch.setattr(stock_service, "_claim", unguarded)
    for _ in range(10):
        sku = make_sku(on_hand=2)
        at_once(*[order_of(sku) for _ in range(8)])
        if Reservation.objects.filter(sku=sku).count() > 2:
            return
    pytest.fail("the control never oversold: the race isn't real")


def test_shuffled_carts_do_not_deadlock():
    skus = [make_sku(on_hand=100) for _ in range(4)]

    def cart(turn):
        buyer = make_person()
        address = make_address(buyer)
        wanted = {sku.pk: 1 for sku in skus[turn:] + skus[:turn]}
        shown = confirmed(wanted, address)
        return lambda: checkout.place(
            actor=buyer, address=address, quantities=wanted, shown=shown, idempotency_key="k"
        )

    outcomes = at_once(*[cart(turn % 4) for turn in range(12)])

    assert kinds(outcomes) == ["Trade"] * 12
    assert [stock_of(sku) for sku in skus] == [(100, 12)] * 4


def test_the_same_key_from_eight_tabs_makes_one_trade():
    sku, buyer = make_sku(on_hand=10), make_person()
    address = make_address(buyer)

    outcomes = at_once(*[order_of(sku, buyer=buyer, address=address) for _ in range(8)])

    assert {trade.pk for trade in outcomes} == {Trade.objects.get().pk}
    assert stock_of(sku) == (10, 1)


def test_a_payment_that_arrives_as_the_trade_closes_is_either_in_time_or_late_never_lost():
    for _ in range(6):
        sku = make_sku(on_hand=1)
        trade = placed({sku: 1})
        said = event(begin(trade))

        at_once(
            lambda said=said: payments.apply_event(event=said),
            lambda trade=trade: trades.close_unpaid(trade=trade, now=trade.pay_by),
        )

        trade.refresh_from_db()
        assert trade.state == TradeState.PAID
        assert stock_of(sku) == (1, 1)
    assert differences() == []


def test_payment_close_and_the_next_shopper_in_one_moment():
    for _ in range(6):
        sku = make_sku(on_hand=1)
        trade = placed({sku: 1})
        said = event(begin(trade))

        at_once(
            lambda said=said: payments.apply_event(event=said),
            lambda trade=trade: trades.close_unpaid(trade=trade, now=trade.pay_by),
            order_of(sku),
        )

        assert stock_of(sku) == (1, 1)
    assert differences() == []


def test_one_event_delivered_eight_times_at_once_pays_once():
    trade = placed()
    said = event(begin(trade))

    outcomes = at_once(*[lambda: payments.apply_event(event=said)] * 8)

    assert sorted(outcomes) == ["applied"] + ["repeated"] * 7
    assert Journal.objects.count() == 1


def test_parallel_refunds_never_exceed_what_was_captured():
    order = paid_order({make_sku(price=1_000): 1})

    outcomes = at_once(*[lambda: refunds.ask(actor=None, order=order, amount=300, reason="少件")] * 10)

    assert kinds(outcomes) == ["DomainError"] * 7 + ["Refund"] * 3
    assert Payment.objects.get().refunded == 900
    assert balance(AccountKind.REFUNDS) == -900


def test_without_the_guard_refunds_would_exceed_what_was_captured():
    """The control: look, then write what was computed. Some of the refunds are lost from the sum."""
    order = paid_order({make_sku(price=1_000): 1})

    def careless():
        payment = Payment.objects.get()
        if payment.captured - payment.refunded >= 300:
            Payment.objects.filter(pk=payment.pk).update(refunded=payment.refunded + 300)
            Refund.objects.create(
                payment=payment, order=order, number=uuid4().hex, amount=300, reason="x", asked_by=None
            )

    for _ in range(10):
        at_once(*[careless] * 8)
        if sum(Refund.objects.values_list("amount", flat=True)) > 1_000:
            return
        Payment.objects.update(refunded=0)
        Refund.objects.all().delete()
    pytest.fail("the control never paid back too much: the race isn't real")


def test_receipt_confirmed_twice_at_once_settles_once():
    order = shipped_order()

    outcomes = at_once(
        lambda: receipts.confirm_receipt(actor=order.buyer, order=order),
        lambda: receipts.confirm_receipt(actor=order.buyer, order=order),
    )

    assert kinds(outcomes) == ["ForbiddenMove", "Order"]
    assert Journal.objects.filter(kind="settle").count() == 1
    assert differences() == []


def test_shopper_cancels_while_the_merchant_ships():
    for turn in range(4):
        order = paid_order({make_sku(on_hand=1): 1})
        type(order).objects.filter(pk=order.pk).update(late_at=order.paid_at)

        outcomes = at_once(
            lambda order=order: cancellations.cancel_late(actor=order.buyer, order=order),
            lambda order=order, turn=turn: fulfilment.ship(
                actor=None, order=order, carrier="顺丰速运", tracking_number=f"SF00000{turn}"
            ),
        )

        assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert differences() == []


def test_shops_settle_at_the_same_time_without_waiting_in_a_ring():
    skus = [make_sku() for _ in range(2)]
    orders = [shipped_order({sku: 1}) for sku in skus * 4]

    outcomes = at_once(
        *[lambda order=order: receipts.confirm_receipt(actor=order.buyer, order=order) for order in orders]
    )

    assert kinds(outcomes) == ["Order"] * 8
    assert differences() == []


def in_cart():
    return sorted(CartLine.objects.values_list("sku", "quantity"))


def test_eight_tabs_put_the_same_goods_into_one_cart_and_none_is_lost():
    sku, cart = make_sku(on_hand=100), carts.of_person(make_person())

    at_once(*[lambda: carts.add(cart=cart, sku_id=sku.pk, quantity=2) for _ in range(8)])

    assert in_cart() == [(sku.pk, 16)]


def test_two_tabs_that_fill_the_last_place_of_a_cart_do_not_overfill_it(monkeypatch):
    monkeypatch.setattr(carts, "MOST_LINES", 2)
    cart = carts.of_person(make_person())
    skus = [make_sku() for _ in range(6)]

    outcomes = at_once(*[lambda sku=sku: carts.add(cart=cart, sku_id=sku.pk, quantity=1) for sku in skus])

    assert kinds(outcomes) == ["Added"] * 2 + ["DomainError"] * 4
    assert CartLine.objects.count() == 2


def test_one_tab_removes_what_the_other_changes_and_undoing_twice_brings_one_line_back():
    for _ in range(6):
        sku, cart = make_sku(), carts.of_person(make_person())
        carts.add(cart=cart, sku_id=sku.pk, quantity=1)

        _changed, removed = at_once(
            lambda cart=cart, sku=sku: carts.change(cart=cart, quantities={sku.pk: 4}),
            lambda cart=cart, sku=sku: carts.remove(cart=cart, sku_ids=[sku.pk]),
        )
        assert not cart.lines.exists()
        at_once(*[lambda cart=cart, removed=removed: carts.put_back(cart=cart, lines=removed)] * 2)

        assert cart.lines.get().quantity == removed[0].quantity
        assert removed[0].quantity in (1, 4)


def test_a_browsers_cart_is_poured_over_once_by_two_tabs_while_a_third_goes_on_filling_it():
    for _ in range(6):
        sku, late, person = make_sku(on_hand=100), make_sku(), make_person()
        browser = carts.of_browser(f"t{sku.pk}")
        carts.add(cart=browser, sku_id=sku.pk, quantity=3)

        first, second, added = at_once(
            lambda person=person, sku=sku: carts.merge(actor=person, token=f"t{sku.pk}"),
            lambda person=person, sku=sku: carts.merge(actor=person, token=f"t{sku.pk}"),
            lambda browser=browser, late=late: carts.add(cart=browser, sku_id=late.pk, quantity=1),
        )

        came_late = [(late.pk, 1)] if isinstance(added, carts.Added) else []
        lines = CartLine.objects.filter(cart__user=person).values_list("sku", "quantity")
        assert sorted(lines) == sorted([(sku.pk, 3), *came_late])
        assert first.lines + second.lines == 1 + len(came_late)
        assert isinstance(added, carts.Added | DomainError)


def test_buying_in_one_tab_and_changing_in_another_leaves_one_trade_and_a_sane_cart():
    for _ in range(4):
        sku, buyer = make_sku(on_hand=5), make_person()
        cart = carts.of_person(buyer)
        carts.add(cart=cart, sku_id=sku.pk, quantity=1)

        placed, _changed = at_once(
            order_of(sku, buyer=buyer),
            lambda cart=cart, sku=sku: carts.change(cart=cart, quantities={sku.pk: 3}),
        )

        assert isinstance(placed, Trade)
        assert (stock_of(sku), cart.lines.count()) == ((5, 1), 0)


def test_two_clerks_draft_and_approve_at_once_and_the_shop_is_paid_once():
    shop, people = owed(1_000), [clerk() for _ in range(4)]

    drafts = at_once(*[lambda: payouts.draft(actor=None, shop=shop)] * 4)
    payout = Payout.objects.get()
    outcomes = at_once(
        *[lambda person=person: payouts.approve(actor=person, payout=payout) for person in people]
    )

    assert kinds(drafts) == ["DomainError"] * 3 + ["Payout"]
    assert kinds(outcomes) == ["ForbiddenMove"] * 3 + ["Payout"]
    assert balance(AccountKind.PAYOUTS) == -1_000
    assert differences() == []


def test_a_refund_a_hold_and_a_payout_in_one_moment_never_pay_what_is_not_free():
    for _ in range(4):
        shop, person = owed(1_000), clerk()
        order, payout = shop.orders.get(), payouts.draft(actor=None, shop=shop)

        at_once(
            lambda order=order: refunds.ask(actor=None, order=order, amount=300, reason="退"),
            lambda payout=payout, person=person: payouts.approve(actor=person, payout=payout),
            lambda order=order: settlement.hold(actor=None, order=order, clause="B6.1", reason="纠纷"),
        )

        payout.refresh_from_db()
        booked = Journal.objects.filter(key=f"payout-instructed:{payout.number}").first()
        if payout.state == "draft":
            assert booked is None
        else:
            # It was first: what it was worked out of had neither been refunded nor held.
            assert (payout.payable, payout.held) == (1_000, 0)
    assert differences() == []


def test_who_calls_a_silent_payout_failed_does_not_give_it_up_in_the_same_moment():
    payout, person = instructed(), clerk()
    Payout.objects.update(silent_at=payout.instructed_at)

    _failed, given_up = in_turn(
        lambda: payouts.mark_failed(actor=person, payout=payout, reason="渠道查无此单"),
        lambda: payouts.give_up(actor=person, payout=payout, reason="渠道查无此单"),
    )

    assert (type(given_up), "另一位财务" in str(given_up)) == (DomainError, True)
    assert Payout.objects.get().state == "failed"


def test_one_word_on_a_payout_delivered_eight_times_at_once_counts_once():
    payout = instructed()

    at_once(*[lambda: payout_events.apply(word=word(payout))] * 8)

    assert Journal.objects.filter(kind="payout_confirmed").count() == 1
    assert PayoutEvent.objects.count() == 1
    assert differences() == []
