"""Which commission a line pays. (B11.4)"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from mall import locks
from mall.audit.services import record
from mall.errors import DomainError
from mall.prepared import Prepared, any_of
from merchants.models import Shop
from orders.models import CommissionRate


def _of_shops_and_of_all(shops: list[int]):
    """Two queries in one: a condition with OR would look at every shop's rates."""
    theirs, everybodys = (
        CommissionRate.objects.filter(whose).order_by().values_list("shop", "category", "basis_points")
        for whose in (Q(shop__in=any_of(shops)), Q(shop=None))
    )
    return theirs.union(everybodys, all=True)


_rates = Prepared(_of_shops_and_of_all)


class Rates:
    """The rates of some shops, read once for a whole checkout."""

    def __init__(self, shop_ids: Iterable[int]):
        self._rates = {(shop, category): points for shop, category, points in _rates.rows(list(shop_ids))}
        by_category = any(category for _shop, category in self._rates)
        self._parents = (
            dict(Category.objects.order_by().values_list("pk", "parent_id")) if by_category else {}
        )

    def of(self, *, shop_id: int, category_id: int | None) -> int:
        """Basis points by the most specific rate; 0 where no rate was ever set.

        Shop and category, shop, category, mall; of categories the nearest one up the tree.
        """
        line = self._line(category_id)
        candidates = [
            *((shop_id, category) for category in line),
            (shop_id, None),
            *((None, category) for category in line),
            (None, None),
        ]
        return next((self._rates[found] for found in candidates if found in self._rates), 0)

    def _line(self, category_id: int | None) -> list[int]:
        line: list[int] = []
        while category_id and category_id not in line:
            line.append(category_id)
            category_id = self._parents.get(category_id)
        return line


@locks.service
def set_rate(*, actor, shop: Shop | None, category: Category | None, basis_points: int) -> CommissionRate:
    """Set a commission in basis points for a shop, a category, both, or (neither) the whole mall.

    Lines bought from now on take it with them; those before keep theirs. A rate that is there is changed,
    and the record says from what to what; the same figure again changes and records nothing.
    Raises DomainError for one above everything.
    """
    if not 0 <= basis_points <= 10_000:
        raise DomainError(_("佣金应在 0 到 10000（万分比）之间。"), field="basis_points")
    locks.alone("commission rates")
    rate, is_new = CommissionRate.objects.get_or_create(
        shop=shop, category=category, defaults={"basis_points": basis_points}
    )
    before = None if is_new else rate.basis_points
    if before == basis_points:
        return rate
    if not is_new:
        rate.basis_points = basis_points
        rate.save(update_fields=["basis_points"])
    record(actor=actor, verb="commission.set", subject=rate, data={"from": before, "to": basis_points})
    return rate
