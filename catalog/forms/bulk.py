"""What a merchant says about an act on many listings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.services.bulk import PriceChange
from merchants.models import Shop

from .fields import LeafCategoryField, PercentField, PiecesField, SignedYuanField
from .freight import TemplateField


class ActForm(forms.Form):
    """An act of a shop that asks for nothing; ``given`` is what its service is given."""

    def __init__(self, *args, shop: Shop, **kwargs):
        super().__init__(*args, **kwargs)

    def given(self) -> dict:
        return self.cleaned_data


class PriceForm(ActForm):
    """By how much: in percent or in yuan, one of them. ``basis`` is the preview that was agreed to."""

    percent = PercentField(label=_("按百分比"), required=False, help_text=_("例如 5 是涨 5%，-10 是降 10%。"))
    amount = SignedYuanField(
        label=_("按金额（元）"), required=False, help_text=_("例如 2 是每个规格涨 2 元，-0.5 是降 5 角。")
    )

    basis = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        clean = super().clean() or {}
        if self.errors:
            return clean
        if bool(clean.get("percent")) == bool(clean.get("amount")):
            raise forms.ValidationError(_("百分比和金额请填一个，而且不能是 0。"))
        return clean

    def given(self) -> dict:
        return {"change": self.change(), "basis": self.cleaned_data["basis"]}

    def change(self) -> PriceChange:
        return PriceChange(
            basis_points=self.cleaned_data["percent"] or 0, fen=self.cleaned_data["amount"] or 0
        )


class StockForm(ActForm):
    on_hand = PiecesField(label=_("每个规格的库存"))
    reason = forms.CharField(label=_("库存变动原因"), max_length=200, help_text=_("例如“盘点”“换季清仓”。"))


class CategoryForm(ActForm):
    category = LeafCategoryField(label=_("新分类"), empty_label=_("请选择"))


class FreightForm(ActForm):
    freight = TemplateField()

    def __init__(self, *args, shop: Shop, **kwargs):
        super().__init__(*args, shop=shop, **kwargs)
        self.fields["freight"].offer(shop)  # type: ignore[attr-defined]

    def given(self) -> dict:
        return {"template": self.cleaned_data["freight"]}
