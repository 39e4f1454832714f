"""The way in for what providers call back with; over HTTP, and for the sandbox from inside. (B12.1)"""

from __future__ import annotations

import logging
from contextlib import suppress

from django.core.cache import cache

from mall.errors import DomainError
from mall.rulebook.boundary import recorded
from orders.services.payments import apply_event

from .base import MAX_BODY, BadCallback, provider

log = logging.getLogger(__name__)

MOST_REFUSED = 60
PER_SECONDS = 60


def receive(*, code: str, headers, body: bytes, sender: str) -> int:
    """Take a callback in; the HTTP status to answer with. 200 means "heard, don't send it again".

    ``headers`` is a mapping, ``sender`` the address it came from, which is bounded in how often it may be
    wrong. A properly signed word gets 200, whatever came of it; one that can't be applied now gets 503.
    """
    if _refused_too_often(sender):
        return 429
    if len(body) > MAX_BODY:
        return _refuse(sender, 413)
    event = None
    with recorded(where=f"orders.callback.{code}") as outcome:
        try:
            event = provider(code).verify(headers, body)
        except BadCallback as error:
            log.info("callback of %s refused: %s", code, error)
            return _refuse(sender, error.status)
    if event is None or not outcome.ok:
        return _refuse(sender, 400)
    try:
        apply_event(event=event)
    except DomainError:
        log.warning("event %s of %s could not be applied now", event.event_id, code, exc_info=True)
        return 503
    return 200


def _key(sender: str) -> str:
    return f"orders:refused-callbacks:{sender}"


def _refused_too_often(sender: str) -> bool:
    return (cache.get(_key(sender)) or 0) >= MOST_REFUSED


def _refuse(sender: str, status: int) -> int:
    cache.add(_key(sender), 0, PER_SECONDS)
    with suppress(ValueError):  # it may run out in between
        cache.incr(_key(sender))
    return status
