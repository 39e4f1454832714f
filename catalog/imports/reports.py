"""Findings and templates as files for a spreadsheet program, safe against cells that pose as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook

from mall.sheets import BOM, add_sheet, csv_line, harmless, saved

WIDTHS = (14, 10, 12, 24, 24, 20, 12, 14, 26, 10, 10, 8, 8, 16, 30, 30)  # of a listings sheet's columns
KINDS = {
    "problem": gettext_lazy("问题"),
    "note": gettext_lazy("提示"),
    "draft": gettext_lazy("留为草稿"),
    "kept": gettext_lazy("没有撤销"),
}


def header() -> list[str]:
    return [_("类型"), _("行"), _("商品编号"), _("商品名称"), _("列"), _("单元格内容"), _("原因")]


def _cells(found: dict) -> list[str]:
    line = [str(found.get(name, "")) for name in ("line", "code", "name", "column", "value", "reason")]
    return [str(KINDS[found["kind"]]), *line]


def as_csv(found: Iterable[dict]) -> Iterator[str]:
    """The findings as CSV, a piece at a time, with the mark by which spreadsheet programs know UTF-8."""
    yield BOM + csv_line(header())
    for one in found:
        yield csv_line(harmless(text) for text in _cells(one))


def as_xlsx(found: Iterable[dict]) -> bytes:
    """The findings as xlsx, row by row. Every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    add_sheet(
        book, _("检查结果"), [header()], (_cells(one) for one in found), widths=(10, 12, 16, 28, 10, 28, 60)
    )
    return saved(book)
