"""Whether each order is settled exactly once, and what shops and mall have by that. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

from mall.prepared import Prepared, any_of, total
from mall.subjects import kind_of
from orders.models import (
    Account,
    AccountKind,
    Entry,
    Journal,
    Order,
    OrderLine,
    OrderState,
    Payment,
    Refund,
    RefundState,
    Shipment,
)

from . import ledger, payout_books

BATCH = 1_000


def journal_of(kind: str, model) -> Exists:
    """Whether a row of ``model`` has a journal of this kind."""
    journals = Journal.objects.filter(kind=kind, subject_kind=kind_of(model), subject_id=OuterRef("pk"))
    return Exists(journals)


def _done() -> models.QuerySet[Order]:
    return Order.objects.alias(settled=journal_of("settle", Order))


_settled_early = Prepared(
    lambda: _done().filter(settled=True).exclude(state=OrderState.COMPLETED).values_list("number", "state")
)
_unsettled = Prepared(
    lambda: (
        _done()
        .filter(settled=False, state=OrderState.COMPLETED, refunded__lt=F("total"))
        .values_list("number")
    )
)


def settlements() -> Iterator[str]:
    for number, state in _settled_early.rows():
        yield f"order {number}: settled, but {state}"
    for (number,) in _unsettled.rows():
        yield f"order {number}: completed, but not settled"


def _kept() -> models.Case:
    """What of an order its merchant and the mall keep together, in fen: nothing before it is completed."""
    return Case(When(state=OrderState.COMPLETED, then=F("total") - F("refunded")), default=Value(0))


def _commission() -> models.Case:
    """What of it is the mall's: the figure of ``settlement.commission_kept``, in the database."""
    share = ((F("amount") - F("returned")) * F("commission_bp") + 5_000) / 10_000
    whole, for_pieces = _of_lines(share), _of_lines(F("returned")) - _charged()
    rest = NullIf(F("total") - for_pieces, Value(0))
    back = Coalesce(whole * Greatest(F("refunded") - for_pieces, Value(0)) / rest, 0)
    return Case(When(state=OrderState.COMPLETED, then=whole - back), default=Value(0))


def _of_lines(figure) -> Coalesce:
    """The sum of a figure over an order's lines; cast, for the sum of bigints divides into fractions."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    summed = lines.annotate(sum=Cast(Sum(figure), models.BigIntegerField())).values("sum")
    return Coalesce(Subquery(summed), 0)


def _charged() -> Coalesce:
    """What an order's buyer bears of ways back."""
    parcels = Shipment.objects.filter(order=OuterRef("pk")).order_by().values("order")
    summed = parcels.annotate(sum=Cast(Sum("charged"), models.BigIntegerField())).values("sum")
    return Coalesce(Subquery(summed), 0)


_paid_orders = Prepared(
    lambda after: (
        Order.objects.exclude(paid_at=None)
        .annotate(commission=_commission(), kept=_kept())
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "number", "commission", "kept")[:BATCH]
    )
)


def settled_exactly() -> Iterator[str]:
    """Each order's own journals: to the merchant what is kept less commission, to the mall the commission."""
    after = 0
    while rows := _paid_orders.rows(after):
        booked = _booked([pk for pk, *_rest in rows])
        for pk, number, commission, kept in rows:
            due = (commission - kept, -commission)
            found = (booked[pk, AccountKind.MERCHANT_PAYABLE], booked[pk, AccountKind.COMMISSION])
            if found != due:
                yield (
                    f"order {number}: merchant {found[0]}, commission {found[1]}; "
                    f"by its lines {due[0]} and {due[1]}"
                )
        after = rows[-1][0]


def _booked_for(model: type[models.Model]) -> Prepared:
    """What stands for rows of ``model``, by their id, on merchants' and commission accounts."""
    return Prepared(
        lambda ids: (
            Entry.objects.filter(
                journal__subject_kind=kind_of(model),
                journal__subject_id__in=any_of(ids),
                account__kind__in=(AccountKind.MERCHANT_PAYABLE, AccountKind.COMMISSION),
            )
            .order_by()
            .values_list("journal__subject_id", "account__kind")
            .annotate(sum=Sum("amount"))
        )
    )


_for_orders, _for_refunds = _booked_for(Order), _booked_for(Refund)
_refunds_of = Prepared(
    lambda orders: Refund.objects.filter(order__in=any_of(orders)).order_by().values_list("pk", "order_id")
)


def _booked(orders: list[int]) -> Counter[tuple[int, str]]:
    """What stands on merchants' and commission accounts for orders, by their settlements and refunds."""
    owners = dict(_refunds_of.rows(orders))
    sums: Counter[tuple[int, str]] = Counter()
    for order, account, amount in _for_orders.rows(orders):
        sums[order, account] += amount
    for refund, account, amount in _for_refunds.rows(list(owners)):
        sums[owners[refund], account] += amount
    return sums


def _accounts_otherwise() -> models.QuerySet:
    orders = Order.objects.filter(shop=OuterRef("shop"), state=OrderState.COMPLETED).order_by().values("shop")
    priced = orders.annotate(owed=_commission() - _kept()).values("shop").annotate(sum=Sum("owed"))
    accounts = Account.objects.filter(kind=AccountKind.MERCHANT_PAYABLE).annotate(
        owed=Coalesce(Subquery(priced.values("sum")), 0), out=payout_books.taken_out()
    )
    wrong = accounts.exclude(balance=F("owed") + F("out"))
    return wrong.values_list("pk", "shop", "balance", "owed", "out")


_other_accounts = Prepared(_accounts_otherwise)


def owed_to_shops() -> Iterator[str]:
    """Each merchant's account is what its orders come to less what was paid out, and nothing else."""
    for pk, shop, balance, owed, out in _other_accounts.rows():
        paid = f", its payouts to {out}" if out else ""
        yield f"account {pk} (shop {shop}): balance {balance}, its orders come to {owed}{paid}"


_all_captured = Prepared(lambda: total(Payment.objects.all(), "captured"))
_all_gone = Prepared(lambda: total(Refund.objects.filter(state=RefundState.DONE), "amount"))
_all_earned = Prepared(lambda: total(Order.objects.annotate(mine=_commission()), "mine"))


def totals() -> Iterator[str]:
    """The mall's own accounts, from what was captured, refunded and earned."""
    [(captured,)], [(gone,)], [(earned,)] = (each.rows() for each in (_all_captured, _all_gone, _all_earned))
    expected = {
        AccountKind.BANK: captured - gone - payout_books.paid(),
        AccountKind.COMMISSION: -earned,
        AccountKind.COD_IN_TRANSIT: 0,
        AccountKind.SUBSIDY: 0,
    }
    booked = ledger.own_balances()
    for kind, amount in expected.items():
        if booked[kind] != amount:
            yield f"{kind.value}: orders and payments come to {amount}, the ledger has {booked[kind]}"
