"""The confirmation step: what the shopper is shown, what it hashes to, and what has changed since. (E13)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Fulfilment
from catalog.services.listings import category_path
from mall.accounts import divisions
from mall.accounts.models import Address
from mall.digests import digest_of
from mall.errors import DomainError
from mall.money import yuan
from mall.prepared import Prepared, any_of, names
from merchants.models import Shop
from merchants.services.permits import require_may_sell
from merchants.tariffs import Tariffs
from orders import terms

from . import cart_looks, freight, goods
from .freight import Quote

_SHOWN = {"items", "freight", "total", "addresses"}
_OF_ITEM = 5


@dataclass(frozen=True)
class Item:
    """A SKU and how many of it, at the price of this moment."""

    sku: SKU
    quantity: int
    picture: str = ""

    @property
    def amount(self) -> int:
        return self.sku.price * self.quantity

    @property
    def terms(self) -> dict:
        return terms.of(self.sku.product, self.sku.shop)

    @property
    def terms_title(self) -> str:
        return terms.title(self.terms)


@dataclass(frozen=True)
class Parcel:
    """What becomes one order: the items of one shop with one way of fulfilment, and their freight."""

    shop: Shop
    fulfilment: str
    items: list[Item]
    quote: Quote

    @property
    def key(self) -> str:
        return f"{self.shop.pk}-{self.fulfilment}"

    @property
    def freight(self) -> int:
        return self.quote.total

    @property
    def unserved(self) -> list[Item]:
        """What the shop doesn't send to the address."""
        return self.quote.unserved  # type: ignore[return-value]

    @property
    def goods_total(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def total(self) -> int:
        return self.goods_total + self.freight

    @property
    def by_warehouse(self) -> bool:
        return self.fulfilment == Fulfilment.WAREHOUSE


@dataclass(frozen=True)
class Confirmation:
    """All that a shopper agrees to. Amounts in fen."""

    parcels: list[Parcel]
    addresses: list[Address]
    address: Address | None

    @property
    def items(self) -> list[Item]:
        return [item for parcel in self.parcels for item in parcel.items]

    @property
    def needs_yes(self) -> bool:
        """Whether the buyer has to say yes to having something that can't be returned for no reason. (E19)"""
        return terms.needs_yes(item.sku.product for item in self.items)

    @property
    def quantities(self) -> dict[int, int]:
        return {item.sku.pk: item.quantity for item in self.items}

    @property
    def goods_total(self) -> int:
        return sum(parcel.goods_total for parcel in self.parcels)

    @property
    def freight(self) -> int:
        return sum(parcel.freight for parcel in self.parcels)

    @property
    def total(self) -> int:
        return self.goods_total + self.freight

    @property
    def unserved(self) -> list[Item]:
        return [item for parcel in self.parcels for item in parcel.unserved]

    @property
    def place(self) -> str:
        """Where the address is, as far as freight asks: province and city."""
        if self.address is None:
            return ""
        line = divisions.line(self.address.division)
        return divisions.full_name(line[min(1, len(line) - 1)])

    def shown(self) -> dict:
        """What was shown, small enough to be posted back; addresses as digests, as they're private."""
        return {
            "items": {
                str(item.sku.pk): [
                    item.quantity,
                    item.sku.price,
                    item.sku.product.name,
                    item.sku.spec_text,
                    item.terms,
                ]
                for item in self.items
            },
            "freight": {parcel.key: _freight_shown(parcel) for parcel in self.parcels},
            "total": self.total,
            "addresses": {str(address.pk): address_digest(address) for address in self.addresses},
        }


def is_readable(shown) -> bool:
    """Whether ``shown`` has the shape that ``Confirmation.shown`` gives today, and not an older one."""
    try:
        items = {int(sku): item for sku, item in shown["items"].items()}
        return (
            shown.keys() == _SHOWN
            and all(len(item) == _OF_ITEM for item in items.values())
            and isinstance(shown["freight"], dict)
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def address_digest(address: Address) -> str:
    return digest_of([address.recipient, address.phone, address.division, address.street])[:16]


def build(
    *,
    quantities: Mapping[int, int],
    addresses: Sequence[Address],
    address: Address | None,
    items: Sequence[Item] | None = None,
) -> Confirmation:
    """What ``quantities`` (by SKU id) cost now, sent to ``address``; split as the orders will be.

    Who has just read the goods gives them as ``items``.

    Raises DomainError where nothing is asked for or something isn't for sale any more, RuleError E6 where the
    shop lacks the permit for it.
    """
    items = _load(quantities) if items is None else sorted(items, key=_place)
    skus = [item.sku for item in items]
    if not skus or len(skus) < len(quantities):
        raise DomainError(_("没有可以结算的商品，请回购物车重新选择。"))
    for sku in skus:
        if not cart_looks.may_sell(sku):
            require_may_sell(sku.shop, category_path(sku.product.category_id), name=sku.product.title)
    if problems := [problem for sku in skus if (problem := cart_looks.why_not_for_sale(sku))]:
        raise DomainError(" ".join(str(problem) for problem in problems))
    groups: dict[tuple[int, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.sku.shop_id, item.sku.fulfilment), []).append(item)
    tariffs = Tariffs({shop for shop, _fulfilment in groups})
    parcels = [
        Parcel(
            items[0].sku.shop,
            fulfilment,
            items,
            freight.quote(items, tariffs, address.division) if address else Quote([]),
        )
        for (_shop, fulfilment), items in groups.items()
    ]
    return Confirmation(parcels, list(addresses), address)


def _freight_shown(parcel: Parcel) -> int | None:
    return None if parcel.unserved else parcel.freight


_goods = Prepared(
    lambda skus: (
        SKU.objects.filter(pk__in=any_of(skus))
        .order_by("pk")
        .values_list(*names(goods.PARTS), goods.first_picture("product"))
    )
)


def _load(quantities: Mapping[int, int]) -> list[Item]:
    found = [(goods.read(columns), picture or "") for *columns, picture in _goods.rows(list(quantities))]
    return sorted((Item(sku, quantities[sku.pk], picture) for sku, picture in found), key=_place)


def _place(item: Item) -> tuple:
    """Where an item stands: by shop, and in it by who sends it."""
    return item.sku.shop.name, item.sku.shop_id, item.sku.fulfilment, item.sku.pk


def changes(shown: Mapping, now: Confirmation) -> list:
    """In words, whatever is no longer as it was shown; empty where nothing changed.

    ``shown`` is what ``Confirmation.shown`` gave then.
    """
    found: list = []
    for item in now.items:
        found += _item_changes(shown["items"].get(str(item.sku.pk)), item)
    if now.address is None or shown["addresses"].get(str(now.address.pk)) != address_digest(now.address):
        found.append(_("收货地址有改动。"))
    if shown["freight"].keys() != {parcel.key for parcel in now.parcels}:
        found.append(_("有商品换了发货方，包裹的分法有变动。"))
    for parcel in now.parcels:
        found += _freight_changes(shown["freight"].get(parcel.key, 0), parcel, now)
    if shown["total"] != now.total and not found:
        found.append(_moved(_("应付从 ¥%(before)s 变为 ¥%(now)s。"), shown["total"], now.total))
    return found


def _freight_changes(before: int | None, parcel: Parcel, now: Confirmation) -> list:
    if before == _freight_shown(parcel):
        return []
    if parcel.unserved:
        return [unserved_words(now, parcel.unserved)]
    words = _("“%(shop)s”的运费从 ¥%(before)s 变为 ¥%(now)s。")
    if before is None:
        words = _("“%(shop)s”现在可以送到这个地址，运费 ¥%(now)s。")
    values = {"shop": parcel.shop.title, "before": yuan(before or 0), "now": yuan(parcel.freight)}
    return [words % values]


def unserved_words(now: Confirmation, items: Sequence[Item]):
    """Which goods aren't sent to the address."""
    names = "、".join(dict.fromkeys(f"“{item.sku.product.title}”" for item in items))
    return _("%(names)s不送到%(place)s。") % {"names": names, "place": now.place}


def _item_changes(before: Sequence | None, item: Item) -> list:
    if before is None:
        return [_("新增了“%(name)s”。") % {"name": item.sku.product.title}]
    _quantity, price, name, spec, agreed = before
    found = []
    if price != item.sku.price:
        words = _("“%(name)s”的价格从 ¥%(before)s 变为 ¥%(now)s。")
        found.append(
            words % {"name": item.sku.product.title, "before": yuan(price), "now": yuan(item.sku.price)}
        )
    if (name, spec) != (item.sku.product.name, item.sku.spec_text):
        found.append(_("“%(name)s”的名称或规格有改动。") % {"name": name})
    if agreed != item.terms:
        words = _("“%(name)s”的售后条款变为：%(terms)s。")
        found.append(words % {"name": name, "terms": item.terms_title})
    return found


def _moved(words, before: int, now: int):
    return words % {"before": yuan(before), "now": yuan(now)}
