"""Fields for phones and e-mails."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
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


class PasskeyField(forms.JSONField):
    """What a browser's passkey answers. Made-up answers end here, not inside the library that reads them."""

    widget = forms.HiddenInput
    PARTS = {"id": str, "rawId": str, "type": str, "response": dict}
    LONGEST = 20_000

    def to_python(self, value):
        refusal = ValidationError(_("通行密钥的应答无法识别，请重试。"), code="invalid")
        if isinstance(value, str) and len(value) > self.LONGEST:
            raise refusal
        try:
            answer = super().to_python(value)
        except ValueError as error:  # beyond bad JSON: a number of thousands of digits
            raise refusal from error
        if answer in self.empty_values:
            return None
        if not isinstance(answer, dict) or any(
            not isinstance(answer.get(name), kind) for name, kind in self.PARTS.items()
        ):
            raise refusal
        return answer

    def bound_data(self, data, initial):
        return None  # an answer is good once: a page shown again asks the browser anew

    def prepare_value(self, value) -> str:
        return ""
