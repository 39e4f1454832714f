"""Small listings sheets in every format that merchants send."""

from __future__ import annotations

import csv
import io

import openpyxl

from catalog.imports.cells import COLUMNS
from tests.catalog.test_import_cells import GOOD


def rows_of(*overs: dict) -> list[dict]:
    return [{**GOOD, **over} for over in overs]


def csv_bytes(rows: list[dict], *, encoding: str = "utf-8", delimiter: str = ",", columns=COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: list[dict]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[column] for column in COLUMNS])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
