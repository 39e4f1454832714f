"""What a cart shows: what is in it now, what has changed since, and what may be bought. (B11.1)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Fulfilment, ProductState
from catalog.services.listings import category_path
from mall.moments import day_in_words
from mall.money import yuan
from mall.prepared import Part, Prepared, instances, names
from merchants.models import Shop, ShopState
from merchants.services.shops import rests_words
from merchants.tariffs import Tariffs
from orders.models import MAX_QUANTITY, Cart, CartLine

from . import freight, goods
from .freight import Outlook


class Note(NamedTuple):
    """Something that has changed since a line was put in. ``tone`` is that of a badge: ok, warn, bad."""

    tone: str
    words: str


@dataclass
class Row:
    """A line as the cart page shows it. Amounts in fen."""

    line: CartLine
    picture: str

    def __post_init__(self):
        self.sku: SKU = self.line.sku
        self.key = self.sku.pk
        self.quantity = self.line.quantity
        self.gone = _why_gone(self.sku)
        self.available = self.sku.stock.available if not self.gone and hasattr(self.sku, "stock") else 0

    @property
    def can_select(self) -> bool:
        return self.available > 0

    @property
    def most(self) -> int:
        """How many can be had at most."""
        return min(self.available, MAX_QUANTITY)

    @property
    def is_short(self) -> bool:
        return self.can_select and self.quantity > self.most

    @property
    def rose(self) -> bool:
        return self.sku.price > self.line.seen_price

    @property
    def is_ticked(self) -> bool:
        """Selected, and at the price that it was selected at: what costs more by now waits for a new tick."""
        return self.can_select and self.line.selected and not self.rose

    @property
    def is_counted(self) -> bool:
        return self.is_ticked and not self.is_short

    @property
    def amount(self) -> int:
        return self.sku.price * self.quantity

    @property
    def notes(self) -> list[Note]:
        if self.gone:
            return [Note("bad", self.gone)]
        if not self.can_select:
            return [Note("bad", _("已售完"))]
        found = [Note("warn", _("只剩 %(n)d 件") % {"n": self.available})] if self.is_short else []
        by = yuan(abs(self.sku.price - self.line.seen_price))
        if self.rose:
            found.append(Note("warn", _("比放入时贵了 ¥%(by)s，要买请勾选") % {"by": by}))
        elif self.sku.price < self.line.seen_price:
            found.append(Note("ok", _("比放入时便宜了 ¥%(by)s") % {"by": by}))
        return found

    @property
    def price_changed(self) -> bool:
        return self.can_select and self.sku.price != self.line.seen_price


def _ticked(rows: Iterable[Row]) -> str:
    """``true``, ``false`` or ``mixed``, as a check box over ``rows`` says."""
    ticks = {row.is_ticked for row in rows if row.can_select}
    return "mixed" if len(ticks) == 2 else str(ticks == {True}).lower()


@dataclass
class Group:
    """Rows that come in one order: of one shop, with one way of fulfilment."""

    shop: Shop
    fulfilment: str
    rows: list[Row] = field(default_factory=list)
    tariffs: Tariffs | None = None

    @property
    def key(self) -> str:
        return f"{self.shop.pk}-{self.fulfilment}"

    @property
    def by_warehouse(self) -> bool:
        return self.fulfilment == Fulfilment.WAREHOUSE

    @property
    def is_open(self) -> bool:
        return self.shop.state == ShopState.OPEN

    @property
    def ticked(self) -> str:
        return _ticked(self.rows)

    @property
    def freight(self) -> Outlook | None:
        """What sending the counted rows may come to, wherever to; None where none counts."""
        counted = [row for row in self.rows if row.is_counted]
        if not counted or self.tariffs is None:
            return None
        return freight.outlook(freight.by_tariff(counted, self.tariffs))

    @property
    def can_select(self) -> bool:
        return any(row.can_select for row in self.rows)


@dataclass
class Look:
    """A cart as it is shown, and what the selected rows that can be bought cost in fen."""

    groups: list[Group] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def counted(self) -> list[Row]:
        return [row for row in self.rows if row.is_counted]

    @property
    def cart(self) -> Cart | None:
        """The cart itself; None where nothing is in it."""
        return next((row.line.cart for row in [*self.rows, *self.later]), None)

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.counted)

    @property
    def freight(self) -> Outlook | None:
        """What sending all that counts may come to, wherever to; None where nothing counts."""
        found = [outlook for group in self.groups if (outlook := group.freight)]
        if not found:
            return None
        return Outlook(sum(outlook.least for outlook in found), sum(outlook.most for outlook in found))

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.counted)

    @property
    def short(self) -> list[Row]:
        """Selected, with fewer left than wanted: to be reduced before going on."""
        return [row for row in self.rows if row.is_ticked and row.is_short]

    @property
    def gone(self) -> list[Row]:
        """What can't be had now: off sale, sold out, or of a shop that takes no orders."""
        return [row for row in self.rows if not row.can_select]

    @property
    def repriced(self) -> list[Row]:
        return [row for row in self.rows if row.price_changed]

    @property
    def ticked(self) -> str:
        return _ticked(self.rows)


