"""Which commission a line pays. (B11.4)"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from catalog.models import Category

from ..models import CommissionRate


class Rates:
    """The rates of some shops, read once for a whole checkout."""

    def __init__(self, shop_ids: Iterable[int]):
        rates = CommissionRate.objects.filter(Q(shop__in=set(shop_ids)) | Q(shop=None))
        self._rates = {(rate.shop_id, rate.category_id): rate.basis_points for rate in rates.order_by("id")}
        by_category = any(category for _shop, category in self._rates)
        self._parents = dict(Category.objects.order_by().values_list("pk", "parent_id")) if by_category else {}

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
