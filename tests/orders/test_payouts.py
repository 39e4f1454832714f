"""Merchants are paid what is theirs and free, once, by the provider's own word. (B11.4)"""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders import tasks
from orders.models import (
    AccountKind,
    EventOutcome,
    Payout,
    PayoutEvent,
    PayoutEventKind,
    PayoutHold,
    PayoutState,
    SandboxPayout,
)
from orders.payments import sandbox_payouts
from orders.services import ledger, payables, payout_events, payouts, refunds, settlement
from orders.services.books import differences
from orders.services.ledger import Line
from orders.services.payables import Position

from .factories import completed_order, make_member, make_rate, make_shop, make_sku
from .payout_factories import clerk, drafted, heard, instructed, make_account, owed, release, sold, word

pytestmark = pytest.mark.django_db

CONFIRMED, FAILED, RETURNED = PayoutEventKind.CONFIRMED, PayoutEventKind.FAILED, PayoutEventKind.RETURNED


def balances(shop) -> tuple[int, int, int]:
    """Owed to the shop, under way to it, and in the bank."""
    kinds = (AccountKind.MERCHANT_PAYABLE, AccountKind.PAYOUTS, AccountKind.BANK)
    owed_to, under_way, bank = (
        ledger.balance(kind, shop if kind == AccountKind.MERCHANT_PAYABLE else None) for kind in kinds
    )
    return -owed_to, -under_way, bank


# --- What may be paid ---


@pytest.mark.rule("B11.4", "E19")
def test_what_was_received_waits_for_the_end_of_the_return_term_which_counts_from_the_next_day():
    shop = make_shop()
    make_account(shop)
    with time_machine.travel("2026-11-03T02:00:00Z", tick=False):  # ten in the morning in Shanghai
        sold(shop, 1_000)

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
    payout = instructed()

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


# --- The provider's word ---


@pytest.mark.rule("B11.4")
def test_confirmed_is_booked_and_told_once_however_often_it_is_said():
    payout = instructed()
    owner = make_member(payout.shop)

    for _ in range(3):
        heard(payout)

    assert (payout.state, payout.paid) == (PayoutState.CONFIRMED, 1_000)
    assert balances(payout.shop) == (0, 0, 0)
    assert Notice.objects.filter(person=owner, key=f"payout:{payout.pk}:confirmed").count() == 1
    assert PayoutEvent.objects.count() == 1
    assert Clock.objects.about(payout).get().state == "met"
    assert differences() == []


def test_refused_keeps_the_money_under_way_and_is_tried_again_under_the_same_number():
    payout = heard(instructed(), FAILED, why="ACCOUNT_CLOSED")
    assert (payout.state, payout.last_error) == (PayoutState.FAILED, "ACCOUNT_CLOSED")
    assert balances(payout.shop) == (0, 1_000, 1_000)
    number = payout.number

    finance = clerk()
    payouts.retry(actor=finance, payout=payout)
    again = heard(payout, FAILED, why="ACCOUNT_CLOSED", event_id=f"{number}-failed-2")
    assert again.state == PayoutState.FAILED
    assert Notice.objects.get(person=finance).key == f"payout:{payout.pk}:failed:{number}-failed-2"
    payouts.retry(actor=finance, payout=payout)
    heard(payout)

    assert (payout.state, payout.number) == (PayoutState.CONFIRMED, number)
    assert differences() == []


@pytest.mark.rule("B11.4")
def test_a_refusal_said_again_does_not_stop_the_retry_that_answered_it():
    payout = instructed(number="6225880012349001")
    tasks.send_payouts()
    refusal = sandbox_payouts.message_of(SandboxPayout.objects.get())
    payout.refresh_from_db()
    assert payout.state == PayoutState.FAILED
    payouts.retry(actor=clerk(), payout=payout)

    sandbox_payouts.call_back([refusal])
    tasks.compare_payouts()

    payout.refresh_from_db()
    assert payout.state == PayoutState.INSTRUCTED
    with pytest.raises(ForbiddenMove):
        payouts.give_up(actor=clerk(), payout=payout, reason="账户已销户")


