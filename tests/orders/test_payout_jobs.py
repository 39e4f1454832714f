"""The jobs that draft payouts, send them and compare them with the provider's bill. (B11.4)"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from orders import tasks
from orders.models import (
    AccountKind,
    Payout,
    PayoutEvent,
    PayoutEventKind,
    PayoutState,
    SandboxPayout,
)
from orders.payments import sandbox_payouts
from orders.services import ledger, payout_events, payouts
from orders.services.books import differences
from orders.services.ledger import Line

from .factories import completed_order, make_shop, make_sku
from .payout_factories import clerk, heard, instructed, make_account, owed, sold, word

pytestmark = pytest.mark.django_db

CONFIRMED, FAILED, RETURNED = PayoutEventKind.CONFIRMED, PayoutEventKind.FAILED, PayoutEventKind.RETURNED


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
