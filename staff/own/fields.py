"""Fields of forms for a phone, and what an address says of days, months and rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.uploads.documents import clean_document
from staff.services.months import first_of, next_first

FIRST_YEAR, LAST_YEAR = 2000, 2100
INPUT = {"class": "mall-input"}


class MomentField(forms.DateTimeField):
    """A moment picked on a phone, within the years that a roster knows."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", **INPUT}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value):
        try:
            moment = super().to_python(value)
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise forms.ValidationError(_("请填写 2000 至 2100 年之间的时间。"))
        return moment


class DayField(forms.DateField):
    """The same for a day."""

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date", **INPUT}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def to_python(self, value):
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("请填写 2000 至 2100 年之间的日期。"))
        return day


class PrivateFileField(forms.FileField):
    """A picture or PDF, looked at before anything is written."""

    def __init__(self, *, attrs: dict[str, str] | None = None, **options):
        widget = forms.FileInput(attrs={"class": "mall-file", **(attrs or {})})
        super().__init__(widget=widget, **options)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            try:
                clean_document(upload)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
            upload.seek(0)
        return upload


def wanted(field: forms.Field, when: Any = "") -> forms.Field:
    """Mark what the service insists on, though the form does not; ``when`` says in which case."""
    field.wanted, field.when = True, when
    return field


def select(**more) -> forms.ChoiceField:
    return forms.ChoiceField(widget=forms.Select(attrs=INPUT), **more)


def line(**more) -> forms.CharField:
    return forms.CharField(widget=forms.TextInput(attrs=INPUT), **more)


def words(*, rows: int = 3, **more) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "class": "mall-input mall-input--lines"})
    return forms.CharField(**{"widget": area, "max_length": 500, **more})


def day_of(text: str | None, default: date) -> date:
    """A day as an address names it; anything else is ``default``."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return default
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else default


def month_of(request: HttpRequest) -> date:
    """The first of the month that the address asks for (``month=2026-12``); this one without."""
    return first_of(day_of(f"{request.GET.get('month', '')}-01", timezone.localdate()))


def pk_of(request: HttpRequest, name: str) -> int:
    """A row's number as the address names it; 0, which no row has, for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def months_beside(first_on: date) -> dict[str, Any]:
    """The month with the one before and the one after, for a page's head."""
    return {
        "first_on": first_on,
        "before": first_of(first_on - timedelta(days=1)),
        "after": next_first(first_on),
    }
