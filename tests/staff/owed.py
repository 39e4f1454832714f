"""What everybody has to be paid of a month that was lived: from their own notes, without the mall's word."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import chinese_calendar

from .living import BASE, MONTH, Person


def rounded(value: Fraction) -> int:
    """Half up, away from nothing below it: amounts are rounded as what they are worth, then taken off."""
    return int(value + Fraction(1, 2))


def minute_of(one: Person) -> Fraction:
    """21.75 days of eight hours are a month."""
    return Fraction(one.monthly, 10_440)


def owed(one: Person) -> int:
    """The month's pay in fen: of what the person did and didn't do, by the calendar as published."""
    rate = minute_of(one)
    days = [MONTH + timedelta(days=n) for n in range(30)]
    hours = 480 * sum(chinese_calendar.is_workday(day) for day in days)
    added = taken = 0
    for shift in sorted(one.shifts, key=lambda shift: shift.starts_at):
        lost = [shift.minutes] if shift.is_absent else [shift.late, shift.early, shift.away]
        taken += sum(rounded(rate * minutes) for minutes in lost)
        if shift.leave:
            unpaid = {"personal": 100, "sick": 40, "annual": 0}[shift.leave]
            taken += rounded(rate * shift.minutes * unpaid / 100)
        worked = 0 if not shift.is_worked else shift.minutes - shift.late - shift.early
        off, name = chinese_calendar.get_holiday_detail(shift.day)
        if off and name:
            added += rounded(rate * worked * 3)
        else:
            beyond = max(0, worked - max(0, hours))
            hours -= worked
            added += rounded(rate * beyond * Fraction(3, 2))
    insured = sum(rounded(Fraction(BASE * 8, 100)) for _kind in one.insured)
    return one.monthly + added - taken - insured + sum(one.rewards)
