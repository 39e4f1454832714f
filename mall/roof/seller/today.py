"""What a shop's day looks like: what is due by when, and how much was sold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment, Product, ProductState
from mall.deadlines import registry
from mall.deadlines.models import Clock, OwnerKind
from mall.deadlines.time_left import tone_for, words_for
from mall.subjects import kind_of
from merchants.models import Shop
from orders import rules
from orders.models import Order, OrderState, Shipment, ShipmentState
from orders.services.parcel_steps import ANSWER_STAGE, ATTEMPT_STAGE, RETURN_STAGE
from orders.services.trades import DISPATCH_STAGE

SHOWN = 30


@dataclass(frozen=True)
class Task:
    """Something a shop has to do: what, about which order or parcel, under which clause, by when."""

    title: str
    order: Order
    parcel: Shipment | None
    clause: str
    due_at: datetime
    left: timedelta

    @property
    def link(self) -> str:
        """The page where it is done; what the warehouse sends has no page of its parcels for the shop."""
        at = [self.order.shop.slug, self.order.number]
        if self.parcel and self.order.fulfilment == Fulfilment.MERCHANT:
            return reverse("orders:seller_parcel", args=[*at, self.parcel.pk])
        return reverse("orders:seller_order", args=at)

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

    At most ``SHOWN`` of each. Three queries, and one more where parcels are waited for.
    """
    now = now or timezone.now()
    return [*_late(shop, now), *_running(shop, now)]


def _late(shop: Shop, now: datetime) -> list[Task]:
    """Orders whose dispatch clock has run out: it runs no more, and they still have to go."""
    orders = Order.objects.for_shop(shop).filter(state=OrderState.PAID, late_at__isnull=False)
    clause = rules.DISPATCH_BY_MERCHANT.id
    return [
        Task(str(_("逾期未发货")), order, None, clause, order.late_at, order.late_at - now)
        for order in orders.select_related("shop").order_by("late_at", "pk")[:SHOWN]
    ]


def _running(shop: Shop, now: datetime) -> list[Task]:
    todo = Clock.objects.todo((OwnerKind.SHOP, shop.pk)).filter(subject_kind=kind_of(Order))
    clocks = list(todo[:SHOWN])
    mine = Order.objects.for_shop(shop).select_related("shop")
    orders = mine.in_bulk([clock.subject_id for clock in clocks])
    parcels = _awaited(clocks)
    tasks = []
    for clock in clocks:
        order, stage = orders.get(clock.subject_id), clock.stage
        if order is None or (stage == DISPATCH_STAGE and order.late_at):
            continue  # what is late stands above already
        parcel = parcels.get((order.pk, stage))
        left = clock.due_at - now
        tasks.append(Task(registry.title_of(clock), order, parcel, clock.rule, clock.due_at, left))
    return tasks


# The clock that runs to the answer on a parcel in such a state; all others that wait are going back.
STAGES = {ShipmentState.ATTEMPTED: ATTEMPT_STAGE, ShipmentState.REPORTED: ANSWER_STAGE}


def _awaited(clocks: Iterable[Clock]) -> dict[tuple[int, str], Shipment]:
    """Of each clock about an order's parcels, by order and stage, the parcel that is due first."""
    of_parcels = {RETURN_STAGE, *STAGES.values()}
    waiting = [clock.subject_id for clock in clocks if clock.stage in of_parcels]
    if not waiting:
        return {}
    owed = Shipment.objects.filter(order__in=waiting, answer_due_at__isnull=False)
    awaited: dict[tuple[int, str], Shipment] = {}
    for parcel in owed.order_by("answer_due_at", "pk"):
        stage = STAGES.get(ShipmentState(parcel.state), RETURN_STAGE)
        awaited.setdefault((parcel.order_id, stage), parcel)
    return awaited


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
