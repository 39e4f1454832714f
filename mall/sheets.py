"""Files for a spreadsheet program, safe against cells that pose as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# The mark by which spreadsheet programs know UTF-8.
BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Also in full width: spreadsheet programs in Chinese take them for the same.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_LETTERS = 32_000  # a cell holds 32,767
Cell = str | Decimal


def harmless(text: str) -> str:
    """``text`` as a cell of a CSV file that no program computes: an apostrophe comes first."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(_ACTIVE) else text


def csv_line(texts: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(texts)
    return line.getvalue()


def add_sheet(
    book: Workbook,
    title: str,
    head: list[list[str]],
    body: Iterable[Iterable[Cell]],
    *,
    widths: tuple[int, ...],
) -> None:
    """A sheet below a bold head that stays in view. Texts are texts, whatever they begin with; a Decimal is
    an amount that can be summed."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = f"A{len(head) + 1}"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in head:
        sheet.append([_cell(sheet, text, bold=True) for text in row])
    for cells in body:
        sheet.append([_cell(sheet, value) for value in cells])


def _cell(sheet, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=None)
    if isinstance(value, Decimal):
        cell.value = value
        cell.number_format = "0.00"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_LETTERS]
        # openpyxl takes what begins with an equals sign for a formula; the mark keeps Excel from it later.
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = value[:1] in _ACTIVE
    if bold:
        cell.font = Font(bold=True)
    return cell


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
