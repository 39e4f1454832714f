"""The sandbox provider: pays, fails, answers late, twice, wrongly or never, as whoever tries it out likes.

It behaves as a foreign system would: books of its own, a page of its own, requests and callbacks signed. Its
callback takes the very path of one that comes over HTTP, with the same bytes and signature, but inside this
process: a mall with a single web worker couldn't answer itself. When that fails, the job that asks about
silent payments finds out, as it would with a real provider.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import rows
from mall.money import MAX_FEN
from mall.prepared import Found
from orders import rules
from orders.models import Payment, Refund, SandboxCharge, SandboxRefund

from .base import BadCallback, Event, EventKind, ProviderError

CODE = "sandbox"
TOLERANCE_SECONDS = 300
LATE = timedelta(minutes=31)
_SALT = "orders.sandbox.request"
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


class Choice(StrEnum):
    PAY = "pay"
    FAIL = "fail"
    LATE = "late"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"
    WRONG_AMOUNT = "wrong_amount"
    NEVER = "never"


CHOICES = {
    Choice.PAY: _("付款成功"),
    Choice.FAIL: _("付款失败"),
    Choice.LATE: _("付款成功，但过了付款期限才告诉商城"),
    Choice.TWICE: _("付款成功，通知发两遍"),
    Choice.OUT_OF_ORDER: _("付款成功，随后又来一条过时的失败通知"),
    Choice.WRONG_AMOUNT: _("付款成功，但少收 1 分"),
    Choice.NEVER: _("什么也不回"),
}


def sign(timestamp: str, body: bytes) -> str:
    key = hashlib.sha256(b"orders.sandbox.callback:" + settings.SANDBOX_SECRET.encode()).digest()
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed_headers(body: bytes) -> dict[str, str]:
    """The headers with which the sandbox sends ``body`` now."""
    timestamp = str(int(time.time()))
    return {"X-Sandbox-Timestamp": timestamp, "X-Sandbox-Signature": sign(timestamp, body)}


def message(*, event_id: str, payment: str, kind: EventKind, amount: int, reference: str) -> bytes:
    """The body of a callback."""
    said = {"event_id": event_id, "payment": payment, "kind": kind, "amount": amount, "reference": reference}
    return json.dumps(said).encode()


class SandboxProvider:
    code = CODE
    label = _("沙箱支付（试用，不会真的扣款）")

    def start(self, payment: Payment, return_url: str) -> str:
        """The sandbox's page for this payment, the request signed so that nobody changes what is asked."""
        charge = SandboxCharge(number=payment.number, asked=payment.amount, reference=f"SBX{payment.number}")
        rows.insert_once(charge, number=payment.number)
        request = signing.dumps([payment.number, payment.amount, return_url], salt=_SALT, compress=True)
        return f"{reverse('orders:sandbox')}?request={request}"

    def verify(self, headers, body: bytes) -> Event:
        timestamp = headers.get("X-Sandbox-Timestamp", "")
        signature = headers.get("X-Sandbox-Signature", "")
        fresh = re.fullmatch(r"\d{1,12}", timestamp, re.ASCII) and abs(time.time() - int(timestamp)) <= (
            TOLERANCE_SECONDS
        )
        rules.SAFE_PAYMENT.require(
            fresh
            and hmac.compare_digest(sign(timestamp, body).encode(), signature.encode("utf-8", "replace")),
            _("支付通知的签名或时间无效，已拒绝。"),
        )
        return _parse(body)

    def query(self, payment: Payment) -> Event | None:
        charge = charge_of(payment.number)
        if charge is None or charge.state == SandboxCharge.State.OPEN or charge.answers_at > timezone.now():
            return None
        return _parse(_message_of(charge))

    def refund(self, refund: Refund) -> bool:
        with transaction.atomic():
            charge = SandboxCharge.objects.select_for_update().filter(number=refund.payment.number).first()
            if charge is None or charge.state != SandboxCharge.State.PAID:
                raise ProviderError(_("沙箱没有收到过这笔付款。"))
            if SandboxRefund.objects.filter(number=refund.number).exists():
                return True
            if sum(done.amount for done in charge.refunds.all()) + refund.amount > charge.charged:
                raise ProviderError(_("沙箱拒绝：退款超过收款。"))
            SandboxRefund.objects.create(number=refund.number, charge=charge, amount=refund.amount)
        return True


