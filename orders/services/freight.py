"""What sending goods costs."""

from __future__ import annotations

from collections.abc import Sequence

from merchants.models import Shop


def quote(shop: Shop, lines: Sequence, division: str) -> int:
    """Freight in fen for ``lines`` of ``shop`` to a district. Every shop sends free as yet."""
    return 0
