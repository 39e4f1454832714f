"""Many orders of a shop at once: their packing lists, and their dispatch. (B11.2, D7.3)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.models import Fulfilment
from mall import locks
from mall.errors import DomainError
from mall.rulebook.boundary import recorded
from merchants.models import Shop
from orders import shop_orders
from orders.models import Order, OrderLine, OrderState, Shipment

from . import delivery, fulfilment

MOST = 100


@dataclass(frozen=True)
class LeftOut:
    """An order that was asked for and can't be dispatched, with why; of another shop's nothing is told."""

    number: str
    why: object


@dataclass(frozen=True)
class ToSend:
    """What is left of an order: each line with its pieces, and how many parcels have gone."""

    order: Order
    lines: list[tuple[OrderLine, int]]
    parcels: int


def waiting_among(shop: Shop, numbers: Sequence[str]) -> tuple[list[ToSend], list[LeftOut]]:
    """Those of ``numbers`` that wait for the shop's dispatch, in that order, and the rest. Three queries."""
    mine = shop_orders.with_due(Order.objects.for_shop(shop)).annotate(parcels=Count("shipments"))
    found = {order.number: order for order in mine.filter(number__in=numbers)}
    orders = [found[number] for number in numbers if number in found and not _why_not(found[number])]
    left = fulfilment.left_of_many(orders)
    lines = OrderLine.objects.select_related("sku").in_bulk([pk for rest in left.values() for pk in rest])
    good = [
        ToSend(order, [(lines[pk], n) for pk, n in left[order.pk].items()], order.parcels) for order in orders
    ]
    whys = [(number, _why_not(found.get(number))) for number in numbers]
    return good, [LeftOut(number, why) for number, why in whys if why]


def _why_not(order: Order | None):
    """Why the shop shall not send an order; '' where it shall."""
    if order is None:
        return _("店里没有这个订单")
    if order.state != OrderState.PAID:
        return _("现在是“%(state)s”，不用您发货") % {"state": order.get_state_display()}
    if order.fulfilment != Fulfilment.MERCHANT:
        return _("由商城仓库发货")
    if order.refunded >= order.total:
        return _("已全额退款，请不要再发货")
    return ""


@dataclass(frozen=True)
class PackingList:
    """What goes into an order's next parcel, and where that goes."""

    what: ToSend
    where: delivery.Delivery


@locks.service
def packing_lists(*, actor, shop: Shop, numbers: Sequence[str]) -> tuple[list[PackingList], list[LeftOut]]:
    """Packing lists with the whole address, each look recorded; what doesn't wait is left out. (D7.3)

    Raises DomainError for none and for more than ``MOST``.
    """
    require_some(numbers)
    good, rest = waiting_among(shop, numbers)
    orders = [one.order for one in good]
    addresses = delivery.look_at_many(actor=actor, orders=orders, reason=delivery.PACKING)
    return [PackingList(one, addresses[one.order.pk]) for one in good], rest


def require_some(numbers: Sequence[str]) -> None:
    if not numbers:
        raise DomainError(_("请先勾选订单。"))
    if len(numbers) > MOST:
        raise DomainError(_("一次最多选 %(most)d 个订单，请分几次。") % {"most": MOST})


@dataclass(frozen=True)
class Parcel:
    """All that is left of an order, under one tracking number."""

    order: Order
    carrier: str
    tracking_number: str


def ship_each(*, actor, parcels: Iterable[Parcel], where: str) -> list[DomainError | None]:
    """Ship whole orders, each in a transaction of its own: what became of each, None where it is on its way.

    What one order is refused for doesn't keep the others. A parcel that is registered already, by an earlier
    press of the same button, counts as sent. ``where`` names the page or job, for the record of refusals.
    """
    return [_ship(actor, parcel, where) for parcel in parcels]


def _ship(actor, parcel: Parcel, where: str) -> DomainError | None:
    with recorded(where=where, actor=actor, is_told=True) as outcome:
        fulfilment.ship(
            actor=actor,
            order=parcel.order,
            carrier=parcel.carrier,
            tracking_number=parcel.tracking_number,
        )
    if outcome.error and is_on_its_way(parcel):
        return None
    return outcome.error


def is_on_its_way(parcel: Parcel) -> bool:
    """Whether nothing of an order is left, and its last parcel is this one."""
    carrier, number = fulfilment.tidy(parcel.carrier, parcel.tracking_number)
    last = Shipment.objects.filter(order=parcel.order).order_by("-id").first()
    return (
        last is not None
        and (last.carrier, last.tracking_number) == (carrier, number)
        and not fulfilment.left_to_ship(parcel.order)
    )


def sent_before(shop: Shop, typed: Mapping[str, str]) -> set[str]:
    """Which of the shop's orders, by number, have gone already under the tracking number typed for it."""
    sent = Shipment.objects.filter(
        order__shop=shop, order__number__in=typed, order__state=OrderState.SHIPPED
    ).values_list("order__number", "tracking_number")
    return {number for number, tracking in sent if fulfilment.tidy("", typed[number])[1] == tracking}


def last_carrier(shop: Shop) -> str:
    """Whom the shop sent its latest parcels with; '' for a shop that has sent none."""
    sent = Order.objects.for_shop(shop).filter(shipped_at__isnull=False).order_by("-placed_at", "-id")[:1]
    latest = Shipment.objects.filter(order__in=sent).order_by("-id").values_list("carrier", flat=True)
    return latest.first() or ""
