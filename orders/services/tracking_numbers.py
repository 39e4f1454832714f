"""A tracking number is one parcel's: it goes to one buyer at one address, whoever registers it. (B11.2)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mall import locks
from mall.errors import DomainError
from orders import carriers
from orders.models import Order, Shipment

# Carriers give their numbers out anew after half a year or more.
GIVEN_ANEW_AFTER = timedelta(days=180)

Used = dict[tuple[str, str], list[Order]]


def name_of(carrier: str) -> str:
    """A carrier as it is compared: people write its name in several ways."""
    known = carriers.known(carrier)
    return known.name if known else " ".join(carrier.split())


def destination(order: Order) -> tuple:
    """What two orders have in common that can go in one parcel: a buyer, and where it goes."""
    return order.buyer_id, order.recipient, order.phone, order.division, order.street


def used(numbers: Iterable[str]) -> Used:
    """The orders on which parcels of these numbers are registered, of whatever shop, the latest first."""
    lately = Shipment.objects.filter(shipped_at__gt=timezone.now() - GIVEN_ANEW_AFTER)
    found: Used = {}
    for one in lately.filter(tracking_number__in=set(numbers)).select_related("order").order_by("-id"):
        found.setdefault((name_of(one.carrier), one.tracking_number), []).append(one.order)
    return found


def others(order: Order, carrier: str, number: str, found: Used) -> list[Order]:
    """Of ``found`` the orders but this one that the number stands on, the shop's own before the rest."""
    there = [one for one in found.get((name_of(carrier), number), ()) if one.pk != order.pk]
    return sorted(there, key=lambda one: one.shop_id != order.shop_id)


def taken(order: Order, carrier: str, number: str, found: Used) -> str:
    """Why the number can't be that of the order's parcel, '' where it can: it is another buyer's.

    Nothing is said of another shop's order but that there is one.
    """
    here = destination(order)
    elsewhere = [one for one in others(order, carrier, number, found) if destination(one) != here]
    if not elsewhere:
        return ""
    words = _("运单号已登记在订单 %(number)s，买家或收货地址不同，请对照面单核对")
    return _named(order, elsewhere[0], words)


def shared(order: Order, carrier: str, number: str, found: Used) -> str:
    """What is worth a second look where ``taken`` finds nothing, '' where nothing is; as discreet as that."""
    there = others(order, carrier, number, found)
    return _named(order, there[0], _("运单号已登记在订单 %(number)s，买家和地址相同")) if there else ""


def _named(order: Order, other: Order, words) -> str:
    if other.shop_id != order.shop_id:
        return str(_("这个运单号已被使用，请对照面单核对"))
    return str(words % {"number": other.number})


def hold(carrier: str, number: str) -> None:
    """Let nobody else register the number until the transaction ends: who waits sees what became of it.

    Taken before any row, by whoever goes on to ``require_free``.
    """
    locks.alone(f"tracking number {name_of(carrier)} {number}")


def require_free(order: Order, carrier: str, number: str) -> None:
    """Raise DomainError where the order has the number already, or where it is another buyer's."""
    if order.shipments.filter(carrier=carrier, tracking_number=number).exists():
        raise DomainError(_("这个运单号已经登记过了。"), field="tracking_number")
    if why := taken(order, carrier, number, used([number])):
        raise DomainError(why, field="tracking_number")
