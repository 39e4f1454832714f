"""Charts for the admin's home and the portal's, drawn as SVG on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from orders.models import Order

DAYS = 14
WIDTH, HEIGHT, GAP = 364, 120, 6


@dataclass(frozen=True)
class Bar:
    """A day's column; positions are in the chart's own units."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def orders_a_day(*, now: datetime | None = None) -> list[tuple[date, int]]:
    """How many orders were placed on each of the last 14 days in China, the oldest first; 0 is told, too."""
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    midnight = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    placed = dict(
        Order.objects.filter(placed_at__gte=midnight)
        .order_by()
        .annotate(day=TruncDate("placed_at"))
        .values_list("day")
        .annotate(Count("pk"))
    )
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [(day, placed.get(day, 0)) for day in days]


def bars(figures: list[tuple[date, int]]) -> list[Bar]:
    """Columns as high as their share of the greatest figure; an empty day is a line one unit high."""
    most = max((count for _day, count in figures), default=0) or 1
    step = WIDTH / len(figures)
    heights = [max(1.0, HEIGHT * count / most) for _day, count in figures]
    return [
        Bar(
            day,
            count,
            round(n * step + GAP / 2, 1),
            round(HEIGHT - height, 1),
            round(step - GAP, 1),
            round(height, 1),
        )
        for n, ((day, count), height) in enumerate(zip(figures, heights, strict=True))
    ]
