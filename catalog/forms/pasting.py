"""A block out of a spreadsheet, read into the matrix: columns apart by tabs, lines by line breaks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from catalog import wording
from catalog.services import cells, skus
from mall.errors import DomainError

from .matrix import Axis, Matrix, Row

LONGEST = 200_000
HEADS = {
    "售价": "price",
    "销售价": "price",
    "价格": "price",
    "划线价": "list_price",
    "库存": "on_hand",
    "在库": "on_hand",
    "重量": "weight_grams",
    "SKU编号": "code",
    "编号": "code",
    "price": "price",
    "listprice": "list_price",
    "stock": "on_hand",
    "weight": "weight_grams",
    "code": "code",
    "sku": "code",
}
ORDER = ("price", "list_price", "on_hand", "weight_grams", "code")


def paste(matrix: Matrix, text: str) -> int:
    """Write a pasted block into the lines of ``matrix``; how many lines it had.

    The first line may be a head: names of specs, and of figures ("售价", "库存" …). Without one the columns
    are the specs in their order, then the figures in that of the page. A combination that isn't there yet is
    added. Raises DomainError naming the line that can't be read, with nothing changed.
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines or max(map(len, lines)) < 2:
        raise DomainError(_("没有读到表格：请从电子表格里选中几列，复制后粘贴到这里。"))
    names, figures, body = _columns(matrix, [[wording.one_line(cell) for cell in line] for line in lines])
    if len(body) > skus.MOST_SKUS:
        raise DomainError(
            _("粘贴了 %(n)d 行，一个商品最多 %(most)d 个规格。") % {"n": len(body), "most": skus.MOST_SKUS}
        )
    known = {tuple(map(cells.look_alike, row["values"])): row for row in matrix.rows}  # type: ignore[call-overload]
    pasted: dict[tuple[str, ...], Row] = {}
    for number, line in body:
        key, row = _read(line, number, names, figures)
        if key in pasted:
            raise DomainError(
                _("第 %(n)d 行的规格“%(spec)s”前面已经有了。")
                % {"n": number, "spec": " ".join(line[: len(names)])}
            )
        pasted[key] = row
    fresh = [row for key, row in pasted.items() if key not in known]
    if len(matrix.rows) + len(fresh) > skus.MOST_SKUS:
        raise DomainError(_("一个商品最多 %(most)d 个规格。") % {"most": skus.MOST_SKUS})
    for key, row in pasted.items():
        if key in known:
            known[key].update({name: text for name, text in row.items() if name != "values"})
    matrix.rows += [{"is_active": True, "on_hand": "0", **row} for row in fresh]
    _take_values(matrix, names)
    return len(body)


def _columns(
    matrix: Matrix, lines: list[list[str]]
) -> tuple[list[str], list[str], list[tuple[int, list[str]]]]:
    """The spec names, the figures behind them, and the numbered lines without the head."""
    head = lines[0]
    numbered = list(enumerate(lines, start=1))
    fields = [HEADS.get(cell.replace(" ", "").split("（")[0].split("(")[0], "") for cell in head]
    fields = [
        name or HEADS.get(cell.replace(" ", "").lower(), "") for name, cell in zip(fields, head, strict=True)
    ]
    if any(fields):
        first = next(i for i, name in enumerate(fields) if name)
        if not 0 < first <= cells.MOST_NAMES or not all(fields[first:]):
            raise DomainError(_("表头看不懂：先写规格名称，再写售价、划线价、库存、重量、SKU 编号中的几列。"))
        names = cells.clean_names(head[:first])
        if matrix.names and names != matrix.names:
            raise DomainError(
                _("表头的规格名称要与上面一致：%(names)s。") % {"names": "、".join(matrix.names)}
            )
        return names, fields[first:], numbered[1:]
    if not matrix.names:
        raise DomainError(_("还没有规格名称：请在第一行写表头，例如“颜色、售价、库存”。"))
    return matrix.names, list(ORDER), numbered


def _read(
    line: list[str], number: int, names: Sequence[str], figures: Sequence[str]
) -> tuple[tuple[str, ...], Row]:
    values = line[: len(names)]
    if len(values) < len(names) or not all(values):
        raise DomainError(_("第 %(n)d 行的规格没有写全。") % {"n": number})
    if len(line) > len(names) + len(figures) and any(line[len(names) + len(figures) :]):
        raise DomainError(_("第 %(n)d 行的列比表头多。") % {"n": number})
    texts = zip(figures, line[len(names) :], strict=False)
    row: Row = {"values": values, **{name: text for name, text in texts if text}}
    return tuple(map(cells.look_alike, values)), row


def _take_values(matrix: Matrix, names: Sequence[str]) -> None:
    """Show the values that the lines have by now above them."""
    for i, name in enumerate(names):
        if i >= len(matrix.axes):
            matrix.axes.append(Axis(name))
        axis = matrix.axes[i]
        axis.name = axis.was = name
        values = dict.fromkeys(row["values"][i] for row in matrix.rows)  # type: ignore[index]
        axis.values, axis.add = [(value, value) for value in values], ""
