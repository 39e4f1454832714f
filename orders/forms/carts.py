from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU
from orders.models import MAX_QUANTITY

from .fields import PiecesField


class AddForm(forms.Form):
    """The button "into the cart" of a product page."""

    sku = forms.ModelChoiceField(
        SKU.objects.all(), error_messages={"invalid_choice": _("没有这个规格，请回商品页重新选择。")}
    )
    quantity = PiecesField(min_value=1, max_value=MAX_QUANTITY, initial=1, required=False)

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1


class CartForm(forms.Form):
    """All quantities and check boxes of the cart page at once, so that it works without a script."""

    def __init__(self, data=None, *, rows=()):
        super().__init__(data)
        self.rows = [row for row in rows if not row.line.saved_for_later]
        for row in self.rows:
            self.fields[f"quantity_{row.sku.pk}"] = PiecesField(
                label=_("数量"),
                min_value=1,
                max_value=MAX_QUANTITY,
                initial=row.line.quantity,
                required=False,
            )
            self.fields[f"selected_{row.sku.pk}"] = forms.BooleanField(
                label=_("选中"), initial=row.line.selected, required=False
            )

    def quantities(self) -> dict[int, int]:
        """Quantities by SKU, of those that were sent along."""
        found = {row.sku.pk: self.cleaned_data.get(f"quantity_{row.sku.pk}") for row in self.rows}
        return {sku: quantity for sku, quantity in found.items() if quantity}

    def selected(self) -> set[int]:
        return {row.sku.pk for row in self.rows if self.cleaned_data.get(f"selected_{row.sku.pk}")}
