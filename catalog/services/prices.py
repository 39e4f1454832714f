"""Prices: changed at once, and every one that was ever shown is kept. (D4.3)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import F, Min, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import rules
from catalog.models import SKU, PriceRecord, Product
from mall import locks
from mall.errors import DomainError

from . import supervised

HIGHEST = 999_999_999
BATCH = 500


def check(price: int, list_price: int | None) -> None:
    """Raise DomainError for a price (fen) that can't be, RuleError D4.3 for a was-price not above it."""
    if not 0 < price <= HIGHEST:
        raise DomainError(_("售价应在 0.01 元到 9,999,999.99 元之间。"), field="price")
    rules.PUBLIC_PRICES.require(
        list_price is None or price < list_price <= HIGHEST,
        _("划线价应高于售价，且不超过 9,999,999.99 元；不需要划线价就留空。"),
        field="list_price",
    )


@locks.service
def set_prices(*, actor, product_id: int, wanted: Mapping[int, tuple[int, int | None]]) -> list[PriceRecord]:
    """Set (price, was-price) in fen of a product's SKUs, by id; the records of those that changed.

    Raises DomainError for a price that can't be, RuleError D4.3 for a struck-through price that isn't higher;
    no price is changed then.
    """
    for price, list_price in wanted.values():
        check(price, list_price)
    locks.lock(Product, [product_id])
    return _set(actor, SKU.objects.filter(product=product_id, pk__in=wanted), wanted)


@locks.service
def set_prices_of_many(
    *, actor, wanted: Mapping[int, tuple[int, int | None]], product_ids: Iterable[int]
) -> list[PriceRecord]:
    """``set_prices`` for SKUs of several products, named by ``product_ids``."""
    for price, list_price in wanted.values():
        check(price, list_price)
    held = locks.lock(Product, product_ids)
    return _set(actor, SKU.objects.filter(product__in=held, pk__in=wanted), wanted)


def _set(
    actor, skus: models.QuerySet[SKU], wanted: Mapping[int, tuple[int, int | None]]
) -> list[PriceRecord]:
    changed = [row for row in skus.order_by("pk") if (row.price, row.list_price) != wanted[row.pk]]
    if not changed:
        return []
    for row in changed:
        row.price, row.list_price = wanted[row.pk]
    SKU.objects.bulk_update(changed, ["price", "list_price"], batch_size=BATCH)
    refresh({row.product_id for row in changed})
    supervised.see_again(actor=actor, product_ids={row.product_id for row in changed})
    return PriceRecord.objects.bulk_create(
        (
            PriceRecord(sku=row, price=row.price, list_price=row.list_price, changed_by=actor)
            for row in changed
        ),
        batch_size=BATCH,
    )


def refresh(product_ids: Iterable[int]) -> None:
    """Recompute the lowest price of products that the caller has locked, and raise their version."""
    lowest = (
        SKU.objects.filter(product=OuterRef("pk"), is_active=True)
        .order_by()
        .values("product")
        .annotate(lowest=Min("price"))
        .values("lowest")
    )
    Product.objects.filter(pk__in=list(product_ids)).update(
        price_from=models.functions.Coalesce(Subquery(lowest), 0),
        version=F("version") + 1,
        updated_at=timezone.now(),
    )


def history(product: Product) -> models.QuerySet[PriceRecord]:
    """Every price of the product's SKUs, newest first."""
    return PriceRecord.objects.filter(sku__product=product).select_related("sku__product", "changed_by")
