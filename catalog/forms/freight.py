"""A freight template as a merchant fills it in: its terms, a row for everywhere else, rows for regions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from mall.accounts import divisions
from mall.errors import DomainError
from mall.halfwidth import plain
from merchants.models import MOST_FEE, MOST_UNITS, FreightMethod, FreightTemplate, Shop
from merchants.services.freight import MOST_RATES
from merchants.tariffs import Rate, Tariff

from .fields import LONGEST, TypedField, YuanField
from .regions import NotServedForm, RegionsForm, as_typed, city_of, short


class UnitsField(TypedField):
    """Pieces or grams, at least one, in digits; full-width ones too."""

    attrs = {"inputmode": "numeric", "size": "7"}

    def parse(self, text):
        text = plain(text[:LONGEST])
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII) or not 0 < int(text) <= MOST_UNITS:
            raise DomainError(_("请填 1 到 %(most)d 的整数。") % {"most": MOST_UNITS})
        return int(text)


class FeeField(YuanField):
    def parse(self, text):
        fen = super().parse(text)
        if fen > MOST_FEE:
            raise DomainError(_("费用最多 %(most)d 元。") % {"most": MOST_FEE // 100})
        return fen


class TermsForm(forms.Form):
    name = forms.CharField(
        label=_("名称"), max_length=40, help_text=_("顾客的订单里也会写，例如“常温快递”“冷链”。")
    )
    method = forms.ChoiceField(
        label=_("计费方式"),
        choices=FreightMethod.choices,
        widget=forms.RadioSelect,
        initial=FreightMethod.PIECES,
    )
    free_above = YuanField(
        label=_("满多少元免运费"),
        required=False,
        help_text=_("一个包裹里用这个模板的商品合计达到这个金额就免运费；不免就留空。"),
    )
    is_default = forms.BooleanField(label=_("设为默认：没有指定模板的商品都按它算"), required=False)

    def clean_free_above(self):
        value = self.cleaned_data["free_above"]
        if value == 0:
            raise forms.ValidationError(_("金额要大于 0；全部包邮请把下面的费用填 0，不免请留空。"))
        return value


class FeesForm(forms.Form):
    """What the first pieces or grams cost, and the next; of a flat rate only the first fee counts."""

    use_required_attribute = False
    first_units = UnitsField(label=_("不超过"), required=False, initial="1")
    first_fee = FeeField(label=_("首费（元）"), required=False)
    next_units = UnitsField(label=_("每加"), required=False, initial="1")
    next_fee = FeeField(label=_("加收（元）"), required=False)

    def require(self, method: str) -> None:
        """Note every field that ``method`` needs and that was left empty."""
        needed = ["first_fee"] if method == FreightMethod.FLAT else list(FeesForm.base_fields)
        for name in needed:
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, _("请填写，免费填 0。") if name.endswith("fee") else _("请填写。"))

    def rate(self, regions: Sequence[str]) -> Rate:
        clean = self.cleaned_data
        units = clean.get("first_units") or 1, clean.get("next_units") or 1
        return Rate(tuple(regions), units[0], clean["first_fee"], units[1], clean.get("next_fee") or 0)


class ElsewhereForm(FeesForm):
    is_served = forms.BooleanField(label=_("其余地区也送"), required=False, initial=True)


class RowForm(RegionsForm, FeesForm):
    """The rate of some regions."""


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_RATES, absolute_max=MOST_RATES)


@dataclass
class FreightForms:
    """The page's forms together."""

    terms: TermsForm
    elsewhere: ElsewhereForm
    rows: forms.BaseFormSet
    not_served: NotServedForm

    @classmethod
    def fresh(cls, tariff: Tariff | None = None, *, is_default: bool = False) -> FreightForms:
        """Of a template, or of none as yet."""
        if tariff is None:
            initial: dict = {"is_default": is_default}
            return cls(TermsForm(initial=initial), ElsewhereForm(prefix="else"), _rows([]), _none([]))
        elsewhere = tariff.elsewhere
        terms = {name: getattr(tariff, name) for name in ("name", "method", "free_above")}
        return cls(
            TermsForm(initial=terms | {"is_default": is_default}),
            ElsewhereForm(prefix="else", initial=_fees(elsewhere) | {"is_served": elsewhere is not None}),
            _rows([_fees(rate) | as_typed(rate.divisions) for rate in tariff.rates if rate.divisions]),
            _none(tariff.not_served),
        )

    @classmethod
    def sent(cls, data) -> FreightForms:
        return cls(
            TermsForm(data),
            ElsewhereForm(data, prefix="else"),
            RowFormSet(data, prefix="row", form_kwargs={"empty_permitted": False}),
            NotServedForm(data, prefix="not"),
        )

    @classmethod
    def retyped(cls, data, act: str) -> FreightForms:
        """What was typed, unchecked, with a row more (``add``) or less (``drop-2``)."""
        count = data.get("row-TOTAL_FORMS", "")
        n = min(int(count), MOST_RATES) if re.fullmatch(r"\d{1,3}", count, re.ASCII) else 0
        rows = [_typed(data, f"row-{i}-") for i in range(n) if act != f"drop-{i}"]
        if act == "add" and len(rows) < MOST_RATES:
            rows.append({})
        terms = {name: data.get(name, "") for name in TermsForm.base_fields}
        elsewhere = _typed(data, "else-") | {"is_served": data.get("else-is_served")}
        return cls(
            TermsForm(initial=terms),
            ElsewhereForm(prefix="else", initial=elsewhere),
            _rows(rows),
            NotServedForm(prefix="not", initial=_typed(data, "not-")),
        )

    def is_valid(self) -> bool:
        for form in (self.terms, self.elsewhere, self.rows, self.not_served):
            form.is_valid()
        method = self.terms.cleaned_data.get("method", FreightMethod.FLAT)
        if self.elsewhere.cleaned_data.get("is_served"):
            self.elsewhere.require(method)
        seen: dict[str, None] = {}
        for row in self.rows:
            row.require(method)
            self._check_regions(row, seen)
        self._check_regions(self.not_served, seen, needed=False)
        if not self.elsewhere.cleaned_data.get("is_served") and not len(self.rows):
            self.elsewhere.add_error("is_served", _("请至少填一行运费：勾上“其余地区也送”，或者添加地区。"))
        whole = (self.terms, self.elsewhere, *self.rows, self.not_served)
        return not any(form.errors for form in whole) and not self.rows.non_form_errors()

    def _check_regions(self, form: RegionsForm, seen: dict[str, None], *, needed: bool = True) -> None:
        codes = form.codes()
        if needed and not codes and not form.errors.keys() & {"provinces", "cities"}:
            form.add_error("provinces", _("请选择这一行的地区。"))
        twice = [divisions.full_name(code) for code in codes if code in seen]
        if twice:
            words = _("“%(regions)s”在别的行里已经有了。") % {"regions": "、".join(twice)}
            form.add_error("provinces", words)
        seen.update(dict.fromkeys(codes))

    def tariff(self) -> Tariff:
        """What was filled in. Only where it is valid."""
        clean = self.terms.cleaned_data
        rates = [row.rate(row.codes()) for row in self.rows]
        if self.elsewhere.cleaned_data["is_served"]:
            rates.append(self.elsewhere.rate(()))
        return Tariff(
            clean["name"], clean["method"], clean["free_above"], self.not_served.codes(), tuple(rates)
        )


