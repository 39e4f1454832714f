"""The specs of a product as a shopper chooses them: one row of options per spec name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .models import SKU, Product


@dataclass(frozen=True)
class Option:
    """A value of one spec name; ``sku`` is what choosing it leads to, None for a combination that isn't."""

    value: str
    sku: SKU | None
    is_chosen: bool


@dataclass(frozen=True)
class Axis:
    name: str
    options: list[Option]


def default_sku(skus: Sequence[SKU]) -> SKU | None:
    """What the page shows first: the first SKU that can be had, else the first."""
    return next((sku for sku in skus if sku.stock.available), skus[0] if skus else None)


def axes(product: Product, skus: Sequence[SKU], chosen: SKU) -> list[Axis]:
    """Each spec name with its values, of which some may not go with ``chosen``.

    A value is possible where some SKU has it together with what is chosen of the names *before* it; it leads
    to the SKU nearest to ``chosen``. So the first name's values are all open, and from any SKU every other
    can be reached: if each value had to go with all the others, red in small would never lead to blue in
    large.
    """
    found = []
    for depth, name in enumerate(product.spec_names):
        before = product.spec_names[:depth]
        options = []
        for value in dict.fromkeys(sku.spec[name] for sku in skus if name in sku.spec):
            possible = [
                sku
                for sku in skus
                if sku.spec.get(name) == value
                and all(sku.spec.get(other) == chosen.spec.get(other) for other in before)
            ]
            options.append(Option(value, _nearest(possible, chosen), chosen.spec.get(name) == value))
        found.append(Axis(name, options))
    return found


def _nearest(skus: Sequence[SKU], chosen: SKU) -> SKU | None:
    """The SKU that keeps most of what is chosen; of several, one that can be had, then the first."""

    def closeness(sku: SKU) -> tuple[int, bool]:
        return sum(sku.spec.get(name) == value for name, value in chosen.spec.items()), bool(
            sku.stock.available
        )

    return max(skus, key=closeness, default=None)
