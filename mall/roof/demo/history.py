"""Writing the two months down: trades, orders, parcels, stock and clocks as the services would leave them.

In bulk and with past times, which no service can do, and only ever into an empty mall. What the services keep
true is kept true here: every sum, every reservation and movement, every clock's state. Acts are left out, for
nobody acted; ``manage.py reconcile`` checks the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db.models import Model
from django.utils import timezone

from catalog.models import SKU, Fulfilment, Movement, Place, Reservation, ReservationState, Stock
from mall.accounts.models import User
from mall.deadlines.models import Clock, State
from mall.rulebook import figures
from mall.rulebook.rule import Rule
from mall.subjects import kind_of
from orders import rules, terms
from orders.models import (
    Order,
    OrderLine,
    OrderState,
    Progress,
    Shipment,
    ShipmentLine,
    ShipmentState,
    Trade,
    TradeState,
)
from orders.services import sold_names
from orders.services.checkout import PAYMENT_STAGE, freight_line
from orders.services.commission import Rates
from orders.services.receipts import RECEIPT_STAGE
from orders.services.trades import DISPATCH_STAGE

from .goods import Market
from .trading import CARRIERS, Parcel, Sale

BATCH = 500


@dataclass
class Written:
    """A parcel with the rows that were made of it; ``lines`` are those of its goods."""

    sale: Sale
    parcel: Parcel
    trade: Trade
    order: Order
    lines: list[OrderLine] = field(default_factory=list)


def number(at: datetime, chance: Random, prefix: str = "") -> str:
    """Like the services' numbers, but the same for the same demo."""
    return f"{prefix}{timezone.localtime(at):%y%m%d}{chance.randrange(10**12):012}"


def write(market: Market, sales: list[Sale], *, now: datetime, chance: Random) -> list[Written]:
    """Write trades with all that hangs on them but the money; stock rows come into being here."""
    rows = _write_orders(sales, market, chance)
    _write_progress(rows)
    _write_parcels(rows, market, chance)
    _write_stock(rows, market)
    Clock.objects.bulk_create(_clocks(rows, now), batch_size=BATCH)
    return rows


def _write_orders(sales: list[Sale], market: Market, chance: Random) -> list[Written]:
    term = rules.PAYMENT_TERM.figure()
    trades = Trade.objects.bulk_create((_trade(sale, term, chance) for sale in sales), batch_size=BATCH)
    rows = [
        Written(sale, parcel, trade, _order(sale, parcel, trade, chance))
        for sale, trade in zip(sales, trades, strict=True)
        for parcel in sale.parcels
    ]
    Order.objects.bulk_create((row.order for row in rows), batch_size=BATCH)
    rates = Rates(shop.pk for shop in market.shops)
    for row in rows:
        row.lines = [_line(row.order, sku, quantity, rates) for sku, quantity in row.parcel.items]
    OrderLine.objects.bulk_create((line for row in rows for line in row.lines), batch_size=BATCH)
    sent = (freight_line(row.order, row.parcel.quote) for row in rows if row.parcel.quote.charges)
    OrderLine.objects.bulk_create(sent, batch_size=BATCH)
    sold_names.note({sku.pk: sku for row in rows for sku, _quantity in row.parcel.items}.values())
    return rows


def _trade(sale: Sale, term: timedelta, chance: Random) -> Trade:
    return Trade(
        number=number(sale.placed_at, chance),
        buyer=sale.buyer.user,
        state=TradeState.PAID if sale.paid_at else TradeState.CLOSED,
        total=sale.total,
        placed_at=sale.placed_at,
        pay_by=sale.placed_at + term,
        paid_at=sale.paid_at,
        closed_at=sale.closed_at,
    )


