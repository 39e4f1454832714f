"""One row of a listings sheet, checked: every cell that can't be used is named with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.services import listings, prices, skus, stock
from mall.errors import DomainError
from mall.money import parse_yuan

from . import cells, pairs, paths, templates
from .cells import Cell, CellProblem, Line, RawRow, Unusable
from .sheet import Row, Sheet, Tell, quietly

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d+", re.ASCII)
TOLD_EVERY = 100


@dataclass(frozen=True)
class _Head:
    """What the other rows of a product are compared with: its first row, without the words themselves."""

    line: Line
    path: tuple[str, str]
    prints: dict[str, int]
    spec_names: tuple[str, ...]

    @classmethod
    def of(cls, row: Row) -> _Head:
        return cls(row.line, row.path, _prints(row.content), tuple(row.spec))


def _prints(content: dict) -> dict[str, int]:
    return {name: hash(json.dumps(value)) for name, value in content.items()}


def check(raw_rows: Iterable[RawRow], *, name: str, digest: str, tell: Tell = quietly) -> Sheet:
    """Check every row by itself and against the rows of the same product before it.

    The template's own example is left out, and a note says so; DomainError where there is nothing else.
    """
    sheet = Sheet(name, digest)
    first: dict[str, _Head] = {}
    specs: dict[tuple[str, frozenset], Line] = {}
    samples = 0
    for raw in raw_rows:
        if templates.is_sample(raw.cells):
            samples += 1
            note = CellProblem.of(
                raw.line, cells.CODE, _("这是模板里的例子，没有导入"), raw.cells[cells.CODE]
            )
            sheet.notes.append(note, number=raw.line.row)
            continue
        sheet.count += 1
        if sheet.count % TOLD_EVERY == 0:
            tell("reading", sheet.count, 0)
        notes: list[CellProblem] = []
        found, row = _check_row(raw, notes)
        if row is not None:
            found += _conflicts(row, raw, first, specs)
        for problem in found:
            sheet.problems.append(problem, number=problem.line.row)
        for note in notes:
            sheet.notes.append(note, number=note.line.row)
        if row is not None and not found:
            sheet.keep(row)
    if samples and not sheet.count:
        raise DomainError(_("表格里只有模板的例子。请把您的商品写在它下面，再上传。"), field="file")
    return sheet


def _check_row(raw: RawRow, notes: list[CellProblem]) -> tuple[list[CellProblem], Row | None]:
    found: list[CellProblem] = []
    values: dict = {}
    for column, parse in _PARSERS.items():
        if column not in raw.cells:
            continue
        cell = raw.cells[column]
        try:
            values[column] = parse(_usable(cell))
        except DomainError as error:
            found.append(CellProblem.of(raw.line, column, error.message, cell))
    if raw.surplus:
        reason = _("这一行多出 %(n)d 格，可能是某个单元格里的逗号没有用引号括起来") % {"n": raw.surplus}
        found.append(CellProblem(raw.line, cells.COLUMNS[-1], reason))
    if found:
        return found, None
    if values[cells.LIST_PRICE] is not None and values[cells.LIST_PRICE] <= values[cells.PRICE]:
        reason = _("不高于销售价，没有采用")
        notes.append(CellProblem.of(raw.line, cells.LIST_PRICE, reason, raw.cells[cells.LIST_PRICE]))
        values[cells.LIST_PRICE] = None
    return [], _row(raw.line, values)


def _row(line: Line, values: dict) -> Row:
    return Row(
        line=line,
        code=values[cells.CODE],
        path=(values[cells.FIRST], values[cells.SECOND]),
        content={name: values[column] for column, name in CONTENT.items() if column in values},
        spec=values[cells.SPEC],
        price=values[cells.PRICE],
        list_price=values[cells.LIST_PRICE],
        on_hand=values[cells.STOCK],
    )


def _usable(cell: Cell) -> str:
    if isinstance(cell, Unusable):
        raise DomainError(cell.reason)
    return cell


def _conflicts(
    row: Row, raw: RawRow, first: dict[str, _Head], specs: dict[tuple[str, frozenset], Line]
) -> list[CellProblem]:
    """What keeps ``row`` from being one product with earlier rows of the same code."""
    head = first.setdefault(row.code, _Head.of(row))
    twin = specs.setdefault((row.code, frozenset(row.spec.items())), row.line)

    def problem(column: str, reason) -> CellProblem:
        return CellProblem.of(row.line, column, reason, raw.cells[column])

    if twin is not row.line:
        return [problem(cells.SPEC, _("与%(line)s的规格重复") % {"line": twin})]
    if head.line is row.line:
        return []
    differs = _("与%(line)s的同一商品不一致") % {"line": head.line}
    found = [] if row.path == head.path else [problem(cells.SECOND, differs)]
    prints = _prints(row.content)
    found += [
        problem(column, differs)
        for column, name in CONTENT.items()
        if prints.get(name) != head.prints.get(name)
    ]
    if set(row.spec) != set(head.spec_names):
        reason = _("规格名称与%(line)s的同一商品不一致，应为：%(names)s") % {
            "line": head.line,
            "names": "、".join(head.spec_names),
        }
        found.append(problem(cells.SPEC, reason))
    return found


# --- Cells ---


def _required(text: str) -> str:
    if not text:
        raise DomainError(_("不能为空"))
    return text


def _code(text: str) -> str:
    _required(text)
    if _SCIENTIFIC.fullmatch(text):
        raise DomainError(_("“%(text)s”是科学计数法，请把单元格格式设为文本后重填编号") % {"text": text[:40]})
    if len(text) > 40 or not wording.CODE.fullmatch(text):
        raise DomainError(
            _("“%(text)s”不是有效编号：只能用字母、数字、点、横线和下划线，最多 40 个字符")
            % {"text": text[:40]}
        )
    return text


def _category(text: str) -> str:
    name = wording.one_line(text)
    if "/" in name or "／" in name:
        raise DomainError(_("一级分类里不能有斜杠：下面各级写在另一栏"), field="category")
    return wording.within(_required(name), most=40, name=_("分类名"), field="category")


def _below_first(text: str) -> str:
    """Every level below the first; none for a first level that has none below it."""
    levels = [wording.one_line(part) for part in paths.tidy(text).split(paths.PARTED_BY)]
    if levels == [""]:
        return ""
    return paths.PARTED_BY.join(
        wording.within(_required(level), most=40, name=_("分类名"), field="category") for level in levels
    )


def _line_of(field_name: str, text: str) -> str:
    return listings.clean_content({field_name: text})[field_name]


def _name(text: str) -> str:
    _required(wording.one_line(text))
    return _line_of("name", text)


def _description(text: str) -> str:
    return listings.clean_content({"description": text})["description"]


def _price(text: str) -> int:
    price = parse_yuan(_required(text))
    prices.check(price, None)
    return price


def _list_price(text: str) -> int | None:
    return _price(text) if text else None


def _on_hand(text: str) -> int:
    if not text:
        raise DomainError(_("不能为空，没有货请填 0"))
    if not _WHOLE.fullmatch(text) or int(text) > stock.MOST_PIECES:
        raise DomainError(
            _("“%(text)s”不是有效件数：请填 0 到 %(most)d 的半角整数")
            % {"text": text[:40], "most": stock.MOST_PIECES}
        )
    return int(text)


def _spec(text: str) -> dict[str, str]:
    return skus.clean_spec(dict(pairs.read(_required(text))))


def _attributes(text: str) -> list[list[str]]:
    return listings.clean_content({"attributes": pairs.read(text, several=True)})["attributes"]


CONTENT = {
    cells.NAME: "name",
    cells.NAME_EN: "name_en",
    cells.SUBTITLE: "subtitle",
    cells.BRAND: "brand",
    cells.ORIGIN: "origin",
    cells.UNIT: "unit",
    cells.KEYWORDS: "keywords",
    cells.ATTRIBUTES: "attributes",
    cells.DESCRIPTION: "description",
}
_PARSERS: dict[str, Callable] = {
    cells.CODE: _code,
    cells.FIRST: _category,
    cells.SECOND: _below_first,
    cells.NAME: _name,
    cells.NAME_EN: partial(_line_of, "name_en"),
    cells.SUBTITLE: partial(_line_of, "subtitle"),
    cells.BRAND: partial(_line_of, "brand"),
    cells.ORIGIN: partial(_line_of, "origin"),
    cells.SPEC: _spec,
    cells.PRICE: _price,
    cells.LIST_PRICE: _list_price,
    cells.STOCK: _on_hand,
    cells.UNIT: partial(_line_of, "unit"),
    cells.KEYWORDS: partial(_line_of, "keywords"),
    cells.ATTRIBUTES: _attributes,
    cells.DESCRIPTION: _description,
}
