"""Figures that earlier stages show, pushed down in batches: sales and ratings of goods, records of shops.

Each figure is counted anew from the rows behind it and never added to, so a run that is repeated, late or cut
off does no harm. A run looks at what has changed since a moment; one without a moment looks at everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from catalog.models import Product, ProductState
from catalog.services import figures
from merchants.models import Shop
from merchants.services import records
from orders.models import LineKind, Order, OrderLine, OrderState, Refund, Review, ShipmentLine

BATCH = 500


def push_sales(*, since: datetime | None = None) -> int:
    """Bring the sales of goods up to date: pieces paid for, not cancelled, not back and not lost.

    How many products changed. Whatever isn't kept or never comes is paid back, by which it is found. For a
    gift, a line at price 0, nothing is: that it came back only a run without ``since`` finds.
    """
    paid = OrderLine.objects.filter(kind=LineKind.GOODS).exclude(order__paid_at=None)
    touched = [paid]
    if since:
        paid_back = Refund.objects.filter(asked_at__gte=since).order_by().values("order")
        touched = [
            paid.filter(Q(order__paid_at__gte=since) | Q(order__cancelled_at__gte=since)),
            paid.filter(order__in=paid_back),
        ]
    chunks = _chunks(touched, "sku__product")
    return sum(figures.set_sales(counts=_sold(chunk)) for chunk in chunks)


def _sold(products: list[int]) -> dict[int, int]:
    sold = OrderLine.objects.filter(
        kind=LineKind.GOODS, sku__product__in=products, order__paid_at__isnull=False
    ).exclude(order__state=OrderState.CANCELLED)
    counts = sold.order_by().values_list("sku__product").annotate(n=Sum(F("quantity") - F("cancelled")))
    not_kept = ShipmentLine.objects.not_kept().filter(line__sku__product__in=products)
    gone = dict(not_kept.order_by().values_list("line__sku__product").annotate(n=Sum("quantity")))
    return dict.fromkeys(products, 0) | {product: n - gone.get(product, 0) for product, n in counts}


def push_ratings(*, since: datetime | None = None) -> int:
    """Bring the ratings of goods up to date; how many products changed."""
    touched = Review.objects.filter(written_at__gte=since) if since else Review.objects.all()
    return sum(figures.set_ratings(ratings=_rated(chunk)) for chunk in _chunks([touched], "product"))


def _rated(products: list[int]) -> dict[int, tuple[int, int]]:
    rated = Review.objects.filter(product__in=products).order_by().values("product")
    return {
        row["product"]: (row["sum"], row["n"]) for row in rated.annotate(sum=Sum("rating"), n=Count("pk"))
    }


def _chunks(rows: Iterable[QuerySet], field: str) -> Iterator[list[int]]:
    """The distinct products behind any of ``rows``, ascending, ``BATCH`` at a time."""
    ids = sorted({pk for some in rows for pk in some.order_by().values_list(field, flat=True).distinct()})
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def push_records(*, now: datetime | None = None) -> int:
    """Count every shop's record of the last days anew; how many shops. (E10)"""
    now = now or timezone.now()
    shops = list(Shop.objects.order_by("pk").values_list("pk", flat=True))
    return sum(
        records.write(figures=_records(shops[start : start + BATCH], now), now=now)
        for start in range(0, len(shops), BATCH)
    )


def _records(shops: Iterable[int], now: datetime) -> dict[int, records.Figures]:
    shops = list(shops)
    paid = Order.objects.filter(shop__in=shops, paid_at__gte=records.window_start(now), paid_at__lte=now)
    orders = {
        row["shop"]: row
        for row in paid.order_by()
        .values("shop")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(late_at__isnull=False)))
    }
    listed = Product.objects.filter(shop__in=shops, state=ProductState.ON_SALE).order_by()
    goods = dict(listed.values_list("shop").annotate(n=Count("pk")))
    reviewed = Review.objects.filter(shop__in=shops).order_by().values("shop")
    ratings = {row["shop"]: row for row in reviewed.annotate(sum=Sum("rating"), n=Count("pk"))}
    none: dict[str, int] = {"n": 0, "late": 0, "sum": 0}
    return {
        shop: records.Figures(
            goods=goods.get(shop, 0),
            paid_orders=orders.get(shop, none)["n"],
            late_orders=orders.get(shop, none)["late"],
            rating_sum=ratings.get(shop, none)["sum"],
            rating_count=ratings.get(shop, none)["n"],
        )
        for shop in shops
    }
