"""The way in for what providers call back with; over HTTP, and for the sandbox from inside. (B12.1)"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.core.cache import cache

from mall.errors import DomainError
from mall.rulebook import boundary
from orders.services import payout_events
from orders.services.payments import apply_event

from .base import MAX_BODY, BadCallback, provider
from .payouts import payout_provider

log = logging.getLogger(__name__)

MOST_REFUSED = 60
PER_SECONDS = 60
TOO_MANY = 429
T = TypeVar("T")


def receive(*, code: str, headers, body: bytes, sender: str) -> int:
    """Take a callback on a payment in; the HTTP status to answer with. 200 means "heard, don't repeat it".

    ``headers`` is a mapping, ``sender`` the address it came from: past a number of wrong callbacks from there
    the wrong ones get 429 and leave no record, so that nobody fills our tables. A properly signed word is
    always heard and gets 200, whatever came of it; one that can't be applied now gets 503.
    """
    return _receive(
        lambda: provider(code).verify(headers, body),
        lambda event: apply_event(event=event),
        where=f"orders.callback.{code}",
        size=len(body),
        sender=sender,
    )


def receive_payout(*, code: str, headers, body: bytes, sender: str) -> int:
    """The same for a word on a payout."""
    return _receive(
        lambda: payout_provider(code).verify(headers, body),
        lambda word: payout_events.apply(word=word),
        where=f"orders.payout_callback.{code}",
        size=len(body),
        sender=sender,
    )


def _receive(
    verify: Callable[[], T], apply: Callable[[T], object], *, where: str, size: int, sender: str
) -> int:
    if size > MAX_BODY:
        return _refuse(sender, 413)
    try:
        said = verify()
    except BadCallback as error:
        log.info("%s refused: %s", where, error)
        return _refuse(sender, error.status)
    except DomainError as error:
        status = _refuse(sender, 400)
        if status != TOO_MANY:
            boundary.record(error, actor=None, where=where)
        return status
    try:
        apply(said)
    except DomainError:
        log.warning("%s could not be applied now: %s", where, said, exc_info=True)
        return 503
    return 200


def _key(sender: str) -> str:
    return f"orders:refused-callbacks:{sender}"


def _refuse(sender: str, status: int) -> int:
    """Count a wrong callback of ``sender``; the status it gets."""
    cache.add(_key(sender), 0, PER_SECONDS)
    count = 0
    with suppress(ValueError):  # it may run out in between
        count = cache.incr(_key(sender)) or 0
    return TOO_MANY if count > MOST_REFUSED else status
