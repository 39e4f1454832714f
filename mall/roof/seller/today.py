"""What a shop's day looks like: what is due by when, and how much was sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from catalog.models import Product, ProductState
from mall.deadlines.models import Clock, OwnerKind
from mall.deadlines.time_left import tone_for, words_for
from mall.subjects import kind_of
from merchants.models import Shop
from orders import rules
from orders.models import Order, OrderState

SHOWN = 30


@dataclass(frozen=True)
class Task:
    """Something a shop has to do: about which order, under which clause, by when."""

    order: Order
    clause: str
    due_at: datetime
    left: timedelta

    @property
    def is_overdue(self) -> bool:
        return self.left <= timedelta(0)

    @property
    def tone(self) -> str:
        return tone_for(self.left)

    @property
    def words(self) -> str:
        return words_for(self.left)


def tasks(shop: Shop, *, now: datetime | None = None) -> list[Task]:
    """What a shop has to do: orders that are late, the longest so first, then running clocks, soonest first.

    At most ``SHOWN`` of each. Three queries.
    """
    now = now or timezone.now()
    return [*_late(shop, now), *_running(shop, now)]


def _late(shop: Shop, now: datetime) -> list[Task]:
    """Orders whose dispatch clock has run out: it runs no more, and they still have to go."""
    orders = Order.objects.for_shop(shop).filter(state=OrderState.PAID, late_at__isnull=False)
    return [
        Task(order, rules.DISPATCH_BY_MERCHANT.id, order.late_at, order.late_at - now)
        for order in orders.order_by("late_at", "pk")[:SHOWN]
    ]


def _running(shop: Shop, now: datetime) -> list[Task]:
    clocks = Clock.objects.todo((OwnerKind.SHOP, shop.pk)).filter(subject_kind=kind_of(Order))[:SHOWN]
    orders = Order.objects.for_shop(shop).in_bulk([clock.subject_id for clock in clocks])
    return [
        Task(orders[clock.subject_id], clock.rule, clock.due_at, clock.due_at - now)
        for clock in clocks
        if clock.subject_id in orders
    ]


def figures(shop: Shop, *, now: datetime | None = None) -> dict[str, int]:
    """Orders and fen paid today (China time), what waits for dispatch, and listings by state. Two queries."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    paid_today = Q(paid_at__gte=midnight) & ~Q(state=OrderState.CANCELLED)
    sold = Order.objects.for_shop(shop).aggregate(
        orders_today=Count("pk", filter=paid_today),
        fen_today=Sum("total", filter=paid_today, default=0),
        to_ship=Count("pk", filter=Q(state=OrderState.PAID)),
        late=Count("pk", filter=Q(state=OrderState.PAID, late_at__isnull=False)),
    )
    listed = Product.objects.for_shop(shop).aggregate(
        drafts=Count("pk", filter=Q(state=ProductState.DRAFT)),
        on_sale=Count("pk", filter=Q(state=ProductState.ON_SALE)),
    )
    return sold | listed
