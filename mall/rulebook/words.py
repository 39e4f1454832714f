"""Figures as people say them: 24 小时, 24 hours."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mall.errors import DomainError

HOUR = 3_600
DAY = 24 * HOUR
# Up to here a policy speaks of hours (24, 48, 72), beyond it of days.
HOURS_UP_TO = 72 * HOUR
_UNITS = {
    "天": DAY,
    "days": DAY,
    "小时": HOUR,
    "hours": HOUR,
    "分钟": 60,
    "minutes": 60,
    "秒": 1,
    "seconds": 1,
}
_TERM = re.compile(rf"(\d{{1,7}}) ?({'|'.join(_UNITS)}|day|hour|minute|second)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


def in_words(value: Any) -> str:
    """A figure in the reader's language: a term in its natural unit, a time of day, or the number itself."""
    if isinstance(value, timedelta):
        return _term(int(value.total_seconds()))
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return f"{value:,}"


def name_in_words(name: str, clause: str = "") -> str:
    """What the figure ``name`` of a clause stands for; empty for a clause's one plain figure."""
    if name == "figure" and (main := _main_figures().get(clause)):
        return main
    names = {
        "figure": "",
        "close_after": _("结束后多久结算"),
        "warn_before": _("提前提醒"),
        "staff": _("对员工"),
        "no_reason": _("无理由退货"),
        "refund": _("退款"),
        "window": _("时间范围"),
        "pictures": _("至少几张图片"),
        "most_pictures": _("最多几张图片"),
        "picture_side": _("图片短边（像素）"),
        "most_rows": _("一次最多几行"),
        "undo": _("撤销期限"),
        "kept": _("文件保存"),
        "overstay": _("超过约定多久算滞留"),
        "account_wait": _("新收款账户等待"),
        "account_four_eyes": _("换收款账户两人复核起点（元）"),
        "payout_four_eyes": _("付款两人复核起点（元）"),
        "payout_answer": _("付款渠道答复期限"),
        "cancel_answer": _("商家答复取消申请的期限"),
        "extension": _("买家可延长"),
        "attempts": _("至少派送几次"),
        "cost_cap": _("退回运费上限（元）"),
        "return_term": _("退回确认期限"),
        "missing_after": _("多久未到可报告"),
        "attempt_apart": _("两次派送的间隔"),
        "attempt_term": _("派送失败后的处理期限"),
        "after_delivery": _("送达后仍可拒收"),
        "decision": _("商城裁定期限"),
        "shortest": _("最短"),
        "longest": _("最长"),
        "rate": _("每千单投诉数"),
        "least_orders": _("至少多少订单"),
        "term": _("期限"),
        "payout_delay": _("货款延后"),
        "false_advertising": _("虚假宣传扣分"),
        "counterfeit": _("假冒商品扣分"),
        "substandard": _("质量不合格扣分"),
        "price_fraud": _("价格欺诈扣分"),
        "illegal": _("违法活动扣分"),
        "false_information": _("虚假资料扣分"),
        "unfair_competition": _("不正当竞争扣分"),
        "conduct": _("描述或质量不符扣分"),
        "reputation": _("损害名誉扣分"),
        "contact_data": _("索取联系方式扣分"),
        "silence": _("不按期提供资料扣分"),
        "overdue": _("逾期不整改扣分"),
        "deposit": _("入驻保证金（元）"),
        "youngest": _("负责人最小年龄"),
        "invitation": _("成员邀请有效期"),
        "closure": _("店铺一次最多休息"),
        "closure_ahead": _("店铺最早提前多久安排休息"),
        "public": _("结束后继续公示"),
        "statement": _("店铺陈述的期限"),
        "outcome": _("移送后多久登记结果"),
        "ahead": _("提前多久提示空档"),
        "annual_1": _("年休假，工龄满 1 年（天）"),
        "annual_10": _("年休假，工龄满 10 年（天）"),
        "annual_20": _("年休假，工龄满 20 年（天）"),
        "marriage": _("婚假（天）"),
        "maternity": _("产假（天）"),
        "paternity": _("陪产假（天）"),
        "bereavement": _("丧假（天）"),
        "special": _("特殊事假"),
        "rest": _("两班之间休息"),
        "taker": _("接班人的责任（%）"),
        "month_minutes": _("每月计薪时间（分钟）"),
        "pay_personal": _("事假工资（%）"),
        "pay_special": _("特殊事假工资（%）"),
        "pay_sick": _("病假工资（%）"),
        "pay_annual": _("年休假工资（%）"),
        "pay_marriage": _("婚假工资（%）"),
        "pay_maternity": _("产假工资（%）"),
        "pay_paternity": _("陪产假工资（%）"),
        "pay_bereavement": _("丧假工资（%）"),
        "overtime": _("加班工资（%）"),
        "holiday": _("节假日加班工资（%）"),
        "penalty_cap": _("处罚扣款上限（月工资的 %）"),
        "settled_months": _("更正前几个月"),
        "pension_own": _("养老保险个人缴费（万分之）"),
        "pension_employer": _("养老保险公司缴费（万分之）"),
        "medical_own": _("医疗和生育保险个人缴费（万分之）"),
        "medical_employer": _("医疗和生育保险公司缴费（万分之）"),
        "unemployment_own": _("失业保险个人缴费（万分之）"),
        "unemployment_employer": _("失业保险公司缴费（万分之）"),
        "injury_own": _("工伤保险个人缴费（万分之）"),
        "injury_employer": _("工伤保险公司缴费（万分之）"),
        "housing_own": _("住房公积金个人缴费（万分之）"),
        "housing_employer": _("住房公积金公司缴费（万分之）"),
    }
    return names.get(name, name.replace("_", " "))


