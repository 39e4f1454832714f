"""Where the demo's shops are paid, what they were paid so far, and what waits for finance. (B11.4)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from django.utils import timezone

from mall.accounts.models import User
from mall.crypto import lookup_hash
from mall.money import share
from merchants.models import Shop
from orders import rules, tasks
from orders.models import (
    AccountKind,
    AccountState,
    EventOutcome,
    Payout,
    PayoutAccount,
    PayoutEvent,
    PayoutEventKind,
    PayoutHold,
    PayoutState,
    SandboxPayout,
)
from orders.payments.sandbox import CODE
from orders.services import payables, payout_accounts, payouts
from orders.services.ledger import Line

from .books import Posting
from .goods import Market
from .history import Written, number
from .trading import NAMED

BATCH = 500
BANKS = ("工商银行", "农业银行", "建设银行", "招商银行", "交通银行", "邮政储蓄银行")
# What the sandbox does with payouts to accounts that end so; see its ENDINGS.
REFUSED, SILENT = "9001", "9002"


@dataclass(frozen=True)
class Earned:
    """What an order brought its shop, when, and until when it was held."""

    amount: int
    at: datetime
    until_at: datetime


def write(rows: list[Written], market: Market, *, now: datetime, chance: Random) -> list[Posting]:
    """Accounts, holds, and a payout to each shop on the Mondays of the two months; their journals to be."""
    accounts = _write_accounts(market, now, chance)
    earned = _write_holds(rows)
    made = [
        payout
        for shop in market.shops
        for payout in _mondays(shop, accounts[shop.pk], earned[shop.pk], now, chance)
    ]
    Payout.objects.bulk_create(made, batch_size=BATCH)
    _write_provider(made)
    return [posting for payout in made for posting in _postings(payout)]


def _write_accounts(market: Market, now: datetime, chance: Random) -> dict[int, PayoutAccount]:
    opened_at = now - timedelta(days=75)
    others = [shop for shop in market.shops if shop.name not in NAMED]
    endings = {others[0].pk: REFUSED, others[1].pk: SILENT}
    accounts = {}
    for shop in market.shops:
        digits = f"62258{chance.randrange(10**7):07}{endings.get(shop.pk) or f'{chance.randrange(8000):04}'}"
        accounts[shop.pk] = PayoutAccount(
            shop=shop,
            holder=f"{shop.name}（个体工商户）",
            bank=chance.choice(BANKS),
            number=digits,
            number_hash=lookup_hash(digits),
            tail=digits[-4:],
            state=AccountState.EFFECTIVE,
            requested_by=market.owners[shop.pk],
            requested_at=opened_at,
            due_at=opened_at + timedelta(hours=72),
            effective_at=opened_at + timedelta(hours=72),
        )
    PayoutAccount.objects.bulk_create(accounts.values())
    return accounts


def _write_holds(rows: list[Written]) -> dict[int, list[Earned]]:
    """The return term of each order that was received; and what each brought, by shop."""
    earned: dict[int, list[Earned]] = defaultdict(list)
    holds = []
    term = rules.TERMS.figure("no_reason")
    for row in rows:
        if row.parcel.received_at is None:
            continue
        commission = sum(share(line.amount, line.commission_bp) for line in row.lines)
        until_at = payables.term_ends(row.parcel.received_at, term)
        earned[row.order.shop_id].append(
            Earned(row.order.total - commission, row.parcel.received_at, until_at)
        )
        holds.append(
            PayoutHold(
                shop_id=row.order.shop_id,
                order=row.order,
                clause=rules.TERMS.id,
                reason="售后期",
                placed_at=row.parcel.received_at,
                until_at=until_at,
            )
        )
    PayoutHold.objects.bulk_create(holds, batch_size=BATCH)
    return earned


def _mondays(
    shop: Shop, account: PayoutAccount, earned: list[Earned], now: datetime, chance: Random
) -> Iterator[Payout]:
    """What was free each Monday and not paid yet; the last but one of a few shops was sent back."""
    paid, at = 0, timezone.localtime(now - timedelta(days=60)).replace(hour=10, minute=0, second=0)
    at += timedelta(days=-at.weekday() % 7)
    while at < now - timedelta(days=2):
        payable = sum(one.amount for one in earned if one.at <= at) - paid
        free = sum(one.amount for one in earned if one.until_at <= at) - paid
        if free > 0:
            was_returned = chance.random() < 0.03
            yield _payout(shop, account, (payable, free), at, chance, was_returned=was_returned)
            paid += 0 if was_returned else free
        at += timedelta(days=7)


def _payout(shop, account, figures, at: datetime, chance: Random, *, was_returned: bool) -> Payout:
    payable, free = figures
    code = number(at, chance, "W")
    confirmed_at = at + timedelta(minutes=chance.uniform(2, 40))
    return Payout(
        number=code,
        shop=shop,
        account=account,
        amount=free,
        payable=payable,
        held=payable - free,
        paid=free,
        state=PayoutState.RETURNED if was_returned else PayoutState.CONFIRMED,
        provider=CODE,
        provider_reference=f"SBX{code}",
        attempts=1,
        drafted_at=at - timedelta(minutes=90),
        instructed_at=at,
        confirmed_at=confirmed_at,
        ended_at=confirmed_at + timedelta(days=1) if was_returned else confirmed_at,
    )


def _write_provider(made: list[Payout]) -> None:
    """The sandbox's own books, and its words on each payout."""
    states = {
        PayoutState.CONFIRMED: SandboxPayout.State.PAID,
        PayoutState.RETURNED: SandboxPayout.State.RETURNED,
    }
    SandboxPayout.objects.bulk_create(
        (
            SandboxPayout(
                number=payout.number,
                asked=payout.amount,
                paid=payout.amount,
                tail=payout.account.tail,
                state=states[PayoutState(payout.state)],
                reference=payout.provider_reference,
                created_at=_at(payout.instructed_at),
                answers_at=_at(payout.ended_at),
            )
            for payout in made
        ),
        batch_size=BATCH,
    )
    PayoutEvent.objects.bulk_create((event for payout in made for event in _words(payout)), batch_size=BATCH)


