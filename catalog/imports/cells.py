"""The shape of a listings sheet, and what is said of a cell that can't be used."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

CODE = "商品编号"
FIRST, SECOND = "一级分类", "二级分类"
NAME = "商品名称"
NAME_EN = "英文名"
SUBTITLE = "简介"
BRAND = "品牌"
ORIGIN = "产地"
SPEC = "规格"
PRICE = "销售价"
LIST_PRICE = "划线价"
STOCK = "库存"
UNIT = "单位"
KEYWORDS = "关键词"
ATTRIBUTES = "参数"
DESCRIPTION = "详情"

COLUMNS = (
    CODE,
    FIRST,
    SECOND,
    NAME,
    NAME_EN,
    SUBTITLE,
    BRAND,
    ORIGIN,
    SPEC,
    PRICE,
    LIST_PRICE,
    STOCK,
    UNIT,
    KEYWORDS,
    ATTRIBUTES,
    DESCRIPTION,
)
# A sheet from before there was such a column leaves what it would say as it is.
OPTIONAL = (NAME_EN,)


@dataclass(frozen=True)
class Line:
    """Where a row is: its number in the spreadsheet, and in the text, where a cell may have several lines."""

    row: int
    text: int

    def __str__(self) -> str:
        if self.row == self.text:
            return str(_("第 %(row)d 行") % {"row": self.row})
        return str(_("第 %(row)d 行（文本编辑器里第 %(text)d 行）") % {"row": self.row, "text": self.text})


@dataclass(frozen=True)
class Unusable:
    """A cell whose value can't be taken, such as a formula that was never computed."""

    reason: object


Cell = str | Unusable


@dataclass(frozen=True)
class RawRow:
    line: Line
    cells: dict[str, Cell]
    surplus: int = 0


LONGEST_QUOTE = 200


@dataclass(frozen=True)
class CellProblem:
    """A cell that stands in the way of an import, or (as a note) one that was not taken as it is.

    ``value`` quotes the beginning of what the cell says.
    """

    line: Line
    column: str
    reason: object
    value: str = ""

    @classmethod
    def of(cls, line: Line, column: str, reason: object, cell: Cell = "") -> CellProblem:
        return cls(line, column, reason, cell[:LONGEST_QUOTE] if isinstance(cell, str) else "")

    def __str__(self) -> str:
        return str(
            _("%(line)s “%(column)s”：%(reason)s")
            % {"line": self.line, "column": self.column, "reason": self.reason}
        )
