"""What was typed into the matrix of a listing's SKUs, cell by cell: what can't be is named there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.models import SKU, Product
from mall.errors import DomainError

from . import prices, skus, stock

MOST_NAMES = 3
HEAVIEST = 1_000_000


@dataclass(frozen=True)
class Line:
    """A combination as it was typed; ``values`` are in the order of the names.

    ``on_hand`` None leaves the count alone; ``shown_on_hand`` is the one that the merchant saw. A line
    without ``sku_id`` is a SKU to be, unless it isn't for sale.
    """

    values: tuple[str, ...]
    sku_id: int | None = None
    price: int | None = None
    list_price: int | None = None
    on_hand: int | None = None
    shown_on_hand: int | None = None
    code: str = ""
    weight_grams: int | None = None
    is_active: bool = True
    place: int = 0  # which line of what was sent; set here


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in a cell: the number of its line, the field, the words."""

    line: int
    field: str
    words: object


class BadCells(DomainError):  # noqa: N818 - a refusal is named by what happened
    """Cells of the matrix that can't be; ``cells`` names each. Nothing has been written."""

    def __init__(self, cells: Sequence[CellProblem]):
        self.cells = list(cells)
        super().__init__(_("有 %(n)d 处要改，见下面红字；还没有保存。") % {"n": len(self.cells)})


def look_alike(text: str) -> str:
    """What two values share that a reader can't tell apart: width, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def clean_names(names: Sequence[str], *, most: int = MOST_NAMES) -> list[str]:
    """The names of specs as they are stored. Raises DomainError for none, too many, or two alike."""
    clean = [wording.one_line(name) for name in names]
    if not 0 < len(clean) <= most or not all(clean):
        raise DomainError(
            _("请填 1 到 %(most)d 个规格名称，例如“颜色”“尺寸”。") % {"most": most}, field="names"
        )
    for name in clean:
        wording.within(name, most=skus.LONGEST_NAME, name=_("规格名称"), field="names")
    _require_apart(clean, field="names")
    return clean


def clean_values(values: Sequence[str]) -> list[str]:
    """The values of a spec name as stored. Raises DomainError for one that can't be, or two alike."""
    clean = [value for raw in values if (value := wording.one_line(raw))]
    for value in clean:
        wording.within(value, most=skus.LONGEST_VALUE, name=_("规格值"), field="values")
    _require_apart(clean, field="values")
    return clean


def _require_apart(words: Sequence[str], *, field: str) -> None:
    seen: dict[str, str] = {}
    for word in words:
        twin = seen.setdefault(look_alike(word), word)
        if twin is not word:
            raise DomainError(
                _("“%(one)s”和“%(other)s”看起来一样，顾客分不清，请改一个。") % {"one": twin, "other": word},
                field=field,
            )


def spec_of(names: Sequence[str], line: Line) -> dict[str, str]:
    """The spec of a line, by the names in their order."""
    return dict(zip(names, (wording.one_line(value) for value in line.values), strict=False))


def _key(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(look_alike(value) for value in values)


def problems(
    product: Product, names: list[str], lines: list[Line], known: dict[int, SKU]
) -> list[CellProblem]:
    """Every cell of ``lines`` that can't be; ``known`` are the product's SKUs by id."""
    check = _Check(names, lines, known, _codes_elsewhere(product, lines))
    for line in lines:
        check.line(names, line)
    return check.found


class _Check:
    """Walks the lines, remembering what stands in those before."""

    def __init__(self, names: list[str], lines: list[Line], known: dict[int, SKU], taken: dict[str, str]):
        self.known, self.taken = known, taken
        self.found: list[CellProblem] = []
        self.specs = {
            _key(sku.spec[name] for name in names): " ".join(sku.spec.values())
            for pk, sku in known.items()
            if pk not in {line.sku_id for line in lines} and set(sku.spec) == set(names)
        }
        self.codes: set[str] = set()

    def line(self, names: list[str], line: Line) -> None:
        self.bad = partial(self._bad, line.place)
        self._spec(names, line)
        self._figures(line)
        if code := line.code.strip():
            self._code(code, line)

    def _bad(self, place: int, field: str, words) -> None:
        self.found.append(CellProblem(place, field, words))

    def _ask(self, at: str, check, *args, **kwargs) -> None:
        try:
            check(*args, **kwargs)
        except DomainError as error:
            self.bad(error.field or at, error.message)

    def _spec(self, names: list[str], line: Line) -> None:
        values = list(spec_of(names, line).values())
        if len(values) < len(names) or not all(values):
            self.bad("values", _("规格的名称和值都不能为空。"))
            return
        for value in values:
            self._ask(
                "values",
                wording.within,
                value,
                most=skus.LONGEST_VALUE,
                name=_("规格值"),
                field="values",
            )
        key = _key(values)
        if key in self.specs:
            words = _("与“%(twin)s”看起来一样，顾客分不清，请改一个。")
            self.bad("values", words % {"twin": self.specs[key]})
        self.specs.setdefault(key, " ".join(values))

    def _figures(self, line: Line) -> None:
        rests = line.sku_id is not None and not line.is_active
        price = self.known[line.sku_id].price if rests and line.price is None else line.price
        if price is None:
            self.bad("price", _("请填写售价；不卖这个规格就取消“在卖”。"))
        else:
            self._ask("price", prices.check, price, line.list_price)
        if line.on_hand is not None and not 0 <= line.on_hand <= stock.MOST_PIECES:
            self.bad("on_hand", _("库存应在 0 到 %(most)d 之间。") % {"most": stock.MOST_PIECES})
        if line.weight_grams is not None and not 0 <= line.weight_grams <= HEAVIEST:
            self.bad("weight_grams", _("重量应在 0 到 %(most)d 克之间。") % {"most": HEAVIEST})

    def _code(self, code: str, line: Line) -> None:
        own = line.sku_id is not None and self.known[line.sku_id].code == code
        if not own and (len(code) > 60 or not wording.CODE.fullmatch(code)):
            self.bad("code", _("SKU 编号只能用字母、数字、点、横线和下划线，最多 60 个字符。"))
        elif code in self.codes:
            self.bad("code", _("编号“%(code)s”在这张表里用了两次。") % {"code": code})
        elif code in self.taken:
            words = _("店里的“%(name)s”已经用了编号“%(code)s”。")
            self.bad("code", words % {"name": self.taken[code], "code": code})
        self.codes.add(code)


def _codes_elsewhere(product: Product, lines: list[Line]) -> dict[str, str]:
    """Codes of ``lines`` that other SKUs of the shop have, with the name of their product."""
    codes = {line.code.strip() for line in lines if line.code.strip()}
    mine = [line.sku_id for line in lines if line.sku_id]
    others = SKU.objects.filter(shop=product.shop_id, code__in=codes).exclude(pk__in=mine)
    return dict(others.order_by("pk").values_list("code", "product__name"))
