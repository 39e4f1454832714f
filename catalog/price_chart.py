"""Prices over time as lines to draw: steps, since a price holds until the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .models import PriceRecord, Product

WIDTH, HEIGHT, MARGIN = 640, 180, 8
MOST_LINES, MOST_POINTS = 6, 400


@dataclass(frozen=True)
class Line:
    """A SKU's prices: SVG points, and the last price in fen."""

    number: int
    name: str
    points: str
    last: int


@dataclass(frozen=True)
class Chart:
    lines: list[Line]
    lowest: int
    highest: int
    since: datetime
    until: datetime
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(product: Product) -> Chart | None:
    """The chart of a product's first few SKUs for sale; None where no price has changed yet."""
    active = list(product.skus.filter(is_active=True).order_by("position", "id"))
    shown = active[:MOST_LINES]
    records: dict[int, list[PriceRecord]] = {sku.pk: [] for sku in shown}
    for record in PriceRecord.objects.filter(sku__in=records).order_by("-at", "-id")[:MOST_POINTS]:
        records[record.sku_id].insert(0, record)
    every = [record for some in records.values() for record in some]
    if len(every) <= len(shown):
        return None
    low, high = min(r.price for r in every), max(r.price for r in every)
    since, until = min(r.at for r in every), timezone.now()

    def x(at: datetime) -> float:
        whole = (until - since).total_seconds() or 1
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (at - since).total_seconds() / whole, 1)

    def y(price: int) -> float:
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (price - low) / ((high - low) or 1), 1)

    lines = []
    for number, sku in enumerate(shown, start=1):
        sku.product = product
        some = records[sku.pk]
        steps: list[str] = []
        for i, record in enumerate(some):
            end = some[i + 1].at if i + 1 < len(some) else until
            steps += [f"{x(record.at)},{y(record.price)}", f"{x(end)},{y(record.price)}"]
        if some:
            lines.append(Line(number, sku.spec_text or sku.code, " ".join(steps), some[-1].price))
    return Chart(lines, low, high, since, until, len(active) - len(shown))
