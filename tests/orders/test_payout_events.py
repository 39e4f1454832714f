"""What a payout provider says takes effect once, and what differs is queued for a person. (B11.4)"""

import pytest
import time_machine

from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders import tasks
from orders.models import (
    EventOutcome,
    PayoutEvent,
    PayoutEventKind,
    PayoutState,
    SandboxPayout,
)
from orders.payments import sandbox_payouts
from orders.services import payout_events, payouts, quarantine, refunds, settlement
from orders.services.books import differences

from .factories import make_member
from .payout_factories import balances, clerk, drafted, heard, instructed, sold, word

pytestmark = pytest.mark.django_db

CONFIRMED, FAILED, RETURNED = PayoutEventKind.CONFIRMED, PayoutEventKind.FAILED, PayoutEventKind.RETURNED


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
        quarantine.resolve(actor=clerk(), event=event, words=" ")
    quarantine.resolve(actor=clerk(), event=event, words="渠道误报，已撤回")

    assert not PayoutEvent.objects.to_review().exists()
    with pytest.raises(DomainError, match="已有人核对"):
        quarantine.resolve(actor=clerk(), event=event, words="再核")