def _rows(initial: list[dict]) -> forms.BaseFormSet:
    return RowFormSet(initial=initial, prefix="row")


def _none(codes: Sequence[str]) -> NotServedForm:
    return NotServedForm(prefix="not", initial=as_typed(codes))


def _fees(rate: Rate | None) -> dict:
    """A rate as the form's initial values: fees in fen, counts as text."""
    if rate is None:
        return {}
    values = {name: getattr(rate, name) for name in FeesForm.base_fields}
    return {name: value if name.endswith("fee") else str(value) for name, value in values.items()}


def _typed(data, prefix: str) -> dict:
    typed = {name: data.get(prefix + name, "")[:600] for name in (*FeesForm.base_fields, "cities")}
    return typed | {"provinces": data.getlist(f"{prefix}provinces")}


class ReckonForm(forms.Form):
    """The little calculator: so much of the goods, to some place."""

    place = forms.CharField(label=_("送到"), max_length=40)
    units = UnitsField(label=_("件数或克数"))
    worth = YuanField(label=_("商品合计（元）"), required=False)

    def clean_place(self) -> divisions.Division:
        text = self.cleaned_data["place"]
        for province in divisions.provinces():
            if text in (province.name, short(province.name)) and len(divisions.children(province.code)) > 1:
                return province
        try:
            return city_of(text)
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class TemplateField(forms.ModelChoiceField):
    """One of a shop's templates, or none: then the shop's default counts. ``offer`` says whose."""

    def __init__(self):
        super().__init__(
            FreightTemplate.objects.none(),
            label=_("运费模板"),
            required=False,
            error_messages={"invalid_choice": _("请选择本店的运费模板。")},
        )

    def offer(self, shop: Shop) -> None:
        self.queryset = shop.freight_templates.order_by("-is_default", "name", "id")
        default = next((template for template in self.queryset if template.is_default), None)
        self.empty_label = (
            _("按店铺默认：%(name)s") % {"name": default.name} if default else _("没有默认模板：包邮")
        )


class ChoiceForm(forms.Form):
    """Which template a listing goes by."""

    freight = TemplateField()

    def __init__(self, *args, shop: Shop, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["freight"].offer(shop)  # type: ignore[attr-defined]
