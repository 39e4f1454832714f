"""The address form with its province, city and district picker."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from mall.accounts import divisions
from mall.accounts.models import Address

from .fields import PhoneField

STEPS = ("province", "city", "district")
NEXT = {
    "province": _("请选择省份。"),
    "city": _("请继续选择城市。"),
    "district": _("请继续选择区县。"),
}


class DivisionPicker(forms.Form):
    """Up to three selects, each offered when the one before it is chosen.

    Without scripts a submit brings the next one; htmx fetches the same fields when a select changes.
    ``division`` in the cleaned data is the code where the address ends.
    """

    def __init__(self, *args, division: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self._chosen(division)
        offered = divisions.provinces()
        for step in STEPS:
            if not offered:
                break
            self.fields[step] = self._select(step, offered)
            code = chosen.get(step, "")
            self.initial[step] = code
            is_known = code in {place.code for place in offered}
            offered = divisions.children(code) if is_known else ()

    def _chosen(self, division: str) -> dict[str, str]:
        if self.is_bound:
            return {step: self.data.get(step, "") for step in STEPS}
        places = divisions.path(division) if division else ()
        return {step: place.code for step, place in zip(STEPS, places, strict=False)}

    def _select(self, step: str, offered) -> forms.ChoiceField:
        labels = {"province": _("省份"), "city": _("城市"), "district": _("区县")}
        choices = [("", _("请选择")), *((place.code, place.name) for place in offered)]
        return forms.ChoiceField(
            label=labels[step],
            choices=choices,
            error_messages={"required": NEXT[step], "invalid_choice": NEXT[step]},
        )

    @property
    def picker(self) -> list:
        """The selects that are offered now."""
        return [self[step] for step in STEPS if step in self.fields]

    def clean(self) -> dict:
        data = super().clean() or {}
        data["division"] = next((data[step] for step in reversed(STEPS) if data.get(step)), "")
        return data


class AddressForm(DivisionPicker):
    recipient = forms.CharField(
        label=_("收货人"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("联系电话"))
    street = forms.CharField(
        label=_("详细地址"),
        max_length=120,
        min_length=4,
        help_text=_("街道、小区、楼栋、门牌号"),
        error_messages={"min_length": _("请写全详细地址，到门牌号为止，至少 4 个字。")},
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    is_default = forms.BooleanField(label=_("设为默认地址"), required=False)

    @classmethod
    def of(cls, address: Address, data=None) -> AddressForm:
        """The form filled with ``address``."""
        fields = ("recipient", "phone", "street", "is_default")
        initial = {name: getattr(address, name) for name in fields}
        return cls(data, initial=initial, division=address.division)

    def details(self) -> dict:
        """The keyword arguments of the address services."""
        if not self.is_valid():
            raise ValidationError(_("表单还没有填完。"))
        return {
            name: self.cleaned_data[name]
            for name in ("recipient", "phone", "division", "street", "is_default")
        }
