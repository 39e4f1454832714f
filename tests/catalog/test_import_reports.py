"""Files that go out compute nothing; hostile files that come in get a sentence before they cost anything."""

import csv
import io
import zipfile

import openpyxl
import pytest

from catalog.imports import cells, files, reports
from mall.errors import DomainError

from .sheets import csv_bytes, rows_of, xlsx_bytes
from .test_import_files import zip_of

ACTIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "＋1", "－1", "＠x"]


def finding(value: str) -> dict:
    return {"kind": "problem", "line": "第 2 行", "column": "销售价", "value": value, "reason": "…"}


@pytest.mark.parametrize("value", ACTIVE)
def test_no_cell_of_a_csv_file_is_a_formula(value):
    text = "".join(reports.as_csv([finding(value)]))

    row = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1]
    assert (text[0], row[5]) == ("\ufeff", f"'{value}")


@pytest.mark.parametrize("value", [*ACTIVE, "\x00=1", "普通"])
def test_every_cell_of_an_xlsx_file_is_text(value):
    book = openpyxl.load_workbook(io.BytesIO(reports.as_xlsx([finding(value)])))

    cell = book.worksheets[0].cell(2, 6)
    assert (cell.data_type, cell.value) == ("s", value.replace("\x00", ""))


def read(data: bytes) -> list:
    return list(files.read(io.BytesIO(data), most_rows=10))


def with_part(name: str, content: bytes) -> bytes:
    """A good xlsx sheet with one part more, or another."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(rows_of({})))) as good:
        parts = {entry: good.read(entry) for entry in good.namelist()}
    return zip_of(parts | {name: content})


BILLION = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (csv_bytes(rows_of({cells.DESCRIPTION: "字" * 1_700_000})), "第 2 行有一格内容太长"),
        (with_part("xl/sharedStrings.xml", BILLION), "不该有的内容"),
        (with_part("xl/styles.xml", b" " * (files.LARGEST_PART + 1)), "解开后太大"),
        (csv_bytes(rows_of({cells.NAME: "a\x00b"})), "不是文本表格"),
    ],
    ids=["a cell of 5 MB", "entities", "styles of 4 MB", "NUL"],
)
def test_a_hostile_file_gets_its_sentence(data, words):
    with pytest.raises(DomainError, match=words):
        read(data)


def test_links_to_other_files_are_not_followed():
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

    assert len(read(with_part("xl/externalLinks/externalLink1.xml", link))) == 1
