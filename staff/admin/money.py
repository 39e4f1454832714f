"""Amounts in the forms of the staff's admin: typed in yuan, kept in fen."""

from __future__ import annotations

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from mall.adminpages import ServiceAdmin
from mall.errors import DomainError
from mall.money import FenField, parse_yuan, yuan


class YuanField(forms.CharField):
    """An amount typed in yuan; its value is fen."""

    def __init__(self, **options):
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}
        super().__init__(widget=UnfoldAdminTextInputWidget(attrs=attrs), **options)

    def prepare_value(self, value):
        return yuan(value) if isinstance(value, int) else value

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return parse_yuan(text) if text else None
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class InYuan(ServiceAdmin):
    """Fields in fen are typed in yuan."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, FenField):
            return YuanField(
                label=f"{db_field.verbose_name}（¥）",
                help_text=db_field.help_text,
                initial=db_field.get_default() if db_field.has_default() else None,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)