def _main_figures() -> dict[str, str]:
    """What the plain figure of a clause stands for, where others stand beside it."""
    return {
        "B11.3": _("发货后自动确认收货"),
        "D10.1-2": _("提前公示"),
        "D3.1": _("复核资质的周期"),
        "D7.2": _("付款后发货期限"),
        "E15": _("商家答复包裹问题的期限"),
        "F11": _("店铺申诉的期限"),
        "F3": _("提供资料的期限"),
        "F6.2": _("整改的期限"),
        "G5.1": _("上班前多久起可以打卡"),
        "K8.2": _("普通事假提前提出"),
        "K9.2": _("每月最多换班次数"),
    }


def parse(text: str, *, like: Any) -> Any:
    """The figure that a person wrote, of the kind of ``like``. Raises DomainError saying how to write it."""
    text = text.strip()
    if isinstance(like, timedelta):
        if match := _TERM.fullmatch(text):
            return timedelta(seconds=int(match[1]) * (_UNITS.get(match[2]) or _UNITS[f"{match[2]}s"]))
        raise DomainError(_("请写成时长，例如 20 小时、30 分钟或 7 天。"), field="value")
    if isinstance(like, time):
        if match := _TIME.fullmatch(text):
            return time(int(match[1]), int(match[2]))
        raise DomainError(_("请写成时刻，例如 18:00。"), field="value")
    if _NUMBER.fullmatch(text):
        return int(text)
    raise DomainError(_("请写成整数，例如 2。"), field="value")


def _term(seconds: int) -> str:
    if seconds == 0:
        return _("即时")
    if seconds % DAY == 0 and seconds > HOURS_UP_TO:
        return _("%(n)s 天") % {"n": seconds // DAY}
    if seconds % HOUR == 0:
        return _("1 小时") if seconds == HOUR else _("%(n)s 小时") % {"n": seconds // HOUR}
    if seconds % 60 == 0:
        return _("1 分钟") if seconds == 60 else _("%(n)s 分钟") % {"n": seconds // 60}
    return _("%(n)s 秒") % {"n": seconds}