_LINE = [Part(CartLine), Part(Cart, "cart__")]
_OF_LINE = len(names(_LINE))
_SHOWN = [*names(_LINE), *names(goods.parts("sku__"))]


def _shown(lines: QuerySet[CartLine]) -> QuerySet:
    return lines.order_by("-added_at", "-id").values_list(*_SHOWN, goods.first_picture("sku__product"))


_of_cart = Prepared(lambda cart: _shown(CartLine.objects.filter(cart=cart)))
_of_person = Prepared(lambda person: _shown(CartLine.objects.filter(cart__user=person)))


def look(cart: Cart | None) -> Look:
    """What is in the cart now; groups of one shop stand together, the latest addition first."""
    return Look() if cart is None else _look(_of_cart.rows(cart.pk))


def look_of(person) -> Look:
    """The same of a person's own cart, whether there is one or not."""
    return _look(_of_person.rows(person.pk))


def _look(lines: Iterable[Sequence]) -> Look:
    seen = Look()
    groups: dict[tuple[int, str], Group] = {}
    shops: dict[int, int] = {}
    for *columns, picture in lines:
        line, cart = instances(_LINE, columns)
        line.cart, line.sku = cart, goods.read(columns[_OF_LINE:])
        row, sku = Row(line, picture or ""), line.sku
        if line.saved_for_later:
            seen.later.append(row)
            continue
        shops.setdefault(sku.shop_id, len(shops))
        found = groups.setdefault((sku.shop_id, sku.fulfilment), Group(sku.shop, sku.fulfilment))
        found.rows.append(row)
    tariffs = Tariffs(shops) if shops else None
    for group in groups.values():
        group.tariffs = tariffs
    seen.groups = sorted(groups.values(), key=lambda group: shops[group.shop.pk])
    return seen


def why_not_for_sale(sku: SKU):
    """Why nobody can buy this SKU now, in words; '' where they can. (A7.1, D8.1)"""
    if sku.shop.state != ShopState.OPEN:
        return _("店铺“%(shop)s”目前不接受新订单。") % {"shop": sku.shop.title}
    if sku.shop.rests:
        return rests_words(sku.shop)
    if sku.product.state != ProductState.ON_SALE or not sku.is_active:
        return _("“%(name)s”已下架。") % {"name": sku.product.title}
    if not may_sell(sku):
        return _("“%(name)s”所属类目目前不能由这家店铺销售。") % {"name": sku.product.title}
    return ""


def may_sell(sku: SKU) -> bool:
    """Whether the shop may sell goods of this kind now; asks the tree only of shops that may not sell all."""
    return not sku.shop.closed_categories or sku.shop.may_sell(category_path(sku.product.category_id))


def _why_gone(sku: SKU):
    """The same in a word or two, beside goods and shop that are named anyway."""
    if sku.shop.state == ShopState.SUSPENDED:
        return _("店铺暂停接单")
    if sku.shop.state != ShopState.OPEN:
        return _("店铺已关闭")
    if sku.shop.reopens_at:
        return _("店铺休息中，%(day)s恢复接单") % {"day": day_in_words(sku.shop.reopens_at)}
    if sku.product.state != ProductState.ON_SALE or not sku.is_active:
        return _("已下架")
    if not may_sell(sku):
        return _("这类商品暂停销售")
    return ""
