from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label=_("昵称"),
        max_length=40,
        required=False,
        help_text=_("评价和页面上显示的名字，不填就显示打码的手机号或邮箱。"),
    )
