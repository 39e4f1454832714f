"""What sending goods costs. (E13)

Freight is reckoned by parcel, which becomes one order: the goods of one shop with one way of fulfilment. In
it the goods that go by one template are counted together, its "free above" is held against what they cost
together, and the parcel costs the sum of its templates: a sum that a shopper can check by hand, unlike one
that takes the dearest first fee and the others' next ones. Goods without a template are sent free everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.models import SKU
from mall.accounts import divisions
from merchants.tariffs import Rate, Tariff, Tariffs, as_kept, read_rate


class Goods(Protocol):
    """A SKU, its product loaded, and how many of it."""

    @property
    def sku(self) -> SKU: ...

    @property
    def quantity(self) -> int: ...


@dataclass(frozen=True)
class Charge:
    """What one template asks for its goods in a parcel, in fen; without a rate they aren't sent there."""

    tariff: Tariff
    goods: Sequence[Goods]
    rate: Rate | None
    units: int
    goods_total: int

    @property
    def fee(self) -> int:
        if self.rate is None or self.tariff.is_free_from(self.goods_total):
            return 0
        return self.rate.fee(self.units)

    def kept(self) -> dict:
        """How it came about, for the order; ``recomputed`` reads it."""
        return {
            "template": self.tariff.name,
            "method": self.tariff.method,
            "units": self.units,
            "goods_total": self.goods_total,
            "free_above": self.tariff.free_above,
            "rate": self.rate and as_kept(self.rate),
            "fee": self.fee,
        }


@dataclass(frozen=True)
class Quote:
    """The freight of a parcel."""

    charges: Sequence[Charge]

    @property
    def total(self) -> int:
        return sum(charge.fee for charge in self.charges)

    @property
    def unserved(self) -> list[Goods]:
        """What isn't sent there."""
        return [goods for charge in self.charges if charge.rate is None for goods in charge.goods]

    def kept(self) -> dict:
        return {"freight": [charge.kept() for charge in self.charges]}


def tariff_of(sku: SKU, tariffs: Tariffs) -> Tariff | None:
    return tariffs.of(shop=sku.shop_id, template=sku.product.freight_template_id)


def quote(goods: Iterable[Goods], tariffs: Tariffs, division: str) -> Quote:
    """The freight of ``goods`` in one parcel to ``division``. Raises UnknownDivision."""
    charges = []
    for tariff, some in by_tariff(goods, tariffs):
        units, goods_total = _counted(tariff, some)
        charges.append(Charge(tariff, some, tariff.rate_to(division), units, goods_total))
    return Quote(charges)


def recomputed(kept: Mapping) -> int:
    """The freight in fen that an order's terms come to: what the freight line has to say."""
    fee = 0
    for charge in kept.get("freight", []):
        free_above = charge["free_above"]
        if free_above is None or charge["goods_total"] < free_above:
            fee += read_rate(charge["rate"]).fee(charge["units"])
    return fee


@dataclass(frozen=True)
class Outlook:
    """What freight may come to before anybody has said where to: least and most, in fen.

    ``free_above``, and how much is lacking to it, only where one template says all. ``regions`` are those not
    served, as codes; None where only some are served.
    """

    least: int
    most: int
    free_above: int | None = None
    to_free: int = 0
    regions: tuple[str, ...] | None = ()

    @property
    def region_names(self) -> list[str]:
        return [divisions.full_name(code) for code in self.regions or ()]


def outlook(groups: Iterable[tuple[Tariff, Sequence[Goods]]]) -> Outlook:
    """The freight of goods in one parcel, by their template, to wherever they are sent."""
    found = [(tariff, *_counted(tariff, some)) for tariff, some in groups]
    spans = [tariff.span(units=units, goods_total=total) for tariff, units, total in found]
    lacking = [
        (tariff.free_above - total, tariff.free_above)
        for (tariff, _units, total), (_least, most) in zip(found, spans, strict=True)
        if tariff.free_above and most
    ]
    to_free, free_above = lacking[0] if len(found) == len(lacking) == 1 else (0, None)
    some_only = any(tariff.elsewhere is None for tariff, *_rest in found)
    regions = dict.fromkeys(code for tariff, *_rest in found for code in tariff.not_served)
    return Outlook(
        least=sum(least for least, _most in spans),
        most=sum(most for _least, most in spans),
        free_above=free_above,
        to_free=to_free,
        regions=None if some_only else tuple(regions),
    )


def by_tariff(goods: Iterable[Goods], tariffs: Tariffs) -> list[tuple[Tariff, list[Goods]]]:
    """``goods`` that go by a template, by it."""
    groups: dict[Tariff, list[Goods]] = {}
    for item in goods:
        if tariff := tariff_of(item.sku, tariffs):
            groups.setdefault(tariff, []).append(item)
    return list(groups.items())


def _counted(tariff: Tariff, goods: Sequence[Goods]) -> tuple[int, int]:
    units = tariff.units((item.sku.weight_grams, item.quantity) for item in goods)
    return units, sum(item.sku.price * item.quantity for item in goods)
