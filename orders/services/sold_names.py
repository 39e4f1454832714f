"""The names under which goods were sold, by which orders are found."""

from __future__ import annotations

from collections.abc import Iterable

from catalog import search
from catalog.models import SKU
from mall.prepared import Prepared, any_of
from orders.models import SoldName

BATCH = 500

_known = Prepared(
    lambda skus: SoldName.objects.filter(sku__in=any_of(skus)).order_by().values_list("sku", "name")
)


def note(skus: Iterable[SKU]) -> None:
    """Write down the names of ``skus`` as they are now, where they aren't yet; in the caller's transaction.

    Their products are read. Two that note the same don't disturb each other.
    """
    now = {(sku.pk, sku.product.name): sku for sku in skus}
    known = set(_known.rows(sorted({pk for pk, _name in now})))
    new = [
        SoldName(
            sku_id=pk,
            shop_id=now[pk, name].shop_id,
            name=name,
            search=search.name_vector(name, now[pk, name].product.name_en),
        )
        for pk, name in sorted(now.keys() - known)
    ]
    SoldName.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