def opened(token: str) -> tuple[str, int, str]:
    """Payment number, fen and return address of a signed request. Raises BadSignature."""
    number, amount, return_url = signing.loads(token, salt=_SALT, max_age=timedelta(days=7))
    return number, amount, return_url


def decide(*, number: str, choice: Choice, now: datetime | None = None) -> list[bytes]:
    """Book in the sandbox what ``choice`` means; the callbacks to send, once this has committed.

    What is paid stays paid; it is said again, in case that nobody heard it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        charge = _held.first(number)
        if charge is None:
            raise SandboxCharge.DoesNotExist
        if choice == Choice.NEVER:
            return []
        if charge.state == SandboxCharge.State.PAID:
            return [_message_of(charge)] if charge.answers_at <= now else []
        charge.state = SandboxCharge.State.FAILED if choice == Choice.FAIL else SandboxCharge.State.PAID
        if choice != Choice.FAIL:
            charge.charged = charge.asked - 1 if choice == Choice.WRONG_AMOUNT else charge.asked
        charge.answers_at = now + LATE if choice == Choice.LATE else now
        rows.update(charge, "state", "charged", "answers_at")
    if choice == Choice.LATE:
        return []
    said = _message_of(charge)
    after = {Choice.TWICE: [said], Choice.OUT_OF_ORDER: [_stale_failure(charge)]}
    return [said, *after.get(choice, [])]


def charge_of(number: str) -> SandboxCharge | None:
    """The payment of that number as the sandbox sees it."""
    return _charge.first(number)


_charge = Found(lambda number: SandboxCharge.objects.filter(number=number))
_held = Found(lambda number: SandboxCharge.objects.select_for_update().filter(number=number))


def _message_of(charge: SandboxCharge) -> bytes:
    paid = charge.state == SandboxCharge.State.PAID
    kind = EventKind.CAPTURED if paid else EventKind.FAILED
    return message(
        event_id=f"{charge.number}-{kind}",
        payment=charge.number,
        kind=kind,
        amount=charge.charged if paid else charge.asked,
        reference=charge.reference,
    )


def _stale_failure(charge: SandboxCharge) -> bytes:
    return message(
        event_id=f"{charge.number}-stale",
        payment=charge.number,
        kind=EventKind.FAILED,
        amount=charge.asked,
        reference=charge.reference,
    )


def _refuse_constant(name: str):
    raise ValueError(name)


def _parse(body: bytes) -> Event:
    """The event in ``body``, every value checked before anything else sees it. Raises BadCallback."""
    try:
        said = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadCallback("not JSON") from None
    if not isinstance(said, dict):
        raise BadCallback("not an object")
    words = [said.get(name) for name in ("event_id", "payment", "reference")]
    if not all(isinstance(word, str) and _WORD.fullmatch(word) for word in words):
        raise BadCallback("event_id, payment or reference is malformed")
    amount = said.get("amount")
    if type(amount) is not int or not 0 <= amount <= MAX_FEN:
        raise BadCallback("amount is malformed")
    if said.get("kind") not in list(EventKind):  # a list: what came may not be hashable
        raise BadCallback("kind is unknown")
    if len(words[1]) > 32:
        raise BadCallback("payment is malformed")
    return Event(
        provider=CODE,
        event_id=words[0],
        payment_number=words[1],
        kind=EventKind(said["kind"]),
        amount=amount,
        reference=words[2],
        digest=hashlib.sha256(body).hexdigest(),
    )
