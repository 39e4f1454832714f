"""Findings and templates as files for a spreadsheet program, safe against cells that pose as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

BOM = "\ufeff"
MOST_LETTERS = 32_000  # a cell holds 32,767
WIDTHS = (14, 10, 12, 24, 20, 12, 14, 26, 10, 10, 8, 8, 16, 30, 30)  # of a listings sheet's columns
# Also in full width: spreadsheet programs in Chinese take them for the same.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
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


def harmless(text: str) -> str:
    """``text`` as a cell of a CSV file that no program computes: an apostrophe comes first."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(_ACTIVE) else text


def as_csv(found: Iterable[dict]) -> Iterator[str]:
    """The findings as CSV, a piece at a time, with the mark by which spreadsheet programs know UTF-8."""
    yield BOM + csv_line(header())
    for one in found:
        yield csv_line(harmless(text) for text in _cells(one))


def csv_line(texts: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(texts)
    return line.getvalue()


def as_xlsx(found: Iterable[dict]) -> bytes:
    """The findings as xlsx, row by row. Every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    add_sheet(
        book, _("检查结果"), [header()], (_cells(one) for one in found), widths=(10, 12, 16, 28, 10, 28, 60)
    )
    return saved(book)


def add_sheet(
    book: Workbook,
    title: str,
    head: list[list[str]],
    body: Iterable[Iterable[str]],
    *,
    widths: tuple[int, ...],
) -> None:
    """A sheet of texts below a bold head that stays in view."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = f"A{len(head) + 1}"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in head:
        sheet.append([_text(sheet, text, bold=True) for text in row])
    for row in body:
        sheet.append([_text(sheet, text) for text in row])


def _text(sheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST_LETTERS]
    # openpyxl takes what begins with an equals sign for a formula; the mark keeps Excel from doing so later.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in _ACTIVE
    if bold:
        cell.font = Font(bold=True)
    return cell


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
