"""A shop's orders as its list asks for them: filters that combine and stand in the address. (B11.2, D7.2)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall.deadlines.models import Clock
from mall.deadlines.time_left import tone_for, words_for
from mall.errors import DomainError
from mall.halfwidth import plain
from mall.subjects import kind_of
from merchants.models import Shop

from . import finding, rules
from .forms.spans import day_of
from .models import Order, OrderState, Shipment
from .services.trades import DISPATCH_STAGE

STATES = (OrderState.PAID, OrderState.SHIPPED, OrderState.COMPLETED, OrderState.CANCELLED)
ALL = "all"
MOST_LETTERS = 60
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Asked:
    """What a list is asked for. ``problem`` says which date can't be read; it narrows nothing then."""

    state: str = OrderState.PAID
    query: str = ""
    late: bool = False
    partly: bool = False
    unwanted: bool = False  # the buyer asks to cancel what hasn't left
    first: date | None = None
    last: date | None = None
    problem: DomainError | None = None

    @classmethod
    def of(cls, query) -> Asked:
        """Out of an address. Who searches without naming a state searches in all of them."""
        words = query.get("q", "").strip()[:MOST_LETTERS]
        named = query.get("state", "")
        state = named if named in (*STATES, ALL) else ALL if words else OrderState.PAID
        days: dict[str, date | None] = {"first": None, "last": None}
        problem = None
        for field in days:
            try:
                days[field] = day_of(query.get(field, ""), field=field)
            except DomainError as error:
                problem = error
        if days["first"] and days["last"] and days["last"] < days["first"]:
            problem = DomainError(_("结束日期不能早于开始日期，请对调。"), field="last")
            days = {"first": None, "last": None}
        narrowed = {name: bool(query.get(name)) for name in ("late", "partly", "unwanted")}
        return cls(state, words, **narrowed, **days, problem=problem)

    @property
    def is_narrowed(self) -> bool:
        return any((self.query, self.late, self.partly, self.unwanted, self.first, self.last))


def rows(shop: Shop, asked: Asked) -> QuerySet[Order]:
    """What waits for dispatch by time left, late ones first; everything else by age.

    Each row knows ``due_at``, where a term of dispatch runs, and ``has_parcels``.
    """
    found = with_due(_searched(shop, asked.query).for_list()).annotate(has_parcels=_parcels())
    if asked.state in STATES:
        found = found.filter(state=asked.state)
    if asked.late:
        found = found.filter(late_at__isnull=False)
    if asked.partly:
        found = found.filter(_parcels(), state=OrderState.PAID)
    if asked.unwanted:
        found = found.filter(cancel_asked_at__isnull=False, state=OrderState.PAID)
    if asked.first:
        found = found.filter(placed_at__gte=_midnight(asked.first))
    if asked.last:
        found = found.filter(placed_at__lt=_midnight(asked.last + timedelta(days=1)))
    if asked.state == OrderState.PAID:
        found = found.filter(fulfilment=Fulfilment.MERCHANT)
        return found.order_by(F("due_at").asc(nulls_first=True), "id")
    return found


def with_due(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Each with ``due_at``, by when it has to be sent; None where no such term runs."""
    return orders.annotate(due_at=_due())


def waiting(shop: Shop) -> QuerySet[Order]:
    """What the shop itself has to send."""
    return Order.objects.for_shop(shop).filter(state=OrderState.PAID, fulfilment=Fulfilment.MERCHANT)


def _searched(shop: Shop, query: str) -> QuerySet[Order]:
    """By tracking number where a parcel of the shop has exactly that; else by number or goods."""
    orders = Order.objects.for_shop(shop)
    number = plain(query).upper()
    parcels = Shipment.objects.filter(tracking_number=number, order__shop=shop) if number else None
    by_parcel = list(parcels.values_list("order", flat=True)[:MOST_COUNTED]) if parcels is not None else []
    return orders.filter(pk__in=by_parcel) if by_parcel else finding.of_shop(orders, query, shop=shop)


def _due() -> Subquery:
    """Of each order's one running clock of dispatch; other terms of the same rule are none of dispatch."""
    running = Clock.objects.running().filter(
        subject_kind=kind_of(Order),
        subject_id=OuterRef("pk"),
        rule=rules.DISPATCH_BY_MERCHANT.id,
        stage=DISPATCH_STAGE,
    )
    return Subquery(running.order_by().values("due_at"))


def _parcels() -> Exists:
    return Exists(Shipment.objects.filter(order=OuterRef("pk")))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def tell_time_left(orders: Iterable[Order], *, now: datetime | None = None) -> None:
    """Give each order that waits for dispatch ``tone`` and ``left``, the time left in words."""
    now = now or timezone.now()
    for order in orders:
        due = order.late_at or getattr(order, "due_at", None)
        if due and order.state == OrderState.PAID:
            order.tone, order.left = tone_for(due - now), words_for(due - now)  # type: ignore[attr-defined]


def counts(shop: Shop) -> dict[str, str]:
    """How many orders each state has, as ``1,234`` or ``10,000+``; one query each, which stops there."""
    mine = Order.objects.for_shop(shop)
    wanted = {state: mine.filter(state=state) for state in STATES} | {OrderState.PAID: waiting(shop)}
    return {
        state: _as_counted(found.order_by()[: MOST_COUNTED + 1].count()) for state, found in wanted.items()
    }


def _as_counted(n: int) -> str:
    return f"{MOST_COUNTED:,}+" if n > MOST_COUNTED else f"{n:,}"
