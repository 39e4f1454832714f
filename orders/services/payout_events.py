"""What a provider says of payouts: each word counts once, and what differs from our books waits for a person.

The ledger follows the provider, for the money is there and not here. (B11.4, B12.1)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.deadlines import services as clocks
from mall.money import yuan
from mall.notifications.services import notify
from mall.rulebook.boundary import recorded
from mall.transitions import move
from merchants.models import MemberRole
from orders import rules, states
from orders.models import (
    AccountKind,
    EventOutcome,
    Payout,
    PayoutEvent,
    PayoutEventKind,
    PayoutState,
)
from orders.payments.payouts import Word

from . import ledger, payout_accounts, payouts
from .ledger import Line

log = logging.getLogger(__name__)
_PAID = (PayoutState.CONFIRMED, PayoutState.RETURNED)


@locks.service
def apply(*, word: Word, now: datetime | None = None) -> EventOutcome:
    """Let a provider's word take effect, once; what came of it is recorded whatever it was.

    Paid books what was paid, also where we had given the payout up; what was paid short is owed to the shop
    again, what was paid over is owed by it. Refused waits for finance, its money still under way. Sent back
    is owed to the shop again. What differs from the instruction or from an earlier word is quarantined
    besides, for a person; an unknown number and a payment of nothing do nothing else. A repeat does nothing
    at all: a refusal said again must not stop the retry that answered it. Never raises for a word that was
    properly signed. Locks the payout, then the merchant's account.
    """
    now = now or timezone.now()
    payout = Payout.objects.filter(number=word.payout_number).first()
    if payout:
        payout = locks.lock_one(payout)
    if said := PayoutEvent.objects.filter(provider=word.provider, event_id=word.event_id).first():
        if (said.payout, said.kind, said.amount) == (payout, word.kind, word.amount):
            return EventOutcome.REPEATED
        other = replace(word, event_id=f"differs:{word.digest[:50]}")
        return _note(other, payout, EventOutcome.QUARANTINED, _("同一事件号，渠道前后说法不一"), now)
    if payout is None:
        return _note(word, None, EventOutcome.QUARANTINED, _("没有这个结算单号"), now)
    if payout.instructed_at is None or payout.provider != word.provider:
        return _note(word, payout, EventOutcome.QUARANTINED, _("这笔付款没有向该渠道发过指令"), now)
    if not word.amount and word.kind != PayoutEventKind.FAILED:
        return _note(word, payout, EventOutcome.QUARANTINED, _("金额为 0，没有入账"), now)
    effects = {
        PayoutEventKind.CONFIRMED: _confirm,
        PayoutEventKind.FAILED: _fail,
        PayoutEventKind.RETURNED: _return,
    }
    outcome, words = effects[word.kind](payout, word, now)
    return _note(word, payout, outcome, words, now)


def is_known(word: Word) -> bool:
    """Whether the provider has said this before."""
    return PayoutEvent.objects.filter(provider=word.provider, event_id=word.event_id).exists()


def _note(word: Word, payout: Payout | None, outcome: EventOutcome, words, now: datetime) -> EventOutcome:
    # An unknown number has no payout whose lock would make a repeat wait: the unique key decides.
    event, is_new = PayoutEvent.objects.get_or_create(
        provider=word.provider,
        event_id=word.event_id,
        defaults={
            "payout": payout,
            "kind": word.kind,
            "amount": word.amount,
            "outcome": outcome,
            "explanation": str(words)[:200],
            "digest": word.digest,
            "at": now,
        },
    )
    if is_new and outcome == EventOutcome.QUARANTINED:
        payout_accounts.tell_finance(
            key=f"payout-event:{event.pk}",
            title=format_lazy(_("结算付款 {number} 与付款渠道的说法不一致"), number=word.payout_number),
            link=reverse("admin:orders_payoutevent_change", args=[event.pk]),
        )
    return outcome


def _confirm(payout: Payout, word: Word, now: datetime):
    if payout.state in _PAID:
        if (word.amount, word.reference) == (payout.paid, payout.provider_reference):
            return EventOutcome.REPEATED, _("此前已到账")
        return EventOutcome.QUARANTINED, _("此前已到账，金额或流水号与这次不同，可能付了两次")
    under_way = 0 if payout.state == PayoutState.CANCELLED else payout.amount
    payout = move(
        states.PAYOUT,
        payout,
        "confirm",
        actor=None,
        rule=rules.SETTLEMENT.id,
        paid=word.amount,
        confirmed_at=now,
        ended_at=now,
        next_try_at=None,
        last_error="",
        provider_reference=word.reference,
    )
    clocks.meet(payout, rules.SETTLEMENT, stage=payouts.ANSWER_STAGE, now=now)
    _post(
        payout,
        "confirmed",
        [
            Line(AccountKind.PAYOUTS, under_way),
            Line(AccountKind.BANK, -word.amount),
            # Given up, all of it was owed to the shop again; paid short, the rest is.
            Line(AccountKind.MERCHANT_PAYABLE, word.amount - under_way, payout.shop),
        ],
    )
    _tell_shop(payout, "confirmed", _("货款 ¥{amount} 已付到 {account}"))
    if not under_way:
        return EventOutcome.QUARANTINED, _("放弃之后渠道仍付了款，已照付款入账")
    if word.amount != payout.amount and rules.SAFE_PAYMENT.in_force:
        return EventOutcome.QUARANTINED, _("实付金额与指令不符，已照实付入账")
    return EventOutcome.APPLIED, _("已到账")


def _fail(payout: Payout, word: Word, now: datetime):
    if payout.state in _PAID:
        return EventOutcome.QUARANTINED, _("渠道先说到账，后说失败")
    if payout.state != PayoutState.INSTRUCTED:
        return EventOutcome.REPEATED, _("此前已失败")
    words = word.why or str(_("渠道没有说明原因"))
    payout = move(
        states.PAYOUT, payout, "fail", actor=None, reason=words, last_error=words[:200], next_try_at=None
    )
    clocks.meet(payout, rules.SETTLEMENT, stage=payouts.ANSWER_STAGE, now=now)
    payouts.tell_finance(payout, f"failed:{word.event_id}", _("结算付款 {number} 失败，请处理"))
    return EventOutcome.APPLIED, words


def _return(payout: Payout, word: Word, now: datetime):
    if payout.state == PayoutState.RETURNED:
        return EventOutcome.REPEATED, _("此前已退汇")
    if payout.state != PayoutState.CONFIRMED:
        # Sent back is paid before: the word on that was lost.
        _confirm(payout, word, now)
        payout.refresh_from_db()
    if word.amount != payout.paid:
        return EventOutcome.QUARANTINED, _("退汇金额与实付不符，没有入账")
    payout = move(states.PAYOUT, payout, "return", actor=None, rule=rules.SETTLEMENT.id, ended_at=now)
    payable = Line(AccountKind.MERCHANT_PAYABLE, -payout.paid, payout.shop)
    _post(payout, "returned", [Line(AccountKind.BANK, payout.paid), payable])
    _tell_shop(payout, "returned", _("货款 ¥{amount} 被 {account} 退回，请核对收款账户"))
    payouts.tell_finance(payout, "returned", _("结算付款 {number} 被退汇"))
    return EventOutcome.APPLIED, _("已退汇")


def _post(payout: Payout, what: str, entries: list[Line]) -> None:
    ledger.post(
        actor=None,
        key=f"payout-{what}:{payout.number}",
        kind=f"payout_{what}",
        subject=payout,
        entries=entries,
    )


def _tell_shop(payout: Payout, what: str, title) -> None:
    members = payout.shop.members.filter(role__in=[MemberRole.OWNER, MemberRole.FINANCE])
    words = format_lazy(title, amount=yuan(payout.paid), account=payout.account.masked)
    for member in members.select_related("user").order_by("pk"):
        notify(
            person=member.user,
            key=f"payout:{payout.pk}:{what}",
            title=words,
            link=reverse("orders:seller_money", args=[payout.shop.slug]),
            rule=rules.SETTLEMENT.id,
        )


def compare(*, provider: str, words: Iterable[Word], since: datetime, until: datetime) -> int:
    """Go through a provider's bill of the time between: words we missed take effect, differences are queued.

    What we have instructed and have as paid in that time and the bill doesn't know is a difference, too. How
    many new ones.
    """
    before = PayoutEvent.objects.to_review().count()
    listed = set()
    for word in words:
        listed.add(word.payout_number)
        with _by_itself(word.payout_number):
            apply(word=word)
    # One that was instructed before may have been paid before, and stands in an earlier bill.
    ours = Payout.objects.filter(
        provider=provider, state__in=_PAID, instructed_at__gte=since, confirmed_at__lt=until
    )
    for payout in ours.exclude(number__in=listed).order_by("pk"):
        with _by_itself(payout.number):
            _note_missing(payout=payout, provider=provider)
    return PayoutEvent.objects.to_review().count() - before


@contextmanager
def _by_itself(number: str) -> Iterator[None]:
    """One line's trouble must not keep the others of a bill waiting; the next bill brings it again."""
    try:
        with recorded(where="orders.compare_payouts"):
            yield
    except Exception:
        log.exception("the bill's word on payout %s could not be applied", number)


@locks.service
def _note_missing(*, payout: Payout, provider: str) -> None:
    word = Word(
        provider=provider,
        event_id=f"missing:{payout.number}",
        payout_number=payout.number,
        kind=PayoutEventKind.MISSING,
        amount=payout.amount,
        reference="",
        digest="",
    )
    _note(word, payout, EventOutcome.QUARANTINED, _("我们记为到账，渠道账单里没有"), timezone.now())
