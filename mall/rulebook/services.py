"""Writing down what of the rulebook changes: refusals, resolutions, amended figures."""

from __future__ import annotations

from mall import locks

from .models import Refusal
from .rule import RuleError


@locks.service
def record_refusal(error: RuleError, *, actor, where: str) -> Refusal:
    """Write down that a clause refused ``actor`` (None: nobody had signed in) at the view or task ``where``.

    Called by the boundary after the refused service has rolled back, so that the record stays.
    """
    return Refusal.objects.create(
        clause=error.clause, actor=actor, message=str(error)[:500], where=where[:200]
    )
