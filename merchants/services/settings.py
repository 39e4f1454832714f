"""What a shop says of itself and of its after-sales service. (E10, E17)"""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from merchants import contact_data, rules
from merchants.models import Shop

from . import wording

LONGEST_POLICY, LONGEST_DAYS = 2_000, 365


@locks.service
def save(
    *, actor, shop: Shop, intro: str, name_en: str, aftersales: str, return_days: int, notice: str = ""
) -> Shop:
    """Change what the shop's page says; seen at once.

    Raises RuleError E17 for less than the mall's own days of return, RuleError D6.3 for ways to get in touch
    outside of the mall, DomainError at the field that can't be stored.
    """
    row = locks.lock_one(shop)
    least = rules.AFTER_SALES.figure().days
    rules.AFTER_SALES.require(
        return_days >= least,
        _("无理由退货不能少于商城规定的 %(n)d 天。") % {"n": least},
        field="return_days",
    )
    if return_days > LONGEST_DAYS:
        raise DomainError(_("天数太多：最多 %(n)d 天。") % {"n": LONGEST_DAYS}, field="return_days")
    values = {
        "intro": wording.one_line(intro, 200, "intro"),
        "name_en": wording.one_line(name_en, 80, "name_en"),
        "notice": wording.one_line(notice, 200, "notice"),
        "aftersales": aftersales.strip(),
    }
    if len(values["aftersales"]) > LONGEST_POLICY:
        raise DomainError(_("说明最多 %(n)d 个字。") % {"n": LONGEST_POLICY}, field="aftersales")
    for field, text in values.items():
        contact_data.require_none([text], field=field)
    Shop.objects.filter(pk=row.pk).update(**values, return_days=return_days, version=F("version") + 1)
    record(actor=actor, verb="shop.edit", subject=row, data={"return_days": return_days})
    return row
