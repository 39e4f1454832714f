"""Jobs: find what is due, call providers outside any lock, write down what came of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mall.errors import DomainError
from mall.rulebook.boundary import recorded

from .models import PayoutEventKind
from .payments.base import provider
from .payments.payouts import NotThereError, payout_provider, payout_providers
from .services import dispatch_sheets, first_accounts, payments, payout_events, payouts, refunds, tallies

log = logging.getLogger(__name__)
# Far longer than the time between two runs, so that a worker that was down for a while misses nothing.
LOOK_BACK = timedelta(minutes=30)
# Longer than the time between two bills: a day that was missed is caught up, and a word counts once anyway.
BILL_SPAN = timedelta(days=7)
# After which a job leaves the rest to its next run: a provider that hangs must not pile up workers.
BUDGET_SECONDS = 25


def _in_time(ids: Iterable[int]) -> Iterator[int]:
    ends = time.monotonic() + BUDGET_SECONDS
    for pk in ids:
        if time.monotonic() >= ends:
            log.warning("providers are slow; the rest is left to the next run")
            return
        yield pk


@shared_task(name="orders.query_silent_payments")
def query_silent_payments() -> int:
    """Ask providers what became of payments that no callback has told of; how many had an answer."""
    now = timezone.now()
    return sum(_ask_about(payment_id, now) for payment_id in _in_time(payments.silent(now=now)))


def _ask_about(payment_id: int, now) -> bool:
    payment = payments.note_asked(payment_id=payment_id, now=now)
    if payment is None:
        return False
    with recorded(where="orders.query_silent_payments"):
        try:
            event = provider(payment.provider).query(payment)
        except DomainError:
            raise
        except Exception:
            # One provider's surprise must not keep the others' payments waiting.
            log.exception("payment %s could not be asked about", payment_id)
            return False
        if event:
            payments.apply_event(event=event)
            return True
    return False


@shared_task(name="orders.send_refunds")
def send_refunds() -> int:
    """Ask providers for the refunds that are due, each under its own number until done; how many are."""
    now = timezone.now()
    return sum(_send(refund_id, now) for refund_id in _in_time(refunds.due(now=now)))


def _send(refund_id: int, now) -> bool:
    refund = refunds.claim(refund_id=refund_id, now=now)
    if refund is None:
        return False
    try:
        done = provider(refund.payment.provider).refund(refund)
    except DomainError as error:
        refunds.note_failure(refund=refund, words=str(error), now=now)
        return False
    except Exception as error:
        # One provider's surprise must not keep the others' refunds waiting.
        log.exception("refund %s failed", refund_id)
        refunds.note_failure(refund=refund, words=type(error).__name__, now=now)
        return False
    if done:
        refunds.finish(refund=refund, now=now)
    return done


@shared_task(name="orders.draft_payouts")
def draft_payouts() -> int:
    """A payout to each shop that has something coming, for finance to approve; how many.

    None where there is no provider to instruct: nobody could approve them.
    """
    if not payout_providers():
        return 0
    return sum(_draft(shop) for shop in payouts.to_draft())


def _draft(shop) -> bool:
    # That nothing of it is free yet is no refusal worth keeping.
    try:
        payouts.draft(actor=None, shop=shop)
    except DomainError as error:
        log.info("no payout to %s: %s", shop.slug, error)
        return False
    return True


@shared_task(name="orders.take_over_accounts")
def take_over_accounts() -> int:
    """The accounts of shops that were approved since become those to which they are paid; how many."""
    taken = after = 0
    while shops := first_accounts.waiting(after=after):
        taken += sum(first_accounts.take_over(shop=shop) is not None for shop in shops)
        after = shops[-1].pk
    return taken


@shared_task(name="orders.send_payouts")
def send_payouts() -> int:
    """Tell providers of the payouts that are due, or ask what became of them; how many had an answer."""
    now = timezone.now()
    return sum(_pay(payout_id, now) for payout_id in _in_time(payouts.due(now=now)))


def _pay(payout_id: int, now) -> bool:
    payout = payouts.claim(payout_id=payout_id, now=now)
    if payout is None:
        return False
    try:
        word = _ask_or_tell(payout)
        if word:
            payout_events.apply(word=word)
    except DomainError as error:
        payouts.note_trouble(payout=payout, words=str(error))
        return False
    except Exception as error:
        # One provider's surprise must not keep the others' payouts waiting.
        log.exception("payout %s could not be sent", payout_id)
        payouts.note_trouble(payout=payout, words=type(error).__name__)
        return False
    return word is not None


def _ask_or_tell(payout):
    """Told once; then asked, and told again under the same number only where it was never heard.

    A refusal that is on record already was answered by a retry, which the provider hasn't heard yet.
    """
    told = payout_provider(payout.provider)
    if payout.attempts > 1:
        with suppress(NotThereError):
            word = told.query(payout.number)
            is_old = word and word.kind == PayoutEventKind.FAILED and payout_events.is_known(word)
            if not is_old:
                return word
    return told.instruct(payout)


@shared_task(name="orders.compare_payouts")
def compare_payouts() -> int:
    """Hold the providers' bills of the last days against our payouts; how many differences are new."""
    until = timezone.now()
    since = until - BILL_SPAN
    found = 0
    for code, asked in payout_providers().items():
        try:
            words = list(asked.bill(since, until))
        except Exception:
            log.exception("no bill of %s", code)
            continue
        found += payout_events.compare(provider=code, words=words, since=since, until=until)
    return found


@shared_task(name="orders.push_figures")
def push_figures() -> int:
    """Sales and ratings of goods that were bought or reviewed lately; how many products changed."""
    since = timezone.now() - LOOK_BACK
    return tallies.push_sales(since=since) + tallies.push_ratings(since=since)


@shared_task(name="orders.push_all_figures")
def push_all_figures() -> int:
    """The same for all goods, whatever was missed."""
    return tallies.push_sales() + tallies.push_ratings()


@shared_task(name="orders.push_shop_records")
def push_shop_records() -> int:
    """What shoppers see of each shop's conduct; how many shops."""
    return tallies.push_records()


@shared_task(name=dispatch_sheets.WORK)
def work_on_dispatch_sheet(pk: int) -> int:
    """Send the orders of a sheet of tracking numbers; how many went."""
    return dispatch_sheets.work(pk)


@shared_task(name="orders.tend_dispatch_sheets")
def tend_dispatch_sheets() -> int:
    """Call for workers where none has come, or one was cut off; for how many sheets."""
    waiting = dispatch_sheets.waiting()
    for pk in waiting:
        dispatch_sheets.wake(pk)
    return len(waiting)
