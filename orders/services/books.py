"""Whether the books agree with each other: every cached figure recomputed, every effect counted. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

from catalog.models import Reservation, ReservationState
from mall.subjects import kind_of
from orders.models import (
    Account,
    AccountKind,
    Entry,
    Journal,
    LineKind,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    Shipment,
    Trade,
)

from . import freight, ledger, parcel_books, payout_books

BATCH = 1_000


def differences() -> list[str]:
    """What doesn't add up, a line each, exact to the fen and the piece; empty where all does."""
    checks = (
        _balances,
        _journals,
        _captures,
        _refunded,
        _refunds_under_way,
        _clearing,
        _orders_of_trades,
        _freight,
        _reservations,
        parcel_books.not_kept,
        _settlements,
        _settled_exactly,
        _owed_to_shops,
        _totals,
        payout_books.under_way,
        payout_books.each_payout,
    )
    return [words for check in checks for words in check()]


def _balances() -> Iterator[str]:
    entries = (
        Entry.objects.filter(account=OuterRef("pk")).order_by().values("account").annotate(sum=Sum("amount"))
    )
    kept = Account.objects.filter(kind__in=ledger.KEPT)
    for row in kept.annotate(real=Coalesce(Subquery(entries.values("sum")), 0)).exclude(balance=F("real")):
        yield f"account {row.pk} ({row.kind}): balance {row.balance}, its entries sum to {row.real}"


def _journals() -> Iterator[str]:
    sums = Journal.objects.order_by("id").annotate(
        sum=Coalesce(Sum("entries__amount"), 0), n=Count("entries")
    )
    for row in sums.filter(~Q(sum=0) | Q(n__lt=2)):
        yield f"journal {row.pk} ({row.key}): {row.n} entries sum to {row.sum}"


def _journal_of(kind: str, model) -> Exists:
    journals = Journal.objects.filter(kind=kind, subject_kind=kind_of(model), subject_id=OuterRef("pk"))
    return Exists(journals)


def _captures() -> Iterator[str]:
    captured = Q(state=PaymentState.CAPTURED)
    for row in Payment.objects.alias(booked=_journal_of("capture", Payment)).filter(
        (captured & Q(booked=False)) | (~captured & Q(booked=True))
    ):
        booked = "not booked" if row.state == PaymentState.CAPTURED else "booked"
        yield f"payment {row.number}: {row.state}, but its capture is {booked}"
    # A wrong amount is lawful only where it pays for nothing and all of it goes home.
    sent_home = Q(counts=False, refunded=F("captured"))
    for row in Payment.objects.filter(captured).exclude(Q(captured=F("amount")) | sent_home):
        yield f"payment {row.number}: captured {row.captured} of {row.amount}"
    counting = Count("payments", filter=Q(payments__counts=True))
    for row in Trade.objects.annotate(n=counting).exclude(Q(state="paid", n=1) | (~Q(state="paid") & Q(n=0))):
        yield f"trade {row.number}: {row.state}, paid {row.n} times"


def _refunded() -> Iterator[str]:
    for model, field in ((Payment, "payment"), (Order, "order")):
        asked = (
            Refund.objects.filter(**{field: OuterRef("pk")})
            .order_by()
            .values(field)
            .annotate(sum=Sum("amount"))
        )
        rows = model._default_manager.annotate(asked=Coalesce(Subquery(asked.values("sum")), 0))
        for row in rows.exclude(refunded=F("asked")):
            yield f"{field} {row.number}: refunded {row.refunded}, its refunds sum to {row.asked}"
    for row in Payment.objects.filter(refunded__gt=F("captured")):
        yield f"payment {row.number}: refunded {row.refunded} of {row.captured}"


def _refunds_under_way() -> Iterator[str]:
    open_refunds = Refund.objects.exclude(state=RefundState.DONE).aggregate(sum=Coalesce(Sum("amount"), 0))[
        "sum"
    ]
    booked = -ledger.balance(AccountKind.REFUNDS)
    if open_refunds != booked:
        yield f"refunds under way: {open_refunds}, the ledger has {booked}"


def _clearing() -> Iterator[str]:
    held = Order.objects.filter(state__in=(OrderState.PAID, OrderState.SHIPPED))
    owed = held.aggregate(sum=Coalesce(Sum(F("total") - F("refunded")), 0))["sum"]
    booked = -ledger.balance(AccountKind.BUYER_CLEARING)
    if owed != booked:
        yield f"buyer clearing: orders under way come to {owed}, the ledger has {booked}"


def _orders_of_trades() -> Iterator[str]:
    for row in Trade.objects.annotate(sum=Coalesce(Sum("orders__total"), 0)).exclude(total=F("sum")):
        yield f"trade {row.number}: total {row.total}, its orders sum to {row.sum}"
    lines = (
        OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(sum=Sum("amount"))
    )
    orders = Order.objects.annotate(sum=Coalesce(Subquery(lines.values("sum")), Value(0)))
    for row in orders.exclude(total=F("sum")):
        yield f"order {row.number}: total {row.total}, its lines sum to {row.sum}"
    wrong = Q(trade__state="unpaid") & ~Q(state="unpaid")
    wrong |= Q(trade__state="closed") & ~Q(state="cancelled")
    wrong |= Q(trade__state="paid", state="unpaid")
    for row in Order.objects.filter(wrong).select_related("trade"):
        yield f"order {row.number}: {row.state} in a trade that is {row.trade.state}"


