"""Form fields as strict as the services behind them."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class WholeNumberField(forms.IntegerField):
    """A number in plain ASCII digits: no full-width ones, signs, blanks or underscores."""

    words = _("请填半角整数，例如 300。")

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", str(value), re.ASCII):
            raise ValidationError(self.words, code="invalid")
        return int(value)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "numeric"}


class PiecesField(WholeNumberField):
    """A number of pieces."""

    words = _("数量请填半角整数，例如 2。")
