"""Moments as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date


def until(moment: datetime, form: str = "m-d H:i") -> str:
    """An end in Shanghai, by Django's date format; at midnight it is 24:00 of the day that is over then."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (0, 0):
        return format_date(local - timedelta(days=1), form.replace("H:i", "24:00"))
    return format_date(local, form)
