"""A statement as a file: CSV for any program, xlsx with amounts that can be summed. (B11.4)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from mall.money import yuan
from mall.sheets import BOM, add_sheet, csv_line, harmless, saved
from merchants.models import Shop

from .services.statements import Line, Span, Totals

AMOUNTS = ("sales", "refunds", "commission", "payouts", "adjustments", "net", "balance")


def header() -> list[str]:
    return [
        _("时间"),
        _("事项"),
        _("单号"),
        _("销售"),
        _("退款"),
        _("佣金"),
        _("付出货款"),
        _("调整"),
        _("余额变动"),
        _("余额"),
    ]


def _texts(line: Line) -> list[str]:
    return [timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S"), str(line.words), line.number]


def summary(totals: Totals) -> list[tuple[str, int]]:
    """A statement's figures with their names, in the order in which they add up."""
    return [
        (_("期初余额"), totals.opening),
        (_("销售"), totals.sales),
        (_("退款"), totals.refunds),
        (_("佣金"), totals.commission),
        (_("付出货款"), totals.payouts),
        (_("调整"), totals.adjustments),
        (_("期末余额"), totals.closing),
    ]


def as_csv(shop: Shop, span: Span, totals: Totals, lines: Iterable[Line]) -> Iterator[str]:
    """Summary first, then the lines, a piece at a time; amounts in yuan."""
    yield BOM + csv_line([harmless(shop.title), f"{span.first} – {span.last}"])
    for name, amount in summary(totals):
        yield csv_line([name, yuan(amount)])
    yield csv_line([])
    yield csv_line(header())
    for line in lines:
        # Names could pose as formulas; amounts are ours, and a minus is theirs to begin with.
        texts = [harmless(text) for text in _texts(line)]
        yield csv_line([*texts, *(yuan(getattr(line, name)) for name in AMOUNTS)])


def as_xlsx(shop: Shop, span: Span, totals: Totals, lines: Iterable[Line]) -> bytes:
    """The same as two sheets; every amount is a number."""
    book = Workbook(write_only=True)
    figures = [[name, _decimal(amount)] for name, amount in summary(totals)]
    add_sheet(book, _("汇总"), [[shop.title, f"{span.first} – {span.last}"]], figures, widths=(24, 28))
    body = ([*_texts(line), *(_decimal(getattr(line, name)) for name in AMOUNTS)] for line in lines)
    add_sheet(book, _("明细"), [header()], body, widths=(20, 14, 24, 12, 12, 12, 12, 12, 12, 14))
    return saved(book)


def _decimal(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
