"""What a shop's day came to in orders, parcels and complaints: for its report under supervision. (D8.3)"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, Sum

from merchants.models import Shop
from merchants.services.daily_reports import Figures, span
from orders.models import Order, OrderState, ParcelReport, Refund, Review, Shipment

LOW = 2  # of five stars


def of_day(shop: Shop, day: date) -> Figures:
    """Counted from the rows themselves; what waited and was late as of the day's end. Five queries."""
    first, end = span(day)

    def within(name: str) -> Q:
        return Q(**{f"{name}__gte": first, f"{name}__lt": end})

    # An order that has moved on since was waiting then; one that was shipped before it was cancelled wasn't.
    moved_on = Q(shipped_at__gte=end) | Q(shipped_at=None, cancelled_at__gte=end)
    waited = (Q(state=OrderState.PAID) | moved_on) & Q(paid_at__lt=end)
    sold = Order.objects.for_shop(shop).aggregate(
        orders=Count("pk", filter=within("paid_at")),
        amount=Sum("total", filter=within("paid_at"), default=0),
        waiting=Count("pk", filter=waited),
        late=Count("pk", filter=waited & Q(late_at__lt=end)),
    )
    of_shop = {"order__shop": shop}
    return Figures(
        **sold,
        shipped=Shipment.objects.filter(within("shipped_at"), **of_shop).count(),
        refunds=Refund.objects.filter(within("asked_at"), **of_shop).count(),
        complaints=ParcelReport.objects.filter(within("reported_at"), shipment__order__shop=shop).count(),
        low_reviews=Review.objects.filter(within("written_at"), shop=shop, rating__lte=LOW).count(),
    )
