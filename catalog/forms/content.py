"""The words of a listing as a merchant types them: content, and the attributes that its category asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import attributes, wording
from catalog.models import AttributeKind, Category, CategoryAttribute, Product, Returns

from .fields import LeafCategoryField, NumberField, PairsField

ATTRIBUTE = "attr_"
_FIELD = re.compile(ATTRIBUTE + r"(\d{1,18})", re.ASCII)
Pairs = list[list[str]]


class ContentForm(forms.Form):
    """What a reviewer reads. ``other`` are attributes that the category doesn't ask for.

    The category that was chosen decides which attribute fields there are; what is known of the attributes
    stays, in a field of its own or among ``other``, whatever the category. A field that comes back as it was
    shown keeps what is stored: line breaks, several values, their order.
    """

    name = forms.CharField(label=_("商品名称"), max_length=120)
    name_en = forms.CharField(
        label=_("英文名"),
        max_length=120,
        required=False,
        help_text=_("选填。读英文的顾客先看到它，中文名跟在后面；英文词也能搜到。"),
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    subtitle = forms.CharField(label=_("简介"), max_length=200, required=False)
    category = LeafCategoryField(label=_("分类"), required=False, empty_label=_("请选择"))
    brand = forms.CharField(label=_("品牌"), max_length=60, required=False)
    origin = forms.CharField(
        label=_("产地"), max_length=60, required=False, help_text=_("提交审核前必须填写，例如“浙江杭州”。")
    )
    unit = forms.CharField(label=_("单位"), max_length=10, initial="件")
    keywords = forms.CharField(
        label=_("关键词"), max_length=200, required=False, help_text=_("顾客可能用来搜索的词，用空格分开。")
    )
    other = PairsField(
        label=_("其他参数"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一项，写成“名称：值”。"),
    )
    returns = forms.ChoiceField(
        label=_("退货条款"), required=False, choices=[("", _("按分类的规定")), *Returns.choices]
    )
    description = forms.CharField(
        label=_("详情"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("纯文字，空行分段。HTML 标签会被去掉。"),
    )

    def __init__(
        self, data=None, *, category: Category | None = None, pairs: Sequence[Sequence[str]] = (), **kwargs
    ):
        """``pairs`` are the attributes as they are stored."""
        super().__init__(data, **kwargs)
        stored, typed = _by_name(pairs), _by_name(pairs)
        if data is not None:
            category, typed = chosen_category(data), _by_name(typed_pairs(data))
        self.asked = attributes.of(category)
        self._stored, self._typed = stored, typed
        for attribute in self.asked:
            self._add(attribute)
        names = {attribute.name for attribute in self.asked}
        self.initial["other"] = [list(pair) for pair in pairs if pair[0] not in names]
        self.fields["other"].kept = pairs  # type: ignore[attr-defined]
        self._pairs = [list(pair) for pair in pairs]
        self.order_fields(
            [
                "name",
                "name_en",
                "subtitle",
                "category",
                *map(field_name, self.asked),
                "other",
                "brand",
                "origin",
            ]
        )

    def _add(self, attribute: CategoryAttribute) -> None:
        name = field_name(attribute)
        stored, typed = self._stored.get(attribute.name, []), self._typed.get(attribute.name, [])
        is_new = self.is_bound and not {name, f"{name}_shown"}.intersection(self.data)
        known = map(wording.one_line, [*stored, *(typed if is_new else [])])
        field = _field_of(attribute, list(dict.fromkeys(known)))
        field.wanted = attribute.is_required  # type: ignore[attr-defined]
        self.fields[name] = field
        several = attribute.kind == AttributeKind.MULTI
        shown = [wording.one_line(value) for value in stored]
        self.initial[name] = shown if several else (shown or [""])[0]
        if is_new and typed:
            # The category has just changed: this field wasn't on the page that was sent.
            self.data = self.data.copy()
            self.data.setlist(name, typed if several else typed[:1])

    @property
    def attribute_fields(self) -> list[forms.BoundField]:
        return [self[field_name(attribute)] for attribute in self.asked]

    def content(self) -> dict:
        """What can be stored of what was typed; of an attribute that can't be, what was there before."""
        clean = dict(self.cleaned_data)
        others = _by_name(clean.pop("other", self.initial["other"]))
        said: dict[str, list[str]] = {}
        for attribute in self.asked:
            name = field_name(attribute)
            value = clean.pop(name, self.initial[name]) or others.get(attribute.name, [])
            said[attribute.name] = self._as_stored(attribute, value if isinstance(value, list) else [value])
        for name, values in (others | _by_name(self._left_over())).items():
            said.setdefault(name, values)
        if self._ordered(said) == self._ordered(self._stored):
            return clean | {"attributes": self._pairs}
        return clean | {"attributes": [[name, value] for name, values in said.items() for value in values]}

    def _as_stored(self, attribute: CategoryAttribute, values: list[str]) -> list[str]:
        """What is stored, where the field came back as it was shown: on one line, and one of several."""
        stored = self._stored.get(attribute.name, [])
        several = attribute.kind == AttributeKind.MULTI
        shown = {wording.one_line(value): value for value in (stored if several else stored[:1])}
        lines = [wording.one_line(value) for value in values]
        return stored if set(lines) == shown.keys() else [shown.get(line, line) for line in lines]

    def _ordered(self, said: Mapping[str, list[str]]) -> tuple:
        """The attributes to be compared: the order of those with a field of their own is nobody's doing."""
        asked = {attribute.name for attribute in self.asked}
        own = {name: sorted(values) for name, values in said.items() if name in asked and values}
        return own, [(name, values) for name, values in said.items() if name not in asked]

    def _left_over(self) -> Pairs:
        """What was typed into fields of a category that isn't the chosen one any more."""
        return typed_pairs(self.data, except_for={attribute.pk for attribute in self.asked}, others=False)


