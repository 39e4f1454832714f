"""Numbers that identify a shop and the person who answers for it: read, and held against the rules. (D3.1)"""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from mall.errors import DomainError
from mall.halfwidth import plain
from merchants import rules

_ACCOUNT = re.compile(r"[0-9]{8,32}", re.ASCII)
LONGEST = 40


def read_uscc(text: str) -> str:
    """A unified social credit code as it is stored. Raises RuleError D3.1 where it can't be one."""
    number = plain(text[:LONGEST]).upper().replace("-", "")
    rules.VERIFIED.require(
        re.fullmatch(r"[0-9A-Z]{18}", number, re.ASCII) and uscc.is_valid(number),
        _("统一社会信用代码不对：应为 18 位，末位是校验码，没有字母 I、O、S、V、Z。请对照执照核对。"),
        field="uscc",
    )
    return number[:18]


def read_person_id(text: str, *, on: date | None = None) -> str:
    """A resident's identity number. Raises RuleError D3.1 for a wrong one, and for somebody too young."""
    number = plain(text[:LONGEST]).upper()
    born_on = _birth_date(number)
    rules.VERIFIED.require(
        born_on is not None,
        _("身份证号不对：应为 18 位，含正确的出生日期和校验码。请对照证件逐位核对。"),
        field="person_id",
    )
    youngest = rules.VERIFIED.figure("youngest")
    on = on or timezone.localdate()
    rules.VERIFIED.require(
        born_on is None or _age(born_on, on) >= youngest,
        _("负责人须年满 %(n)d 周岁。") % {"n": youngest},
        field="person_id",
    )
    return number[:18]


def _birth_date(number: str) -> date | None:
    """The birth date in a number whose check digit is right; None for one that is none."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number, re.ASCII) or ric.calc_check_digit(number) != number[-1]:
        return None
    try:
        return ric.get_birth_date(number)
    except ValidationError:
        return None


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def read_account(text: str) -> str:
    """A bank account's number. Raises DomainError at its field."""
    number = plain(text[: LONGEST + 20])
    if not _ACCOUNT.fullmatch(number):
        raise DomainError(_("账号应为 8 到 32 位数字，空格不计。"), field="account")
    return number
