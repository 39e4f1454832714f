"""Moments as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

MOMENT = timedelta(microseconds=1)  # the least that the database tells apart


def last_day(ends_at: datetime) -> date:
    """The last day in Shanghai of what ends at ``ends_at``: at midnight it is the day that is over then."""
    return timezone.localtime(ends_at - MOMENT).date()


def until(moment: datetime, form: str = "m-d H:i") -> str:
    """An end in Shanghai, by Django's date format; at midnight it is 24:00 of the day that is over then."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (0, 0):
        return format_date(local - timedelta(days=1), form.replace("H:i", "24:00"))
    return format_date(local, form)


def day_in_words(moment: datetime) -> str:
    """The day in Shanghai, ``12 月 3 日``; of another year than this, with its year."""
    local = timezone.localtime(moment)
    is_of_this_year = local.year == timezone.localdate().year
    return format_date(local, _("n 月 j 日") if is_of_this_year else _("Y 年 n 月 j 日"))
