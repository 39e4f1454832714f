"""The cart page's one form: all quantities and check boxes, and the button that was pressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import MAX_QUANTITY
from orders.services.cart_looks import Look, Row
from orders.services.carts import NO_SUCH_SKU

from .fields import PiecesField

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
TOO_FEW = _("至少 1 件；不要了请点“移除”。")
TOO_MANY = _("一种商品一次最多买 %(limit_value)d 件。")


class AddForm(forms.Form):
    """The button "into the cart" of a product page."""

    sku = forms.RegexField(r"\A[0-9]{1,18}\Z", error_messages={"invalid": NO_SUCH_SKU})
    quantity = PiecesField(min_value=1, max_value=MAX_QUANTITY, initial=1, required=False)

    def clean_sku(self) -> int:
        return int(self.cleaned_data["sku"])

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1


class Press(NamedTuple):
    """A button of the cart page, sent as ``verb:of``: of a SKU, a group of rows, or several."""

    verb: str = ""
    of: str = ""


class Was(NamedTuple):
    """What the page showed of a row when it was sent; None where a script says that the row was edited."""

    quantity: int | None
    ticked: int | None
    price: int | None


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


class CartForm(forms.Form):
    """What a shopper wants changed, told apart from what another tab has changed since the page was shown.

    Each row carries along what was shown of it (``was_…``); what is as it was shown isn't a wish.
    """

    use_required_attribute = False  # an empty number must not keep the browser from removing its line

    def __init__(self, data=None, *, look: Look):
        super().__init__(data)
        self.look = look
        self.sent = [row for row in look.rows if data is None or f"quantity_{row.key}" in data]
        for row in self.sent:
            self.fields[f"quantity_{row.key}"] = PiecesField(
                label=_("数量"),
                min_value=1,
                max_value=MAX_QUANTITY,
                initial=row.quantity,
                widget=forms.TextInput(attrs={"class": "stepper__number", "autocomplete": "off", "size": 4}),
                error_messages={
                    "required": _("请填写数量。"),
                    "min_value": TOO_FEW,
                    "max_value": TOO_MANY,
                },
            )

    @property
    def press(self) -> Press:
        verb, _colon, of = self.data.get("press", "").partition(":")
        return Press(verb, of)

    def _was(self, row: Row) -> Was:
        parts = [_number(part) for part in self.data.get(f"was_{row.key}", "").split(":")[:3]]
        return Was(*(parts + [None] * 3)[:3])

    def _means(self, row: Row) -> bool:
        """Whether the pressed button is one of this row."""
        return self.press.of == str(row.key)

    @property
    def _notes_all(self) -> bool:
        return self.press.verb == "noted"

    def quantities(self) -> dict[int, int]:
        """Quantities by SKU that are to be set: typed, stepped, or cut to what there is."""
        found = {}
        for row in self.sent:
            quantity = self.cleaned_data.get(f"quantity_{row.key}")
            if quantity is None:
                continue
            wanted = self._stepped(row, quantity) if self._means(row) else quantity
            if wanted != self._was(row).quantity:
                found[row.key] = wanted
        return found

    def _stepped(self, row: Row, quantity: int) -> int:
        if self.press.verb == "fit":
            return row.most or quantity
        step = {"more": 1, "less": -1}.get(self.press.verb, 0)
        return min(max(quantity + step, 1), max(row.most, quantity))

    def selected(self) -> dict[int, bool]:
        """Which SKUs are to be selected or not any more, by their own check box or one over several."""
        found = {}
        for row in self.sent:
            ticked = bool(self.data.get(f"selected_{row.key}"))
            # What is dearer now is shown without its tick; taking note of its price must not bring that back.
            is_left_out = self._notes_all and row.rose and not ticked
            if row.can_select and (ticked != self._was(row).ticked or is_left_out):
                found[row.key] = ticked
        if self.press.verb == "pick":
            key, _colon, on = self.press.of.partition(":")
            found |= {row.key: on == "1" for row in self._picked(key)}
        return found

    def _picked(self, key: str) -> Iterable[Row]:
        for group in self.look.groups:
            if key in ("all", group.key):
                yield from (row for row in group.rows if row.can_select)

    def seen(self) -> dict[int, int]:
        """The prices shown beside what was ticked, or beside everything where all is taken note of."""
        ticked = self.selected()
        if self.press.verb == "checkout":
            ticked |= dict.fromkeys(self.ticked(), True)
        return {
            row.key: price
            for row in self.sent
            if (self._notes_all or ticked.get(row.key)) and (price := self._was(row).price)
        }

    def ticked(self) -> set[int]:
        """The SKUs whose check box came ticked."""
        return {row.key for row in self.sent if self.data.get(f"selected_{row.key}")}

    def targets(self) -> list[int]:
        """The SKUs that the pressed button means."""
        if self.press.of == "ticked":
            return sorted(self.ticked())
        if self.press.of == "gone":
            return [row.key for row in self.look.gone]
        sku = _number(self.press.of)
        return [] if sku is None else [sku]
