"""The money of the two months: payments, refunds, and the journals that settlement leaves behind. (B11.4)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random

from django.db.models import Model

from mall.money import share
from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import (
    Account,
    AccountKind,
    CommissionRate,
    Entry,
    EventOutcome,
    Journal,
    Payment,
    PaymentEvent,
    PaymentState,
    Progress,
    Refund,
    RefundState,
    SandboxCharge,
    SandboxRefund,
)
from orders.payments.base import EventKind
from orders.payments.sandbox import CODE
from orders.services.ledger import Line

from .goods import Market
from .history import Written, number

BATCH = 500
RATES = {None: 500, "tea": 400, "ceramics": 600, "crafts": 600, "study": 600}


@dataclass
class Posting:
    """A journal to be."""

    key: str
    kind: str
    subject: Model
    at: datetime
    lines: list[Line]


def set_commission(market: Market) -> None:
    """What the mall keeps of each sale: one rate for all, others for some branches."""
    tops = {
        p.category.parent.slug: p.category.parent for p in market.products if p.category and p.category.parent
    }
    CommissionRate.objects.bulk_create(
        CommissionRate(category=tops[slug] if slug else None, basis_points=points)
        for slug, points in RATES.items()
    )


def write(rows: list[Written], market: Market, chance: Random, *, more: list[Posting]) -> None:
    """Write payments and refunds with the sandbox's side of them, then the ledger with ``more`` of it."""
    payments = _write_payments(rows, chance)
    refunds = _write_refunds(rows, payments, chance)
    postings = [*_captures(payments), *_refund_postings(refunds), *_settlements(rows, market), *more]
    _post(sorted(postings, key=lambda posting: posting.at), market)


def _write_payments(rows: list[Written], chance: Random) -> dict[int, Payment]:
    """By trade; with the provider's word on each."""
    back: Counter[int] = Counter()
    for row in rows:
        back[row.trade.pk] += row.parcel.total if row.sale.paid_at and row.parcel.cancelled_at else 0
    payments = {}
    for trade in {row.trade.pk: row.trade for row in rows if row.sale.paid_at}.values():
        code = number(trade.placed_at, chance, "P")
        payments[trade.pk] = Payment(
            trade=trade,
            provider=CODE,
            number=code,
            provider_reference=f"SBX{code}",
            amount=trade.total,
            captured=trade.total,
            refunded=back[trade.pk],
            counts=True,
            state=PaymentState.CAPTURED,
            created_at=trade.placed_at,
            captured_at=trade.paid_at,
        )
    Payment.objects.bulk_create(payments.values(), batch_size=BATCH)
    PaymentEvent.objects.bulk_create(
        (_event(payment, payment.captured_at) for payment in payments.values() if payment.captured_at),
        batch_size=BATCH,
    )
    return payments


def _event(payment: Payment, at: datetime) -> PaymentEvent:
    return PaymentEvent(
        provider=CODE,
        event_id=f"{payment.number}-{EventKind.CAPTURED}",
        payment=payment,
        kind=EventKind.CAPTURED,
        amount=payment.amount,
        outcome=EventOutcome.APPLIED,
        explanation="已付款",
        digest=sha256(payment.number.encode()).hexdigest(),
        at=at,
    )


def _write_refunds(rows: list[Written], payments: dict[int, Payment], chance: Random) -> list[Refund]:
    taken_back = [row for row in rows if row.sale.paid_at and row.parcel.cancelled_at]
    refunds = [_refund(row, payments[row.trade.pk], chance) for row in taken_back]
    Refund.objects.bulk_create(refunds)
    for row in taken_back:
        row.order.refunded = row.parcel.total
        row.order.save(update_fields=["refunded"])
    Progress.objects.bulk_create(
        Progress(
            order=refund.order, step=step, text=f"¥{refund.amount // 100}.{refund.amount % 100:02}", at=at
        )
        for refund in refunds
        for step, at in (("refund_asked", refund.asked_at), ("refunded", refund.asked_at))
    )
    _write_sandbox(payments, refunds)
    return refunds


def _refund(row: Written, payment: Payment, chance: Random) -> Refund:
    at = row.parcel.cancelled_at
    assert at is not None
    return Refund(
        payment=payment,
        order=row.order,
        number=number(at, chance, "R"),
        amount=row.parcel.total,
        reason="逾期未发货，买家取消",
        state=RefundState.DONE,
        attempts=1,
        next_try_at=at,
        asked_by=row.sale.buyer.user,
        asked_at=at,
        done_at=at,
    )


