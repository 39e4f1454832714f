from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.halfwidth import plain


class NeverShown(forms.TextInput):
    """Takes what is typed and never gives it back, like a password but readable while typing."""

    def format_value(self, value) -> None:
        return None


class AccountForm(forms.Form):
    """Where the shop wants to be paid. What was typed of the number never comes back in a page."""

    holder = forms.CharField(
        label=_("户名"),
        max_length=60,
        help_text=_("与开户时登记的一致；企业填企业全称。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写户名，与开户时登记的一致，最多 60 个字。")},
    )
    bank = forms.CharField(
        label=_("开户银行"),
        max_length=60,
        help_text=_("写到支行，例如 招商银行杭州分行。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写开户银行，例如 招商银行杭州分行，最多 60 个字。")},
    )
    number = forms.CharField(
        label=_("账号"),
        max_length=48,
        widget=NeverShown(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": _("账号应为 8 到 32 位数字，空格不计。")},
    )
    again = forms.CharField(
        label=_("再填一次账号"),
        max_length=48,
        widget=NeverShown(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": _("请再填一次账号，以免填错。")},
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        number, again = (plain(data.get(name, "")) for name in ("number", "again"))
        if number and again and number != again:
            self.add_error("again", _("两次填写的账号不一样，请核对。"))
        return data
