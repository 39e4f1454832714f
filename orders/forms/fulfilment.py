from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine

from .fields import PiecesField


class ShipForm(forms.Form):
    """Dispatch of an order, whole or in part."""

    carrier = forms.CharField(
        label=_("承运商"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"}),
        error_messages={"required": _("请填写承运商，例如 顺丰速运。")},
    )
    tracking_number = forms.CharField(
        label=_("运单号"),
        max_length=80,
        help_text=_("6 到 40 位字母、数字或短横线，照面单填写，空格会去掉。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("请填写运单号。")},
    )

    def __init__(self, *args, lines: Iterable[OrderLine], left: Mapping[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.line_fields = []
        for line in lines:
            if line.pk not in left:
                continue
            name = f"quantity_{line.pk}"
            self.fields[name] = PiecesField(
                label=f"{line.name} {line.spec}".strip(),
                min_value=0,
                max_value=left[line.pk],
                initial=left[line.pk],
                required=False,
            )
            self.line_fields.append((line.pk, name))

    def quantities(self) -> dict[int, int]:
        return {pk: self.cleaned_data.get(name) or 0 for pk, name in self.line_fields}

    def bound_lines(self) -> list:
        return [self[name] for _pk, name in self.line_fields]


class GiveUpForm(forms.Form):
    """Why the rest of an order can't be sent; its buyer reads it."""

    reason = forms.CharField(
        label=_("原因（买家会看到）"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明发不出货的原因，买家会看到。")},
    )
