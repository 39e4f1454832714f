"""A shop's record, which its shoppers see. (E10)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
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

    The caller counts orders since ``window_start``; cases that were found to hold are counted here.
    """
    if not rules.SHOP_RECORD.in_force:
        return 0
    now = now or timezone.now()
    start = window_start(now)
    held = Violation.objects.filter(state=ViolationState.CONFIRMED, reported_at__gte=start)
    by_shop = dict(held.order_by().values_list("shop").annotate(n=Count("pk")))
    known = Shop.objects.filter(pk__in=figures).order_by("pk").values_list("pk", flat=True)
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


def window_start(now: datetime) -> datetime:
    """From when on orders and cases count."""
    return now - rules.SHOP_RECORD.figure("window", at=now)
