"""Figures as people say them: 24 小时, 24 hours."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils.translation import gettext as _

HOUR = 3_600
DAY = 24 * HOUR
# Up to here a policy speaks of hours (24, 48, 72), beyond it of days.
HOURS_UP_TO = 72 * HOUR


def in_words(value: Any) -> str:
    """A figure in the reader's language: a term in its natural unit, a time of day, or the number itself."""
    if isinstance(value, timedelta):
        return _term(int(value.total_seconds()))
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return f"{value:,}"


def name_in_words(name: str) -> str:
    """What the figure ``name`` of a clause stands for; empty for a clause's one plain figure."""
    names = {"figure": "", "warn_before": _("提前提醒"), "staff": _("对员工")}
    return names.get(name, name.replace("_", " "))


def _term(seconds: int) -> str:
    if seconds == 0:
        return _("即时")
    if seconds % DAY == 0 and seconds > HOURS_UP_TO:
        return _("%(n)s 天") % {"n": seconds // DAY}
    if seconds % HOUR == 0:
        return _("1 小时") if seconds == HOUR else _("%(n)s 小时") % {"n": seconds // HOUR}
    if seconds % 60 == 0:
        return _("1 分钟") if seconds == 60 else _("%(n)s 分钟") % {"n": seconds // 60}
    return _("%(n)s 秒") % {"n": seconds}
