"""Form fields as strict as the services behind them."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mall.halfwidth import plain

LONGEST = 40


class WholeNumberField(forms.IntegerField):
    """A number in digits, full-width ones too: no signs or underscores."""

    words = _("请填整数，例如 300。")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        digits = plain(str(value)[:LONGEST])
        if not re.fullmatch(r"[0-9]{1,6}", digits, re.ASCII):
            raise ValidationError(self.words, code="invalid")
        return int(digits)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "numeric"}


class PiecesField(WholeNumberField):
    """A number of pieces."""

    words = _("数量请填整数，例如 2。")


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures at once; what they are is looked at by the service that takes them in."""

    widget = ManyFiles(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        clean_one = super().clean
        return [clean_one(file, initial) for file in data or [] if file]
