"""A shop's goods as a spreadsheet of the shape that the import reads.

No cell is ever a formula: each text is written as text, marked so that a spreadsheet program keeps it one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from mall.money import yuan

from .imports import cells
from .models import SKU, Product

MOST_LETTERS = 32_000  # a cell holds 32,767


def workbook(products: Iterable[Product]) -> bytes:
    """An xlsx file of ``products``, a row for each SKU for sale; loaded with category and SKUs."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("listings")
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, bold=True) for name in cells.COLUMNS])
    for product in products:
        for sku in product.skus.all():
            row = _row(product, sku)
            sheet.append([_cell(sheet, row[name]) for name in cells.COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(product: Product, sku: SKU) -> dict[str, str | int]:
    category = product.category
    return {
        cells.CODE: product.code,
        cells.FIRST: category.parent.name if category and category.parent else "",
        cells.SECOND: category.name if category else "",
        cells.NAME: product.name,
        cells.SUBTITLE: product.subtitle,
        cells.BRAND: product.brand,
        cells.ORIGIN: product.origin,
        cells.SPEC: json.dumps(sku.spec, ensure_ascii=False),
        cells.PRICE: yuan(sku.price),
        cells.LIST_PRICE: yuan(sku.list_price) if sku.list_price else "",
        cells.STOCK: str(sku.stock.on_hand),
        cells.UNIT: product.unit,
        cells.KEYWORDS: product.keywords,
        cells.ATTRIBUTES: json.dumps(_attributes(product), ensure_ascii=False),
        cells.DESCRIPTION: product.description,
    }


def _attributes(product: Product) -> dict[str, str | list[str]]:
    """Each name once; where it has several values, a list of them."""
    values: dict[str, list[str]] = {}
    for name, value in product.attributes:
        values.setdefault(name, []).append(value)
    return {name: several if len(several) > 1 else several[0] for name, several in values.items()}


def _cell(sheet, value: object, *, bold: bool = False) -> WriteOnlyCell:
    text = str(value)[:MOST_LETTERS]
    cell = WriteOnlyCell(sheet)
    try:
        cell.value = text
    except IllegalCharacterError:
        cell.value = "".join(c for c in text if c >= " " or c in "\n\t")
    # openpyxl takes what begins with an equals sign for a formula; the mark keeps Excel from doing so later.
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in tuple("=+-@\t\r")
    if bold:
        cell.font = Font(bold=True)
    return cell
