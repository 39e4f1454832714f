"""What the tests of payouts need: shops with an account in use and money that is free to be paid."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from mall import rows
from mall.accounts.models import User
from mall.crypto import lookup_hash
from merchants.models import Shop
from orders.models import AccountKind, AccountState, Order, Payout, PayoutAccount, PayoutEventKind, PayoutHold
from orders.payments.payouts import Word
from orders.services import payout_events, payouts

from . import deals, payout_rows
from .deals import Step
from .factories import balance, completed_order, make_address, make_person, make_sku

NUMBER = "6225880012345678"


def make_account(shop: Shop, number: str = NUMBER, **over) -> PayoutAccount:
    now = timezone.now()
    values = {
        "holder": "杭州高山茶业有限公司",
        "bank": "招商银行杭州分行",
        "state": AccountState.EFFECTIVE,
        "due_at": now,
        "effective_at": now,
    }
    given = {"number": number, "number_hash": lookup_hash(number), "tail": number[-4:]}
    return rows.insert(PayoutAccount(shop=shop, **given | values | over))


def release(shop: Shop) -> None:
    """The return term of all that was received is over."""
    PayoutHold.objects.filter(shop=shop, clause="E19").update(until_at=timezone.now() - timedelta(seconds=1))


def owed(amount: int = 1_000, *, shop: Shop | None = None, number: str = NUMBER) -> Shop:
    """A shop with an account in use, to which ``amount`` fen are owed and free."""
    if shop is None:
        return _owed(amount, number)[0].shop
    if not shop.payout_accounts.exists():
        make_account(shop, number)
    sold(shop, amount)
    release(shop)
    return shop


def _owed(amount: int, number: str) -> tuple[PayoutAccount, int]:
    """The account in use of a shop that has sold for ``amount``; and what of that is owed to it and free."""
    sku, buyer = make_sku(price=amount), make_person()
    account = make_account(sku.shop, number)
    agreed = deals.agreed({sku: 1}, buyer, make_address(buyer))
    just_now = timezone.now() - timedelta(seconds=1)
    deal = deals.write(agreed, buyer, Step.COMPLETED, held_until=just_now)
    return account, deal.brought


def sold(shop: Shop, amount: int) -> Order:
    return completed_order({make_sku(shop=shop, price=amount): 1})


def clerk(name: str = "") -> User:
    """Somebody of the mall's finance."""
    person = make_person(is_staff=True, display_name=name)
    rows.insert(User.groups.through(user=person, group=Group.objects.get(name="finance")))
    return person


def drafted(amount: int = 1_000, *, shop: Shop | None = None, number: str = NUMBER) -> Payout:
    if shop is None:
        return payout_rows.drafted(*_owed(amount, number))
    return payouts.draft(actor=None, shop=owed(amount, shop=shop, number=number))


def instructed(amount: int = 1_000, *, shop: Shop | None = None, number: str = NUMBER) -> Payout:
    payout = drafted(amount, shop=shop, number=number)
    if shop is None and payouts.signatures_needed(payout) == 1:
        return payout_rows.instructed(payout, clerk())
    while payout.state == "draft":
        payout = payouts.approve(actor=clerk(), payout=payout)
    return payout


def word(payout: Payout, kind: PayoutEventKind = PayoutEventKind.CONFIRMED, **over) -> Word:
    values = {
        "provider": "sandbox",
        "event_id": f"{payout.number}-{kind}{'-1' if kind == PayoutEventKind.FAILED else ''}",
        "payout_number": payout.number,
        "kind": kind,
        "amount": payout.amount,
        "reference": f"SBX{payout.number}",
        "digest": "0" * 64,
    }
    return Word(**values | over)


def heard(payout: Payout, kind: PayoutEventKind = PayoutEventKind.CONFIRMED, **over) -> Payout:
    """``payout`` after the provider has said ``kind`` of it."""
    payout_events.apply(word=word(payout, kind, **over))
    payout.refresh_from_db()
    return payout


def balances(shop) -> tuple[int, int, int]:
    """Owed to the shop, under way to it, and in the bank."""
    kinds = (AccountKind.MERCHANT_PAYABLE, AccountKind.PAYOUTS, AccountKind.BANK)
    owed_to, under_way, bank = (
        balance(kind, shop if kind == AccountKind.MERCHANT_PAYABLE else None) for kind in kinds
    )
    return -owed_to, -under_way, bank
