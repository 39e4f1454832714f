"""Buying again what was bought before. (B11.1)"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from mall.errors import DomainError
from orders.models import MAX_QUANTITY, Cart, LineKind, Order, OrderLine

from . import carts
from .cart_looks import why_not_for_sale


@dataclass
class Again:
    """How many kinds of goods went into the cart, and a sentence for each that didn't, or not in full."""

    put: int = 0
    left_out: list = field(default_factory=list)


def buy_again(*, cart: Cart, order: Order) -> Again:
    """Put the goods of ``order`` into the cart as far as they can be had now, at today's prices."""
    again = Again()
    goods = order.lines.filter(kind=LineKind.GOODS).order_by("id")
    for line in goods.select_related("sku__product", "sku__shop", "sku__stock"):
        _put(again, cart, line)
    return again


def _put(again: Again, cart: Cart, line: OrderLine) -> None:
    sku = line.sku
    assert sku is not None  # a goods line has one, by constraint
    available = sku.stock.available if hasattr(sku, "stock") else 0
    if problem := why_not_for_sale(sku):
        again.left_out.append(problem)
    elif not available:
        again.left_out.append(_("“%(name)s”已售完。") % {"name": line.name})
    else:
        _put_some(again, cart, line, min(line.quantity, available, MAX_QUANTITY))


def _put_some(again: Again, cart: Cart, line: OrderLine, pieces: int) -> None:
    try:
        carts.add(cart=cart, sku=line.sku, quantity=pieces)
    except DomainError as error:  # of a full cart
        again.left_out.append(error.message)
        return
    again.put += 1
    if pieces < line.quantity:
        words = _("“%(name)s”只剩 %(n)d 件，已按 %(n)d 件放入。")
        again.left_out.append(words % {"name": line.name, "n": pieces})
