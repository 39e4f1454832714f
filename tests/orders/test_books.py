"""reconcile says what doesn't agree, and is silent where all does."""

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Reservation, Stock
from orders.models import Account, AccountKind, Order, Payment, Payout, PayoutEventKind, Trade
from orders.services import cancellations, ledger, payments, payouts, receipts, refunds, trades
from orders.services.books import differences
from orders.services.ledger import Line

from .factories import (
    begin,
    completed_order,
    event,
    late_order,
    make_rate,
    make_sku,
    paid_order,
    place,
    really_completed,
    really_paid,
    really_shipped,
    ship,
)
from .payout_factories import clerk, drafted, heard, instructed

pytestmark = pytest.mark.django_db


def test_after_every_kind_of_story_the_books_agree(capsys):
    make_rate(500)
    place()
    closed = place()
    trades.cancel(actor=closed.buyer, trade=closed)
    partly = really_paid({make_sku(): 3})
    ship(partly, quantities={partly.lines.get().pk: 1})
    really_shipped()
    received = really_completed({make_sku(price=777): 1})
    refunds.finish(refund=refunds.ask(actor=None, order=received, amount=333, reason="少件"))
    late = late_order()
    cancellations.cancel_late(actor=late.buyer, order=late)
    given_up = paid_order({make_sku(price=333): 3})
    ship(given_up, quantities={given_up.lines.get().pk: 1})
    given_up = cancellations.give_up(actor=None, order=given_up, reason="缺货")
    receipts.confirm_receipt(actor=given_up.buyer, order=given_up)
    gone = place({make_sku(on_hand=1): 1})
    payment = begin(gone)
    trades.cancel(actor=gone.buyer, trade=gone)
    payments.apply_event(event=event(payment))
    paid_out = heard(payouts.approve(actor=clerk(), payout=drafted(777)))
    refunds.ask(actor=None, order=paid_out.shop.orders.get(), amount=7, reason="退")
    heard(heard(instructed()), PayoutEventKind.RETURNED)
    payouts.give_up(actor=clerk(), payout=heard(instructed(), PayoutEventKind.FAILED), reason="销户")
    heard(instructed(), PayoutEventKind.FAILED)
    instructed()
    drafted()

    call_command("reconcile")

    assert capsys.readouterr().out == "The books agree.\n"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: Account.objects.filter(kind="merchant_payable").update(balance=-1), "balance -1"),
        (lambda: Payment.objects.update(captured=1), "captured 1 of"),
        (lambda: Payment.objects.update(counts=False), "paid 0 times"),
        (lambda: Order.objects.update(refunded=1), "refunded 1, its refunds sum to 0"),
        (lambda: Payment.objects.update(refunded=1), "refunded 1, its refunds sum to 0"),
        (lambda: Trade.objects.update(total=1), "total 1, its orders sum to"),
        (lambda: Order.objects.update(state="paid"), "settled, but paid"),
        (lambda: Trade.objects.update(state="closed"), "in a trade that is closed"),
        (lambda: Stock.objects.update(on_hand=99), "on_hand is 99"),
        (lambda: Reservation.objects.update(state="held", shipped=0), "held of"),
    ],
)
def test_a_spoiled_figure_is_named(spoil, words, capsys):
    completed_order()
    spoil()

    with pytest.raises(CommandError) as failed:
        call_command("reconcile")

    assert failed.value.returncode == 1
    assert words in capsys.readouterr().out


def test_money_in_clearing_that_no_order_accounts_for_is_named():
    order = paid_order()
    Order.objects.filter(pk=order.pk).update(state="completed")

    assert f"order {order.number}: completed, but not settled" in differences()
    assert any(words.startswith("buyer clearing") for words in differences())


def test_a_settlement_that_balances_but_gives_the_shop_too_much_is_named():
    make_rate(1_000)
    order = completed_order({make_sku(price=1_000): 1})
    ledger.post(
        actor=None,
        key="by-hand",
        kind="settle",
        subject=order,
        entries=[
            Line(AccountKind.COMMISSION, 1),
            Line(AccountKind.MERCHANT_PAYABLE, -1, order.shop),
        ],
    )

    account = Account.objects.get(kind=AccountKind.MERCHANT_PAYABLE)
    assert differences() == [
        f"order {order.number}: merchant -901, commission -99; by its lines -900 and -100",
        f"account {account.pk} (shop {order.shop_id}): balance -901, its orders come to -900",
        "commission: orders and payments come to -100, the ledger has -99",
    ]


def test_money_that_leaves_the_bank_for_no_refund_is_named():
    order = completed_order({make_sku(price=1_000): 1})
    ledger.post(
        actor=None,
        key="by-hand",
        kind="payout",
        subject=order.shop,
        entries=[
            Line(AccountKind.BANK, -1_000),
            Line(AccountKind.MERCHANT_PAYABLE, 1_000, order.shop),
        ],
    )

    account = Account.objects.get(kind=AccountKind.MERCHANT_PAYABLE)
    assert differences() == [
        f"account {account.pk} (shop {order.shop_id}): balance 0, its orders come to -1000",
        "bank: orders and payments come to 1000, the ledger has 0",
    ]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ({"amount": 999}, "payouts under way: 999, the ledger has 1000"),
        ({"state": "confirmed", "paid": 1_000}, "but the provider has said nothing"),
        ({"state": "cancelled"}, "merchant 1000, under way -1000, bank 0; should be 0, 0 and 0"),
    ],
)
def test_a_payout_that_the_ledger_does_not_bear_out_is_named(spoil, words):
    payout = instructed()
    assert differences() == []

    Payout.objects.filter(pk=payout.pk).update(**spoil)

    assert [found for found in differences() if words in found]
    assert [found for found in differences() if f"shop {payout.shop_id}" in found or "under way" in found]


def test_money_that_left_twice_for_a_payout_is_named():
    payout = heard(instructed())
    ledger.post(
        actor=None,
        key="by-hand",
        kind="payout_confirmed",
        subject=payout,
        entries=[Line(AccountKind.MERCHANT_PAYABLE, 5, payout.shop), Line(AccountKind.BANK, -5)],
    )

    account = Account.objects.get(kind=AccountKind.MERCHANT_PAYABLE)
    account_words = f"account {account.pk} (shop {payout.shop_id})"
    payout_words = f"payout {payout.number} (confirmed)"
    assert differences() == [
        f"{account_words}: balance 5, its orders come to -1000, its payouts to 1000",
        "bank: orders and payments come to 0, the ledger has -5",
        f"{payout_words}: merchant 1005, under way 0, bank -1005; should be 1000, 0 and -1000",
    ]
