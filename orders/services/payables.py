"""What a shop has coming: owed to it, kept back, on its way. (B11.4)

Amounts are fen as the merchant reads them: positive is owed to the shop, negative by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import Account, AccountKind, Entry, Order, Payout, PayoutHold, PayoutState, Refund


@dataclass(frozen=True)
class Position:
    """``payable`` is the ledger's balance, ``held`` what of it waits; ``under_way`` has left it already."""

    payable: int = 0
    held: int = 0
    under_way: int = 0

    @property
    def available(self) -> int:
        """What could be paid out now. A balance that is short of what is held leaves nothing."""
        return max(0, self.payable - self.held)

    @property
    def owes(self) -> int:
        """What the shop owes; later settlements make it good."""
        return max(0, -self.payable)


def of_shop(shop: Shop, *, at: datetime | None = None) -> Position:
    """The position of one shop at ``at``: now, or a later time at which some holds have run out."""
    return of_shops([shop.pk], at=at)[shop.pk]


def of_shops(shop_ids: Iterable[int], *, at: datetime | None = None) -> Mapping[int, Position]:
    """The positions of several shops by id. Five queries whatever their number.

    A hold keeps back what its order brought the shop, also where that has been paid out meanwhile: then it
    secures as much of what came later. A hold of the whole shop keeps back all that is owed to it.
    """
    at = at or timezone.now()
    ids = list(shop_ids)
    accounts = Account.objects.filter(kind=AccountKind.MERCHANT_PAYABLE, shop__in=ids)
    payable = {shop: -balance for shop, balance in accounts.order_by().values_list("shop_id", "balance")}
    stopped, held = _held(ids, at)
    going = Payout.objects.filter(shop__in=ids, state__in=(PayoutState.INSTRUCTED, PayoutState.FAILED))
    under_way = dict(going.order_by().values_list("shop_id").annotate(sum=Sum("amount")))
    positions = {}
    for pk in ids:
        owed = payable.get(pk, 0)
        kept = max(0, owed) if pk in stopped else held.get(pk, 0)
        positions[pk] = Position(owed, kept, under_way.get(pk, 0))
    return positions


def is_stopped(shop: Shop, *, at: datetime) -> bool:
    """Whether all of the shop's money is held."""
    return PayoutHold.objects.open(at).filter(shop=shop, order=None).exists()


def _held(ids: list[int], at: datetime) -> tuple[set[int], dict[int, int]]:
    """Shops all of whose money is held; and fen held by shop, of single orders."""
    holds = PayoutHold.objects.open(at).filter(shop__in=ids).order_by()
    stopped = set(holds.filter(order=None).values_list("shop_id", flat=True))
    orders = holds.exclude(order=None).values("order")
    sums: dict[int, int] = {}
    refunds = Refund.objects.filter(order__in=orders).order_by().values("pk")
    for kind, subjects in ((kind_of(Order), orders), (kind_of(Refund), refunds)):
        about = Entry.objects.filter(journal__subject_kind=kind, journal__subject_id__in=subjects)
        mine = about.filter(account__kind=AccountKind.MERCHANT_PAYABLE).order_by()
        for shop, amount in mine.values_list("account__shop_id").annotate(sum=Sum("amount")):
            sums[shop] = sums.get(shop, 0) - amount
    return stopped, sums


@dataclass(frozen=True)
class Release:
    """What becomes free at one moment; ``until_at`` None is when a person lifts it, for ``reason``."""

    until_at: datetime | None
    amount: int
    orders: int
    clause: str = ""
    reason: str = ""


def releases(shop: Shop, *, now: datetime) -> list[Release]:
    """What of a shop's money is held until when: by day the soonest first, then what waits for a person.

    An order counts at its last hold. Four queries.
    """
    last: dict[int, PayoutHold] = {}
    for hold in PayoutHold.objects.open(now).filter(shop=shop).exclude(order=None).order_by("id"):
        other = last.get(hold.order_id)
        if other is None or (other.until_at and (hold.until_at is None or hold.until_at > other.until_at)):
            last[hold.order_id] = hold
    brought = brought_by(last)
    found: dict[tuple, list[int]] = defaultdict(list)
    for order, hold in last.items():
        words = ("", "") if hold.until_at else (hold.clause, hold.reason)
        found[(hold.until_at, *words)].append(brought.get(order, 0))
    rows = [Release(key[0], sum(sums), len(sums), *key[1:]) for key, sums in found.items()]
    return sorted(rows, key=lambda row: (row.until_at is None, row.until_at or now, row.clause, row.reason))


def brought_by(orders: Iterable[int]) -> dict[int, int]:
    """What each order has brought its shop so far, in fen: settled less commission, less refunds since."""
    ids = list(orders)
    refunds = dict(Refund.objects.filter(order__in=ids).order_by().values_list("pk", "order_id"))
    sums: dict[int, int] = defaultdict(int)
    for kind, owners in ((kind_of(Order), {pk: pk for pk in ids}), (kind_of(Refund), refunds)):
        about = Entry.objects.filter(journal__subject_kind=kind, journal__subject_id__in=list(owners))
        mine = about.filter(account__kind=AccountKind.MERCHANT_PAYABLE).order_by()
        for subject, amount in mine.values_list("journal__subject_id").annotate(sum=Sum("amount")):
            sums[owners[subject]] -= amount
    return sums


def term_ends(received_at: datetime, term: timedelta) -> datetime:
    """The end of a term that counts in days from the day after receipt, in the mall's time zone."""
    day = timezone.localtime(received_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1) + term
