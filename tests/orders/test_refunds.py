"""Money going back: never more than came, never twice. (B11.4)"""

import pytest
from django.db import IntegrityError, transaction

from mall.errors import DomainError
from mall.notifications.models import Notice
from orders.models import AccountKind, Order, Payment, Progress, RefundState
from orders.services import refunds

from .factories import balance, completed_order, make_sku, paid_order, placed

pytestmark = pytest.mark.django_db


def ask(order, amount, **over):
    return refunds.ask(actor=None, order=order, amount=amount, **{"reason": "少件"} | over)


def test_a_refund_is_written_before_anybody_is_asked():
    order = paid_order({make_sku(price=1_000): 1})

    refund = ask(order, 300)

    order.refresh_from_db()
    payment = Payment.objects.get()
    assert (refund.state, order.refunded, payment.refunded) == (RefundState.ASKED, 300, 300)
    assert balance(AccountKind.REFUNDS) == -300


def test_several_refunds_add_up_to_the_order_and_no_further():
    order = paid_order({make_sku(price=1_000): 1})
    ask(order, 300)
    ask(order, 700)

    with pytest.raises(DomainError, match="已经全部退了"):
        ask(order, 1)


@pytest.mark.parametrize("amount", [0, -1, 1_001])
def test_an_amount_that_cannot_be_is_refused(amount):
    order = paid_order({make_sku(price=1_000): 1})

    with pytest.raises(DomainError, match="可退金额为"):
        ask(order, amount)


def test_a_refund_needs_a_reason():
    with pytest.raises(DomainError, match="原因"):
        ask(paid_order(), 1, reason=" ")


def test_an_unpaid_order_has_nothing_to_give_back():
    with pytest.raises(DomainError, match="没有收到过付款"):
        ask(placed().orders.get(), 1)


def test_the_database_refuses_more_than_was_captured_and_more_than_the_order():
    order = paid_order({make_sku(price=1_000): 1})

    for model in (Payment, Order):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(refunded=1_001)
    assert order.refunded == 0


def test_a_finished_refund_is_booked_and_told_once():
    order = paid_order({make_sku(price=1_000): 1})
    refund = ask(order, 300)

    refunds.finish(refund=refund)
    refunds.finish(refund=refund)

    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert (balance(AccountKind.REFUNDS), balance(AccountKind.BANK)) == (0, 700)
    assert Progress.objects.filter(order=order, step="refunded").count() == 1
    assert Notice.objects.filter(key=f"refund:{refund.pk}:done").count() == 1


def test_after_settlement_the_merchant_pays_the_refund_even_into_the_red():
    order = completed_order({make_sku(price=1_000): 1})
    assert balance(AccountKind.MERCHANT_PAYABLE, order.shop) == -1_000

    ask(order, 1_000)

    assert balance(AccountKind.MERCHANT_PAYABLE, order.shop) == 0


def test_only_one_job_takes_a_due_refund():
    refund = ask(paid_order(), 1)
    now = refund.next_try_at

    assert refunds.due(now=now) == [refund.pk]
    assert refunds.claim(refund_id=refund.pk, now=now).attempts == 1
    assert refunds.claim(refund_id=refund.pk, now=now) is None
