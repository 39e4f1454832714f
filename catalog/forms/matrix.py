"""The matrix of a listing's SKUs as it is typed: names and values above, a line for each combination below.

Everything works by sending the page: combinations are made, a pasted table is read, columns are filled, and
the page comes back with the lines changed and nothing saved, until it is sent to be saved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product as combinations

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import SKU, Product
from catalog.services import cells, skus
from mall.errors import DomainError
from mall.money import yuan

from .fields import GramsField, PiecesField, YuanField

FIGURES = ("price", "list_price", "on_hand", "weight_grams", "code")
FILLED = ("price", "list_price", "on_hand", "weight_grams")
_APART = re.compile(r"[、,，;；\n\t]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
_MOST_AXES = 5


class LineForm(forms.Form):
    """A combination. The count shown travels along: only a change is booked."""

    sku = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1, localize=False
    )
    values = forms.CharField(widget=forms.HiddenInput, max_length=2_000)
    shown_on_hand = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=-(2**31), max_value=2**31 - 1
    )
    price = YuanField(label=_("售价（元）"), required=False)
    list_price = YuanField(label=_("划线价（元）"), required=False)
    on_hand = PiecesField(label=_("库存"), required=False)
    weight_grams = GramsField(label=_("重量（克）"), required=False)
    code = forms.CharField(label=_("SKU 编号"), max_length=60, required=False)
    is_active = forms.BooleanField(label=_("在卖"), required=False)

    def clean_code(self) -> str:
        """A first look; whether the code is free, and whose the ones with a slash are, is asked later."""
        code = self.cleaned_data["code"]
        if code and not _CODE.fullmatch(code):
            raise forms.ValidationError(_("SKU 编号只能用字母、数字、点、横线和下划线，最多 60 个字符。"))
        return code

    def clean_values(self) -> tuple[str, ...]:
        return tuple(_values(self.cleaned_data["values"]))

    def line(self) -> cells.Line:
        clean = self.cleaned_data
        return cells.Line(
            values=clean["values"],
            sku_id=clean["sku"],
            is_active=clean["is_active"],
            shown_on_hand=clean["shown_on_hand"],
            **{name: clean[name] for name in FIGURES},
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("库存变动原因"),
        max_length=200,
        required=False,
        help_text=_("改了库存才要填，例如“到货 50 件”“盘点”。"),
    )


GridFormSet = formset_factory(LineForm, extra=0, max_num=skus.MOST_SKUS, absolute_max=skus.MOST_SKUS)


def _values(text: str) -> list[str]:
    """The values of a line, out of its hidden field; none where somebody has tampered with it."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(read, list) or not all(isinstance(value, str) for value in read):
        return []
    return [wording.one_line(value) for value in read[:_MOST_AXES]]


@dataclass
class Axis:
    """A spec name with its values, each beside what it was when the page was made."""

    name: str = ""
    was: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    add: str = ""

    @property
    def kept(self) -> list[str]:
        return [value for value, _was in self.values if value]

    @property
    def added(self) -> list[str]:
        return [value for raw in _APART.split(self.add) if (value := wording.one_line(raw))]


Row = dict[str, object]


@dataclass
class Matrix:
    """Names, values and lines, as text that may still be wrong."""

    axes: list[Axis]
    rows: list[Row]
    errors: list[object] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [axis.name for axis in self.axes if axis.name]

    @property
    def shown_axes(self) -> list[Axis]:
        """The axes with empty ones behind them, as many as a listing may have."""
        return [*self.axes, *(Axis() for _ in range(cells.MOST_NAMES - len(self.axes)))]

    def formset(self, *, bound: bool = False):
        if not bound:
            return GridFormSet(initial=[_initial(row) for row in self.rows], prefix="grid")
        data = {"grid-TOTAL_FORMS": str(len(self.rows)), "grid-INITIAL_FORMS": str(len(self.rows))}
        for i, row in enumerate(self.rows):
            data |= {
                f"grid-{i}-{name}": text for name, text in _initial(row).items() if text not in (None, False)
            }
        return GridFormSet(data, prefix="grid")

    def arrange(self, *, all_combinations: bool = False) -> None:
        """Take over what was typed above the lines: renamed, removed and added names and values.

        New values bring the combinations that have them; ``all_combinations`` those that are missing, too.
        Wrong names and values go to ``errors`` and change nothing.
        """
        try:
            axes = self._checked()
        except DomainError as error:
            self.errors.append(error.message)
            return
        self.rows = [moved for row in self.rows if (moved := _moved(row, self.axes, axes)) is not None]
        fresh = [set(axis.added) for axis in axes]
        grew = any(fresh) or len(axes) != len([axis for axis in self.axes if axis.was])
        if all_combinations or grew or not self.rows:
            self._combine(axes, fresh, everything=all_combinations or not self.rows or not any(fresh))
        if not self.errors:
            self.axes = [Axis(a.name, a.name, [(v, v) for v in [*a.kept, *a.added]]) for a in axes]

    def _checked(self) -> list[Axis]:
        # A name that was there and is empty now is taken out with its values.
        axes = [axis for axis in self.axes if axis.name or (not axis.was and (axis.kept or axis.added))]
        most = max(cells.MOST_NAMES, len([axis for axis in axes if axis.was]))
        names = cells.clean_names([axis.name for axis in axes], most=most)
        for axis, name in zip(axes, names, strict=True):
            axis.name = name
            if not cells.clean_values([*axis.kept, *axis.added]):
                raise DomainError(_("请给“%(name)s”填上至少一个值，例如“红、蓝”。") % {"name": name})
        return axes

    def _combine(self, axes: list[Axis], fresh: list[set[str]], *, everything: bool) -> None:
        known = {tuple(row["values"]): row for row in self.rows}  # type: ignore[arg-type]
        wanted = [
            combination
            for combination in _within(axes)
            if combination in known
            or everything
            or any(value in new for value, new in zip(combination, fresh, strict=True))
        ]
        count = _count(axes)
        if count > skus.MOST_SKUS * 10 or len(wanted) > skus.MOST_SKUS:
            self.errors.append(
                _("组合太多：有 %(n)d 个，一个商品最多 %(most)d 个。请减少规格值，或拆成几个商品。")
                % {"n": count, "most": skus.MOST_SKUS}
            )
            return
        self.rows = [known.get(combination) or _new(combination, self.rows) for combination in wanted]

    def fill(self, typed: dict[str, str]) -> None:
        """Write the figures typed for a whole column into every line."""
        for name in FILLED:
            if text := typed.get(name, "").strip():
                for row in self.rows:
                    row[name] = text


