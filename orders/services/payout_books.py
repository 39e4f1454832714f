"""Whether payouts agree with the ledger: what is under way, what was paid, each by its journals. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from mall.prepared import Prepared, any_of, total
from mall.subjects import kind_of
from orders.models import AccountKind, Entry, Journal, Payout, PayoutEvent, PayoutEventKind, PayoutState

from . import ledger

BATCH = 1_000
_SAYS_PAID = (PayoutEventKind.CONFIRMED, PayoutEventKind.RETURNED)
UNDER_WAY = (PayoutState.INSTRUCTED, PayoutState.FAILED)


def _of_shop() -> Case:
    """What of a payout is off its merchant's account."""
    return Case(
        When(state__in=UNDER_WAY, then=F("amount")),
        When(state=PayoutState.CONFIRMED, then=F("paid")),
        default=Value(0),
    )


def taken_out() -> Coalesce:
    """For accounts: what payouts have taken off a merchant's account."""
    payouts = Payout.objects.filter(shop=OuterRef("shop")).order_by().values("shop")
    return Coalesce(Subquery(payouts.annotate(sum=Sum(_of_shop())).values("sum")), 0)


_paid = Prepared(lambda: total(Payout.objects.filter(state=PayoutState.CONFIRMED), "paid"))
_going = Prepared(lambda: total(Payout.objects.filter(state__in=UNDER_WAY), "amount"))


def paid() -> int:
    """What providers have paid to merchants and not taken back, by the payouts."""
    [(paid,)] = _paid.rows()
    return paid


def under_way() -> Iterator[str]:
    [(going,)] = _going.rows()
    booked = -ledger.own_balances()[AccountKind.PAYOUTS]
    if going != booked:
        yield f"payouts under way: {going}, the ledger has {booked}"


_some_payouts = Prepared(
    lambda after: (
        Payout.objects.exclude(state=PayoutState.DRAFT)
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "number", "state", "amount", "paid")[:BATCH]
    )
)
_strays = Prepared(
    lambda: (
        Journal.objects.filter(subject_kind=kind_of(Payout))
        .exclude(subject_id__in=Payout.objects.order_by().values("pk"))
        .order_by("pk")
        .values_list("pk", "key")
    )
)


def each_payout() -> Iterator[str]:
    """Each payout's own journals, and a provider's word behind each that is paid."""
    after = 0
    while batch := _some_payouts.rows(after):
        ids = [pk for pk, *_rest in batch]
        booked, heard = _booked(ids), _heard(ids)
        for pk, number, state, amount, paid in batch:
            expected = _expected(state, amount, paid)
            found = tuple(booked[pk, kind] for kind in _KINDS)
            if found != expected:
                yield (
                    f"payout {number} ({state}): merchant {found[0]}, under way {found[1]}, "
                    f"bank {found[2]}; should be {expected[0]}, {expected[1]} and {expected[2]}"
                )
            if state in (PayoutState.CONFIRMED, PayoutState.RETURNED) and pk not in heard:
                yield f"payout {number}: {state}, but the provider has said nothing"
        after = ids[-1]
    for pk, key in _strays.rows():
        yield f"journal {pk} ({key}): its payout isn't there"


_KINDS = (AccountKind.MERCHANT_PAYABLE, AccountKind.PAYOUTS, AccountKind.BANK)


def _expected(state: str, amount: int, paid: int) -> tuple[int, int, int]:
    if state in UNDER_WAY:
        return amount, -amount, 0
    if state == PayoutState.CONFIRMED:
        return paid, 0, -paid
    return 0, 0, 0


_entries_of = Prepared(
    lambda payouts: (
        Entry.objects.filter(journal__subject_kind=kind_of(Payout), journal__subject_id__in=any_of(payouts))
        .order_by()
        .values_list("journal__subject_id", "account__kind")
        .annotate(sum=Sum("amount"))
    )
)
# Not what is our own note, and not what says that it wasn't paid.
_said_of = Prepared(
    lambda payouts: (
        PayoutEvent.objects.filter(payout__in=any_of(payouts), kind__in=_SAYS_PAID)
        .order_by()
        .values_list("payout", flat=True)
    )
)


def _booked(payouts: list[int]) -> Counter[tuple[int, str]]:
    return Counter({(pk, kind): amount for pk, kind, amount in _entries_of.rows(payouts)})


def _heard(payouts: list[int]) -> set[int]:
    return {payout for (payout,) in _said_of.rows(payouts)}
