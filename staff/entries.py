"""What the departments write down, as data: each type with its fields, asked for at its opening or its end.

What was typed becomes values that are kept: money as fen, days as text that sorts. (H11-14, H15-18, H19-22)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mall.errors import DomainError
from mall.money import parse_yuan, yuan
from mall.rulebook.rule import Rule
from mall.rules import TECHNOLOGY
from staff.models import EntryKind
from staff.rules import MARKETING, PRODUCT

MOST = {"line": 120, "lines": 2_000, "money": 20, "day": 10, "choice": 20}
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Field:
    """``kind`` is line, lines, money, day or choice. ``closes``: asked for when the entry is finished.

    ``is_past``: a day that has come.
    """

    name: str
    label: Promise
    kind: str = "line"
    closes: bool = False
    is_past: bool = False
    choices: tuple[tuple[str, Promise], ...] = ()

    def read(self, text: str) -> Any:
        """The value of what was typed. Raises DomainError, at this field, for what makes none."""
        text = text.strip()
        if len(text) > MOST[self.kind]:
            words = _("“%(label)s”最多 %(n)d 个字。") % {"label": self.label, "n": MOST[self.kind]}
            raise DomainError(words, field=self.name)
        if self.kind == "money":
            return self._money(text)
        if self.kind == "day":
            return self._day(text).isoformat()
        if self.kind == "choice" and text not in dict(self.choices):
            raise DomainError(_("请在“%(label)s”里选一项。") % {"label": self.label}, field=self.name)
        return text

    def show(self, value: Any) -> str:
        """The value as people read it."""
        if value in (None, ""):
            return "—"
        if self.kind == "money":
            return f"¥{yuan(value)}"
        return str(dict(self.choices).get(value, value))

    def typed(self, value: Any) -> str:
        """The value as it would be typed again."""
        return yuan(value) if self.kind == "money" and value is not None else str(value or "")

    def _money(self, text: str) -> int:
        try:
            return parse_yuan(text)
        except DomainError as error:
            raise DomainError(error.message, field=self.name) from error

    def _day(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            words = _("“%(label)s”要像 2026-12-31 这样填日期。") % {"label": self.label}
            raise DomainError(words, field=self.name) from error
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise DomainError(_("请填写 2000 至 2100 年之间的日期。"), field=self.name)
        return day


@dataclass(frozen=True)
class EntryType:
    """``department`` is the code of where such entries go; ``span`` names a first and a last day of it."""

    kind: EntryKind
    rule: Rule
    department: str
    fields: tuple[Field, ...]
    span: tuple[str, str] | None = None

    @property
    def label(self):
        return self.kind.label

    def asked(self, *, closing: bool) -> list[Field]:
        return [field for field in self.fields if field.closes == closing]

    def read(self, typed: Mapping[str, Any], *, closing: bool) -> tuple[dict[str, Any], list[DomainError]]:
        """The values of a stage, and all that is wrong: RuleErrors of the clause for what is missing."""
        values: dict[str, Any] = {}
        wrong = []
        for field in self.asked(closing=closing):
            try:
                values[field.name] = self._read(field, str(typed.get(field.name) or ""))
            except DomainError as error:
                wrong.append(error)
        return values, wrong

    def _read(self, field: Field, text: str) -> Any:
        words = _("请填写“%(label)s”。") % {"label": field.label}
        self.rule.require(text.strip(), words, field=field.name)
        return field.read(text) if text.strip() else None


def _starts(label) -> Field:
    return Field("starts_on", label, "day")


TYPES: dict[str, EntryType] = {
    one.kind.value: one
    for one in (
        EntryType(
            EntryKind.RESEARCH,
            MARKETING,
            "marketing",
            (
                Field("question", gettext_lazy("要弄清什么"), "lines"),
                Field("method", gettext_lazy("怎么调研")),
                Field("conclusion", gettext_lazy("结论"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.PLAN,
            MARKETING,
            "marketing",
            (
                Field("channel", gettext_lazy("渠道")),
                _starts(gettext_lazy("开始日期")),
                Field("budget", gettext_lazy("预算（元）"), "money"),
                Field("spent", gettext_lazy("实际花费（元）"), "money", closes=True),
                Field("result", gettext_lazy("结果"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.PARTNER,
            MARKETING,
            "marketing",
            (
                Field("company", gettext_lazy("单位名称")),
                Field("scope", gettext_lazy("合作内容"), "lines"),
                Field("outcome", gettext_lazy("合作结果"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.PRODUCT_LINE,
            PRODUCT,
            "catalogue",
            (
                Field("line", gettext_lazy("产品线")),
                Field(
                    "change",
                    gettext_lazy("做什么"),
                    "choice",
                    choices=(
                        ("new", gettext_lazy("新增")),
                        ("renew", gettext_lazy("更新")),
                        ("retire", gettext_lazy("淘汰")),
                    ),
                ),
                _starts(gettext_lazy("开始日期")),
                Field("grounds", gettext_lazy("依据"), "lines"),
                Field("result", gettext_lazy("结果"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.COMPETITOR,
            PRODUCT,
            "catalogue",
            (
                Field("competitor", gettext_lazy("竞品")),
                Field("seen", gettext_lazy("看到了什么"), "lines"),
                Field("source", gettext_lazy("来源")),
                Field("answer", gettext_lazy("我们怎么做"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.FEEDBACK,
            PRODUCT,
            "catalogue",
            (
                Field("goods", gettext_lazy("关于什么商品")),
                Field("words", gettext_lazy("顾客怎么说"), "lines"),
                Field(
                    "source",
                    gettext_lazy("来源"),
                    "choice",
                    choices=(
                        ("review", gettext_lazy("评价")),
                        ("service", gettext_lazy("客服")),
                        ("survey", gettext_lazy("调查")),
                    ),
                ),
                Field("answer", gettext_lazy("答复"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.RELEASE,
            TECHNOLOGY,
            "technology",
            (
                Field("version", gettext_lazy("版本号")),
                _starts(gettext_lazy("发布日期")),
                Field("changes", gettext_lazy("改了什么"), "lines"),
                Field("rollback", gettext_lazy("怎么退回"), "lines"),
                Field("result", gettext_lazy("结果"), "lines", closes=True),
            ),
        ),
        EntryType(
            EntryKind.DEFECT,
            TECHNOLOGY,
            "technology",
            (
                Field(
                    "severity",
                    gettext_lazy("严重程度"),
                    "choice",
                    choices=(
                        ("high", gettext_lazy("影响交易或安全")),
                        ("middle", gettext_lazy("影响使用")),
                        ("low", gettext_lazy("不影响使用")),
                    ),
                ),
                Field("found_on", gettext_lazy("发现日期"), "day", is_past=True),
                Field("symptom", gettext_lazy("现象"), "lines"),
                Field("fixed_on", gettext_lazy("修复日期"), "day", closes=True, is_past=True),
                Field("cause", gettext_lazy("原因与修法"), "lines", closes=True),
            ),
            span=("found_on", "fixed_on"),
        ),
        EntryType(
            EntryKind.SECURITY_LOG,
            TECHNOLOGY,
            "technology",
            (
                Field(
                    "matter",
                    gettext_lazy("事项"),
                    "choice",
                    choices=(
                        ("backup", gettext_lazy("备份与恢复演练")),
                        ("access", gettext_lazy("权限检查")),
                        ("patch", gettext_lazy("安全更新")),
                        ("incident", gettext_lazy("安全事件")),
                    ),
                ),
                Field("happened_on", gettext_lazy("日期"), "day", is_past=True),
                Field("detail", gettext_lazy("经过"), "lines"),
                Field("conclusion", gettext_lazy("结论"), "lines", closes=True),
            ),
        ),
    )
}


def type_of(kind: str) -> EntryType:
    """Raises KeyError for a kind that there isn't."""
    return TYPES[kind]