def test_a_retry_that_did_not_reach_the_provider_is_told_again_under_the_same_number(monkeypatch):
    payout = instructed(number="6225880012349001")
    tasks.send_payouts()
    payout.refresh_from_db()
    payout = payouts.retry(actor=clerk(), payout=payout)
    with monkeypatch.context() as patch:
        patch.setattr(sandbox_payouts.SandboxPayoutProvider, "instruct", lambda self, payout: 1 / 0)
        with time_machine.travel(payout.next_try_at, tick=False):
            tasks.send_payouts()
    payout.refresh_from_db()
    assert (payout.state, payout.last_error) == (PayoutState.INSTRUCTED, "ZeroDivisionError")

    with time_machine.travel(payout.next_try_at, tick=False):
        tasks.send_payouts()

    payout.refresh_from_db()
    said = payout.events.order_by("id").values_list("event_id", flat=True)
    assert (payout.state, list(said)) == (
        PayoutState.FAILED,
        [f"{payout.number}-failed-1", f"{payout.number}-failed-2"],
    )


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize("spoil", ["refund", "hold", "hold of the shop"])
def test_what_was_refunded_or_held_since_is_not_tried_again(spoil):
    payout = heard(instructed(), FAILED)
    order = payout.shop.orders.get()
    if spoil == "refund":
        refunds.ask(actor=None, order=order, amount=1, reason="退")
    elif spoil == "hold":
        settlement.hold(actor=None, order=order, clause="B6.1", reason="纠纷")
    else:
        settlement.hold_shop(actor=None, shop=payout.shop, clause="D8.3", reason="从严监管")

    with pytest.raises(RuleError) as refused:
        payouts.retry(actor=clerk(), payout=payout)

    payout.refresh_from_db()
    assert (refused.value.clause, payout.state) == ("B11.4", PayoutState.FAILED)


@pytest.mark.rule("B11.4")
def test_what_came_since_may_be_held_without_stopping_the_retry():
    payout = heard(instructed(), FAILED)
    order = sold(payout.shop, 500)
    settlement.hold(actor=None, order=order, clause="B6.1", reason="纠纷")

    assert payouts.retry(actor=clerk(), payout=payout).state == PayoutState.INSTRUCTED


def test_a_failed_payout_to_an_account_that_was_replaced_is_not_tried_again():
    payout = heard(instructed(), FAILED)
    type(payout.account).objects.update(state="replaced")

    with pytest.raises(DomainError, match="请放弃这笔"):
        payouts.retry(actor=clerk(), payout=payout)


def test_given_up_its_money_is_owed_again_and_goes_out_with_the_next():
    payout = heard(instructed(), FAILED)

    with pytest.raises(DomainError, match="原因"):
        payouts.give_up(actor=clerk(), payout=payout, reason=" ")
    payouts.give_up(actor=clerk(), payout=payout, reason="账户已销户")

    assert balances(payout.shop) == (1_000, 0, 1_000)
    assert differences() == []
    assert payouts.draft(actor=None, shop=payout.shop).amount == 1_000


def test_paid_after_it_was_given_up_is_booked_all_the_same_and_queued_for_a_person():
    payout = heard(instructed(), FAILED)
    payouts.give_up(actor=clerk(), payout=payout, reason="账户已销户")

    heard(payout)

    assert payout.state == PayoutState.CONFIRMED
    assert balances(payout.shop) == (0, 0, 0)
    assert [event.kind for event in PayoutEvent.objects.to_review()] == [CONFIRMED]
    assert differences() == []


@pytest.mark.parametrize(("state_before", "words"), [("confirmed", [CONFIRMED]), ("instructed", [])])
def test_sent_back_is_owed_to_the_shop_again_which_is_told(state_before, words):
    payout = instructed()
    owner = make_member(payout.shop)
    for kind in words:
        heard(payout, kind)
    assert payout.state == state_before

    heard(payout, RETURNED)

    assert payout.state == PayoutState.RETURNED
    assert balances(payout.shop) == (1_000, 0, 1_000)
    assert Notice.objects.filter(person=owner, key=f"payout:{payout.pk}:returned").count() == 1
    assert differences() == []


@pytest.mark.rule("B12.1")
@pytest.mark.parametrize("off", [-1, 1])
def test_another_amount_is_booked_as_it_was_paid_and_queued_for_a_person(off):
    finance = clerk()
    payout = heard(instructed(), amount=1_000 + off)

    assert (payout.state, payout.paid) == (PayoutState.CONFIRMED, 1_000 + off)
    assert balances(payout.shop) == (-off, 0, -off)
    event = PayoutEvent.objects.to_review().get()
    assert event.outcome == EventOutcome.QUARANTINED
    assert Notice.objects.get(person=finance).link == f"/admin/orders/payoutevent/{event.pk}/change/"
    assert differences() == []


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize(
    "over",
    [
        {"event_id": "e2", "reference": "SBX2"},
        {"event_id": "e2", "amount": 999},
        {"amount": 999},
        {"kind": FAILED},
    ],
)
def test_paid_twice_or_said_otherwise_under_the_same_number_is_queued_once_and_told(over):
    finance = clerk()
    payout = heard(instructed())
    other = word(payout, **{"event_id": f"{payout.number}-confirmed", "digest": "1" * 64} | over)

    outcomes = [payout_events.apply(word=other) for _ in range(2)]

    assert outcomes[0] == EventOutcome.QUARANTINED
    event = PayoutEvent.objects.to_review().get()
    assert (event.payout, event.kind, event.amount) == (payout, other.kind, other.amount)
    assert Notice.objects.filter(person=finance, key=f"payout-event:{event.pk}").count() == 1
    assert differences() == []


