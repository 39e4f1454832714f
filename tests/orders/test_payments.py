"""What providers say: once, exact to the fen, never lost. (B12.1, E14)"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import SKU, Product
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from merchants.models import Shop
from orders.models import (
    AccountKind,
    EventOutcome,
    Journal,
    OrderState,
    Payment,
    PaymentEvent,
    PaymentState,
    Refund,
    RefundState,
    TradeState,
)
from orders.payments.base import EventKind
from orders.services import payments, trades
from orders.services.books import differences
from orders.services.payments import apply_event

from .factories import balance, begin, event, make_person, make_sku, pay, placed, stock_of

pytestmark = pytest.mark.django_db


def states_of(trade):
    trade.refresh_from_db()
    return trade.state, list(trade.orders.order_by("id").values_list("state", flat=True))


def balances():
    return balance(AccountKind.BANK), balance(AccountKind.BUYER_CLEARING)


@pytest.mark.rule("B12.1")
def test_a_captured_payment_pays_the_trade_and_all_its_orders():
    trade = placed({make_sku(): 1, make_sku(): 2})

    payment = pay(trade)

    assert states_of(trade) == (TradeState.PAID, [OrderState.PAID, OrderState.PAID])
    assert (payment.state, payment.captured, payment.counts) == (PaymentState.CAPTURED, trade.total, True)
    assert balances() == (trade.total, -trade.total)


def test_paying_starts_a_dispatch_clock_for_each_shop_and_meets_the_payment_clock():
    trade = placed({make_sku(): 1, make_sku(): 2})

    pay(trade)

    assert Clock.objects.about(trade).get().state == "met"
    owners = {(clock.owner_kind, clock.owner_id) for clock in Clock.objects.running().filter(rule="D7.2")}
    assert owners == {("shop", order.shop_id) for order in trade.orders.all()}


def test_the_buyer_is_told_that_the_payment_has_arrived():
    trade = placed()

    pay(trade)

    assert Notice.objects.get(person=trade.buyer).title == f"付款成功，交易 {trade.number} 等待发货"


@pytest.mark.rule("B12.1")
def test_fifty_replays_have_one_effect():
    trade = placed()
    said = event(begin(trade))

    outcomes = [apply_event(event=said) for _ in range(50)]

    assert outcomes == [EventOutcome.APPLIED] + [EventOutcome.REPEATED] * 49
    assert (PaymentEvent.objects.count(), Journal.objects.count()) == (1, 1)
    assert balances() == (trade.total, -trade.total)


def test_the_same_capture_under_another_event_id_has_no_second_effect():
    trade = placed()
    payment = pay(trade)

    outcome = apply_event(event=event(payment, event_id="another"))

    assert outcome == EventOutcome.REPEATED
    assert balances() == (trade.total, -trade.total)


@pytest.mark.rule("B12.1")
@pytest.mark.parametrize("difference", [-1, 1])
def test_an_amount_off_by_a_fen_pays_nothing_and_goes_back_whole(difference):
    trade = placed()
    payment = begin(trade)

    outcome = apply_event(event=event(payment, amount=payment.amount + difference))

    assert outcome == EventOutcome.QUARANTINED
    assert states_of(trade) == (TradeState.UNPAID, [OrderState.UNPAID])
    came = payment.amount + difference
    payment.refresh_from_db()
    assert (payment.captured, payment.refunded, payment.counts) == (came, came, False)
    assert list(Refund.objects.values_list("payment", "amount")) == [(payment.pk, came)]
    assert balances() == (came, 0)
    assert list(differences()) == []
    assert Notice.objects.filter(person=trade.buyer, key=f"payment:{payment.pk}:back").exists()


def test_an_unknown_payment_is_quarantined_once():
    payment = begin(placed())
    said = event(payment, payment_number="P000000000000000000")

    assert [apply_event(event=said) for _ in range(2)] == [EventOutcome.QUARANTINED] * 2
    assert list(PaymentEvent.objects.values_list("payment", "outcome")) == [(None, "quarantined")]


def test_a_failure_that_comes_after_the_capture_changes_nothing():
    trade = placed()
    payment = pay(trade)

    outcome = apply_event(event=event(payment, EventKind.FAILED))

    payment.refresh_from_db()
    assert (outcome, payment.state) == (EventOutcome.REPEATED, PaymentState.CAPTURED)


def test_a_failed_payment_leaves_the_trade_to_be_paid_by_another():
    trade = placed()
    first = begin(trade)
    apply_event(event=event(first, EventKind.FAILED))

    second = pay(trade)

    first.refresh_from_db()
    assert (first.state, second.state) == (PaymentState.FAILED, PaymentState.CAPTURED)
    assert first.pk != second.pk


def test_a_capture_overtakes_the_failure_that_came_first():
    trade = placed()
    payment = begin(trade)
    apply_event(event=event(payment, EventKind.FAILED))

    apply_event(event=event(payment))

    assert states_of(trade)[0] == TradeState.PAID


def test_an_open_payment_is_taken_up_again():
    trade = placed()

    assert begin(trade).pk == begin(trade).pk


def test_the_second_payment_of_a_trade_goes_back():
    trade = placed()
    first = pay(trade)
    second = Payment.objects.create(trade=trade, provider="sandbox", number="P2", amount=trade.total)

    apply_event(event=event(second))

    refund = Refund.objects.get()
    assert (refund.payment_id, refund.amount, refund.state) == (second.pk, trade.total, RefundState.ASKED)
    second.refresh_from_db()
    assert (second.counts, first.counts) == (False, True)
    assert balance(AccountKind.BUYER_CLEARING) == -trade.total


def test_the_database_lets_one_payment_count_per_trade():
    trade = placed()
    pay(trade)

    with pytest.raises(IntegrityError, match="trade_paid_once"), transaction.atomic():
        Payment.objects.create(
            trade=trade, provider="x", number="P3", amount=1, captured=1, state="captured", counts=True
        )


# --- Unpaid, and late -----------------------------------------------------------------------------------


@pytest.mark.rule("E14")
def test_an_unpaid_trade_is_closed_at_its_deadline_and_its_stock_returns():
    sku = make_sku(on_hand=5)
    trade = placed({sku: 3})
    payment = begin(trade)

    sweep(now=trade.pay_by)

    payment.refresh_from_db()
    assert states_of(trade) == (TradeState.CLOSED, [OrderState.CANCELLED])
    assert payment.state == PaymentState.CLOSED
    assert stock_of(sku) == (5, 0)


@pytest.mark.rule("E14")
def test_before_its_deadline_an_unpaid_trade_stays():
    sku = make_sku(on_hand=5)
    trade = placed({sku: 3})

    sweep(now=trade.pay_by - timedelta(seconds=1))

    assert states_of(trade) == (TradeState.UNPAID, [OrderState.UNPAID])
    assert stock_of(sku) == (5, 3)


@pytest.mark.rule("E14")
def test_past_the_term_no_payment_is_begun():
    trade = placed()

    with pytest.raises(RuleError) as refused:
        begin(trade, now=trade.pay_by)

    assert refused.value.clause == "E14"


def test_a_paid_trade_is_not_closed_by_its_old_clock():
    trade = placed()
    pay(trade)

    trades.close_unpaid(trade=trade, now=trade.pay_by)

    assert states_of(trade) == (TradeState.PAID, [OrderState.PAID])


def test_a_late_payment_takes_the_trade_up_again_while_there_is_stock():
    sku = make_sku(on_hand=3)
    trade = placed({sku: 3})
    payment = begin(trade)
    sweep(now=trade.pay_by)

    apply_event(event=event(payment))

    assert states_of(trade) == (TradeState.PAID, [OrderState.PAID])
    assert stock_of(sku) == (3, 3)
    assert Notice.objects.filter(person=trade.buyer, title__contains="已恢复").count() == 1


def test_a_late_payment_goes_back_where_the_stock_is_gone():
    sku = make_sku(on_hand=3)
    trade = placed({sku: 3})
    payment = begin(trade)
    sweep(now=trade.pay_by)
    pay(placed({sku: 2}))

    outcome = apply_event(event=event(payment))

    payment.refresh_from_db()
    assert outcome == EventOutcome.APPLIED
    assert states_of(trade) == (TradeState.CLOSED, [OrderState.CANCELLED])
    assert (payment.captured, payment.refunded, payment.counts) == (trade.total, trade.total, False)
    assert stock_of(sku) == (3, 2)
    assert Notice.objects.filter(person=trade.buyer, title__contains="原路退回").count() == 1


@pytest.mark.parametrize(
    "ended",
    [
        lambda sku: Product.objects.filter(skus=sku).update(state="off_sale"),
        lambda sku: SKU.objects.filter(pk=sku.pk).update(is_active=False),
        lambda sku: Shop.objects.filter(pk=sku.shop_id).update(state="suspended"),
    ],
)
def test_a_late_payment_goes_back_where_the_goods_are_on_sale_no_more(ended):
    sku = make_sku(on_hand=3)
    trade = placed({sku: 1})
    payment = begin(trade)
    sweep(now=trade.pay_by)
    ended(sku)

    apply_event(event=event(payment))

    payment.refresh_from_db()
    assert states_of(trade) == (TradeState.CLOSED, [OrderState.CANCELLED])
    assert (payment.refunded, payment.counts) == (trade.total, False)


def test_money_for_a_trade_that_its_shopper_cancelled_goes_back():
    sku = make_sku(on_hand=3)
    trade = placed({sku: 1})
    payment = begin(trade)
    trades.cancel(actor=trade.buyer, trade=trade)

    apply_event(event=event(payment))

    payment.refresh_from_db()
    assert states_of(trade) == (TradeState.CLOSED, [OrderState.CANCELLED])
    assert (payment.refunded, payment.counts, stock_of(sku)) == (trade.total, False, (3, 0))
    assert Notice.objects.filter(person=trade.buyer, title__contains="已由买家取消").count() == 1


def test_the_shopper_may_cancel_what_is_not_paid():
    sku = make_sku(on_hand=5)
    trade = placed({sku: 3})

    trades.cancel(actor=trade.buyer, trade=trade)

    assert states_of(trade) == (TradeState.CLOSED, [OrderState.CANCELLED])
    assert stock_of(sku) == (5, 0)
    assert not Clock.objects.running().exists()


def test_nobody_pays_or_cancels_somebody_elses_trade():
    trade, stranger = placed(), make_person()

    with pytest.raises(DomainError):
        trades.cancel(actor=stranger, trade=trade)
    with pytest.raises(DomainError):
        payments.begin(actor=stranger, trade=trade, provider="sandbox")


# --- Silence --------------------------------------------------------------------------------------------


def test_silent_payments_are_asked_about_and_not_twice_at_once():
    payment = begin(placed())
    now = payment.created_at + timedelta(seconds=20)

    assert payments.silent(now=now - timedelta(seconds=1)) == []
    assert payments.silent(now=now) == [payment.pk]
    claims = [payments.note_asked(payment_id=payment.pk, now=now) for _run in range(2)]
    assert claims == [payment, None]
    assert payments.silent(now=now) == []
    assert payments.silent(now=now + timedelta(seconds=20)) == [payment.pk]


def test_who_may_be_waiting_is_asked_about_first_and_the_youngest_before_all():
    closed, first, second = begin(placed()), begin(placed()), begin(placed())
    trades.cancel(actor=closed.trade.buyer, trade=closed.trade)
    now = second.created_at + timedelta(minutes=5)
    Payment.objects.filter(pk=second.pk).update(ask_at=now)

    assert payments.silent(now=now) == [second.pk, first.pk, closed.pk]


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(minutes=4), timedelta(seconds=20)),
        (timedelta(hours=1), timedelta(minutes=2)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(days=3), timedelta(days=1)),
        (timedelta(days=89), timedelta(days=1)),
    ],
)
def test_the_older_a_silent_payment_the_more_rarely_it_is_asked_about(age, wait):
    payment = begin(placed())
    now = payment.created_at + age

    payments.note_asked(payment_id=payment.pk, now=now)

    assert payments.silent(now=now + wait - timedelta(seconds=1)) == []
    assert payments.silent(now=now + wait) == [payment.pk]


def test_after_ninety_days_nobody_asks_about_a_payment_any_more():
    payment = begin(placed())
    now = payment.created_at + timedelta(days=90)

    payments.note_asked(payment_id=payment.pk, now=now)

    assert payments.silent(now=now + timedelta(days=365)) == []


def test_a_captured_payment_is_not_silent():
    payment = pay(placed())

    assert payments.silent(now=timezone.now() + timedelta(minutes=3)) == []
    assert payment.state == PaymentState.CAPTURED
