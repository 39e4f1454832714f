"""A shop's record, which its shoppers see. (E10)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from mall import locks
from merchants import rules
from merchants.models import Shop, ShopRecord, Violation, ViolationState

BATCH = 500


@dataclass(frozen=True)
class Figures:
    """What later stages count of a shop."""

    goods: int = 0
    paid_orders: int = 0
    late_orders: int = 0
    rating_sum: int = 0
    rating_count: int = 0


@locks.service
def write(*, figures: Mapping[int, Figures], now: datetime | None = None) -> int:
    """Write the record of shops, by id, as counted at ``now``; how many. Safe to repeat.

    The caller counts orders since ``window_start``; cases that were found to hold are counted here, once the
    records are held: what ``recount`` writes meanwhile is neither missed nor written over.
    """
    if not rules.SHOP_RECORD.in_force:
        return 0
    now = now or timezone.now()
    start = window_start(now)
    known = list(Shop.objects.filter(pk__in=figures).order_by("pk").values_list("pk", flat=True))
    locks.lock(ShopRecord, known)
    by_shop = dict(_held(now).order_by().values_list("shop").annotate(n=Count("pk")))
    rows = [
        ShopRecord(
            shop_id=shop,
            violations=by_shop.get(shop, 0),
            days=(now - start).days,
            counted_at=now,
            **vars(figures[shop]),
        )
        for shop in known
    ]
    fields = [*vars(Figures()), "violations", "days", "counted_at"]
    ShopRecord.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["shop"], update_fields=fields
    )
    return len(rows)


@locks.service
def recount(*, shop: Shop, now: datetime) -> None:
    """Have a shop's record tell of its cases as they are now; a shop without a record gets one in a batch."""
    if not rules.SHOP_RECORD.in_force or not locks.lock(ShopRecord, [shop.pk]):
        return
    ShopRecord.objects.filter(pk=shop.pk).update(violations=_held(now).filter(shop=shop).count())


def _held(now: datetime) -> QuerySet[Violation]:
    return Violation.objects.filter(state=ViolationState.CONFIRMED, reported_at__gte=window_start(now))


def window_start(now: datetime) -> datetime:
    """From when on orders and cases count."""
    return now - rules.SHOP_RECORD.figure("window", at=now)
