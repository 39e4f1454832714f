"""Strict supervision: sets in by itself where too many of a shop's orders are complained of. (D8.3)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from merchants import rules
from merchants.models import Sanction, SanctionKind, Shop, ShopRecord, ShopState

from . import sanctions


def record_complaints(*, counts: Mapping[int, int], now: datetime | None = None) -> list[Sanction]:
    """Note how many complaints each shop, by id, had within the window of its record; who is supervised now.

    The later stage that takes complaints calls this with counts made anew, so it may be repeated. Orders are
    those of the shop's record. A shop that is supervised already stays so to the end of its term.
    """
    now = now or timezone.now()
    made = (_note(shop=pk, complaints=count, now=now) for pk, count in sorted(counts.items()))
    return [sanction for sanction in made if sanction]


@locks.service
def _note(*, shop: int, complaints: int, now: datetime) -> Sanction | None:
    row = locks.lock(Shop, [shop]).get(shop)
    record = ShopRecord.objects.filter(shop=shop).first()
    if row is None or record is None:
        return None
    ShopRecord.objects.filter(shop=shop).update(complaints=complaints)
    if not _is_too_much(record.paid_orders, complaints, now) or row.state != ShopState.OPEN:
        return None
    if row.supervised_at is not None:
        return None
    words = _("近 %(days)d 天 %(orders)d 个订单有 %(n)d 件投诉，超过监管线。")
    return sanctions.impose(
        actor=None,
        shop=row,
        kind=SanctionKind.SUPERVISION,
        reason=str(words % {"days": record.days, "orders": record.paid_orders, "n": complaints}),
        term=rules.SUPERVISION.figure("term", at=now),
        now=now,
    )


def _is_too_much(orders: int, complaints: int, now: datetime) -> bool:
    """More than so many in a thousand, of enough orders for that to mean something."""
    if not rules.SUPERVISION.in_force or orders < rules.SUPERVISION.figure("least_orders", at=now):
        return False
    return complaints * 1_000 > orders * rules.SUPERVISION.figure("rate", at=now)


def require_payout_due(shop: Shop, *, now: datetime) -> None:
    """Raise RuleError D8.3 while a supervised shop's payouts are put off."""
    delay = rules.SUPERVISION.figure("payout_delay", at=now)
    rules.SUPERVISION.require(
        shop.supervised_at is None or now >= shop.supervised_at + delay,
        _("店铺“%(shop)s”在从严监管中，货款延后 %(n)d 天结算。") % {"shop": shop.name, "n": delay.days},
    )
