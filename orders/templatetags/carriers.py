"""Where a parcel can be followed."""

from __future__ import annotations

from django import template

from orders import carriers
from orders.models import Shipment

register = template.Library()


@register.filter
def tracking_url(shipment: Shipment) -> str | None:
    """The carrier's own page on a parcel, where there is one."""
    return carriers.tracking_url(shipment.carrier, shipment.tracking_number)
