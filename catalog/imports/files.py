"""Rows out of CSV (UTF-8, UTF-16, GBK) and xlsx files. Whatever else the file is, the answer is one sentence.

Rows come one by one. What has to be held at once is bounded: ``LARGEST`` bytes packed, ``UNPACKED`` unpacked,
and of what a spreadsheet says about itself (styles and the like) ``LARGEST_PART``.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import io
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError

from .cells import COLUMNS, OPTIONAL, Cell, Line, RawRow, Unusable

LARGEST = 20 * 1024 * 1024
UNPACKED = 100 * 1024 * 1024
LARGEST_PART = 4 * 1024 * 1024
MOST_CELLS = 64
LONGEST_CELL = 50_000
CHUNK = 1024 * 1024

Numbered = tuple[Line, list[Cell]]


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of a file, left at its start. Raises DomainError for one that is empty or too large."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise DomainError(_("文件超过 20 MB，请拆成几个文件分别导入。"), field="file")
    if size == 0:
        raise DomainError(_("文件是空的，请选择填好的表格。"), field="file")
    file.seek(0)
    return digest.hexdigest()


def read(
    file: BinaryIO, *, most_rows: int, columns: Sequence[str] = COLUMNS
) -> Generator[RawRow, None, None]:
    """The rows below the header, blank ones left out. Raises DomainError for a file that isn't such a sheet.

    The header must have ``columns``, but for ``OPTIONAL`` ones, of which rows have no cell then; others are
    passed over; more than ``most_rows`` are refused, too.

    Close the iterator before the file; see ``contextlib.closing``.
    """
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        rows = _xlsx(file)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DomainError(_("这是旧版 xls 文件，请另存为 xlsx 或 CSV 后再导入。"), field="file")
    else:
        rows = _csv(file)
    with contextlib.closing(rows):
        yield from _under_header(rows, most_rows, columns)


def _under_header(rows: Iterator[Numbered], most_rows: int, columns: Sequence[str]) -> Iterator[RawRow]:
    header = next((cells for _line, cells in rows if any(cells)), None)
    if header is None:
        raise DomainError(_("文件是空的，请选择填好的表格。"), field="file")
    names = [name.strip() if isinstance(name, str) else "" for name in header]
    _require_columns(names, columns)
    there = [name for name in columns if name in names]
    count = 0
    for line, cells in rows:
        if not any(cells):
            continue
        count += 1
        if count > most_rows:
            raise DomainError(
                _("一次最多导入 %(most)d 行，请拆成几个文件。") % {"most": most_rows}, field="file"
            )
        by_name = {name: cell for name, cell in zip(names, cells, strict=False) if name in columns}
        surplus = sum(1 for cell in cells[len(names) :] if cell)
        yield RawRow(line, {name: by_name.get(name, "") for name in there}, surplus)
    if count == 0:
        raise DomainError(_("表格只有表头，没有内容。"), field="file")


def _require_columns(names: list[str], columns: Sequence[str]) -> None:
    needed = [name for name in columns if name not in OPTIONAL]
    missing = [name for name in needed if name not in names]
    if len(missing) == len(needed):
        raise DomainError(
            _("这不像要用的表格：第一行里没有“%(first)s”等列名。请用模板填写，存为 CSV 或 xlsx。")
            % {"first": columns[0]},
            field="file",
        )
    if missing:
        raise DomainError(
            _("表头缺少这些列：%(missing)s。请用模板的表头。") % {"missing": "、".join(missing)}, field="file"
        )
    double = sorted({name for name in names if name in columns and names.count(name) > 1})
    if double:
        raise DomainError(_("表头里有重复的列：%(double)s。") % {"double": "、".join(double)}, field="file")


# --- Text ---


def _encoding(file: BinaryIO) -> str:
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(file, encoding):
            return encoding
    raise DomainError(_("认不出文件的编码，请另存为 UTF-8 的 CSV 或 xlsx。"), field="file")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                raise DomainError(_("这不是文本表格，请上传 CSV 或 xlsx 文件。"), field="file")
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv(file: BinaryIO) -> Generator[Numbered, None, None]:
    encoding = _encoding(file)
    file.seek(0)
    # Detached at the end: a text wrapper that is collected would close the caller's file.
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        head = text.readline(CHUNK)
        delimiter = max(",;\t", key=head.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        before = 0
        for number, cells in enumerate(reader, start=1):
            yield Line(number, before + 1), [_short(cell) for cell in cells]
            before = reader.line_num
    except csv.Error as error:
        raise DomainError(_words_for(error) % {"line": before + 1}, field="file") from error
    except UnicodeError as error:
        raise DomainError(_("认不出文件的编码，请另存为 UTF-8 的 CSV 或 xlsx。"), field="file") from error
    finally:
        text.detach()


def _words_for(error: csv.Error):
    if "field limit" in str(error):
        return _("第 %(line)d 行有一格内容太长，或者引号没有成对，请检查那一行。")
    return _("读到第 %(line)d 行附近时引号不成对或格式不对，请检查那一行。")


def _short(text: str) -> Cell:
    if len(text) > LONGEST_CELL:
        return Unusable(_("内容太长，最多 %(most)d 个字") % {"most": LONGEST_CELL})
    return text.strip()


# --- xlsx ---


def _xlsx(file: BinaryIO) -> Generator[Numbered, None, None]:
    has_formulas = _look_inside(file)
    # openpyxl raises whatever its parsers meet in a broken file (KeyError, ParseError, zlib.error …).
    try:
        values = _cells(file, computed=True)
        formulas: Iterable[tuple] = _cells(file, computed=False) if has_formulas else iter(())
        for number, row in enumerate(values, start=1):
            written = next(iter(formulas), ()) if has_formulas else ()
            yield Line(number, number), _texts(row, written)
    except DomainError:
        raise
    except Exception as error:
        raise DomainError(_("xlsx 文件损坏或不完整，请在表格软件里重新保存后再试。"), field="file") from error


def _look_inside(file: BinaryIO) -> bool:
    """Whether the sheets hold formulas. Raises DomainError before anything large is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise DomainError(_("这是压缩包或其他文件，不是 xlsx 表格。"), field="file")
            if _is_too_large(entries):
                raise DomainError(_("xlsx 文件解开后太大，请只留要用的表，或另存为 CSV。"), field="file")
            if any(_declares_entities(archive, entry) for entry in entries):
                raise DomainError(
                    _("xlsx 文件里有不该有的内容，请在表格软件里重新保存后再试。"), field="file"
                )
            sheets = [entry.filename for entry in entries if entry.filename.startswith(SHEETS)]
            return any(_mentions_formula(archive, name) for name in sheets)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DomainError(_("xlsx 文件损坏或加了密码，请重新保存后再试。"), field="file") from error


