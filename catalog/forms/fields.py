"""Fields of the portal's forms: amounts, counts, pairs, categories; each refuses in its own sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import Category
from catalog.services import stock
from mall.errors import DomainError
from mall.halfwidth import plain
from mall.money import parse_yuan, yuan

LONGEST = 40  # characters of a number as typed
_PAIR = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(.+?)\s*")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,3})?", re.ASCII)


class TypedField(forms.Field):
    """A value that is typed as text and means something else; None where it was left empty."""

    attrs: dict[str, str] = {}

    def __init__(self, **kwargs):
        attrs = {"autocomplete": "off", "maxlength": "20", **self.attrs}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def parse(self, text: str) -> int:
        raise NotImplementedError

    def to_python(self, value):
        text = str(value or "").strip()
        try:
            return self.parse(text) if text else None
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class YuanField(TypedField):
    """An amount typed in yuan; its value is fen."""

    attrs = {"inputmode": "decimal", "size": "9"}

    def prepare_value(self, value):
        return yuan(value) if isinstance(value, int) else value

    def parse(self, text):
        return parse_yuan(text)


class PiecesField(TypedField):
    """A count of pieces in digits, full-width ones too."""

    attrs = {"inputmode": "numeric", "size": "6"}

    def parse(self, text):
        text = plain(text[:LONGEST])
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
            raise DomainError(_("请填 0 到 %(most)d 的整数。") % {"most": stock.MOST_PIECES})
        return int(text)


class GramsField(TypedField):
    """A weight in whole grams."""

    attrs = {"inputmode": "numeric", "size": "6"}

    def parse(self, text):
        text = plain(text[:LONGEST])
        if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
            raise DomainError(_("重量请填整数克数，例如 250。"))
        return int(text)


class PercentField(TypedField):
    """A change in percent, at most two decimals; its value is basis points."""

    attrs = {"inputmode": "decimal", "size": "9"}

    def parse(self, text):
        match = re.fullmatch(r"([+-]?)(\d{1,3})(?:\.(\d{1,2}))?%?", text, re.ASCII)
        if not match:
            raise DomainError(_("请填百分比，例如 5 或 -10，最多两位小数，半角数字。"))
        points = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
        return -points if match[1] == "-" else points


class SignedYuanField(TypedField):
    """A change in yuan, up or down; its value is fen."""

    attrs = {"inputmode": "text", "size": "9"}

    def parse(self, text):
        sign = -1 if text[:1] == "-" else 1
        return sign * parse_yuan(text[1:] if text[:1] in "+-" else text)


class NumberField(TypedField):
    """A number of an attribute; its value is text with the unit. What is stored already may stay as it is."""

    attrs = {"inputmode": "decimal"}

    def __init__(self, *, unit: str = "", kept: str = "", **kwargs):
        self.unit, self.kept = unit, kept
        super().__init__(**kwargs)

    def prepare_value(self, value):
        bare = str(value or "").removesuffix(self.unit)
        return bare if _NUMBER.fullmatch(bare) else value

    def to_python(self, value):
        text = str(value or "").strip()
        if text == self.kept:
            return text
        bare = text.removesuffix(self.unit).strip()
        if bare and not _NUMBER.fullmatch(bare):
            raise forms.ValidationError(_("请填半角数字，例如 12 或 0.5。"))
        return f"{bare}{self.unit}" if bare else ""


class PairsField(forms.CharField):
    """Lines of “name：value”; the value is a list of pairs in order. ``kept`` come back as they were."""

    widget = forms.Textarea
    kept: Sequence[Sequence[str]] = ()

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(map(_line_of, value))
        return value

    def to_python(self, value):
        kept = {_line_of(pair): pair for pair in self.kept}
        pairs = []
        for number, line in enumerate(super().to_python(value).splitlines(), start=1):
            if not line.strip():
                continue
            if line.strip() in kept:
                pairs.append(tuple(kept[line.strip()]))
                continue
            match = _PAIR.fullmatch(line)
            if match is None:
                raise forms.ValidationError(
                    _("第 %(n)d 行要写成“名称：值”，例如“材质：纯棉”。") % {"n": number}
                )
            pairs.append((match[1], match[2]))
        return pairs


def _line_of(pair: Sequence[str]) -> str:
    """A pair as the page shows it: a value of several lines on one."""
    return wording.one_line("：".join(pair))


class LeafCategoryField(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": _("请从列表里选一个末级分类，商品只能放在末级。")}

    def __init__(self, **kwargs):
        leaves = Category.objects.filter(children=None).select_related("parent__parent__parent")
        super().__init__(
            queryset=leaves.order_by("parent__position", "parent_id", "position", "id"), **kwargs
        )

    def to_python(self, value):
        # "9" * 4000 and "１" are ids to int(), and the database would not be amused.
        text = str(value or "")
        if text and not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def label_from_instance(self, obj):
        return f"{obj.parent.title} / {obj.title}" if obj.parent else obj.title
