"""Posting to the money ledger. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mall import locks, rows
from mall.errors import DomainError
from mall.prepared import Found, Prepared, any_of
from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import Account, AccountKind, Entry, Journal

# Accounts whose balance is kept on the row; see Account for why the others' are summed.
KEPT = frozenset({AccountKind.MERCHANT_PAYABLE})


class Line(NamedTuple):
    """One entry to post: positive fen debit, negative credit; ``shop`` for a merchant's account only."""

    kind: AccountKind
    amount: int
    shop: Shop | None = None


@locks.service
def post(*, actor, key: str, kind: str, subject: models.Model, entries: Iterable[Line]) -> Journal:
    """Post a journal about ``subject`` once per ``key``; a repeat returns the journal that is there.

    Lines of 0 fen are left out. Merchants' accounts are locked in ascending id, last of all locks. ``actor``
    is the user who caused it, None for the mall itself.
    Raises ValueError where the lines don't sum to 0 or fewer than two are left: a programming error.
    """
    lines = [line for line in entries if line.amount]
    if len(lines) < 2 or sum(line.amount for line in lines):
        raise ValueError(f"journal {key} doesn't balance: {[(line.kind, line.amount) for line in lines]}")
    accounts = _accounts(lines)
    _lock_kept([accounts[line.kind, line.shop] for line in lines])
    entry = Journal(key=key, kind=kind, subject_kind=kind_of(subject), subject_id=subject.pk, posted_by=actor)
    journal, is_new = rows.insert_once(entry, key=key)
    if is_new:
        _enter(journal, [(accounts[line.kind, line.shop], line.amount) for line in lines])
    return journal


@locks.service
def reverse(*, actor, journal: Journal) -> Journal:
    """Post the mirror of ``journal``, once; a repeat returns the reversal that is there.

    Raises DomainError for a reversal: a correction of a correction is a new posting.
    """
    if journal.reverses_id:
        raise DomainError(_("冲销凭证不能再冲销，请另行记账。"))
    lines = list(journal.entries.select_related("account").order_by("id"))
    _lock_kept([line.account for line in lines])
    mirror, is_new = Journal.objects.get_or_create(
        reverses=journal,
        defaults={
            "key": f"reverse:{journal.pk}",
            "kind": journal.kind,
            "subject_kind": journal.subject_kind,
            "subject_id": journal.subject_id,
            "posted_by": actor,
        },
    )
    if is_new:
        _enter(mirror, [(line.account, -line.amount) for line in lines])
    return mirror


def _accounts(lines: list[Line]) -> dict[tuple[AccountKind, Shop | None], Account]:
    wanted = {(line.kind, line.shop) for line in lines}
    shops = {shop.pk for _kind, shop in wanted if shop}
    found = {(row.kind, row.shop_id): row for row in _accounts_of.all(list(shops))}
    return {
        (kind, shop): found.get((kind, shop.pk if shop else None))
        or Account.objects.get_or_create(kind=kind, shop=shop)[0]
        for kind, shop in wanted
    }


# Two: no index is used below an OR.
_accounts_of = Found(
    lambda shops: (
        Account.objects.filter(shop=None)
        .order_by()
        .union(Account.objects.filter(shop__in=any_of(shops)).order_by(), all=True)
    )
)


def _lock_kept(accounts: list[Account]) -> None:
    if kept := [account.pk for account in accounts if account.kind in KEPT]:
        locks.lock(Account, kept)


def lock_payable(shop: Shop) -> Account:
    """Lock the merchant's account and return it: whoever holds it decides what of it is paid out."""
    account, _new = Account.objects.get_or_create(kind=AccountKind.MERCHANT_PAYABLE, shop=shop)
    return locks.lock_one(account)


def _enter(journal: Journal, lines: list[tuple[Account, int]]) -> None:
    rows.insert_many(Entry(journal=journal, account=account, amount=amount) for account, amount in lines)
    for account, amount in lines:
        if account.kind in KEPT:
            Account.objects.filter(pk=account.pk).update(balance=F("balance") + amount)


def balance_now() -> Case:
    """For a query of accounts: each one's balance, kept or summed there and then."""
    summed = (
        Entry.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(n=Sum("amount"))
    )
    return Case(When(kind__in=KEPT, then=F("balance")), default=Coalesce(Subquery(summed.values("n")), 0))


_own = Prepared(
    lambda: (
        Entry.objects.filter(account__shop=None)
        .order_by()
        .values_list("account__kind")
        .annotate(sum=Sum("amount"))
    )
)


def own_balances() -> Counter[str]:
    """The balances of the mall's own accounts in fen by kind, summed from their entries. One query."""
    return Counter(dict(_own.rows()))


__all__ = [
    "KEPT",
    "AccountKind",
    "Line",
    "balance_now",
    "lock_payable",
    "own_balances",
    "post",
    "reverse",
]