SHEETS = "xl/worksheets/"
# Read row by row, or as one list of texts; everything else is held as a tree many times its size.
STREAMED = (SHEETS, "xl/sharedStrings", "xl/media/")


def _is_too_large(entries: list[zipfile.ZipInfo]) -> bool:
    """By what the archive says, which is as much as is ever unpacked of an entry."""
    held = [entry.file_size for entry in entries if not entry.filename.startswith(STREAMED)]
    return (
        len(entries) > 2_000
        or sum(entry.file_size for entry in entries) > UNPACKED
        or max(held, default=0) > LARGEST_PART
    )


def _declares_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """No spreadsheet program writes a document type; with one, a few bytes can be made to mean gigabytes."""
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(entry) as part:
        return b"<!DOCTYPE" in part.read(4_096).replace(b"\0", b"")


def _mentions_formula(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as sheet:
        while chunk := sheet.read(CHUNK):
            if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                return True
            tail = chunk[-3:]
    return False


def _cells(file: BinaryIO, *, computed: bool) -> Iterator[tuple]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=computed, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_CELLS, values_only=True)
    finally:
        book.close()


def _texts(values: tuple, written: tuple) -> list[Cell]:
    cells = [_as_text(value) for value in values]
    for i, formula in enumerate(written):
        if isinstance(formula, str) and formula.startswith("=") and i < len(cells) and values[i] is None:
            cells[i] = Unusable(_("是没有算出结果的公式，请改成数值（选择性粘贴—数值）"))
    while cells and cells[-1] == "":
        cells.pop()
    return cells


_EXCEL_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}


def _as_text(value) -> Cell:
    """A cell as the merchant sees it: 1006002.0 is 1006002 and 12.50 is 12.5, whatever Excel stored."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return Unusable(_("是真假值（TRUE/FALSE），请改成文字或数字"))
    if isinstance(value, datetime | date | time | timedelta):
        return Unusable(_("被表格软件变成了日期，请把单元格格式设为文本后重填"))
    if isinstance(value, int | float):
        return _number(value)
    if value in _EXCEL_ERRORS:
        return Unusable(_("是错误值 %(value)s，请改正公式或填数值") % {"value": value})
    return _short(str(value))


def _number(value: float) -> Cell:
    if abs(value) >= 10**15:
        return Unusable(_("数字超过 15 位，表格软件会丢失末尾几位，请把单元格格式设为文本后重填"))
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(int(value))
