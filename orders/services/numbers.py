"""Numbers that people read out and nobody can count through."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils import timezone

_DIGITS = 12


def new(now: datetime, *, prefix: str = "") -> str:
    """The day and twelve random digits: sorts by day, says nothing of how much the mall sells.

    At 100,000 numbers a day two are the same once in some 200 days; the unique column then refuses the second
    and the page asks to try again.
    """
    day = timezone.localtime(now).strftime("%y%m%d")
    return f"{prefix}{day}{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