def _write_sandbox(payments: dict[int, Payment], refunds: list[Refund]) -> None:
    """The provider's own books, so that a refund of a demo order can really be asked for."""
    charges = {
        payment.number: SandboxCharge(
            number=payment.number,
            asked=payment.amount,
            charged=payment.amount,
            state=SandboxCharge.State.PAID,
            reference=payment.provider_reference,
            created_at=payment.created_at,
            answers_at=payment.created_at,
        )
        for payment in payments.values()
    }
    SandboxCharge.objects.bulk_create(charges.values(), batch_size=BATCH)
    SandboxRefund.objects.bulk_create(
        SandboxRefund(
            number=refund.number,
            charge=charges[refund.payment.number],
            amount=refund.amount,
            made_at=refund.asked_at,
        )
        for refund in refunds
    )


def _captures(payments: dict[int, Payment]) -> Iterator[Posting]:
    for payment in payments.values():
        lines = [Line(AccountKind.BANK, payment.amount), Line(AccountKind.BUYER_CLEARING, -payment.amount)]
        assert payment.captured_at is not None
        yield Posting(f"capture:{payment.pk}", "capture", payment, payment.captured_at, lines)


def _refund_postings(refunds: list[Refund]) -> Iterator[Posting]:
    for refund in refunds:
        amount, done_at = refund.amount, refund.done_at
        assert done_at is not None
        asked = [Line(AccountKind.BUYER_CLEARING, amount), Line(AccountKind.REFUNDS, -amount)]
        yield Posting(f"refund-asked:{refund.number}", "refund_asked", refund, refund.asked_at, asked)
        done = [Line(AccountKind.REFUNDS, amount), Line(AccountKind.BANK, -amount)]
        yield Posting(f"refund-done:{refund.number}", "refund_done", refund, done_at, done)


def _settlements(rows: list[Written], market: Market) -> Iterator[Posting]:
    shops = {shop.pk: shop for shop in market.shops}
    for row in rows:
        if row.parcel.received_at is None:
            continue
        commission = sum(share(line.amount, line.commission_bp) for line in row.lines)
        total = row.order.total
        lines = [
            Line(AccountKind.BUYER_CLEARING, total),
            Line(AccountKind.MERCHANT_PAYABLE, commission - total, shops[row.parcel.shop_id]),
            Line(AccountKind.COMMISSION, -commission),
        ]
        yield Posting(f"settle:{row.order.pk}", "settle", row.order, row.parcel.received_at, lines)


def _post(postings: list[Posting], market: Market) -> None:
    """Journals in the order of their times; merchants' accounts get the balance that their entries sum to."""
    accounts = _open_accounts(postings, market)
    journals = Journal.objects.bulk_create(
        (
            Journal(
                key=posting.key,
                kind=posting.kind,
                subject_kind=kind_of(posting.subject),
                subject_id=posting.subject.pk,
                at=posting.at,
            )
            for posting in postings
        ),
        batch_size=BATCH,
    )
    Entry.objects.bulk_create(
        (
            Entry(journal=journal, account=accounts[line.kind, line.shop], amount=line.amount)
            for journal, posting in zip(journals, postings, strict=True)
            for line in posting.lines
            if line.amount
        ),
        batch_size=BATCH,
    )


def _open_accounts(postings: list[Posting], market: Market) -> dict[tuple[AccountKind, Shop | None], Account]:
    owed: Counter[Shop | None] = Counter()
    for line in (line for posting in postings for line in posting.lines if line.shop):
        owed[line.shop] += line.amount
    mine = (
        AccountKind.BANK,
        AccountKind.BUYER_CLEARING,
        AccountKind.COMMISSION,
        AccountKind.REFUNDS,
        AccountKind.PAYOUTS,
    )
    wanted: list[tuple[AccountKind, Shop | None]] = [(kind, None) for kind in mine]
    wanted += [(AccountKind.MERCHANT_PAYABLE, shop) for shop in market.shops]
    rows = Account.objects.bulk_create(
        Account(kind=kind, shop=shop, balance=owed[shop] if shop else 0) for kind, shop in wanted
    )
    return dict(zip(wanted, rows, strict=True))
