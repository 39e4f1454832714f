"""What the roof does by the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task

from . import health, retention

log = logging.getLogger(__name__)


@shared_task(name="mall.roof.heartbeat")
def heartbeat() -> None:
    health.beat()


@shared_task(name="mall.roof.purge")
def purge() -> dict[str, int]:
    """Let go of what was kept long enough; how many rows of each. One that fails doesn't stop the others."""
    counts = {name: _run(name, forget) for name, forget in retention.PURGES.items()}
    return {name: count for name, count in counts.items() if count is not None}


def _run(name: str, forget: Callable[[], int]) -> int | None:
    try:
        return forget()
    except Exception:
        log.exception("purging %s failed", name)
        return None
