"""Paying a trade: attempts with providers, and what providers tell of them. (B12.1, E14)

States only go forward and every word of a provider counts once. Whoever writes a payment's state holds its
trade's lock; refunds change only ``refunded``, by a guarded UPDATE.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, Exists, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.services.stock import OutOfStock
from mall import locks, rows
from mall.accounts.services import people
from mall.errors import DomainError
from mall.notifications.services import notify
from mall.prepared import Found, Part, Prepared
from mall.transitions import move
from orders import rules, states
from orders.models import AccountKind, EventOutcome, Payment, PaymentEvent, PaymentState, Trade, TradeState
from orders.payments.base import Event, EventKind

from . import ledger, numbers, refunds, trades
from .ledger import Line

# A word that was lost isn't always said again, and who has paid looks at a page that says unpaid.
SILENT_AFTER = timedelta(seconds=20)
# Up to which age a provider is asked how often. Money can be weeks late and is still somebody's.
ASK_EVERY = (
    (timedelta(minutes=5), timedelta(seconds=20)),
    (timedelta(hours=2), timedelta(minutes=2)),
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=90), timedelta(days=1)),
)


@locks.service
def begin(*, actor, trade: Trade, provider: str, now: datetime | None = None) -> Payment:
    """The payment with which ``trade`` is being paid at ``provider``; an open one there is taken up again.

    The provider is asked by the caller, after this has committed.
    Raises DomainError for somebody else's trade and one that isn't unpaid, RuleError E14 past the term.
    """
    now = now or timezone.now()
    trade = locks.lock_one(trade)
    if trade.buyer_id != actor.pk:
        raise DomainError(_("只能为自己的交易付款。"))
    if trade.state != TradeState.UNPAID:
        raise DomainError(_("交易 %(number)s 不在待付款状态，请看最新状态。") % {"number": trade.number})
    rules.PAYMENT_TERM.require(now < trade.pay_by, _("付款期限已过，交易即将自动取消；请重新下单。"))
    opened = _opened.first(trade.pk, provider)
    return opened or rows.insert(
        Payment(
            trade=trade,
            provider=provider,
            number=numbers.new(now, prefix="P"),
            amount=trade.total,
            created_at=now,
            ask_at=now + SILENT_AFTER,
        )
    )


_opened = Found(
    lambda trade, provider: Payment.objects.filter(trade=trade, provider=provider, state=PaymentState.PENDING)
)
_trade_of = Prepared(
    lambda provider, number: (
        Payment.objects.filter(provider=provider, number=number).order_by().values_list("trade")
    )
)
_PAYMENT = Part(Payment)


def _payment_and_whether_heard(provider, number, event) -> QuerySet:
    known = PaymentEvent.objects.filter(provider=provider, event_id=event)
    found = Payment.objects.filter(provider=provider, number=number).annotate(is_known=Exists(known))
    return found.values_list(*_PAYMENT.names, "is_known")


_heard = Prepared(_payment_and_whether_heard)


def apply_event(*, event: Event, now: datetime | None = None) -> EventOutcome:
    """Let a provider's word take effect, once; what came of it is recorded whatever it was.

    Captured in time pays the trade. Captured after its term takes it up again where the goods are still on
    sale and in stock, and goes back otherwise, as it does where the shopper had cancelled; captured twice,
    the second goes back. A wrong amount goes
    back whole and pays nothing; it and an unknown payment are quarantined for a person to
    look at. Never raises for a word that was properly signed.
    """
    now = now or timezone.now()
    try:
        return _apply(event=event, now=now, may_revive=True)
    except OutOfStock:
        # All of the attempt is rolled back; the second one sends the money home.
        return _apply(event=event, now=now, may_revive=False)


@locks.service
def _apply(*, event: Event, now: datetime, may_revive: bool) -> EventOutcome:
    named = event.provider, event.payment_number
    trade = next(iter(locks.lock_found(Trade, _trade_of.query(*named)).values()), None)
    if trade is None:
        return _note(event, None, EventOutcome.QUARANTINED, _("没有这个支付单号"), now)
    [(*row, is_known)] = _heard.rows(*named, event.event_id)
    payment = _PAYMENT.instance(row)
    if is_known:
        return EventOutcome.REPEATED
    if payment.state == PaymentState.CAPTURED:
        return _note(event, payment, EventOutcome.REPEATED, _("此前已收款"), now)
    if event.kind == EventKind.FAILED:
        return _fail(event, payment, now)
    if event.amount != payment.amount and rules.SAFE_PAYMENT.in_force:
        return _send_back_wrong(event, trade, payment, now)
    words = _capture(event, trade, payment, now, may_revive=may_revive)
    return _note(event, payment, EventOutcome.APPLIED, words, now)


def _note(event: Event, payment: Payment | None, outcome: EventOutcome, words, now: datetime) -> EventOutcome:
    noted = PaymentEvent(
        provider=event.provider,
        event_id=event.event_id,
        payment=payment,
        kind=event.kind,
        amount=event.amount,
        outcome=outcome,
        explanation=str(words),
        digest=event.digest,
        at=now,
    )
    # An unknown payment has no trade whose lock would make a repeat wait: the unique key decides.
    rows.insert_unless_there(noted)
    return outcome


def _send_back_wrong(event: Event, trade: Trade, payment: Payment, now: datetime) -> EventOutcome:
    """Money of another amount is in the bank all the same: into the books, paying nothing, and home."""
    words = _("金额与应付不符，原路退回")
    if event.amount > 0:
        _take_in(event, payment, now, counts=False)
        refunds.ask_whole_payment(payment=payment, reason=str(words), now=now)
        _tell_going_back(trade, payment, words)
    return _note(event, payment, EventOutcome.QUARANTINED, words, now)


def _fail(event: Event, payment: Payment, now: datetime) -> EventOutcome:
    if payment.state != PaymentState.PENDING:
        return _note(event, payment, EventOutcome.REPEATED, _("此前已结束"), now)
    move(states.PAYMENT, payment, "fail", actor=None)
    return _note(event, payment, EventOutcome.APPLIED, _("支付失败"), now)


def _capture(event: Event, trade: Trade, payment: Payment, now: datetime, *, may_revive: bool):
    """Take the money in, and decide what it is for; what was decided, in words for the record."""
    before = trade.state
    counts = before == TradeState.UNPAID or (
        before == TradeState.CLOSED and may_revive and trades.can_revive(trade)
    )
    if before == TradeState.UNPAID:
        trades.mark_paid(trade=trade, now=now)
    elif counts:
        trades.revive(trade=trade, payment=payment, now=now)
    _take_in(event, payment, now, counts=counts)
    if counts:
        late = before == TradeState.CLOSED
        _tell_paid(trade, late=late)
        return _("迟到付款，交易已恢复") if late else _("已付款")
    words = _back_because(trade)
    refunds.ask_whole_payment(payment=payment, reason=str(words), now=now)
    _tell_going_back(trade, payment, words)
    return words


def _back_because(trade: Trade):
    if trade.state == TradeState.PAID:
        return _("重复付款，原路退回")
    if trade.cancelled_by_id:
        return _("交易已由买家取消，付款原路退回")
    return _("付款迟到，商品已无货或已停售，原路退回")


def _take_in(event: Event, payment: Payment, now: datetime, *, counts: bool) -> None:
    move(
        states.PAYMENT,
        payment,
        "capture",
        actor=None,
        captured=event.amount,
        captured_at=now,
        provider_reference=event.reference,
        counts=counts,
    )
    ledger.post(
        actor=None,
        key=f"capture:{payment.pk}",
        kind="capture",
        subject=payment,
        entries=[Line(AccountKind.BANK, event.amount), Line(AccountKind.BUYER_CLEARING, -event.amount)],
    )


def _tell_paid(trade: Trade, *, late: bool) -> None:
    title = _("付款已收到，交易 {number} 已恢复") if late else _("付款成功，交易 {number} 等待发货")
    notify(
        person=people.by_key(trade.buyer_id),
        key=f"trade:{trade.pk}:paid",
        title=format_lazy(title, number=trade.number),
        link=reverse("orders:trade", args=[trade.number]),
    )


def _tell_going_back(trade: Trade, payment: Payment, words) -> None:
    notify(
        person=people.by_key(trade.buyer_id),
        key=f"payment:{payment.pk}:back",
        title=format_lazy(_("交易 {number}：{words}"), number=trade.number, words=words),
        body=_("这笔钱一分不少退回您的付款账户，到账后会再通知您。"),
        link=reverse("orders:trade", args=[trade.number]),
        channels=["email", "sms"],
    )


def silent(*, now: datetime) -> list[int]:
    """Payments of which no word has come: those to ask their provider about.

    First those for which somebody may be waiting, of unpaid trades, the youngest first; then, longest due
    first, the others. Closed and failed ones too, ever more rarely for 90 days: money that arrives late must
    not be lost.
    """
    quiet = Payment.objects.exclude(state=PaymentState.CAPTURED).filter(ask_at__lte=now)
    waited_for = Case(When(trade__state=TradeState.UNPAID, then=F("created_at")))
    ordered = quiet.order_by(waited_for.desc(nulls_last=True), "ask_at", "id")
    return list(ordered.values_list("pk", flat=True)[:200])


@locks.service
def note_asked(*, payment_id: int, now: datetime) -> Payment | None:
    """Write down that the provider is being asked now, and when it will be next.

    None where another job was faster or the money has come: then it isn't to be asked.
    """
    payment = Payment.objects.get(pk=payment_id)
    age = now - payment.created_at
    due = Payment.objects.exclude(state=PaymentState.CAPTURED).filter(pk=payment_id, ask_at__lte=now)
    ask_at = next((now + every for upto, every in ASK_EVERY if age < upto), None)
    return payment if due.update(asked_at=now, ask_at=ask_at) == 1 else None