def _words(payout: Payout) -> Iterator[PayoutEvent]:
    said = [(PayoutEventKind.CONFIRMED, payout.confirmed_at, "已到账")]
    if payout.state == PayoutState.RETURNED:
        said.append((PayoutEventKind.RETURNED, payout.ended_at, "已退汇"))
    for kind, at, words in said:
        event_id = f"{payout.number}-{kind}"
        yield PayoutEvent(
            provider=CODE,
            event_id=event_id,
            payout=payout,
            kind=kind,
            amount=payout.amount,
            outcome=EventOutcome.APPLIED,
            explanation=words,
            digest=sha256(event_id.encode()).hexdigest(),
            at=_at(at),
        )


def _at(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def _postings(payout: Payout) -> Iterator[Posting]:
    amount, shop = payout.amount, payout.shop
    to_merchant = Line(AccountKind.MERCHANT_PAYABLE, amount, shop)
    under_way = [to_merchant, Line(AccountKind.PAYOUTS, -amount)]
    yield _posting(payout, "instructed", _at(payout.instructed_at), under_way)
    out = [Line(AccountKind.PAYOUTS, amount), Line(AccountKind.BANK, -amount)]
    yield _posting(payout, "confirmed", _at(payout.confirmed_at), out)
    if payout.state == PayoutState.RETURNED:
        back = [Line(AccountKind.BANK, amount), Line(AccountKind.MERCHANT_PAYABLE, -amount, shop)]
        yield _posting(payout, "returned", _at(payout.ended_at), back)


def _posting(payout: Payout, what: str, at: datetime, lines: list[Line]) -> Posting:
    return Posting(f"payout-{what}:{payout.number}", f"payout_{what}", payout, at, lines)


def go_on(market: Market, finance: list[User], now: datetime) -> None:
    """Today's work, through the services: drafts to approve, one that waits for its second signature, a
    refused one, a silent one, one just paid; and an account that is to change."""
    shops = list(payouts.to_draft())
    free = payables.of_shops([shop.pk for shop in shops], at=now)
    drafts = [payouts.draft(actor=None, shop=shop, now=now) for shop in shops if free[shop.pk].available > 0]
    others = [payout for payout in drafts if payout.shop.name not in NAMED]
    special = [payout for payout in others if payout.account.tail in (REFUSED, SILENT)]
    large = [payout for payout in drafts if payouts.signatures_needed(payout) > 1]
    paid = [payout for payout in others if payout not in [*special, *large]][:1]
    for payout in [*special, *large, *paid]:
        payouts.approve(actor=finance[0], payout=payout, now=now)
    tasks.send_payouts()
    changing = next(shop for shop in market.shops if shop.name == NAMED[1])
    payout_accounts.propose(
        actor=market.owners[changing.pk],
        shop=changing,
        holder=f"{changing.name}（个体工商户）",
        bank="招商银行",
        number="622588001234 6688",
        now=now - timedelta(hours=20),
    )
