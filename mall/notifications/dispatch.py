"""Sending what is due: claim the row, send outside any transaction, write down how it went.

Two workers may try the same row, a worker may die between sending and writing it down, and the broker may
lose every hint. The claim is one guarded UPDATE that pushes ``next_try_at`` past any time-out of a send, so
that nobody else tries meanwhile and somebody does when the worker died. A message can then go out twice, but
never not at all; its key lets the gateway drop the second.

Each channel has its own turn and its own sender: an SMS gateway that hangs delays SMS, and no e-mail. Codes,
which are worthless in minutes, wait behind no notice: they are first in every sweep and have a turn of their
own when they are tried at once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from mall.crypto import WrongKey

from . import channels
from .models import Channel, Delivery, Notice

log = logging.getLogger(__name__)

SEND_ONE = "mall.notifications.send_one"
LEASE = timedelta(seconds=90)
BACK_OFF = [timedelta(seconds=s) for s in (5, 30, 120, 600, 3600)]
BATCH = 200
BUDGET_SECONDS = 10
# Of the advisory locks that the senders hold: one a channel, and one a channel for codes.
_SENDING = 0x736D73 << 40
RETENTION = timedelta(days=90)
NOTICE_RETENTION = timedelta(days=365)
State = Delivery.State


def wake(pk: int) -> None:
    """Ask a worker to send one delivery now. A broker that is down costs seconds, not the message."""
    try:
        current_app.send_task(SEND_ONE, args=[pk], retry=False, expires=60)
    except Exception as error:
        # The request has already succeeded when this runs; whatever the broker does must not undo that.
        log.warning("delivery %s waits for the sweep: %s", pk, type(error).__name__)


@contextmanager
def _only_sender(channel: str, *, of_codes: bool = False) -> Iterator[bool]:
    """False where somebody sends by ``channel`` already: one that hangs must not take up every worker.

    Held by the connection, not by a transaction, for each claim is committed before its message leaves; the
    lock goes when the connection does.
    """
    key = _SENDING + 2 * Channel.values.index(channel) + of_codes
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def send_now(pk: int) -> bool:
    """Try one delivery, unless somebody is sending by its channel: then it is left to them. True if sent.

    A code waits only for another that is being sent like this, never for a sweep.
    """
    row = Delivery.objects.filter(pk=pk).values_list("channel", "expires_at").first()
    if row is None:
        return False
    channel, expires_at = row
    with _only_sender(channel, of_codes=expires_at is not None) as is_ours:
        return is_ours and send(pk)


def send_due(
    channel: str = "", *, now: datetime | None = None, budget_seconds: float = BUDGET_SECONDS
) -> int:
    """Try every delivery of ``channel`` that is due, or without one of each in turn; how many were sent.

    After ``budget_seconds`` the rest of a channel is left. One sender a channel in the whole mall; where
    there is one already, it is passed over at once.
    """
    return sum(_turn(each, now, budget_seconds) for each in ([channel] if channel else Channel.values))


def _turn(channel: str, now: datetime | None, budget_seconds: float) -> int:
    with _only_sender(channel) as is_ours:
        return _send_due(channel, now, budget_seconds) if is_ours else 0


def _send_due(channel: str, now: datetime | None, budget_seconds: float) -> int:
    sent, ends = 0, time.monotonic() + budget_seconds
    for pk in _due(channel, now):
        sent += send(pk, now=now)
        if time.monotonic() >= ends:
            break
    return sent


def _due(channel: str, now: datetime | None) -> Iterator[int]:
    """What is due, each once, the longest due first; but a code, also one that came meanwhile, is next."""
    tried: set[int] = set()
    notices: list[int] = []
    while True:
        due = Delivery.objects.filter(
            channel=channel, state=State.PENDING, next_try_at__lte=now or timezone.now()
        )
        rest = due.exclude(pk__in=tried).order_by("next_try_at", "id").values_list("pk", flat=True)
        pk = rest.filter(expires_at__isnull=False).first()
        if pk is None:
            notices = notices or list(rest.filter(expires_at=None)[:BATCH])
            if not notices:
                return
            pk = notices.pop(0)
        tried.add(pk)
        yield pk


def send(pk: int, *, now: datetime | None = None) -> bool:
    """Try one delivery. False where it isn't due, another has it, its time is over, or the try failed."""
    now = now or timezone.now()
    if _expire(pk, now) or not _claim(pk, now):
        return False
    # Without what is encrypted: a row that can't be read must still be written down as failed.
    delivery = Delivery.objects.defer("address", "body").get(pk=pk)
    try:
        channels.send(Delivery.objects.get(pk=pk))
    except Exception as error:
        log.warning("delivery %s failed: %s", pk, type(error).__name__)
        _back_off(delivery, error, now)
        return False
    _finish(delivery, state=State.SENT, sent_at=now, last_error="", **_blanked())
    return True


def _expire(pk: int, now: datetime) -> bool:
    late = Delivery.objects.filter(pk=pk, state=State.PENDING, expires_at__lte=now)
    return late.update(state=State.EXPIRED, **_blanked()) == 1


def _claim(pk: int, now: datetime) -> bool:
    due = Delivery.objects.filter(pk=pk, state=State.PENDING, next_try_at__lte=now)
    return due.update(next_try_at=now + LEASE, attempts=F("attempts") + 1) == 1


def _back_off(delivery: Delivery, error: Exception, now: datetime) -> None:
    # Gateways quote addresses in their errors; only our own words are kept.
    words = str(error) if isinstance(error, channels.SendError | WrongKey) else type(error).__name__
    is_final = isinstance(error, WrongKey) or getattr(error, "is_final", False)
    if is_final or delivery.attempts > len(BACK_OFF):
        # A code is worthless by now; a notice keeps its words, so that staff can send it again.
        gone = _blanked() if delivery.expires_at else {}
        _finish(delivery, state=State.FAILED, last_error=words, **gone)
    else:
        _finish(delivery, next_try_at=now + BACK_OFF[delivery.attempts - 1], last_error=words)


def _finish(delivery: Delivery, **changes) -> None:
    """Only the try that holds the claim writes: after its lease ran out, another's word counts."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.PENDING, attempts=delivery.attempts)
    mine.update(**changes)


def _blanked() -> dict:
    return {} if settings.DEV_INBOX else {"body": ""}


def purge(now: datetime | None = None) -> int:
    """Delete deliveries 90 days after they were written, save what still waits; how many."""
    before = (now or timezone.now()) - RETENTION
    return Delivery.objects.filter(created_at__lt=before).exclude(state=State.PENDING).delete()[0]


def purge_notices(now: datetime | None = None) -> int:
    """Delete inbox entries a year after they came; how many."""
    return Notice.objects.filter(at__lt=(now or timezone.now()) - NOTICE_RETENTION).delete()[0]