def _within(axes: list[Axis]) -> Iterable[tuple[str, ...]]:
    if _count(axes) > skus.MOST_SKUS * 10:
        return []
    return combinations(*([*axis.kept, *axis.added] for axis in axes))


def _count(axes: list[Axis]) -> int:
    count = 1
    for axis in axes:
        count *= len(axis.kept) + len(axis.added)
    return count


def _moved(row: Row, before: Sequence[Axis], after: Sequence[Axis]) -> Row | None:
    """The row under the new names and values; None where one of its values was taken out.

    With a name more or less its combinations are others: the figures stay as a pattern, the SKU doesn't.
    """
    values: list[str] = list(row["values"])  # type: ignore[call-overload]
    renamed: list[str] = []
    kept_axes = [axis for axis in before if axis.was]
    for value, axis in zip(values, kept_axes, strict=False):
        if axis not in after:
            continue
        now = {was: new for new, was in axis.values if was}
        if not now.get(value, value) and value:
            return None
        renamed.append(now.get(value, value))
    same = len(renamed) == len(values) == len(after)
    other = {"sku": "", "shown_on_hand": "", "code": "", "on_hand": "0"}
    return row | {"values": renamed} | ({} if same else other)


def _new(combination: tuple[str, ...], rows: Sequence[Row]) -> Row:
    """A line to be filled in: prices and weight as the line has that shares most with it from the front."""
    pattern: Row = {}
    for row in rows:
        values = row["values"]
        if list(combination[: len(values)]) == values and len(values) < len(combination):  # type: ignore[arg-type]
            pattern = row
            break
    return {
        "values": list(combination),
        "is_active": True,
        "on_hand": "0",
        **{name: pattern.get(name, "") for name in ("price", "list_price", "weight_grams")},
    }


def _initial(row: Row) -> dict:
    return {**row, "values": json.dumps(row["values"], ensure_ascii=False)}


def of_product(product: Product, found: Sequence[SKU]) -> tuple[Matrix, list[SKU]]:
    """The matrix as it is stored; and SKUs of other spec names, which are sold no more."""
    names = list(product.spec_names)
    fits = [sku for sku in found if set(sku.spec) == set(names)]
    axes = []
    for name in names:
        values = dict.fromkeys(sku.spec[name] for sku in fits)
        axes.append(Axis(name, name, [(value, value) for value in values]))
    rows: list[Row] = [
        {
            "sku": sku.pk,
            "values": [sku.spec[name] for name in names],
            "price": yuan(sku.price),
            "list_price": yuan(sku.list_price) if sku.list_price else "",
            "on_hand": sku.stock.on_hand,
            "shown_on_hand": sku.stock.on_hand,
            "weight_grams": sku.weight_grams or "",
            "code": sku.code,
            "is_active": sku.is_active,
        }
        for sku in fits
    ]
    return Matrix(axes, rows), [sku for sku in found if sku not in fits]


def of_post(post) -> Matrix:
    """The matrix as it was sent. More lines than a listing may have are cut, and said."""
    axes = []
    for i in range(_MOST_AXES):
        prefix = f"axis-{i}"
        values = [wording.one_line(text)[:100] for text in post.getlist(f"{prefix}-value")[:300]]
        was = [wording.one_line(text)[:100] for text in post.getlist(f"{prefix}-value_was")[:300]]
        axis = Axis(
            wording.one_line(post.get(f"{prefix}-name", ""))[:100],
            wording.one_line(post.get(f"{prefix}-was", ""))[:100],
            list(zip(values, was, strict=False)),
            post.get(f"{prefix}-add", "")[:4_000],
        )
        if axis.name or axis.was or axis.values or axis.add:
            axes.append(axis)
    total = post.get("grid-TOTAL_FORMS", "0")
    count = int(total) if re.fullmatch(r"\d{1,5}", total, re.ASCII) else 0
    matrix = Matrix(axes, [_row(post, f"grid-{i}-") for i in range(min(count, skus.MOST_SKUS))])
    if count > skus.MOST_SKUS:
        matrix.errors.append(_("一个商品最多 %(most)d 个规格。") % {"most": skus.MOST_SKUS})
    return matrix


def _row(post, prefix: str) -> Row:
    texts = {name: post.get(f"{prefix}{name}", "") for name in ("sku", "shown_on_hand", *FIGURES)}
    return {
        **texts,
        "values": _values(post.get(f"{prefix}values", "")),
        "is_active": f"{prefix}is_active" in post,
    }
