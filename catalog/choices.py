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
    """Each spec name with its values; an option keeps the other names as ``chosen`` has them."""
    by_spec = {frozenset(sku.spec.items()): sku for sku in skus}
    found = []
    for name in product.spec_names:
        values = dict.fromkeys(sku.spec[name] for sku in skus if name in sku.spec)
        options = [
            Option(
                value,
                by_spec.get(frozenset({**chosen.spec, name: value}.items())),
                chosen.spec.get(name) == value,
            )
            for value in values
        ]
        found.append(Axis(name, options))
    return found