def test_said_again_by_another_event_with_the_same_reference_is_a_repeat():
    payout = heard(instructed())

    assert payout_events.apply(word=word(payout, event_id="e2")) == EventOutcome.REPEATED


@pytest.mark.parametrize("before", [PayoutState.INSTRUCTED, PayoutState.CONFIRMED, PayoutState.CANCELLED])
@pytest.mark.parametrize("kind", [CONFIRMED, RETURNED])
def test_a_payment_of_nothing_changes_nothing_and_is_queued(before, kind):
    payout = instructed()
    if before == PayoutState.CONFIRMED:
        heard(payout)
    if before == PayoutState.CANCELLED:
        payouts.give_up(actor=clerk(), payout=heard(payout, FAILED), reason="账户已销户")

    heard(payout, kind, amount=0, event_id="nothing")

    assert (payout.state, PayoutEvent.objects.to_review().get().event_id) == (before, "nothing")
    assert differences() == []


def test_a_number_that_is_not_ours_is_told_to_finance_with_the_way_to_it():
    finance = clerk()

    payout_events.apply(word=word(instructed(), event_id="x", payout_number="W0"))

    event, notice = PayoutEvent.objects.get(), Notice.objects.get(person=finance)
    assert (notice.link, "W0" in notice.title) == (f"/admin/orders/payoutevent/{event.pk}/change/", True)


def test_words_that_contradict_or_concern_nobody_are_queued_and_change_nothing():
    payout, draft = heard(instructed()), drafted()

    for said in (
        word(payout, FAILED),
        word(payout, RETURNED, amount=999),
        word(payout, event_id="x", payout_number="W0"),
        word(draft),
        word(payout, event_id="y", provider="other"),
    ):
        assert payout_events.apply(word=said) == EventOutcome.QUARANTINED

    payout.refresh_from_db()
    draft.refresh_from_db()
    assert (payout.state, draft.state) == (PayoutState.CONFIRMED, PayoutState.DRAFT)
    assert differences() == []


def test_a_difference_is_closed_once_with_what_was_found():
    payout_events.apply(word=word(heard(instructed()), FAILED))
    event = PayoutEvent.objects.to_review().get()

    with pytest.raises(DomainError, match="核对的结果"):
        payout_events.resolve(actor=clerk(), event=event, words=" ")
    payout_events.resolve(actor=clerk(), event=event, words="渠道误报，已撤回")

    assert not PayoutEvent.objects.to_review().exists()
    with pytest.raises(DomainError, match="已有人核对"):
        payout_events.resolve(actor=clerk(), event=event, words="再核")


# --- The jobs, with the sandbox ---


def test_the_mornings_job_drafts_for_who_has_something_free_and_an_account():
    free, held = owed(), make_shop()
    make_account(held)
    sold(held, 500)
    completed_order({make_sku(price=500): 1})  # a shop without an account

    assert tasks.draft_payouts() == 1
    assert tasks.draft_payouts() == 0
    assert Payout.objects.get().shop == free


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("5678", PayoutState.CONFIRMED),
        ("9001", PayoutState.FAILED),
        ("9002", PayoutState.INSTRUCTED),
        ("9003", PayoutState.CONFIRMED),
    ],
)
def test_the_sandbox_does_what_the_accounts_number_says(ending, state):
    payout = instructed(number=f"622588001234{ending}")

    tasks.send_payouts()

    payout.refresh_from_db()
    assert payout.state == state
    assert SandboxPayout.objects.get().number == payout.number
    assert differences() == []


def test_a_silent_provider_is_asked_again_and_again_until_it_answers_and_finance_is_told():
    finance = clerk()
    payout = instructed(number="6225880012349002")
    start = payout.instructed_at
    for minutes in (0, 1, 2, 8, 30):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            tasks.send_payouts()
    sweep(now=start + timedelta(hours=24))
    payout.refresh_from_db()
    assert (payout.attempts, payout.silent_at is not None) == (5, True)
    assert Notice.objects.filter(person=finance, key=f"payout:{payout.pk}:silent").count() == 1
    assert SandboxPayout.objects.count() == 1

    with time_machine.travel(start + timedelta(hours=25), tick=False):
        sandbox_payouts.decide(number=payout.number, choice=sandbox_payouts.Choice.CONFIRM)
        tasks.send_payouts()

    payout.refresh_from_db()
    assert payout.state == PayoutState.CONFIRMED


