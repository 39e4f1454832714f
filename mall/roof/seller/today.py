"""What a shop's day looks like: what is due by when, and how much was sold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment, Product, ProductState
from mall.deadlines import registry
from mall.deadlines.models import Clock, OwnerKind
from mall.deadlines.time_left import tone_for, words_for
from mall.roof import charts
from mall.subjects import kind_of
from merchants.models import Demand, Document, MemberRole, Shop, Violation
from merchants.rules import MEASURES
from orders import rules
from orders.models import Order, OrderState, Shipment, ShipmentState
from orders.services.parcel_steps import ANSWER_STAGE, ATTEMPT_STAGE, RETURN_STAGE
from orders.services.trades import DISPATCH_STAGE

SHOWN = 30
# A paper is renewed in its last weeks; before that its end is nothing to do today.
PAPERS_AHEAD = timedelta(days=30)
CASES = kind_of(Violation)
# Where a shop answers what isn't about an order.
PAGES = {kind_of(Demand): "merchants:conduct", kind_of(Document): "merchants:settings"}


@dataclass(frozen=True)
class Task:
    """Something a shop has to do: what, about which order if any, where, under which clause, by when."""

    title: str
    number: str
    link: str
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


# What each role is shown of the day, by what it may open; the owner all of it.
ORDERS, MONEY, GOODS, CONDUCT, PAPERS = "orders", "money", "goods", "conduct", "papers"
COUNTED = {ORDERS, MONEY, GOODS}  # the parts of which ``figures`` tells
SEEN = {
    MemberRole.OWNER: {ORDERS, MONEY, GOODS, CONDUCT, PAPERS},
    MemberRole.ORDERS: {ORDERS},
    MemberRole.FINANCE: {MONEY},
    MemberRole.GOODS: {GOODS},
    MemberRole.SERVICE: {CONDUCT},
}
PARTS = {kind_of(Order): ORDERS, kind_of(Demand): CONDUCT, kind_of(Document): PAPERS}


def tasks(shop: Shop, *, seen: Collection[str], now: datetime | None = None) -> list[Task]:
    """What there is to do: orders that are late, the longest so first, then running clocks, soonest first.

    Of ``seen`` only, so that nobody is sent where they may not go. At most ``SHOWN`` of each; papers only as
    they near their end, cases to state the shop's side in as one. Four queries at most, and one more where
    parcels are waited for.
    """
    now = now or timezone.now()
    kinds = [kind for kind, part in PARTS.items() if part in seen]
    running = _running(shop, kinds, now)
    if CONDUCT in seen:
        running = sorted([*running, *_cases(shop, now)], key=lambda task: task.due_at)
    return [*(_late(shop, now) if ORDERS in seen else ()), *running]


def _cases(shop: Shop, now: datetime) -> list[Task]:
    """The cases in which the shop may still be heard, by the first term: a day of late orders makes many."""
    clocks = Clock.objects.todo((OwnerKind.SHOP, shop.pk)).filter(subject_kind=CASES)
    found = clocks.order_by().aggregate(n=Count("pk"), due_at=Min("due_at"))
    if not found["n"]:
        return []
    title = _("陈述违规案件（%(n)d 件）") % {"n": found["n"]}
    link, due_at = reverse("merchants:conduct", args=[shop.slug]) + "#cases", found["due_at"]
    return [Task(title, "", link, MEASURES.id, due_at, due_at - now)]


def _late(shop: Shop, now: datetime) -> list[Task]:
    """Orders whose dispatch clock has run out: it runs no more, and they still have to go."""
    orders = Order.objects.for_shop(shop).filter(state=OrderState.PAID, late_at__isnull=False)
    clause = rules.DISPATCH_BY_MERCHANT.id
    return [
        Task(
            str(_("逾期未发货")), order.number, _page(order, None), clause, order.late_at, order.late_at - now
        )
        for order in orders.select_related("shop").order_by("late_at", "pk")[:SHOWN]
    ]


def _running(shop: Shop, kinds: Collection[str], now: datetime) -> list[Task]:
    if not kinds:
        return []
    is_near = Q(due_at__lte=now + PAPERS_AHEAD)
    known = Q(subject_kind__in=kinds) & (~Q(subject_kind=kind_of(Document)) | is_near)
    clocks = list(Clock.objects.todo((OwnerKind.SHOP, shop.pk)).filter(known)[:SHOWN])
    of_orders = [clock for clock in clocks if clock.subject_kind == kind_of(Order)]
    mine = Order.objects.for_shop(shop).select_related("shop")
    orders = mine.in_bulk([clock.subject_id for clock in of_orders])
    parcels = _awaited(of_orders)
    tasks = []
    for clock in clocks:
        number, link, about = "", "", None
        if page := PAGES.get(clock.subject_kind):
            link = reverse(page, args=[shop.slug])
        elif order := orders.get(clock.subject_id):
            if clock.stage == DISPATCH_STAGE and order.late_at:
                continue  # what is late stands above already
            about, number, link = order, order.number, _page(order, parcels.get((order.pk, clock.stage)))
        if link:
            title = registry.task_of(clock, about) or registry.title_of(clock)
            tasks.append(Task(title, number, link, clock.rule, clock.due_at, clock.due_at - now))
    return tasks


def _page(order: Order, parcel: Shipment | None) -> str:
    """Where it is done; what the warehouse sends has no page of its parcels for the shop."""
    at = [order.shop.slug, order.number]
    if parcel and order.fulfilment == Fulfilment.MERCHANT:
        return reverse("orders:seller_parcel", args=[*at, parcel.pk])
    return reverse("orders:seller_order", args=at)


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


def sales(shop: Shop, *, now: datetime | None = None) -> list[tuple[date, int]]:
    """The fen paid on each of the last 14 days in China, cancelled orders left out, the oldest first."""
    first = timezone.localdate(now) - timedelta(days=charts.DAYS - 1)
    midnight = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    paid = Order.objects.for_shop(shop).filter(paid_at__gte=midnight).exclude(state=OrderState.CANCELLED)
    by_day = paid.order_by().annotate(day=TruncDate("paid_at")).values_list("day").annotate(Sum("total"))
    fen = dict(by_day)
    days = [first + timedelta(days=n) for n in range(charts.DAYS)]
    return [(day, fen.get(day, 0)) for day in days]
