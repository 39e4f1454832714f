"""Which days are off: what staff entered, then what is known of the year, then nothing."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import chinese_calendar
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from staff.models import Holiday

SATURDAY = 5


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # a weekend day that is worked

    @property
    def is_off(self) -> bool:
        return self in (DayKind.WEEKEND, DayKind.HOLIDAY)


def day_kind(day: date) -> DayKind:
    """What kind of day it is. Raises DomainError for a year of which nobody knows the holidays yet."""
    return day_kinds(day, day)[day]


def day_kinds(first: date, last: date) -> dict[date, DayKind]:
    """The same for every day from ``first`` to ``last``, in two queries at most."""
    entered = {row.day: row for row in Holiday.objects.filter(day__range=(first, last))}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    unknown = {day.year for day in days if not _is_known(day.year)}
    if unknown:
        table = Holiday.objects.filter(day__year__in=unknown)
        if missing := unknown - {day.year for day in table.values_list("day", flat=True)}:
            raise DomainError(
                _("%(year)s 年的节假日安排还没有公布，请人事先在“节假日”里录入。") % {"year": min(missing)}
            )
    return {day: _kind(day, entered.get(day), is_known=day.year not in unknown) for day in days}


def known_kinds(first: date, last: date) -> dict[date, DayKind]:
    """``day_kinds`` for pages, shown all the same: days of a year not known yet go by the weekday."""
    try:
        return day_kinds(first, last)
    except DomainError:
        entered = {row.day: row for row in Holiday.objects.filter(day__range=(first, last))}
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return {day: _kind(day, entered.get(day), is_known=_is_known(day.year)) for day in days}


@locks.service
def enter_day(*, actor, day: date, name: str, is_day_off: bool) -> Holiday:
    """Say that ``day`` is off, or worked; said again it is corrected."""
    holiday, _is_new = Holiday.objects.update_or_create(
        day=day, defaults={"name": name, "is_day_off": is_day_off}
    )
    record(actor=actor, verb="holiday.enter", subject=holiday, data={"day": f"{day}", "off": is_day_off})
    return holiday


def _is_known(year: int) -> bool:
    try:
        chinese_calendar.is_holiday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _kind(day: date, entered: Holiday | None, *, is_known: bool) -> DayKind:
    is_weekend = day.weekday() >= SATURDAY
    if entered is not None:
        if entered.is_day_off:
            return DayKind.HOLIDAY
        return DayKind.MAKE_UP if is_weekend else DayKind.WORKDAY
    if is_known:
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if is_off and name:
            return DayKind.HOLIDAY
        if not is_off and is_weekend:
            return DayKind.MAKE_UP
    return DayKind.WEEKEND if is_weekend else DayKind.WORKDAY
