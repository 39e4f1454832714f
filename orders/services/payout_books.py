"""Whether payouts agree with the ledger: what is under way, what was paid, each by its journals. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Case, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

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


def paid() -> int:
    """What providers have paid to merchants and not taken back, by the payouts."""
    confirmed = Payout.objects.filter(state=PayoutState.CONFIRMED)
    return confirmed.aggregate(sum=Coalesce(Sum("paid"), 0))["sum"]


def under_way() -> Iterator[str]:
    going = Payout.objects.filter(state__in=UNDER_WAY).aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]
    booked = -ledger.balance(AccountKind.PAYOUTS)
    if going != booked:
        yield f"payouts under way: {going}, the ledger has {booked}"


def each_payout() -> Iterator[str]:
    """Each payout's own journals, and a provider's word behind each that is paid."""
    rows = Payout.objects.exclude(state=PayoutState.DRAFT).order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        ids = [row.pk for row in batch]
        booked, heard = _booked(ids), _heard(ids)
        for row in batch:
            expected = _expected(row)
            found = tuple(booked[row.pk, kind] for kind in _KINDS)
            if found != expected:
                yield (
                    f"payout {row.number} ({row.state}): merchant {found[0]}, under way {found[1]}, "
                    f"bank {found[2]}; should be {expected[0]}, {expected[1]} and {expected[2]}"
                )
            if row.state in (PayoutState.CONFIRMED, PayoutState.RETURNED) and row.pk not in heard:
                yield f"payout {row.number}: {row.state}, but the provider has said nothing"
        after = ids[-1]
    known = Payout.objects.values("pk")
    strays = Journal.objects.filter(subject_kind=kind_of(Payout)).exclude(subject_id__in=known)
    for journal in strays.order_by("pk"):
        yield f"journal {journal.pk} ({journal.key}): its payout isn't there"


_KINDS = (AccountKind.MERCHANT_PAYABLE, AccountKind.PAYOUTS, AccountKind.BANK)


def _expected(row: Payout) -> tuple[int, int, int]:
    if row.state in UNDER_WAY:
        return row.amount, -row.amount, 0
    if row.state == PayoutState.CONFIRMED:
        return row.paid, 0, -row.paid
    return 0, 0, 0


def _booked(payouts: list[int]) -> Counter[tuple[int, str]]:
    entries = Entry.objects.filter(
        journal__subject_kind=kind_of(Payout), journal__subject_id__in=payouts
    ).order_by()
    found = entries.values_list("journal__subject_id", "account__kind").annotate(sum=Sum("amount"))
    return Counter({(pk, kind): amount for pk, kind, amount in found})


def _heard(payouts: list[int]) -> set[int]:
    # Not what is our own note, and not what says that it wasn't paid.
    said = PayoutEvent.objects.filter(payout__in=payouts, kind__in=_SAYS_PAID).order_by()
    return set(said.values_list("payout", flat=True))
