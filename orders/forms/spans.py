"""The span of days that a statement is asked for, out of an address."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.halfwidth import plain
from orders.services.statements import Span

FIRST_YEAR, LAST_YEAR = 2000, 2200
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


def span_of(query, *, today: date) -> Span:
    """``month=2026-11``, or ``from`` and ``to`` as days, or else the month of today.

    Raises DomainError saying how to write it for anything else.
    """
    if query.get("from") or query.get("to"):
        span = Span(_day(query.get("from", "")), _day(query.get("to", "")))
        if span.last < span.first:
            raise DomainError(_("结束日期不能早于开始日期，请对调。"), field="to")
        return span
    if not query.get("month"):
        return Span.month(today)
    match = _MONTH.fullmatch(query["month"])
    try:
        return Span.month(_checked(date(int(match[1]), int(match[2]), 1)))  # type: ignore[index]
    except (TypeError, ValueError):
        raise DomainError(_("月份请写成 2026-11 这样。"), field="month") from None


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        return _checked(date(int(match[1]), int(match[2]), int(match[3])))  # type: ignore[index]
    except (TypeError, ValueError):
        raise DomainError(_("日期请写成 2026-11-30 这样，起止都要填。"), field="from") from None


def day_of(text: str, *, field: str) -> date | None:
    """One day, written like 2026-11-30; None for nothing. Raises DomainError for anything else."""
    if not text.strip():
        return None
    try:
        match = _DAY.fullmatch(plain(text[:20]))
        return _checked(date(int(match[1]), int(match[2]), int(match[3])))  # type: ignore[index]
    except (TypeError, ValueError):
        raise DomainError(_("日期请写成 2026-11-30 这样。"), field=field) from None


def _checked(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)
    return day
