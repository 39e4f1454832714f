"""The sandbox as payout provider: pays, refuses, keeps silent, says it twice or short, sends money back.

Told by the last digits of the account's number, as sandboxes are, or by ``decide``. It keeps books of its
own and signs its callbacks with the sandbox's key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.money import MAX_FEN
from orders import rules
from orders.models import Payout, PayoutEventKind, SandboxPayout

from . import callbacks
from .base import BadCallback
from .payouts import NotThereError, Word
from .sandbox import CODE, TOLERANCE_SECONDS, sign, signed_headers

_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
_SALT = "orders.sandbox.payout"
SAID = (PayoutEventKind.CONFIRMED, PayoutEventKind.FAILED, PayoutEventKind.RETURNED)


class Choice(StrEnum):
    CONFIRM = "confirm"
    FAIL = "fail"
    SILENT = "silent"
    TWICE = "twice"
    SHORT = "short"
    RETURN = "return"


# The end of an account's number → what becomes of payouts to it; any other is paid at once.
ENDINGS = {
    "9001": Choice.FAIL,
    "9002": Choice.SILENT,
    "9003": Choice.TWICE,
    "9004": Choice.SHORT,
}
CHOICES = {
    Choice.CONFIRM: _("付款成功"),
    Choice.FAIL: _("付款失败"),
    Choice.SILENT: _("什么也不回"),
    Choice.TWICE: _("付款成功，通知发两遍"),
    Choice.SHORT: _("付款成功，但少付 1 分"),
    Choice.RETURN: _("付款成功后又被退汇"),
}
_STATE = {
    PayoutEventKind.CONFIRMED: SandboxPayout.State.PAID,
    PayoutEventKind.FAILED: SandboxPayout.State.FAILED,
    PayoutEventKind.RETURNED: SandboxPayout.State.RETURNED,
}
_KIND = {state: kind for kind, state in _STATE.items()}


class SandboxPayoutProvider:
    code = CODE
    label = _("沙箱付款（试用，不会真的付款）")

    def instruct(self, payout: Payout) -> Word | None:
        tail = payout.account.number[-4:]
        row, is_new = SandboxPayout.objects.get_or_create(
            number=payout.number,
            defaults={"asked": payout.amount, "tail": tail, "reference": f"SBX{payout.number}"},
        )
        # As providers do, it tries again what it had refused, under the same number.
        if is_new or row.state == SandboxPayout.State.FAILED:
            call_back(decide(number=payout.number, choice=ENDINGS.get(tail, Choice.CONFIRM)))
        return self.query(payout.number)

    def query(self, number: str) -> Word | None:
        row = SandboxPayout.objects.filter(number=number).first()
        if row is None:
            raise NotThereError(_("沙箱没有这笔付款。"))
        if row.state == SandboxPayout.State.OPEN or row.answers_at > timezone.now():
            return None
        return parse(message_of(row))

    def verify(self, headers, body: bytes) -> Word:
        timestamp = headers.get("X-Sandbox-Timestamp", "")
        signature = headers.get("X-Sandbox-Signature", "")
        fresh = re.fullmatch(r"\d{1,12}", timestamp, re.ASCII) and abs(time.time() - int(timestamp)) <= (
            TOLERANCE_SECONDS
        )
        signed = hmac.compare_digest(sign(timestamp, body).encode(), signature.encode("utf-8", "replace"))
        rules.SAFE_PAYMENT.require(fresh and signed, _("付款回执的签名或时间无效，已拒绝。"))
        return parse(body)

    def bill(self, since: datetime, until: datetime) -> Iterator[Word]:
        rows = SandboxPayout.objects.filter(answers_at__gte=since, answers_at__lt=until)
        for row in rows.exclude(state=SandboxPayout.State.OPEN).order_by("id"):
            yield parse(message_of(row))


def page_of(number: str) -> str:
    """Where the sandbox can be told what becomes of a payout; the address is signed."""
    return reverse("orders:sandbox_payout", args=[signing.dumps(number, salt=_SALT)])


def opened(token: str) -> str:
    """The payout's number of a signed address. Raises BadSignature."""
    return signing.loads(token, salt=_SALT, max_age=timedelta(days=7))


def call_back(bodies: list[bytes]) -> None:
    """Send callbacks, by the very way of those that come over HTTP."""
    for body in bodies:
        callbacks.receive_payout(code=CODE, headers=signed_headers(body), body=body, sender="sandbox")


def decide(*, number: str, choice: Choice, now: datetime | None = None) -> list[bytes]:
    """Book in the sandbox what ``choice`` means; the callbacks to send, once this has committed."""
    now = now or timezone.now()
    with transaction.atomic():
        row = SandboxPayout.objects.select_for_update().get(number=number)
        if choice == Choice.SILENT:
            return []
        kind = {Choice.FAIL: PayoutEventKind.FAILED, Choice.RETURN: PayoutEventKind.RETURNED}.get(
            choice, PayoutEventKind.CONFIRMED
        )
        row.state = _STATE[kind]
        row.paid = row.asked - 1 if choice == Choice.SHORT else row.asked
        row.why = "ACCOUNT_REFUSED" if kind == PayoutEventKind.FAILED else ""
        row.refusals += kind == PayoutEventKind.FAILED
        row.answers_at = now
        row.save(update_fields=["state", "paid", "why", "refusals", "answers_at"])
    said = message_of(row)
    return [said, said] if choice == Choice.TWICE else [said]


def message_of(row: SandboxPayout) -> bytes:
    """The body of a callback."""
    kind = _KIND[SandboxPayout.State(row.state)]
    nth = f"-{row.refusals}" if kind == PayoutEventKind.FAILED else ""
    said = {
        "event_id": f"{row.number}-{kind}{nth}",
        "payout": row.number,
        "kind": kind,
        "amount": row.paid,
        "reference": row.reference,
        "why": row.why,
    }
    return json.dumps(said).encode()


def _refuse_constant(name: str):
    raise ValueError(name)


def parse(body: bytes) -> Word:
    """The word in ``body``, every value checked before anything else sees it. Raises BadCallback."""
    try:
        said = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadCallback("not JSON") from None
    if not isinstance(said, dict):
        raise BadCallback("not an object")
    words = [said.get(name) for name in ("event_id", "payout", "reference")]
    if not all(isinstance(word, str) and _WORD.fullmatch(word) for word in words) or len(words[1]) > 32:
        raise BadCallback("event_id, payout or reference is malformed")
    amount, why = said.get("amount"), said.get("why", "")
    if type(amount) is not int or not 0 <= amount <= MAX_FEN:
        raise BadCallback("amount is malformed")
    if said.get("kind") not in list(SAID):  # a list: what came may not be hashable
        raise BadCallback("kind is unknown")
    if not isinstance(why, str) or (why and not _WORD.fullmatch(why)):
        raise BadCallback("why is malformed")
    return Word(
        provider=CODE,
        event_id=words[0],
        payout_number=words[1],
        kind=PayoutEventKind(said["kind"]),
        amount=amount,
        reference=words[2],
        digest=hashlib.sha256(body).hexdigest(),
        why=why,
    )
