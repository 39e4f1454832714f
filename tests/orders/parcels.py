"""Parcels on their way, and what shop and buyer say of them."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Fulfilment
from catalog.services import stock
from orders.models import (
    Cause,
    Condition,
    Entry,
    Order,
    OrderLine,
    Refund,
    Trade,
)
from orders.services import deliveries, fulfilment, parcel_reports, refusals
from orders.services.books import differences

from .factories import add_freight, make_sku, paid_order, pay, place, ship, shipped_order

PRICE, FREIGHT = 1_000, 800


def parcel_of(*, freight: int = FREIGHT, late: bool = False, on_hand: int = 10, send=None, off: int = 0):
    """A parcel on its way with an order's three pieces at ¥10.00 each; or several of ``send`` pieces each."""
    goods = {make_sku(price=PRICE, on_hand=on_hand): 3}
    if not (late or send or off):
        return fresh(shipped_order(goods, freight=freight).shipments.get())
    order = _discounted(goods, freight, off) if off else paid_order(goods, freight=freight)
    if late:
        fulfilment.mark_late(order=order, now=timezone.now())
    line = order.lines.get(kind="goods").pk
    numbers = [f"KD{order.pk:08}-{n}" for n, _pieces in enumerate(send or [3])]
    parcels = [
        ship(order, tracking_number=number, quantities={line: n})
        for number, n in zip(numbers, send or [3], strict=True)
    ]
    return parcels if send else fresh(parcels[0])


def _discounted(goods, freight: int, off: int) -> Order:
    trade = place(goods)
    OrderLine.objects.update(discount=off, amount=3 * PRICE - off)
    Order.objects.update(discount=off, total=3 * PRICE - off)
    Trade.objects.update(total=3 * PRICE - off)
    trade.refresh_from_db()
    if freight:
        add_freight(trade, freight)
    pay(trade)
    return trade.orders.get()


def fresh(parcel):
    return type(parcel).objects.select_related("order__buyer", "order__shop", "replaces").get(pk=parcel.pk)


def refuse(parcel, cause=Cause.UNWANTED, **over):
    return refusals.refuse(actor=parcel.order.buyer, shipment=parcel, cause=cause, **over)


def fail(parcel, cause=Cause.ABSENT, now=None):
    """As soon as it counts: half a day after the attempt before."""
    now = now or (parcel.failed_at + timedelta(hours=12) if parcel.failed_at else timezone.now())
    return deliveries.fail(actor=None, shipment=parcel, cause=cause, now=now)


def report(parcel, cause=Cause.DAMAGED, **over):
    return parcel_reports.report(actor=parcel.order.buyer, shipment=parcel, cause=cause, **over)


def send_back(parcel):
    return refusals.send_back(actor=None, shipment=parcel)


def take_back(parcel, condition=Condition.INTACT):
    return refusals.take_back(actor=None, shipment=parcel, condition=condition)


def asked_back(parcel) -> list[int]:
    return list(Refund.objects.filter(order=parcel.order).order_by("id").values_list("amount", flat=True))


def books_agree():
    assert differences() == []
    assert stock.reconcile() == []


def commission_of(order) -> int:
    """What the mall has earned with the one order that was paid, in fen."""
    assert Order.objects.get() == order
    return -sum(Entry.objects.filter(account__kind="commission").values_list("amount", flat=True))


def of_warehouse(parcel):
    Order.objects.filter(pk=parcel.order_id).update(fulfilment=Fulfilment.WAREHOUSE)
    return fresh(parcel)
