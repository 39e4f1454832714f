"""Figures of goods that later stages push down, in batches and as they are by then, not sale by sale."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.models import Product
from mall import locks

BATCH = 500


@locks.service
def set_sales(*, counts: Mapping[int, int]) -> int:
    """Set the pieces sold, by product id; how many products had another number."""
    return _set({pk: {"sales_count": sold} for pk, sold in counts.items()}, ["sales_count"])


@locks.service
def set_ratings(*, ratings: Mapping[int, tuple[int, int]]) -> int:
    """Set (sum of stars, number of reviews), by product id; how many products had others."""
    wanted = {pk: {"rating_sum": stars, "rating_count": n} for pk, (stars, n) in ratings.items()}
    return _set(wanted, ["rating_sum", "rating_count"])


def _set(wanted: Mapping[int, dict[str, int]], fields: list[str]) -> int:
    """Locks only the rows that differ: no merchant's edit waits for a figure that stays."""
    now = Product.objects.filter(pk__in=wanted).order_by("pk").values("pk", *fields)
    changed = [row["pk"] for row in now if {name: row[name] for name in fields} != wanted[row["pk"]]]
    rows = list(locks.lock(Product, changed).values())
    for row in rows:
        for name, value in wanted[row.pk].items():
            setattr(row, name, value)
    Product.objects.bulk_update(rows, fields, batch_size=BATCH)
    return len(rows)