def test_a_silent_payout_is_called_failed_past_its_deadline_by_one_and_given_up_by_another():
    payout = instructed(number="6225880012349002")
    with pytest.raises(DomainError, match="答复期限"):
        payouts.mark_failed(actor=clerk(), payout=payout, reason="渠道查无此单")

    sweep(now=payout.instructed_at + timedelta(hours=24))
    one, other = clerk(), clerk()
    payouts.mark_failed(actor=one, payout=payout, reason="渠道查无此单")

    payout.refresh_from_db()
    assert payout.state == PayoutState.FAILED
    with pytest.raises(DomainError, match="另一位财务"):
        payouts.give_up(actor=one, payout=payout, reason="渠道查无此单")
    payouts.give_up(actor=other, payout=payout, reason="渠道查无此单")
    assert differences() == []


def test_a_provider_that_is_down_leaves_the_payout_under_way_and_is_asked_under_the_same_number(monkeypatch):
    payout = instructed()
    provider = sandbox_payouts.SandboxPayoutProvider
    down = monkeypatch.context()
    with down as patch:
        patch.setattr(provider, "instruct", lambda self, payout: 1 / 0)
        tasks.send_payouts()
    payout.refresh_from_db()
    assert (payout.state, payout.last_error) == (PayoutState.INSTRUCTED, "ZeroDivisionError")

    with time_machine.travel(payout.next_try_at, tick=False):
        tasks.send_payouts()  # asked about, unknown there, so instructed

    payout.refresh_from_db()
    assert payout.state == PayoutState.CONFIRMED
    assert SandboxPayout.objects.get().number == payout.number


def test_only_one_job_takes_a_due_payout():
    payout = instructed()
    now = payout.next_try_at

    assert payouts.due(now=now) == [payout.pk]
    assert payouts.claim(payout_id=payout.pk, now=now).attempts == 1
    assert payouts.claim(payout_id=payout.pk, now=now) is None


def test_the_bill_brings_words_that_were_missed_and_names_what_differs():
    missed, unknown_there = instructed(), heard(instructed(300))
    tasks.payout_provider("sandbox").instruct(missed)
    SandboxPayout.objects.create(
        number="W0", asked=5, paid=5, tail="0000", state="paid", reference="R", answers_at=timezone.now()
    )

    assert tasks.compare_payouts() == 2
    assert tasks.compare_payouts() == 0

    missed.refresh_from_db()
    assert missed.state == PayoutState.CONFIRMED
    found = {(event.kind, event.payout_id) for event in PayoutEvent.objects.to_review()}
    assert found == {("confirmed", None), ("missing", unknown_there.pk)}


def test_a_word_that_cannot_be_kept_holds_back_no_other(monkeypatch):
    odd, other = instructed(), instructed()
    answers = {odd.number: word(odd, event_id="x" * 65), other.number: word(other)}
    provider = sandbox_payouts.SandboxPayoutProvider
    monkeypatch.setattr(provider, "instruct", lambda self, payout: answers[payout.number])

    assert tasks.send_payouts() == 1

    odd.refresh_from_db()
    other.refresh_from_db()
    assert (odd.state, odd.last_error) == (PayoutState.INSTRUCTED, "DataError")
    assert other.state == PayoutState.CONFIRMED


def test_a_line_of_the_bill_that_cannot_be_kept_holds_back_no_other(monkeypatch):
    odd, other = instructed(), instructed()
    lines = [word(odd, event_id="x" * 65), word(other)]
    monkeypatch.setattr(sandbox_payouts.SandboxPayoutProvider, "bill", lambda self, since, until: lines)

    assert tasks.compare_payouts() == 0

    other.refresh_from_db()
    assert other.state == PayoutState.CONFIRMED


def test_what_was_paid_before_the_bills_time_and_heard_of_later_is_not_missing():
    payout = instructed()
    heard_at = payout.instructed_at + timedelta(days=1)
    payout_events.apply(word=word(payout), now=heard_at)
    span = {"provider": "sandbox", "words": [], "until": heard_at + timedelta(hours=1)}

    assert payout_events.compare(since=heard_at - timedelta(hours=1), **span) == 0
    assert payout_events.compare(since=payout.instructed_at, **span) == 1


def test_our_own_note_that_a_payout_is_missing_is_no_word_of_the_providers():
    payout = instructed()
    now = timezone.now()
    to_bank = [Line(AccountKind.PAYOUTS, 1_000), Line(AccountKind.BANK, -1_000)]
    key = f"payout-confirmed:{payout.number}"
    ledger.post(actor=None, key=key, kind="payout_confirmed", subject=payout, entries=to_bank)
    Payout.objects.update(state="confirmed", paid=1_000, confirmed_at=now)
    span = {"since": now - timedelta(days=1), "until": now + timedelta(hours=1)}
    assert payout_events.compare(provider="sandbox", words=[], **span) == 1

    assert differences() == [f"payout {payout.number}: confirmed, but the provider has said nothing"]
