"""Fields for phones and e-mails."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.accounts import contacts

CONTACT = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": "254"}
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "class": "code-input"}


class PhoneField(forms.CharField):
    """A mainland mobile; cleans to its 11 digits."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        )
        super().__init__(**kwargs)

    def clean(self, value) -> str:
        value = super().clean(value)
        return contacts.clean_phone(value) if value else value


class ContactField(forms.CharField):
    """A phone or an e-mail; cleans to a Contact."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("手机号或邮箱"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.TextInput(attrs=CONTACT))
        super().__init__(**kwargs)

    def clean(self, value) -> contacts.Contact:
        return contacts.parse(super().clean(value))
