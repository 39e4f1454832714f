from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.accounts.models import Address
from orders.payments.base import providers

_NOTE = "note_"


class PlaceForm(forms.Form):
    """What the shopper decides at the confirmation step; what they were shown comes along signed.

    ``parcels`` are the keys of those that were shown: each may have a note for its shop.
    """

    shown = forms.CharField(widget=forms.HiddenInput, max_length=200_000)
    address = forms.ModelChoiceField(
        Address.objects.none(),
        label=_("收货地址"),
        error_messages={"required": _("请选择收货地址。"), "invalid_choice": _("请选择您自己的收货地址。")},
    )
    provider = forms.ChoiceField(
        label=_("支付方式"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择支付方式。"),
            "invalid_choice": _("请选择页面上提供的支付方式。"),
        },
    )

    no_return = forms.BooleanField(label=_("我已知晓：上面标明的商品不支持无理由退货。"), required=False)

    def __init__(self, *args, person, parcels: Iterable[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        for parcel in parcels:
            self.note_of(parcel)
        self.fields["address"].queryset = Address.objects.of(person)
        self.fields["provider"].choices = [(code, made.label) for code, made in providers().items()]
        self.initial.setdefault("provider", next(iter(providers()), None))

    def note_of(self, parcel: str) -> forms.BoundField:
        """The field of the note that goes with a parcel; one that is new to the form is added."""
        name = f"{_NOTE}{parcel}"
        if name not in self.fields:
            self.fields[name] = forms.CharField(
                label=_("给商家留言"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("例如：请放门口")}),
            )
        return self[name]

    @property
    def notes(self) -> dict[str, str]:
        """What was written, by the key of the parcel; without what can't be kept."""
        named = ((name, text) for name, text in self.cleaned_data.items() if name.startswith(_NOTE))
        return {name.removeprefix(_NOTE): text for name, text in named if text}
