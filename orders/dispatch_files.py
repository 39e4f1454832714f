"""Files about dispatch for a spreadsheet program: what waits for tracking numbers, and what was wrong. (D7.3)

Nothing of the buyer is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from mall.sheets import BOM, add_sheet, csv_line, harmless, saved

from . import carriers
from .models import DispatchRow
from .services.dispatch import ToSend

# The sheet speaks Chinese in every language, so that what one person fills in another can send.
NUMBER, CARRIER, TRACKING = "订单号", "承运商", "运单号"
COLUMNS = (NUMBER, CARRIER, TRACKING)
WIDTHS = (24, 16, 24, 60, 18)


def as_csv(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield BOM + csv_line(head)
    for row in rows:
        yield csv_line(harmless(text) for text in row)


def waiting_head() -> list[str]:
    return [*COLUMNS, "商品", "最晚发货"]


def waiting_rows(waiting: Iterable[ToSend], carrier: str) -> Iterator[list[str]]:
    """An order a row, with what is left of it; the number is to be filled in."""
    for one in waiting:
        goods = "；".join(f"{line.name} {line.spec} × {n}".replace("  ", " ") for line, n in one.lines)
        due = one.order.due_at  # type: ignore[attr-defined]
        by = timezone.localtime(due).strftime("%Y-%m-%d %H:%M") if due else "已逾期"
        yield [one.order.number, carrier, "", goods, by]


def waiting_xlsx(waiting: Iterable[ToSend], carrier: str) -> bytes:
    """The same, and how to fill it in. Every cell is text, so that long numbers stay whole."""
    book = Workbook(write_only=True)
    add_sheet(book, "待发货", [waiting_head()], waiting_rows(waiting, carrier), widths=WIDTHS)
    explained = [
        [NUMBER, _("不要改。一个订单一行，把还没有发的一次发完。")],
        [CARRIER, _("照面单填写，常用的有：%(names)s。") % {"names": "、".join(carriers.NAMES)}],
        [TRACKING, _("6 到 40 位字母、数字或短横线。没有填的行先不发。")],
    ]
    add_sheet(book, _("填写说明"), [[_("列"), _("怎么填")]], explained, widths=(14, 90))
    return saved(book)


def found_head() -> list[str]:
    return [_("行"), *COLUMNS, _("问题"), _("提示")]


def found_rows(rows: Iterable[DispatchRow]) -> Iterator[list[str]]:
    for row in rows:
        yield [str(row.line), row.number, row.carrier, row.tracking_number, row.why_not, row.warning]


def found_xlsx(rows: Iterable[DispatchRow]) -> bytes:
    book = Workbook(write_only=True)
    add_sheet(book, _("检查结果"), [found_head()], found_rows(rows), widths=(8, 24, 16, 24, 50, 50))
    return saved(book)
