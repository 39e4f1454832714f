"""Carrier and tracking number for many orders on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from mall.rulebook import boundary
from orders.services import fulfilment
from orders.services.dispatch import Parcel, ToSend
from orders.services.tracking_numbers import destination

TOO_LONG = _("最多 40 个字。")
_SAME_NUMBER = _("和订单 %(number)s 填了同一个运单号，买家或收货地址却不同，请对照面单核对。")


@dataclass(frozen=True)
class Row:
    """An order with its two fields, by their names."""

    what: ToSend
    carrier: str
    number: str


class ShipManyForm(forms.Form):
    """One row an order. A row without a number waits; one without a carrier takes that of the whole form."""

    carrier = forms.CharField(
        label=_("承运商"),
        max_length=40,
        required=False,
        help_text=_("下面没有另填承运商的，都用这一家。"),
        widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args, waiting: Iterable[ToSend], **kwargs):
        super().__init__(*args, **kwargs)
        self.left: list[Row] = []
        for what in waiting:
            row = Row(what, f"carrier_{what.order.number}", f"number_{what.order.number}")
            self.fields[row.carrier] = forms.CharField(
                label=_("承运商"),
                max_length=40,
                required=False,
                widget=forms.TextInput(
                    attrs={"list": "carriers", "autocomplete": "off", "placeholder": _("同上面填的")}
                ),
                error_messages={"max_length": TOO_LONG},
            )
            self.fields[row.number] = forms.CharField(
                label=_("运单号"),
                max_length=80,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
                error_messages={"max_length": _("运单号应为 6 到 40 位字母、数字或短横线，请对照面单填写。")},
            )
            self.left.append(row)

    @property
    def rows(self) -> list[dict]:
        """What is still to be sent, as the page shows it."""
        return [
            {"what": row.what, "carrier": self[row.carrier], "number": self[row.number]} for row in self.left
        ]

    def parcels(self) -> list[Parcel]:
        """The rows that have a number and nothing wrong with them.

        One number for two buyers or addresses: where it belongs nobody knows here, so that neither goes.
        """
        filled = [(row, number) for row in self.left if (number := self._given(row.number))]
        by_number: dict[str, list[Row]] = {}
        for row, number in filled:
            by_number.setdefault(fulfilment.tidy("", number)[1], []).append(row)
        good = []
        for row, number in filled:
            order = row.what.order
            others = [one.what.order for one in by_number[fulfilment.tidy("", number)[1]]]
            here = destination(order)
            another = next((one for one in others if destination(one) != here), None)
            if another:
                self.add_error(row.number, _SAME_NUMBER % {"number": another.number})
            elif not self.errors.get(row.carrier):
                good.append(Parcel(order, self._given(row.carrier) or self._given("carrier"), number))
        return good

    def _given(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_bound and self.errors is not None else ""

    def note(self, parcels: Sequence[Parcel], refusals: Sequence[DomainError | None]) -> None:
        """Let go of the rows that were sent, and say at each of the others what it was refused for."""
        became = {parcel.order.pk: refusal for parcel, refusal in zip(parcels, refusals, strict=True)}
        for row in self.left:
            error = became.get(row.what.order.pk)
            if error:
                field = row.carrier if error.field == "carrier" else row.number
                self.add_error(field, ValidationError(boundary.words(error)))
        self.left = [row for row in self.left if became.get(row.what.order.pk, True)]
        if not parcels and not self.errors:
            self.add_error(None, _("请至少填写一个运单号。"))


class SheetForm(forms.Form):
    """A sheet of tracking numbers. ``key`` makes one of it, however often the button is pressed."""

    file = forms.FileField(
        label=_("填好的表格"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,
        error_messages={"required": _("请选择填好的表格，CSV 或 xlsx。")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
