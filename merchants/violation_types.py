"""What a shop can be charged with: types, the clauses that they break, and their points (figures)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mall.rulebook.rule import Rule

from . import rules


@dataclass(frozen=True)
class ViolationType:
    """``needs_evidence``: it isn't found on words alone. ``suspends``: the shop closes with the finding."""

    code: str
    rule: Rule
    label: object
    needs_evidence: bool = False
    suspends: bool = False

    def points(self, at=None) -> int:
        return self.rule.figure(self.code, at=at)


TYPES = {
    type_.code: type_
    for type_ in (
        ViolationType("false_advertising", rules.FALSE_GOODS, _("虚假宣传"), needs_evidence=True),
        ViolationType("counterfeit", rules.FALSE_GOODS, _("假冒商品"), needs_evidence=True),
        ViolationType("substandard", rules.FALSE_GOODS, _("质量不合格"), needs_evidence=True),
        ViolationType("price_fraud", rules.FALSE_GOODS, _("价格欺诈"), needs_evidence=True),
        ViolationType("illegal", rules.ILLEGAL, _("违法活动"), needs_evidence=True, suspends=True),
        ViolationType("false_information", rules.CURRENT_RULES, _("虚假资料或欺诈")),
        ViolationType("unfair_competition", rules.UNFAIR_COMPETITION, _("不正当竞争")),
        ViolationType("conduct", rules.LAWFUL_TRADE, _("描述或质量不符")),
        ViolationType("reputation", rules.REPUTATION, _("损害名誉")),
        ViolationType("contact_data", rules.CONTACT_DATA, _("索取买家联系方式")),
        ViolationType("silence", rules.INFORMATION, _("不按期提供资料")),
        ViolationType("overdue", rules.INSPECTION, _("逾期不整改")),
    )
}


# What the mall reports under a clause alone: counted in the shop's record, with no points.
_BY_CLAUSE = {"D7.2": _("迟发货")}


def title_of(code: str, clause: str, subject_kind: str = ""):
    """What a case is called: its type's words; without a type, what its clause or subject make of it."""
    if code in TYPES:
        return TYPES[code].label
    if code or clause in _BY_CLAUSE:
        return code or _BY_CLAUSE[clause]
    return _("商品违规") if subject_kind == "catalog.product" else _("其他违规")


def choices() -> list[tuple[str, object]]:
    return [(code, type_.label) for code, type_ in TYPES.items()]
