from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import PhotosField
from orders.models import Cause, Condition
from orders.services.deliveries import FAILURES
from orders.services.refusals import REFUSALS


def _choice(label, values, missing) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(value.value, value.label) for value in values],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class RefuseForm(forms.Form):
    """Why a buyer won't take a parcel; beside each ground the page says what it brings back."""

    cause = _choice(_("拒收的原因"), REFUSALS, _("请选择拒收的原因。"))


class ReportForm(forms.Form):
    """What is wrong with a parcel that should have come."""

    cause = forms.ChoiceField(
        label=_("遇到的问题"),
        choices=[(Cause.MISSING, Cause.MISSING.label), (Cause.DAMAGED, _("已经送到，但包装破损或商品损坏"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择遇到的问题。"), "invalid_choice": _("请选择遇到的问题。")},
    )

    words = forms.CharField(
        label=_("情况说明"),
        max_length=300,
        required=False,
        help_text=_("例如哪里破了、少了什么、问过谁；商家和裁定的人会看到，请不要写手机号等个人信息。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(
        label=_("照片"),
        required=False,
        help_text=_("最多 3 张，JPEG、PNG 或 WebP，每张最多 10 MB；只有您、商家和裁定的人能看到。"),
    )


class ContestForm(forms.Form):
    """Why it wasn't as the other side says."""

    words = forms.CharField(
        label=_("情况说明"),
        max_length=200,
        help_text=_("写明依据，例如承运商有签收记录、什么时候在家；对方和商城会看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明情况，例如承运商有签收记录。")},
    )


class FailForm(forms.Form):
    """Why the carrier couldn't deliver."""

    cause = _choice(_("没有送成的原因"), FAILURES, _("请选择派送未成功的原因。"))


class ReturnForm(forms.Form):
    """In which condition a parcel came back."""

    condition = _choice(_("退回时的状况"), Condition, _("请选择包裹退回时的状况。"))


class ResendForm(forms.Form):
    """The new parcel in place of one that was lost."""

    carrier = forms.CharField(
        label=_("承运商"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写承运商，例如 顺丰速运。")},
    )
    tracking_number = forms.CharField(
        label=_("运单号"),
        max_length=80,
        help_text=_("6 到 40 位字母、数字或短横线，照面单填写，空格会去掉。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("请填写运单号。")},
    )