def _freight() -> Iterator[str]:
    """What sending cost is what stands on the order's line, and what the terms it was placed with come to."""
    lines = OrderLine.objects.filter(kind=LineKind.FREIGHT).order_by()
    sums = lines.filter(order=OuterRef("pk")).values("order").annotate(sum=Sum("amount")).values("sum")
    charged = Order.objects.filter(Q(freight__gt=0) | Exists(lines.filter(order=OuterRef("pk"))))
    for row in charged.annotate(sum=Coalesce(Subquery(sums), Value(0))).exclude(freight=F("sum")):
        yield f"order {row.number}: freight {row.freight}, its line says {row.sum}"
    for number, amount, terms in lines.values_list("order__number", "amount", "terms").iterator(BATCH):
        if (due := freight.recomputed(terms)) != amount:
            yield f"order {number}: freight {amount}, by its terms {due}"


def _reservations() -> Iterator[str]:
    """What is held for a line is what of it is still to be sent."""
    held = Reservation.objects.filter(
        holder_kind=kind_of(OrderLine), holder_id=OuterRef("pk"), state=ReservationState.HELD
    )
    pieces = held.order_by().values("holder_id").annotate(sum=Sum(F("quantity") - F("shipped")))
    goods = OrderLine.objects.exclude(kind=LineKind.FREIGHT).select_related("order")
    rows = goods.annotate(
        held=Coalesce(Subquery(pieces.values("sum")), 0),
        sent=Coalesce(Sum("shipment_lines__quantity", filter=Q(shipment_lines__shipment__replaces=None)), 0),
    )
    wanting = Q(order__state__in=(OrderState.UNPAID, OrderState.PAID))
    for row in rows.exclude((wanting & Q(held=F("quantity") - F("sent"))) | (~wanting & Q(held=0))):
        yield f"order {row.order.number}, line {row.pk}: {row.held} held of {row.quantity}, {row.sent} sent"


def _settlements() -> Iterator[str]:
    done = Order.objects.alias(settled=_journal_of("settle", Order))
    for row in done.filter(settled=True).exclude(state=OrderState.COMPLETED):
        yield f"order {row.number}: settled, but {row.state}"
    for row in done.filter(settled=False, state=OrderState.COMPLETED, refunded__lt=F("total")):
        yield f"order {row.number}: completed, but not settled"


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


def _settled_exactly() -> Iterator[str]:
    """Each order's own journals: to the merchant what is kept less commission, to the mall the commission."""
    paid = Order.objects.exclude(paid_at=None).annotate(commission=_commission(), kept=_kept()).order_by("pk")
    after = 0
    while rows := list(paid.filter(pk__gt=after)[:BATCH]):
        booked = _booked([row.pk for row in rows])
        for row in rows:
            due = (row.commission - row.kept, -row.commission)
            found = (booked[row.pk, AccountKind.MERCHANT_PAYABLE], booked[row.pk, AccountKind.COMMISSION])
            if found != due:
                yield (
                    f"order {row.number}: merchant {found[0]}, commission {found[1]}; "
                    f"by its lines {due[0]} and {due[1]}"
                )
        after = rows[-1].pk


def _booked(orders: list[int]) -> Counter[tuple[int, str]]:
    """What stands on merchants' and commission accounts for orders, by their settlements and refunds."""
    refunds = dict(Refund.objects.filter(order__in=orders).order_by().values_list("pk", "order_id"))
    sums: Counter[tuple[int, str]] = Counter()
    for kind, owners in ((kind_of(Order), {pk: pk for pk in orders}), (kind_of(Refund), refunds)):
        entries = Entry.objects.filter(
            journal__subject_kind=kind,
            journal__subject_id__in=list(owners),
            account__kind__in=(AccountKind.MERCHANT_PAYABLE, AccountKind.COMMISSION),
        )
        found = entries.order_by().values_list("journal__subject_id", "account__kind")
        for subject, account, amount in found.annotate(sum=Sum("amount")):
            sums[owners[subject], account] += amount
    return sums


def _owed_to_shops() -> Iterator[str]:
    """Each merchant's account is what its orders come to less what was paid out, and nothing else."""
    orders = Order.objects.filter(shop=OuterRef("shop"), state=OrderState.COMPLETED).order_by().values("shop")
    priced = orders.annotate(owed=_commission() - _kept()).values("shop").annotate(sum=Sum("owed"))
    accounts = Account.objects.filter(kind=AccountKind.MERCHANT_PAYABLE).annotate(
        owed=Coalesce(Subquery(priced.values("sum")), 0), out=payout_books.taken_out()
    )
    for row in accounts.exclude(balance=F("owed") + F("out")):
        paid = f", its payouts to {row.out}" if row.out else ""
        what = f"account {row.pk} (shop {row.shop_id})"
        yield f"{what}: balance {row.balance}, its orders come to {row.owed}{paid}"


def _totals() -> Iterator[str]:
    """The mall's own accounts, from what was captured, refunded and earned."""
    captured = Payment.objects.aggregate(sum=Coalesce(Sum("captured"), 0))["sum"]
    gone = Refund.objects.filter(state=RefundState.DONE).aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]
    earned = Order.objects.annotate(mine=_commission()).aggregate(sum=Coalesce(Sum("mine"), 0))["sum"]
    expected = {
        AccountKind.BANK: captured - gone - payout_books.paid(),
        AccountKind.COMMISSION: -earned,
        AccountKind.COD_IN_TRANSIT: 0,
        AccountKind.SUBSIDY: 0,
    }
    for kind, amount in expected.items():
        if (booked := ledger.balance(kind)) != amount:
            yield f"{kind.value}: orders and payments come to {amount}, the ledger has {booked}"
