"""Whatever the file is, its rows come out or one sentence does."""

import datetime
import io
import os
import zipfile

import pytest

from catalog import rules
from catalog.imports import cells, files
from catalog.services import imports
from mall.errors import DomainError

from .sheets import csv_bytes, rows_of, xlsx_bytes

pytestmark = pytest.mark.django_db
TWO = rows_of({}, {cells.SPEC: '{"净含量": "500 克"}', cells.PRICE: "238.00"})


def read(data: bytes, name: str = "goods.csv") -> imports.Sheet:
    return imports.read(io.BytesIO(data), name=name)


@pytest.mark.parametrize(
    "data",
    [
        csv_bytes(TWO),
        csv_bytes(TWO, encoding="utf-8-sig"),
        csv_bytes(TWO, encoding="gbk"),
        csv_bytes(TWO, encoding="gb18030"),
        csv_bytes(TWO, encoding="utf-16", delimiter="\t"),
        csv_bytes(TWO, delimiter=";"),
        csv_bytes(TWO).replace(b"\r\n", b"\n"),
        xlsx_bytes(TWO),
    ],
    ids=["utf-8", "bom", "gbk", "gb18030", "utf-16 tabs", "semicolons", "unix lines", "xlsx"],
)
def test_each_format_gives_the_same_rows(data):
    sheet = read(data)

    assert list(sheet.problems) == []
    assert [(row.line.row, row.code, row.price, row.on_hand) for row in sheet.rows] == [
        (2, "T-001", 12_800, 50),
        (3, "T-001", 23_800, 50),
    ]
    assert sheet.rows[0].content["name"] == "高山绿茶"


def test_columns_may_come_in_any_order_beside_others():
    columns = [*reversed(cells.COLUMNS), "备注"]
    assert len(read(csv_bytes(TWO, columns=columns)).rows) == 2


def test_blank_rows_are_skipped_and_counted_in_line_numbers():
    rows = [*rows_of({}), dict.fromkeys(cells.COLUMNS, " "), *rows_of({cells.CODE: ""})]

    sheet = read(csv_bytes(rows))

    assert (sheet.count, [problem.line.row for problem in sheet.problems]) == (2, [4])


def test_after_a_cell_of_several_lines_both_line_numbers_are_told():
    rows = rows_of({cells.DESCRIPTION: "一\n二\n三"}, {cells.CODE: "T-2", cells.PRICE: "x"})

    problem = read(csv_bytes(rows)).problems[0]

    assert str(problem).startswith("第 3 行（文本编辑器里第 5 行） “销售价”：")


def test_a_row_with_cells_to_spare_is_named():
    data = csv_bytes(TWO).rstrip(b"\r\n") + b",more\r\n"

    assert "多出 1 格" in str(read(data).problems[0])


def test_numbers_in_a_spreadsheet_are_read_as_the_merchant_sees_them():
    rows = rows_of(
        {cells.CODE: 1006002.0, cells.PRICE: 12.5, cells.LIST_PRICE: 0.1 + 12.7, cells.STOCK: 100.0}
    )

    row = read(xlsx_bytes(rows)).rows[0]

    assert (row.code, row.price, row.list_price, row.on_hand) == ("1006002", 1_250, 1_280, 100)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (cells.PRICE, "=1+1", "没有算出结果的公式"),
        (cells.CODE, datetime.date(2026, 1, 2), "变成了日期"),
        (cells.STOCK, True, "真假值"),
        (cells.PRICE, "#REF!", "错误值 #REF!"),
        (cells.CODE, 6901234567890123456, "超过 15 位"),
    ],
)
def test_what_a_spreadsheet_spoiled_is_named(column, value, words):
    sheet = read(xlsx_bytes(rows_of({column: value})))

    assert [(problem.line.row, problem.column) for problem in sheet.problems] == [(2, column)]
    assert words in str(sheet.problems[0].reason)


def zip_of(entries: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


BOMB = zip_of({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * (files.UNPACKED + 1)})
HEADER = ",".join(cells.COLUMNS).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\n\n \n", "文件是空的"),
        (HEADER, "只有表头"),
        (b"a,b,c\n1,2,3\n", "不像要用的表格"),
        ("商品编号,商品名称\n1,茶\n".encode(), "缺少这些列：一级分类、二级分类、简介"),
        (HEADER + ",商品编号\n".encode() + b"1\n", "重复的列：商品编号"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "不是文本表格"),
        (b"\xff\xfe\x00", "编码"),
        (b"\xff\xd8\xff" + b"\xff" * 40, "编码"),
        (b"%PDF-1.7\n1 0 obj\n", "不像要用的表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "旧版 xls"),
        (b"PK\x03\x04 not a zip", "损坏"),
        (zip_of({"a.txt": b"hello"}), "不是 xlsx"),
        (zip_of({"xl/workbook.xml": b"<broken"}), "损坏"),
        (xlsx_bytes(TWO)[:-200], "损坏"),
        (BOMB, "解开后太大"),
        (HEADER + b'\n"open', "引号不成对"),
        (b"0" * (files.LARGEST + 1), "超过 20 MB"),
    ],
)
def test_a_garbage_file_gives_one_sentence(data, words):
    with pytest.raises(DomainError) as refused:
        read(data)

    assert words in str(refused.value)
    assert refused.value.field == "file"


def test_random_bytes_never_do_more_than_a_sentence():
    for size in (1, 7, 64, 4_096):
        for head in (b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe"):
            with pytest.raises(DomainError):
                read(head + os.urandom(size))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setitem(rules.BULK_LISTINGS.defaults, "most_rows", 3)

    with pytest.raises(DomainError) as refused:
        read(csv_bytes(rows_of(*({cells.CODE: f"T-{i}"} for i in range(4)))))

    assert "最多导入 3 行" in str(refused.value)
