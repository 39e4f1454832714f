"""What can be wrong with a row of a sheet of tracking numbers, and what is worth a second look. (B11.2)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from catalog.imports.cells import RawRow, Unusable
from mall.errors import DomainError
from mall.halfwidth import plain
from merchants.models import Shop
from orders import carriers
from orders.dispatch_files import CARRIER, COLUMNS, NUMBER, TRACKING
from orders.models import DispatchRow, DispatchSheet, Order, Shipment

from . import dispatch, fulfilment, tracking_numbers

# As spreadsheets write long numbers. Carriers have numbers such as 75E12345678, too.
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+E\+?[0-9]+|E\+[0-9]+|E[0-9]{1,3})", re.ASCII | re.IGNORECASE)


def check(shop: Shop, rows: Iterable[RawRow], *, sheet: DispatchSheet) -> list[DispatchRow]:
    """Each row with what is wrong with it or worth a second look. Seven queries, however many rows."""
    made = [_read(row, sheet) for row in rows]
    waiting, left_out = dispatch.waiting_among(shop, list({row.number for row in made}))
    orders = {one.order.number: one.order for one in waiting}
    why_not = {one.number: str(one.why) for one in left_out}
    sent = Shipment.objects.filter(order__in=[order.pk for order in orders.values()])
    known = set(sent.values_list("order", "carrier", "tracking_number"))
    lines: dict[str, int] = {}
    parcels: dict[str, DispatchRow] = {}
    strange = _strange(shop, made)
    for row in made:
        row.order = orders.get(row.number)
        row.problem = row.problem or why_not.get(row.number, "") or _problem(row, lines, known)
    for row, other in list(_torn([row for row in made if not row.problem])):
        words = _("和第 %(line)d 行是同一个运单号，买家或收货地址却不同，请对照面单核对")
        row.problem = str(words % {"line": other.line})
    used = tracking_numbers.used(row.tracking_number for row in made if not row.problem)
    for row in made:
        if not row.problem:
            row.problem = tracking_numbers.taken(*_parcel(row), used)
        if row.problem:
            row.order = None
        else:
            row.warning = "；".join(_warnings(row, parcels, strange, used))
    return made


def _read(raw: RawRow, sheet: DispatchSheet) -> DispatchRow:
    number, carrier, tracking = (raw.cells[column] for column in COLUMNS)
    row = DispatchRow(sheet=sheet, line=raw.line.row)
    texts = [cell if isinstance(cell, str) else "" for cell in (number, carrier, tracking)]
    row.number = plain(texts[0]).strip("'=\"")[:40]
    row.carrier = tracking_numbers.name_of(texts[1].lstrip("'"))[:80]
    row.tracking_number = fulfilment.tidy("", texts[2].lstrip("'"))[1][:80]
    for column in (NUMBER, CARRIER, TRACKING):
        cell = raw.cells[column]
        if isinstance(cell, Unusable):
            row.problem = row.problem or f"“{column}”{cell.reason}"[:300]
        elif column != CARRIER and _SCIENTIFIC.fullmatch(cell):
            words = _("“%(column)s”被表格软件变成了科学计数法，请用 xlsx 模板，或把单元格设为文本后重填")
            row.problem = row.problem or str(words % {"column": column})
    return row


def _problem(row: DispatchRow, lines: dict[str, int], known: set[tuple[int, str, str]]) -> str:
    first = lines.setdefault(row.number, row.line)
    if first != row.line:
        return str(_("和第 %(line)d 行是同一个订单") % {"line": first})
    try:
        carrier, tracking = fulfilment.proper(row.carrier, row.tracking_number)
    except DomainError as error:
        return str(error)
    if row.order and (row.order.pk, carrier, tracking) in known:
        return str(_("这个订单已经登记过这个运单号"))
    return ""


def _torn(rows: Iterable[DispatchRow]) -> Iterator[tuple[DispatchRow, DispatchRow]]:
    """Rows whose tracking number stands at another destination too, each with the first such row.

    Which of them the parcel goes to, nobody knows here, so that none is sent.
    """
    by_number: dict[str, list[DispatchRow]] = {}
    for row in rows:
        by_number.setdefault(row.tracking_number, []).append(row)
    for same in by_number.values():
        first: dict[tuple, DispatchRow] = {}
        if len(same) > 1:
            for row in same:
                first.setdefault(tracking_numbers.destination(_order(row)), row)
        for row in same if len(first) > 1 else ():
            here = tracking_numbers.destination(_order(row))
            yield row, next(other for there, other in first.items() if there != here)


def _order(row: DispatchRow) -> Order:
    assert row.order
    return row.order


def _parcel(row: DispatchRow) -> tuple[Order, str, str]:
    return _order(row), row.carrier, row.tracking_number


def _strange(shop: Shop, rows: Iterable[DispatchRow]) -> set[str]:
    """Names of carriers that neither everybody knows nor this shop has sent with."""
    names = {row.carrier for row in rows if not carriers.known(row.carrier)}
    sent = Shipment.objects.filter(order__shop=shop, carrier__in=names).order_by()
    return names - set(sent.values_list("carrier", flat=True).distinct())


def _warnings(
    row: DispatchRow, parcels: dict[str, DispatchRow], strange: set[str], used: tracking_numbers.Used
) -> Iterator[str]:
    """``strange`` are the carriers still to be told of: each once, at the first of its rows."""
    if _order(row).cancel_asked_at:
        yield str(_("买家申请取消：没有打包就不要发，请到订单页同意"))
    first = parcels.setdefault(row.tracking_number, row)
    if first is not row:
        yield str(_("和第 %(line)d 行是同一个运单号，买家相同") % {"line": first.line})
    elif row.carrier in strange:
        strange.remove(row.carrier)
        yield str(_("不是常见的承运商，买家点不开物流查询，请核对名称"))
    if shared := tracking_numbers.shared(*_parcel(row), used):
        yield shared
