"""Fifty refunds of one payment in one moment, twenty times: never more goes back than came in."""

import sys
from uuid import uuid4

import pytest
from django.db.models import Sum

from orders.models import AccountKind, Payment, Refund
from orders.services import refunds
from orders.services.books import differences
from tests.ground.factories import at_once
from tests.orders.factories import balance, make_sku, paid_order

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

AT_ONCE, ROUNDS = 50, 20
PRICE, EACH = 10_000, 300
LAWFUL = PRICE // EACH


def returned(payment: Payment) -> int:
    return payment.refunds.aggregate(sum=Sum("amount"))["sum"] or 0


def test_fifty_refunds_at_once_never_exceed_what_was_captured_in_twenty_rounds():
    for turn in range(ROUNDS):
        order = paid_order({make_sku(price=PRICE): 1})

        outcomes = at_once(
            *[lambda order=order: refunds.ask(actor=None, order=order, amount=EACH, reason="退")] * AT_ONCE,
            timeout=300,
        )

        payment = Payment.objects.get(trade=order.trade)
        asked = sum(isinstance(outcome, Refund) for outcome in outcomes)
        sys.stdout.write(f"round {turn + 1}: {asked} asked, {returned(payment)} of {payment.captured}\n")
        assert (asked, returned(payment), payment.refunded) == (LAWFUL, LAWFUL * EACH, LAWFUL * EACH)
    assert balance(AccountKind.REFUNDS) == -LAWFUL * EACH * ROUNDS
    assert differences() == []


def test_without_the_guard_more_goes_back_than_came_in():
    def careless(order):
        payment = Payment.objects.get(trade=order.trade)
        if payment.captured - payment.refunded >= EACH:
            Payment.objects.filter(pk=payment.pk).update(refunded=payment.refunded + EACH)
            Refund.objects.create(
                payment=payment, order=order, number=uuid4().hex, amount=EACH, reason="x", asked_by=None
            )

    for turn in range(ROUNDS):
        order = paid_order({make_sku(price=PRICE): 1})
        at_once(*[lambda order=order: careless(order)] * AT_ONCE, timeout=300)
        back = returned(Payment.objects.get(trade=order.trade))
        sys.stdout.write(f"control {turn + 1}: {back} of {PRICE}\n")
        if back > PRICE:
            return
    pytest.fail("the control never paid back too much: the race isn't real")
