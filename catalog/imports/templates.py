"""The sheet to start from: a header, an example, and what to write into each column."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from openpyxl import Workbook

from catalog import rules
from catalog.tree import read
from mall.sheets import BOM, add_sheet, csv_line, saved

from . import cells, paths, reports

EXAMPLE = {
    cells.CODE: "SAMPLE-001",
    cells.FIRST: "饮食",
    cells.SECOND: "茶",
    cells.NAME: "（例子）高山绿茶",
    cells.NAME_EN: "High mountain green tea",
    cells.ORIGIN: "浙江杭州",
    cells.SPEC: "净含量：250 克",
    cells.PRICE: "128.00",
    cells.STOCK: "50",
    cells.UNIT: "罐",
    cells.ATTRIBUTES: "保质期：18 个月",
}


def is_sample(row: Mapping[str, cells.Cell]) -> bool:
    """Whether a row is the example that the template came with, whatever was done to its other cells."""
    return all(row[column] == EXAMPLE[column] for column in (cells.CODE, cells.NAME))


def _example() -> list[str]:
    """The example, in a category that there is."""
    path = {cells.FIRST: EXAMPLE[cells.FIRST], cells.SECOND: EXAMPLE[cells.SECOND]}
    there = _paths()
    if there and tuple(path.values()) not in there:
        path = dict(zip(path, there[0], strict=True))
    return [(EXAMPLE | path).get(column, "") for column in cells.COLUMNS]


def _paths() -> list[paths.Path]:
    """Where goods may go: every leaf, in the order of the mall."""
    tree = read()
    return [paths.of(tree.path(leaf)) for leaf in tree.leaves]


def _explained() -> list[list[str]]:
    must, may = _("必填"), _("选填")
    words = {
        cells.CODE: (
            must,
            _("您自己的编号：字母、数字、点、横线、下划线，最多 40 个字符。同一商品的几个规格写同一个编号。"),
        ),
        cells.FIRST: (must, _("从“可选分类”里选，照抄第一列。")),
        cells.SECOND: (must, _("从“可选分类”里选，照抄第二列。")),
        cells.NAME: (must, _("最多 120 个字，不能有 HTML 标签。")),
        cells.NAME_EN: (may, _("给读英文的顾客，最多 120 个字。没有这一列的表格不改英文名。")),
        cells.SUBTITLE: (may, _("一句话卖点，最多 200 个字。")),
        cells.BRAND: (may, _("最多 60 个字。")),
        cells.ORIGIN: (may, _("例如“浙江杭州”。不填的商品先留为草稿，补上产地才能提交审核。")),
        cells.SPEC: (must, _("写成“颜色：红；尺码：XL”，几项之间用分号。每个规格占一行。")),
        cells.PRICE: (must, _("元，半角数字，最多两位小数，例如 128 或 128.50。")),
        cells.LIST_PRICE: (may, _("元，要高于销售价，否则不采用。")),
        cells.STOCK: (must, _("半角整数，没有货填 0。")),
        cells.UNIT: (may, _("例如件、罐、盒；不填就是“件”。")),
        cells.KEYWORDS: (may, _("顾客可能用来搜索的词，用空格分开。")),
        cells.ATTRIBUTES: (
            may,
            _(
                "写成“材质：纯棉；适用：烤箱；适用：明火”，一项有几个值就写几次。"
                "参数和详情至少要有一项，否则先留为草稿。"
            ),
        ),
        cells.DESCRIPTION: (may, _("最多 20,000 个字，标签会去掉。")),
    }
    return [[column, *words[column]] for column in cells.COLUMNS]


def as_csv() -> str:
    rows = [cells.COLUMNS, _example()]
    return BOM + "".join(csv_line(row) for row in rows)


def as_xlsx() -> bytes:
    """The template with its explanation and the categories that there are. Its cells are text throughout."""
    book = Workbook(write_only=True)
    add_sheet(book, _("商品"), [list(cells.COLUMNS)], [_example()], widths=reports.WIDTHS)
    most = rules.BULK_LISTINGS.figure("most_rows")
    notes = [
        [
            str(_("第一张表的第二行是例子，不会导入。最多 %(most)d 行；表格里没有的商品不动。"))
            % {"most": most},
            "",
            "",
        ],
        [_("列"), _("要不要填"), _("怎么填")],
    ]
    add_sheet(book, _("填写说明"), notes, _explained(), widths=(14, 10, 90))
    add_sheet(
        book,
        _("可选分类"),
        [[cells.FIRST, cells.SECOND]],
        _paths(),
        widths=(16, 20),
    )
    return saved(book)