def _by_name(pairs: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value and value not in found.setdefault(name, []):
            found[name].append(value)
    return found


def field_name(attribute: CategoryAttribute) -> str:
    return f"{ATTRIBUTE}{attribute.pk}"


def _field_of(attribute: CategoryAttribute, values: list[str]) -> forms.Field:
    words = {"label": attribute.label, "required": False}
    if attribute.kind == AttributeKind.NUMBER:
        return NumberField(unit=attribute.unit, kept=(values or [""])[0], help_text=attribute.unit, **words)
    if attribute.kind == AttributeKind.TEXT:
        return forms.CharField(max_length=1_000, **words)
    choices = [(value, attribute.choice_label(value)) for value, _english in attribute.choices]
    listed = {value for value, _label in choices}
    # A value from before, or from a spreadsheet, stays until the merchant chooses another.
    choices += [
        (value, _("%(value)s（不在选项里）") % {"value": value}) for value in values if value not in listed
    ]
    if attribute.kind == AttributeKind.MULTI:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)
    return forms.ChoiceField(choices=[("", _("请选择")), *choices], **words)


def chosen_category(data) -> Category | None:
    """The category that was chosen on the page, whether or not goods may hang on it."""
    text = data.get("category", "")
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        return None
    return Category.objects.select_related("parent__parent__parent").filter(pk=text).first()


def typed_pairs(data, *, except_for: Collection[int] = (), others: bool = True) -> Pairs:
    """The attributes that were typed, by name: those of the fields on the page, and the others."""
    ids = {int(match[1]): name for name in data if (match := _FIELD.fullmatch(name))}
    asked = CategoryAttribute.objects.filter(pk__in=ids.keys() - set(except_for)).order_by("position", "pk")
    found: Pairs = []
    for attribute in asked if ids else ():
        for text in map(str.strip, data.getlist(ids[attribute.pk])):
            found.append([attribute.name, f"{text}{attribute.unit if text[-1:].isdigit() else ''}"])
    for line in data.get("other", "").splitlines()[:200] if others else ():
        name, _colon, value = line.replace("：", ":", 1).partition(":")
        found.append([name.strip(), value.strip()])
    return [[wording.one_line(name), wording.one_line(value)] for name, value in found if name and value]


_OWN = ("name", "name_en", "subtitle", "category", "brand", "origin", "unit", "keywords")
_OWN += ("returns", "description")


def initial_of(product: Product) -> dict:
    return {name: getattr(product, name) for name in _OWN}


def initial_from(data: Mapping) -> dict:
    """What was typed, to be shown again unchecked."""
    return {name: data.get(name, "") for name in _OWN}


class NewListingForm(forms.Form):
    """A listing begins with a name; everything else follows on its page."""

    name = forms.CharField(label=_("商品名称"), max_length=120)
    category = LeafCategoryField(label=_("分类"), required=False, empty_label=_("请选择"))
    code = forms.CharField(
        label=_("商品编号"), max_length=40, required=False, help_text=_("不填则自动编号。保存后不能改。")
    )
