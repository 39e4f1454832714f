"""A shop's goods as a spreadsheet of the shape that the import reads.

No cell is ever a formula: each text is written as text, marked so that a spreadsheet program keeps it one.
"""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook

from mall.money import yuan
from mall.sheets import add_sheet, saved

from .imports import cells, pairs, paths, reports
from .models import SKU, Product
from .tree import read


def workbook(products: Iterable[Product]) -> bytes:
    """An xlsx file of ``products``, a row for each SKU for sale; loaded with its SKUs."""
    book = Workbook(write_only=True)
    tree = read()
    where = {pk: paths.of(tree.path(node)) for pk, node in tree.by_id.items()}
    body = (_row(product, sku, where) for product in products for sku in product.skus.all())
    lines = ([row[name] for name in cells.COLUMNS] for row in body)
    add_sheet(book, "listings", [list(cells.COLUMNS)], lines, widths=reports.WIDTHS)
    return saved(book)


def _row(product: Product, sku: SKU, where: dict[int, paths.Path]) -> dict[str, str]:
    first, below = where.get(product.category_id or 0, ("", ""))
    return {
        cells.CODE: product.code,
        cells.FIRST: first,
        cells.SECOND: below,
        cells.NAME: product.name,
        cells.NAME_EN: product.name_en,
        cells.SUBTITLE: product.subtitle,
        cells.BRAND: product.brand,
        cells.ORIGIN: product.origin,
        cells.SPEC: pairs.written(sku.spec.items()),
        cells.PRICE: yuan(sku.price),
        cells.LIST_PRICE: yuan(sku.list_price) if sku.list_price else "",
        cells.STOCK: str(sku.stock.on_hand),
        cells.UNIT: product.unit,
        cells.KEYWORDS: product.keywords,
        cells.ATTRIBUTES: pairs.written(product.attributes),
        cells.DESCRIPTION: product.description,
    }
