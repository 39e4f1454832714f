"""Which products can be bought at all: ``Product.in_stock``, by which shoppers filter.

Pushed where a merchant counts, and else in rounds: a sale must not wait for the row of its product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, F, OuterRef

from catalog.models import SKU, Product, Stock
from mall import locks

BATCH = 500

_FREE = Exists(
    SKU.objects.order_by().filter(
        product=OuterRef("pk"), is_active=True, stock__on_hand__gt=F("stock__reserved")
    )
)


def note(product_ids: Iterable[int]) -> int:
    """Look again at products that the caller has locked; how many of them changed."""
    products = Product.objects.order_by().filter(pk__in=list(product_ids))
    return products.exclude(in_stock=_FREE).update(in_stock=_FREE)


@locks.service
def refresh(*, product_ids: Iterable[int]) -> int:
    """Lock products and look again; how many changed."""
    return note(locks.lock(Product, product_ids))


def sweep() -> int:
    """Correct every product that sold out or came back since the last round; how many.

    Costs as much as there are sold-out specs, however many others there are.
    """
    return sum(refresh(product_ids=ids) for ids in _batches(_sold_out())) + sum(
        refresh(product_ids=ids) for ids in _batches(_come_back())
    )


def _sold_out():
    empty = Stock.objects.order_by().filter(reserved__gte=F("on_hand")).values("sku__product")
    return Product.objects.filter(pk__in=empty, in_stock=True).exclude(_FREE)


def _come_back():
    return Product.objects.filter(_FREE, in_stock=False)


def _batches(products) -> Iterator[tuple[int, ...]]:
    ids = list(products.order_by("pk").values_list("pk", flat=True))
    return (tuple(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
