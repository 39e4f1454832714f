"""Every fen is somewhere. (B11.4)"""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Category
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from orders.models import Account, AccountKind, Entry, Journal, PayoutHold
from orders.services import ledger, receipts, refunds, settlement
from orders.services.commission import Rates
from orders.services.ledger import Line

from .factories import (
    balance,
    completed_order,
    make_rate,
    make_shop,
    make_sku,
    paid_order,
    really_completed,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db

BANK, CLEARING = AccountKind.BANK, AccountKind.BUYER_CLEARING


def post(subject, *lines, key="k", **over):
    return ledger.post(actor=None, key=key, kind="test", subject=subject, entries=lines, **over)


def test_a_journal_that_does_not_balance_is_refused():
    with pytest.raises(ValueError, match="balance"):
        post(make_shop(), Line(BANK, 5), Line(CLEARING, -4))


def test_a_journal_of_nothing_is_refused():
    with pytest.raises(ValueError, match="balance"):
        post(make_shop(), Line(BANK, 0), Line(CLEARING, 0))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("amounts", [(5,), (5, -4), (5, -5, 1), ()])
def test_the_database_refuses_to_commit_an_unbalanced_journal(amounts):
    account = Account.objects.create(kind=BANK)

    def write():
        with transaction.atomic():
            journal = Journal.objects.create(key="k", kind="x", subject_kind="x", subject_id=1)
            for amount in amounts:
                Entry.objects.create(journal=journal, account=account, amount=amount)

    with pytest.raises(IntegrityError):
        write()
    assert not Journal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_an_entry_added_to_an_old_journal():
    journal = post(make_shop(), Line(BANK, 5), Line(CLEARING, -5))

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(journal=journal, account=Account.objects.get(kind=BANK), amount=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["orders_journal", "orders_entry", "orders_paymentevent"])
def test_the_ledger_only_grows(table):
    post(make_shop(), Line(BANK, 5), Line(CLEARING, -5))
    paid_order()

    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_key_posts_once():
    shop = make_shop()

    first = post(shop, Line(BANK, 5), Line(AccountKind.MERCHANT_PAYABLE, -5, shop))
    second = post(shop, Line(BANK, 5), Line(AccountKind.MERCHANT_PAYABLE, -5, shop))

    assert first.pk == second.pk
    assert Account.objects.get(shop=shop).balance == -5


def test_a_reversal_is_the_mirror_and_comes_once():
    shop = make_shop()
    journal = post(shop, Line(BANK, 5), Line(AccountKind.MERCHANT_PAYABLE, -5, shop))

    mirror = ledger.reverse(actor=None, journal=journal)

    assert ledger.reverse(actor=None, journal=journal).pk == mirror.pk
    assert (balance(BANK), Account.objects.get(shop=shop).balance) == (0, 0)
    with pytest.raises(DomainError):
        ledger.reverse(actor=None, journal=mirror)


# --- Settlement -----------------------------------------------------------------------------------------


@pytest.mark.rule("B11.4")
def test_receipt_moves_the_money_to_the_merchant_less_commission_per_line():
    shop = make_shop()
    make_rate(333, shop=shop)
    first, second = make_sku(shop=shop, price=1_001), make_sku(shop=shop, price=50)

    really_completed({first: 1, second: 3})

    # 3.33 % of 10.01 is 33.33 fen, of 1.50 is 4.995 fen: each line is rounded for itself.
    assert balance(AccountKind.COMMISSION) == -(33 + 5)
    assert balance(AccountKind.MERCHANT_PAYABLE, shop) == -(1_151 - 38)
    assert Account.objects.get(shop=shop).balance == -(1_151 - 38)
    assert (balance(CLEARING), balance(BANK)) == (0, 1_151)


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize("make", [paid_order, shipped_order])
def test_before_receipt_nothing_is_settled(make):
    order = make()

    with pytest.raises(RuleError) as refused:
        settlement.settle(order=order)

    assert refused.value.clause == "B11.4"
    assert balance(AccountKind.MERCHANT_PAYABLE, order.shop) == 0


def test_settling_again_moves_nothing():
    order = really_completed()

    settlement.settle(order=order)

    assert Journal.objects.filter(kind="settle").count() == 1


def test_what_was_refunded_before_receipt_is_not_settled():
    make_rate(1_000)
    order = paid_order({make_sku(price=1_000): 1})
    refunds.ask(actor=None, order=order, amount=400, reason="少件")
    ship(order)
    receipts.confirm_receipt(actor=order.buyer, order=order)

    assert balance(AccountKind.MERCHANT_PAYABLE, order.shop) == -540
    assert balance(AccountKind.COMMISSION) == -60
    assert (balance(CLEARING), balance(AccountKind.REFUNDS)) == (0, -400)


@settings(deadline=None, max_examples=15)
@given(parts=st.lists(st.integers(1, 400), min_size=1, max_size=6), bp=st.integers(0, 10_000))
def test_refunds_in_any_parts_return_all_of_the_commission_and_no_more(parts, bp):
    with transaction.atomic():
        make_rate(bp)
        order = completed_order({make_sku(price=sum(parts)): 1})
        for part in parts:
            refunds.ask(actor=None, order=order, amount=part, reason="退")
        payable = balance(AccountKind.MERCHANT_PAYABLE, order.shop)
        left = balance(AccountKind.COMMISSION), payable
        transaction.set_rollback(True)

    assert left == (0, 0)


# --- Rates ----------------------------------------------------------------------------------------------


def test_the_most_specific_rate_wins():
    shop, other = make_shop(), make_shop()
    food = Category.objects.create(slug="food", name="食品")
    tea = Category.objects.create(slug="green-tea", name="绿茶", parent=food)
    make_rate(100)
    make_rate(200, category=food)
    make_rate(300, shop=shop)
    make_rate(400, shop=shop, category=food)
    rates = Rates([shop.pk, other.pk])

    assert rates.of(shop_id=shop.pk, category_id=tea.pk) == 400
    assert rates.of(shop_id=shop.pk, category_id=None) == 300
    assert rates.of(shop_id=other.pk, category_id=tea.pk) == 200
    assert rates.of(shop_id=other.pk, category_id=None) == 100


def test_without_any_rate_there_is_no_commission():
    shop = make_shop()

    assert Rates([shop.pk]).of(shop_id=shop.pk, category_id=None) == 0


# --- Holds ----------------------------------------------------------------------------------------------


def test_each_clause_holds_and_lifts_for_itself():
    order = completed_order()
    settlement.hold(actor=None, order=order, clause="D8.3", reason="严管")
    settlement.hold(actor=None, order=order, clause="D8.3", reason="严管")
    settlement.hold(actor=None, order=order, clause="B6.1", reason="纠纷")

    assert sorted(order.payout_holds.values_list("clause", flat=True)) == ["B6.1", "D8.3", "E19"]
    assert settlement.lift(actor=None, order=order, clause="B6.1") is True
    assert settlement.lift(actor=None, order=order, clause="B6.1") is False
    settlement.lift(actor=None, order=order, clause="D8.3")
    term_over = order.payout_holds.get(clause="E19").until_at
    open_before, open_then = (PayoutHold.objects.open(at) for at in (timezone.now(), term_over))
    assert list(open_before.values_list("clause", flat=True)) == ["E19"]
    assert not open_then.exists()