def _order(sale: Sale, parcel: Parcel, trade: Trade, chance: Random) -> Order:
    return Order(
        number=number(sale.placed_at, chance),
        trade=trade,
        shop_id=parcel.shop_id,
        buyer=sale.buyer.user,
        fulfilment=Fulfilment.MERCHANT,
        state=_state(sale, parcel),
        goods_total=parcel.goods_total,
        freight=parcel.quote.total,
        total=parcel.total,
        recipient=sale.buyer.recipient,
        phone=sale.buyer.phone,
        division=sale.buyer.division,
        street=sale.buyer.street,
        placed_at=sale.placed_at,
        paid_at=sale.paid_at,
        shipped_at=parcel.shipped_at,
        received_at=parcel.received_at,
        cancelled_at=sale.closed_at or parcel.cancelled_at,
        late_at=parcel.late_at,
    )


def _state(sale: Sale, parcel: Parcel) -> OrderState:
    if sale.closed_at or parcel.cancelled_at:
        return OrderState.CANCELLED
    if parcel.received_at:
        return OrderState.COMPLETED
    return OrderState.SHIPPED if parcel.shipped_at else OrderState.PAID


def _line(order: Order, sku, quantity: int, rates: Rates) -> OrderLine:
    return OrderLine(
        order=order,
        sku=sku,
        category_id=sku.product.category_id,
        name=sku.product.name,
        name_en=sku.product.name_en,
        spec=sku.spec_text,
        terms=terms.of(sku.product, sku.shop),
        unit_price=sku.price,
        quantity=quantity,
        amount=sku.price * quantity,
        commission_bp=rates.of(shop_id=sku.shop_id, category_id=sku.product.category_id),
    )


def _write_progress(rows: list[Written]) -> None:
    steps = []
    for row in rows:
        sale, parcel = row.sale, row.parcel
        moments = [("placed", sale.placed_at), ("paid", sale.paid_at), ("late", parcel.late_at)]
        moments += [("cancelled", row.order.cancelled_at), ("received", parcel.received_at)]
        steps += [Progress(order=row.order, step=step, at=at) for step, at in moments if at]
    Progress.objects.bulk_create(steps, batch_size=BATCH)


def _write_parcels(rows: list[Written], market: Market, chance: Random) -> None:
    sent = [(row, row.parcel.shipped_at) for row in rows if row.parcel.shipped_at]
    shipments = Shipment.objects.bulk_create(
        (
            Shipment(
                order=row.order,
                carrier=chance.choice(CARRIERS),
                tracking_number=f"DM{chance.randrange(10**12):012}",
                shipped_by=market.owners[row.parcel.shop_id],
                shipped_at=shipped_at,
                state=ShipmentState.DELIVERED if row.parcel.received_at else ShipmentState.ON_WAY,
            )
            for row, shipped_at in sent
        ),
        batch_size=BATCH,
    )
    pairs = [(shipment, row) for shipment, (row, _at) in zip(shipments, sent, strict=True)]
    ShipmentLine.objects.bulk_create(
        (
            ShipmentLine(shipment=shipment, line=line, quantity=line.quantity)
            for shipment, row in pairs
            for line in row.lines
        ),
        batch_size=BATCH,
    )
    Progress.objects.bulk_create(
        (
            Progress(
                order=row.order,
                step="shipped",
                text=f"{shipment.carrier} {shipment.tracking_number}",
                at=shipment.shipped_at,
            )
            for shipment, row in pairs
        ),
        batch_size=BATCH,
    )


