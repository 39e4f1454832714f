"""Buying again what was bought before. (B11.1)"""

from __future__ import annotations

from collections import Counter
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
    held = Counter(dict(cart.lines.values_list("sku", "quantity")))
    for line in goods.select_related("sku__product", "sku__shop", "sku__stock"):
        _put(again, cart, line, held)
    return again


def _put(again: Again, cart: Cart, line: OrderLine, held: Counter[int]) -> None:
    """As many as were bought, so far as stock and the cart's bound leave room beside what it holds."""
    sku = line.sku
    assert sku is not None  # a goods line has one, by constraint
    available = sku.stock.available if hasattr(sku, "stock") else 0
    if problem := why_not_for_sale(sku):
        again.left_out.append(problem)
    elif not available:
        again.left_out.append(_("“%(name)s”已售完。") % {"name": line.title})
    elif (room := min(available, MAX_QUANTITY) - held[sku.pk]) <= 0:
        words = _("“%(name)s”购物车里已有 %(n)d 件，不能再多了。")
        again.left_out.append(words % {"name": line.title, "n": held[sku.pk]})
    else:
        pieces = min(line.quantity, room)
        _put_some(again, cart, line, pieces, held[sku.pk])
        held[sku.pk] += pieces


def _put_some(again: Again, cart: Cart, line: OrderLine, pieces: int, held: int) -> None:
    try:
        carts.add(cart=cart, sku_id=line.sku_id, quantity=pieces)
    except DomainError as error:  # of a full cart
        again.left_out.append(error.message)
        return
    again.put += 1
    if pieces < line.quantity:
        words = _("“%(name)s”只剩 %(n)d 件，已按 %(n)d 件放入。")
        if held:
            words = _("“%(name)s”最多能买 %(most)d 件，购物车里已有 %(held)d 件，只放入了 %(n)d 件。")
        again.left_out.append(words % {"name": line.title, "n": pieces, "held": held, "most": held + pieces})
