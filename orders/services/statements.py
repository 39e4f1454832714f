"""A shop's account over a span of days, every line of it traced to its order. (B11.4)

Amounts are fen as the merchant reads them: what adds to the balance is positive. They are read from the
ledger alone, so that opening, lines and closing agree with it to the fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import AccountKind, Entry, Order, Payout, Refund

# What a journal is, in the words of a statement.
KINDS = {
    "settle": _("订单结算"),
    "refund_asked": _("退款"),
    "payout_instructed": _("付出货款"),
    "payout_confirmed": _("付款更正"),
    "payout_failed": _("付款失败退回"),
    "payout_returned": _("银行退汇"),
}
ADJUSTMENT = _("调整")
PAYOUT_KINDS = frozenset(kind for kind in KINDS if kind.startswith("payout_"))


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both included, in the mall's time zone."""

    first: date
    last: date

    @classmethod
    def month(cls, day: date) -> Span:
        """The month in which ``day`` lies."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def starts_at(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Totals:
    """A span in one line each. What lowers the balance is negative."""

    opening: int = 0
    sales: int = 0
    refunds: int = 0
    commission: int = 0
    payouts: int = 0
    adjustments: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.sales + self.refunds + self.commission + self.payouts + self.adjustments


@dataclass(frozen=True)
class Line:
    """One journal on the shop's account; ``number`` is its order's or payout's."""

    at: datetime
    kind: str
    number: str
    order: Order | None
    sales: int
    refunds: int
    commission: int
    payouts: int
    adjustments: int
    balance: int

    @property
    def words(self):
        return KINDS.get(self.kind, ADJUSTMENT)

    @property
    def net(self) -> int:
        return self.sales + self.refunds + self.commission + self.payouts + self.adjustments


def _mine(shop: Shop) -> QuerySet[Entry]:
    return Entry.objects.filter(account__kind=AccountKind.MERCHANT_PAYABLE, account__shop=shop)


def opening(shop: Shop, span: Span) -> int:
    """The balance as the span begins."""
    before = _mine(shop).filter(journal__at__lt=span.starts_at)
    return -(before.aggregate(sum=Sum("amount"))["sum"] or 0)


def _within(shop: Shop, span: Span) -> QuerySet[Entry]:
    return _mine(shop).filter(journal__at__gte=span.starts_at, journal__at__lt=span.ends_at)


def totals(shop: Shop, span: Span) -> Totals:
    """The span summed up, of every journal that touches the shop's account. Two queries."""
    journals = _within(shop, span).order_by().values("journal")
    rows = Entry.objects.filter(journal__in=journals).order_by()
    sums = rows.values_list("journal__kind", "account__kind").annotate(sum=Sum("amount"))
    found = {"sales": 0, "refunds": 0, "commission": 0, "payouts": 0, "adjustments": 0}
    for journal_kind, account_kind, amount in sums:
        for column, share in _columns(journal_kind, {account_kind: amount}).items():
            found[column] += share
    return Totals(opening=opening(shop, span), **found)


def _columns(kind: str, amounts: dict[str, int]) -> dict[str, int]:
    """Which columns of a statement a journal's amounts, by account, stand in."""
    if kind == "settle":
        return {
            "sales": amounts.get(AccountKind.BUYER_CLEARING, 0),
            "commission": amounts.get(AccountKind.COMMISSION, 0),
        }
    if kind == "refund_asked":
        return {
            "refunds": amounts.get(AccountKind.REFUNDS, 0),
            "commission": amounts.get(AccountKind.COMMISSION, 0),
        }
    column = "payouts" if kind in PAYOUT_KINDS else "adjustments"
    return {column: -amounts.get(AccountKind.MERCHANT_PAYABLE, 0)}


def rows(shop: Shop, span: Span) -> QuerySet[Entry]:
    """The entries of a span in the order in which they were posted; give them to ``lines``."""

    def beside(kind: AccountKind) -> Coalesce:
        there = Entry.objects.filter(journal=OuterRef("journal"), account__kind=kind).order_by()
        summed = there.values("journal").annotate(sum=Sum("amount")).values("sum")
        return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)

    return (
        _within(shop, span)
        .select_related("journal")
        .annotate(
            clearing=beside(AccountKind.BUYER_CLEARING),
            refunded=beside(AccountKind.REFUNDS),
            commission=beside(AccountKind.COMMISSION),
            running=Window(Sum("amount"), order_by=F("id").asc()),
        )
        .order_by("id")
    )


def lines(entries: Iterable[Entry], *, opening: int) -> Iterator[Line]:
    """Some of a span's entries as lines, with their orders and payouts. Three queries more."""
    found = list(entries)
    subjects: dict[str, set[int]] = {}
    for entry in found:
        subjects.setdefault(entry.journal.subject_kind, set()).add(entry.journal.subject_id)
    refunds = dict(
        Refund.objects.filter(pk__in=subjects.get(kind_of(Refund), ()))
        .order_by()
        .values_list("pk", "order_id")
    )
    orders = Order.objects.in_bulk({*subjects.get(kind_of(Order), ()), *refunds.values()})
    payouts = Payout.objects.in_bulk(subjects.get(kind_of(Payout), set()))
    for entry in found:
        kind, subject = entry.journal.subject_kind, entry.journal.subject_id
        of_refund = orders.get(refunds.get(subject)) if kind == kind_of(Refund) else None
        order = orders.get(subject) if kind == kind_of(Order) else of_refund
        yield _line(entry, order, payouts.get(subject) if kind == kind_of(Payout) else None, opening)


def _line(entry, order: Order | None, payout: Payout | None, opening: int) -> Line:
    amounts = {
        AccountKind.BUYER_CLEARING: entry.clearing,
        AccountKind.REFUNDS: entry.refunded,
        AccountKind.COMMISSION: entry.commission,
        AccountKind.MERCHANT_PAYABLE: entry.amount,
    }
    columns = {"sales": 0, "refunds": 0, "commission": 0, "payouts": 0, "adjustments": 0}
    named = order or payout
    return Line(
        at=entry.journal.at,
        kind=entry.journal.kind,
        number=named.number if named else "",
        order=order,
        balance=opening - entry.running,
        **columns | _columns(entry.journal.kind, amounts),
    )


def all_lines(shop: Shop, span: Span, *, batch: int = 500) -> Iterator[Line]:
    """Every line of a span, for a file: read in one go, looked up ``batch`` at a time."""
    start = opening(shop, span)
    some: list[Entry] = []
    for entry in rows(shop, span).iterator(chunk_size=batch):
        some.append(entry)
        if len(some) == batch:
            yield from lines(some, opening=start)
            some = []
    yield from lines(some, opening=start)
