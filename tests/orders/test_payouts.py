"""Merchants are paid what is theirs and free, once, by the provider's own word. (B11.4)"""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import (
    Payout,
    PayoutEventKind,
    PayoutHold,
    PayoutState,
)
from orders.services import payables, payouts, refunds, settlement
from orders.services.books import differences
from orders.services.payables import Position

from .factories import make_rate, make_shop, make_sku, really_completed
from .payout_factories import (
    balances,
    clerk,
    drafted,
    heard,
    make_account,
    owed,
    release,
    sold,
)

pytestmark = pytest.mark.django_db

CONFIRMED, FAILED, RETURNED = PayoutEventKind.CONFIRMED, PayoutEventKind.FAILED, PayoutEventKind.RETURNED


# --- What may be paid ---


@pytest.mark.rule("B11.4", "E17")
def test_where_a_shop_promised_a_longer_return_term_its_money_waits_for_that():
    shop = make_shop(return_days=15)
    with time_machine.travel("2026-11-03T02:00:00Z", tick=False):
        really_completed({make_sku(shop=shop, price=1_000): 1})

    until_at = PayoutHold.objects.get().until_at
    assert timezone.localtime(until_at).isoformat() == "2026-11-19T00:00:00+08:00"


@pytest.mark.rule("B11.4", "E19")
def test_what_was_received_waits_for_the_end_of_the_return_term_which_counts_from_the_next_day():
    shop = make_shop()
    make_account(shop)
    with time_machine.travel("2026-11-03T02:00:00Z", tick=False):  # ten in the morning in Shanghai
        really_completed({make_sku(shop=shop, price=1_000): 1})

    hold = PayoutHold.objects.get()
    assert timezone.localtime(hold.until_at).isoformat() == "2026-11-11T00:00:00+08:00"
    before, after = hold.until_at - timedelta(seconds=1), hold.until_at
    assert payables.of_shop(shop, at=before) == Position(payable=1_000, held=1_000)
    assert payables.of_shop(shop, at=after) == Position(payable=1_000, held=0)
    with pytest.raises(RuleError) as refused:
        payouts.draft(actor=None, shop=shop, now=before)
    assert refused.value.clause == "B11.4"
    assert payouts.draft(actor=None, shop=shop, now=after).amount == 1_000


def test_what_is_held_stays_and_the_rest_is_paid_less_commission():
    make_rate(1_000)
    shop = owed(1_000)
    disputed = sold(shop, 500)
    refunds.ask(actor=None, order=disputed, amount=100, reason="少件")
    release(shop)
    settlement.hold(actor=None, order=disputed, clause="B6.1", reason="纠纷")

    payout = payouts.draft(actor=None, shop=shop)

    # 900 of the first; 450 less the 90 that its refund took, of the disputed one.
    assert (payout.amount, payout.payable, payout.held) == (900, 1_260, 360)


def test_a_hold_of_the_shop_stops_all_of_it_until_it_is_lifted():
    shop = owed(1_000)
    settlement.hold_shop(actor=None, shop=shop, clause="D8.3", reason="从严监管")

    with pytest.raises(RuleError):
        payouts.draft(actor=None, shop=shop)

    assert settlement.lift_shop(actor=None, shop=shop, clause="D8.3") is True
    assert payouts.draft(actor=None, shop=shop).amount == 1_000


@pytest.mark.rule("B11.4")
def test_a_negative_balance_is_collected_from_what_comes_next_and_never_paid():
    shop = owed(1_000)
    payout = payouts.approve(actor=clerk(), payout=payouts.draft(actor=None, shop=shop))
    heard(payout)
    refunds.ask(actor=None, order=shop.orders.get(), amount=1_000, reason="质量问题")
    assert payables.of_shop(shop).owes == 1_000

    owed(400, shop=shop)
    with pytest.raises(RuleError):
        payouts.draft(actor=None, shop=shop)

    owed(700, shop=shop)
    assert payouts.draft(actor=None, shop=shop).amount == 100
    assert differences() == []


def test_without_an_account_and_with_a_payout_under_way_nothing_is_drafted():
    shop = make_shop()
    with pytest.raises(DomainError, match="还没有生效的收款账户"):
        payouts.draft(actor=None, shop=shop)

    payouts.draft(actor=None, shop=owed(1_000, shop=shop))
    with pytest.raises(DomainError, match="没有办完"):
        payouts.draft(actor=None, shop=shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(
            number="W2", shop=shop, account=shop.payout_accounts.get(), amount=1, payable=1, held=0
        )


def test_the_database_refuses_a_payout_of_more_than_is_free():
    payout = drafted()
    for amount in (0, 1_001):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payout.objects.filter(pk=payout.pk).update(amount=amount)


# --- Approval ---


@pytest.mark.rule("B11.4")
def test_from_the_figure_on_two_of_finance_have_to_approve():
    small = drafted(4_999_999)
    large = drafted(5_000_000)
    one, other = clerk(), clerk()

    assert payouts.approve(actor=one, payout=small).state == PayoutState.INSTRUCTED
    assert payouts.approve(actor=one, payout=large).state == PayoutState.DRAFT
    with pytest.raises(DomainError, match="同一人"):
        payouts.approve(actor=one, payout=large)
    assert payouts.approve(actor=other, payout=large).state == PayoutState.INSTRUCTED
    with pytest.raises(ForbiddenMove):
        payouts.approve(actor=clerk(), payout=large)


def test_an_instructed_payout_is_off_the_merchants_account_and_not_yet_out_of_the_bank():
    payout = payouts.approve(actor=clerk(), payout=drafted())

    assert balances(payout.shop) == (0, 1_000, 1_000)
    assert payables.of_shop(payout.shop) == Position(payable=0, held=0, under_way=1_000)
    assert differences() == []


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize("spoil", ["refund", "hold"])
def test_what_was_refunded_or_held_since_the_draft_is_not_instructed(spoil):
    payout = drafted()
    order = payout.shop.orders.get()
    if spoil == "refund":
        refunds.ask(actor=None, order=order, amount=1, reason="退")
    else:
        settlement.hold(actor=None, order=order, clause="B6.1", reason="纠纷")

    with pytest.raises(RuleError) as refused:
        payouts.approve(actor=clerk(), payout=payout)

    assert refused.value.clause == "B11.4"
    payout.refresh_from_db()
    assert (payout.state, payouts.approvals(payout)) == (PayoutState.DRAFT, 0)
    assert payouts.cancel(actor=clerk(), payout=payout, reason="重新拟单").state == PayoutState.CANCELLED


def test_a_draft_to_an_account_that_was_replaced_is_not_instructed():
    payout = drafted()
    type(payout.account).objects.update(state="replaced")

    with pytest.raises(DomainError, match="已经更换"):
        payouts.approve(actor=clerk(), payout=payout)


def test_without_a_provider_nothing_is_instructed(settings, monkeypatch):
    from orders.payments.payouts import payout_providers

    settings.PAYOUT_PROVIDERS = []
    payout_providers.cache_clear()
    try:
        with pytest.raises(DomainError, match="PAYOUT_PROVIDERS"):
            payouts.approve(actor=clerk(), payout=drafted())
    finally:
        payout_providers.cache_clear()
