"""Listings of shops under strict supervision go past a reviewer whenever they change. (D8.3, A7.1)

Words and pictures of any listing do; of a supervised shop prices do, too, and what comes back on sale.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog import states
from catalog.models import Product, ProductState
from mall import locks
from mall.transitions import move_many
from merchants.models import Shop
from merchants.rules import SUPERVISION

LOOK_AGAIN = "look_again"


@locks.service
def see_again(*, actor, product_ids: Iterable[int]) -> int:
    """Hand those on sale in supervised shops, which the caller has locked, to the reviewers; how many."""
    if not SUPERVISION.in_force:
        return 0
    live = Product.objects.filter(pk__in=list(product_ids), state=ProductState.ON_SALE)
    pks = live.filter(shop__supervised_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    found = list(pks)
    if found:
        move_many(states.PRODUCT, Product, found, LOOK_AGAIN, actor=actor, rule=SUPERVISION.id)
    return len(found)


def way_back(shop: Shop) -> str:
    """The move that brings a withdrawn listing back: past the reviewers where ``shop`` is supervised."""
    return LOOK_AGAIN if SUPERVISION.in_force and shop.supervised_at else "put_back"
