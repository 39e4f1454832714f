"""What a merchant gives an import."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A sheet. ``key`` makes one run of it, however often the button is pressed."""

    file = forms.FileField(
        label=_("商品表格"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}), allow_empty_file=True
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
