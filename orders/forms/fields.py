"""Form fields as strict as the services behind them."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class PiecesField(forms.IntegerField):
    """A number of pieces in plain ASCII digits: no full-width ones, signs, blanks or underscores."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", str(value), re.ASCII):
            raise ValidationError(_("数量请填半角整数，例如 2。"), code="invalid")
        return int(value)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "numeric"}
