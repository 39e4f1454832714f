"""A settled month as a file: CSV for any program, xlsx with amounts that can be summed. (G6.1)"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.money import yuan
from mall.sheets import BOM, add_sheet, csv_line, harmless, saved
from staff import rules
from staff.models import LineOf, PayLine, PayRun

CSV, XLSX = "csv", "xlsx"
EARLIER = "earlier"
# The columns of amounts, each with the kinds of lines that it sums; earlier months stand apart.
COLUMNS: dict[str, tuple[str, ...]] = {
    "base": (LineOf.BASE,),
    "overtime": (LineOf.OVERTIME, LineOf.HOLIDAY),
    "reward": (LineOf.REWARD,),
    "leave": (LineOf.LEAVE,),
    "attendance": (LineOf.LATE, LineOf.EARLY, LineOf.AWAY, LineOf.ABSENT, LineOf.TIME_CAP),
    "penalty": (LineOf.PENALTY, LineOf.PENALTY_CAP),
    "insurance": (LineOf.INSURANCE,),
    "carried": (LineOf.CARRIED,),
    EARLIER: (),
}
_COLUMN_OF = {kind: column for column, kinds in COLUMNS.items() for kind in kinds}


@locks.service
def export(*, actor, run: PayRun, ending: str) -> bytes:
    """The run's slips, a row a person. Who took it is on record; its amounts aren't.

    Raises DomainError while it is a draft.
    """
    if not run.is_settled:
        raise DomainError(_("批准以后才能导出。"))
    record(actor=actor, verb="pay.export", subject=run, rule=rules.PAY.id, data={"ending": ending})
    rows = list(_rows(run))
    return _csv(run, rows) if ending == CSV else _xlsx(run, rows)


def header() -> list[str]:
    return [
        *(_("工号"), _("姓名"), _("部门"), _("职位")),
        *(_("基本工资"), _("加班工资"), _("奖励"), _("请假"), _("考勤扣款"), _("处罚"), _("社会保险")),
        *(_("上月不足扣除的部分"), _("更正以前月份")),
        *(_("应发"), _("扣除"), _("税前应付"), _("本次发放"), _("公司缴纳")),
    ]


def _rows(run: PayRun) -> Iterator[tuple[list[str], list[int]]]:
    """Each person's texts and amounts, by number; two queries."""
    sums: dict[int, dict[str, int]] = {}
    lines = PayLine.objects.filter(payslip__run=run).order_by()
    for slip, kind, month_on, amount in lines.values_list("payslip_id", "kind", "month_on", "amount"):
        column = _COLUMN_OF[kind] if month_on == run.first_on else EARLIER
        own = sums.setdefault(slip, dict.fromkeys(COLUMNS, 0))
        own[column] += amount
    slips = run.slips.select_related("employee__position__department")
    for slip in slips.order_by("employee__number", "id"):
        one = slip.employee
        texts = [one.number, one.name, one.position.department.title, one.position.title]
        own = sums.get(slip.pk, dict.fromkeys(COLUMNS, 0))
        totals = [slip.earned, slip.deducted, slip.net, max(0, slip.net), slip.employer]
        yield texts, [*own.values(), *totals]


def _csv(run: PayRun, rows: list[tuple[list[str], list[int]]]) -> bytes:
    """Names could pose as formulas; amounts are ours, and a minus is theirs to begin with."""
    body = [csv_line([*map(harmless, texts), *map(yuan, amounts)]) for texts, amounts in rows]
    return (BOM + csv_line(header()) + "".join(body)).encode()


def _xlsx(run: PayRun, rows: list[tuple[list[str], list[int]]]) -> bytes:
    book = Workbook(write_only=True)
    body = ([*texts, *(Decimal(fen).scaleb(-2) for fen in amounts)] for texts, amounts in rows)
    add_sheet(book, str(run), [header()], body, widths=(10, 14, 18, 18, *(12,) * 14))
    return saved(book)
