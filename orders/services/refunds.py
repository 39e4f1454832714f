"""Money going back: a row before the provider is asked, the same number at every try. (B11.4, B12.1)

Ledger: what is asked leaves buyer clearing (or, once settled, the merchant and the commission) for "refunds
under way"; what the provider confirms leaves that for the bank.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.transitions import move
from orders import states
from orders.models import AccountKind, Order, OrderState, Payment, Progress, Refund, RefundState

from . import ledger, numbers, settlement
from .ledger import Line

BACK_OFF = [timedelta(seconds=s) for s in (30, 60, 300, 900, 3600, 3600 * 3, 3600 * 6, 3600 * 12)]


@locks.service
def ask(*, actor, order: Order, amount: int, reason: str, now: datetime | None = None) -> Refund:
    """Promise ``amount`` fen of a paid order back to its buyer; a job asks the provider, after the commit.

    Never more than was captured for it and never more than the order: two guarded UPDATEs decide under any
    race, and the database checks both. Locks the order, the payment, then the merchant's account where it was
    settled already. ``actor`` None is the mall itself.
    Raises DomainError for an amount that can't be, without a reason, and for an order that isn't paid.
    """
    now = now or timezone.now()
    order = locks.lock_one(order)
    if not reason.strip():
        raise DomainError(_("请写明退款原因。"), field="reason")
    payment = Payment.objects.filter(trade=order.trade_id, counts=True).first()
    if payment is None:
        raise DomainError(_("订单 %(number)s 没有收到过付款，无款可退。") % {"number": order.number})
    left = order.total - order.refunded
    if not 0 < amount <= left or not _book(payment, amount):
        words = _("可退金额为 0.01 元到 %(left)s 元。") if left else _("这个订单的钱已经全部退了。")
        raise DomainError(words % {"left": f"{left // 100}.{left % 100:02d}"}, field="amount")
    Order.objects.filter(pk=order.pk).update(refunded=F("refunded") + amount)
    refund = _write(actor, payment, order, amount, reason.strip(), now)
    ledger.post(
        actor=actor,
        key=f"refund-asked:{refund.number}",
        kind="refund_asked",
        subject=refund,
        entries=[*_taken_from(order, amount), Line(AccountKind.REFUNDS, -amount)],
    )
    Progress.objects.create(
        order=order, step="refund_asked", text=f"¥{amount // 100}.{amount % 100:02d}", at=now
    )
    return refund


def _book(payment: Payment, amount: int) -> bool:
    locks.reach(Payment, [payment.pk])
    room = Payment.objects.filter(pk=payment.pk, captured__gte=F("refunded") + amount)
    return room.update(refunded=F("refunded") + amount) == 1


def _taken_from(order: Order, amount: int) -> list[Line]:
    """Whose money it is by now: still the buyer's, or the merchant's and the mall's."""
    if order.state != OrderState.COMPLETED:
        return [Line(AccountKind.BUYER_CLEARING, amount)]
    before = settlement.commission_kept(order, refunded=order.refunded)
    after = settlement.commission_kept(order, refunded=order.refunded + amount)
    commission = before - after
    return [
        Line(AccountKind.MERCHANT_PAYABLE, amount - commission, order.shop),
        Line(AccountKind.COMMISSION, commission),
    ]


@locks.service
def ask_whole_payment(*, payment: Payment, reason: str, now: datetime) -> Refund:
    """Send back all of a payment that pays for nothing: late, the second one, a wrong amount."""
    if not _book(payment, payment.captured):
        raise DomainError(_("这笔付款已经在退。"))
    refund = _write(None, payment, None, payment.captured, reason, now)
    ledger.post(
        actor=None,
        key=f"refund-asked:{refund.number}",
        kind="refund_asked",
        subject=refund,
        entries=[
            Line(AccountKind.BUYER_CLEARING, payment.captured),
            Line(AccountKind.REFUNDS, -payment.captured),
        ],
    )
    return refund


def _write(actor, payment: Payment, order: Order | None, amount: int, reason: str, now: datetime) -> Refund:
    refund = Refund.objects.create(
        payment=payment,
        order=order,
        number=numbers.new(now, prefix="R"),
        amount=amount,
        reason=reason[:200],
        asked_by=actor,
        asked_at=now,
        next_try_at=now,
    )
    record(actor=actor, verb="refund.ask", subject=refund, reason=reason, data={"amount": amount})
    return refund


def due(*, now: datetime) -> list[int]:
    """Refunds that the provider is to be asked for now, oldest first."""
    asked = Refund.objects.filter(state=RefundState.ASKED, next_try_at__lte=now)
    return list(asked.order_by("next_try_at", "id").values_list("pk", flat=True)[:200])


@locks.service
def claim(*, refund_id: int, now: datetime) -> Refund | None:
    """Take a due refund for one try and set when the next would be; None where another job was faster."""
    refund = Refund.objects.get(pk=refund_id)
    wait = BACK_OFF[min(refund.attempts, len(BACK_OFF) - 1)]
    mine = Refund.objects.filter(
        pk=refund_id, state=RefundState.ASKED, attempts=refund.attempts, next_try_at__lte=now
    )
    if mine.update(attempts=F("attempts") + 1, next_try_at=now + wait) != 1:
        return None
    return Refund.objects.select_related("payment").get(pk=refund_id)


@locks.service
def finish(*, refund: Refund, now: datetime | None = None) -> Refund:
    """The provider has paid the refund out: book it and tell the buyer, once. A repeat changes nothing."""
    now = now or timezone.now()
    refund = locks.lock_one(refund)
    if refund.state == RefundState.DONE:
        return refund
    refund = move(states.REFUND, refund, "finish", actor=None, done_at=now, last_error="")
    ledger.post(
        actor=None,
        key=f"refund-done:{refund.number}",
        kind="refund_done",
        subject=refund,
        entries=[Line(AccountKind.REFUNDS, refund.amount), Line(AccountKind.BANK, -refund.amount)],
    )
    if refund.order:
        words = f"¥{refund.amount // 100}.{refund.amount % 100:02d}"
        Progress.objects.create(order=refund.order, step="refunded", text=words, at=now)
    trade = refund.payment.trade
    notify(
        person=trade.buyer,
        key=f"refund:{refund.pk}:done",
        title=format_lazy(_("交易 {number} 的退款已退回您的付款账户"), number=trade.number),
        link=reverse("orders:trade", args=[trade.number]),
        channels=["email", "sms"],
    )
    return refund


@locks.service
def note_failure(*, refund: Refund, words: str, now: datetime) -> None:
    """Write down why a try failed. After the last one the refund waits for a person, who can ask again."""
    refund = locks.lock_one(refund)
    if refund.state != RefundState.ASKED:
        return
    if refund.attempts > len(BACK_OFF):
        move(states.REFUND, refund, "give_up", actor=None, reason=words, last_error=words[:200])
    else:
        Refund.objects.filter(pk=refund.pk).update(last_error=words[:200])


@locks.service
def ask_again(*, actor, refund: Refund, now: datetime | None = None) -> Refund:
    """Have a failed refund tried again under its own number. Raises ForbiddenMove where it hasn't failed."""
    return move(
        states.REFUND, refund, "ask_again", actor=actor, attempts=0, next_try_at=now or timezone.now()
    )


def is_open(order: Order) -> bool:
    """Whether a refund of the order is under way."""
    return order.refunds.exclude(state=RefundState.DONE).exists()