def _write_stock(rows: list[Written], market: Market) -> None:
    """Opening counts so large that after all parcels the shelf holds ``market.pieces``."""
    sent: Counter[int] = Counter()
    held: Counter[int] = Counter()
    reservations, movements = [], []
    for row in rows:
        for line, (sku, quantity) in zip(row.lines, row.parcel.items, strict=True):
            reservation = _reservation(row, line, sku)
            reservations.append(reservation)
            if reservation.state == ReservationState.HELD:
                held[sku.pk] += quantity
            if row.parcel.shipped_at:
                sent[sku.pk] += quantity
                movements.append(_dispatch(line, sku, market.owners[sku.shop_id], row.parcel.shipped_at))
    pieces = market.pieces
    Stock.objects.bulk_create(
        (Stock(sku=sku, on_hand=pieces[sku.pk], reserved=held[sku.pk]) for sku in market.skus),
        batch_size=BATCH,
    )
    opened = ((sku, pieces[sku.pk] + sent[sku.pk]) for sku in market.skus)
    opening = [_opening(sku, market.owners[sku.shop_id], count) for sku, count in opened if count]
    Movement.objects.bulk_create([*opening, *movements], batch_size=BATCH)
    Reservation.objects.bulk_create(reservations, batch_size=BATCH)


def _reservation(row: Written, line: OrderLine, sku: SKU) -> Reservation:
    """Held until it is sent or given back."""
    state, ended_at = ReservationState.HELD, row.order.cancelled_at
    if ended_at:
        state = ReservationState.RELEASED
    elif row.parcel.shipped_at:
        state, ended_at = ReservationState.SHIPPED, row.parcel.shipped_at
    return Reservation(
        sku=sku,
        holder_kind=kind_of(line),
        holder_id=line.pk,
        quantity=line.quantity,
        shipped=line.quantity if state == ReservationState.SHIPPED else 0,
        state=state,
        reserved_at=row.sale.placed_at,
        ended_at=ended_at,
    )


def _dispatch(line: OrderLine, sku: SKU, owner: User, at: datetime) -> Movement:
    return Movement(
        sku=sku,
        source=Place.SHOP,
        target=Place.CUSTOMER,
        quantity=line.quantity,
        reason="发货",
        subject_kind=kind_of(line),
        subject_id=line.pk,
        actor=owner,
        at=at,
    )


def _opening(sku: SKU, owner: User, count: int) -> Movement:
    return Movement(
        sku=sku,
        source=Place.DIFFERENCE,
        target=Place.SHOP,
        quantity=count,
        reason="期初库存",
        actor=owner,
        at=sku.product.created_at,
    )


def _clocks(rows: list[Written], now: datetime) -> Iterator[Clock]:
    for trade, sale in {row.trade.pk: (row.trade, row.sale) for row in rows}.values():
        owner = ("person", trade.buyer_id)
        yield _clock(now, trade, rules.PAYMENT_TERM, PAYMENT_STAGE, owner, sale.placed_at, sale.paid_at)
    for row in rows:
        parcel, order, paid_at = row.parcel, row.order, row.sale.paid_at
        if paid_at:
            shop = ("shop", order.shop_id)
            yield _clock(
                now, order, rules.DISPATCH_BY_MERCHANT, DISPATCH_STAGE, shop, paid_at, parcel.shipped_at
            )
        if parcel.shipped_at:
            person = ("person", order.buyer_id)
            met_at = None if parcel.by_term else parcel.received_at
            yield _clock(now, order, rules.RECEIPT, RECEIPT_STAGE, person, parcel.shipped_at, met_at)


def _clock(
    now: datetime,
    subject: Model,
    rule: Rule,
    stage: str,
    owner: tuple[str, int],
    started_at: datetime,
    met_at: datetime | None,
) -> Clock:
    """A clock as it stands at ``now``: met, run out, or still running."""
    term = rule.figure()
    due_at = started_at + term
    ahead = rule.defaults.get("warn_before")
    warn_at = due_at - ahead if ahead else None
    has_run_out = met_at is None and due_at <= now
    state = State.MET if met_at else State.EXPIRED if has_run_out else State.RUNNING
    return Clock(
        rule=rule.id,
        stage=stage,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        owner_kind=owner[0],
        owner_id=owner[1],
        state=state,
        started_at=started_at,
        warn_at=warn_at,
        due_at=due_at,
        wake_at=warn_at or due_at,
        ended_at=met_at or (due_at if has_run_out else None),
        figure=figures.encode(term),
    )
