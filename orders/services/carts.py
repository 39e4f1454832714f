"""Carts: filled by anybody, merged at the first look after sign-in, honest about what has changed. (B11.1)"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU, Picture, ProductState
from mall import locks
from mall.errors import DomainError
from mall.money import yuan
from merchants.models import Shop, ShopState
from orders import rules
from orders.models import MAX_QUANTITY, Cart, CartLine

MOST_LINES = 120


def of_person(user) -> Cart:
    """The cart of ``user``; made at the first time that it is asked for."""
    return Cart.objects.get_or_create(user=user)[0]


def new_token() -> str:
    """A token for the cart of a browser whose person hasn't signed in."""
    return secrets.token_urlsafe(24)


def of_browser(token: str) -> Cart:
    """The cart of a browser; made at the first time that it is asked for."""
    return Cart.objects.get_or_create(token=token)[0]


def _touch(cart: Cart) -> None:
    cart.updated_at = timezone.now()
    cart.save(update_fields=["updated_at"])


def _require_sane(quantity: int) -> None:
    rules.SHOPPING.require(
        0 < quantity <= MAX_QUANTITY,
        _("数量应在 1 到 %(most)d 之间。") % {"most": MAX_QUANTITY},
        field="quantity",
    )


@locks.service
def add(*, cart: Cart, sku: SKU, quantity: int) -> CartLine:
    """Put ``quantity`` more of a SKU into the cart, up to 999 of it; the price of this moment is remembered.

    Raises RuleError (B11.1) for goods that aren't for sale and for a quantity that can't be; DomainError for
    a full cart.
    """
    _require_sane(quantity)
    sku = SKU.objects.select_related("product", "shop").get(pk=sku.pk)
    problem = why_not_for_sale(sku)
    rules.SHOPPING.require(not problem, problem)
    cart = locks.lock_one(cart)
    line = CartLine.objects.filter(cart=cart, sku=sku).first()
    if line is None:
        if cart.lines.count() >= MOST_LINES:
            raise DomainError(_("购物车最多放 %(most)d 种商品，请先移除一些。") % {"most": MOST_LINES})
        line = CartLine(cart=cart, sku=sku, quantity=0)
    line.quantity = min(MAX_QUANTITY, line.quantity + quantity)
    line.selected, line.saved_for_later = True, False
    line.seen_price, line.added_at = sku.price, timezone.now()
    line.save()
    _touch(cart)
    return line


@locks.service
def set_quantity(*, cart: Cart, sku_id: int, quantity: int) -> None:
    """Have ``quantity`` of a SKU in the cart. Raises RuleError (B11.1) for one that can't be."""
    _require_sane(quantity)
    change(cart=cart, quantities={sku_id: quantity}, selected=None)


@locks.service
def change(*, cart: Cart, quantities: Mapping[int, int], selected: Collection[int] | None) -> None:
    """Set quantities by SKU and, unless None, which SKUs are selected; the prices now shown have been seen.

    SKUs that aren't in the cart (removed in another tab) are left out.
    Raises RuleError (B11.1) for a quantity that can't be; nothing is changed then.
    """
    for quantity in quantities.values():
        _require_sane(quantity)
    cart = locks.lock_one(cart)
    lines = list(cart.lines.select_related("sku").order_by("id"))
    for line in lines:
        line.quantity = quantities.get(line.sku_id, line.quantity)
        line.seen_price = line.sku.price
        if selected is not None and not line.saved_for_later:
            line.selected = line.sku_id in selected
    CartLine.objects.bulk_update(lines, ["quantity", "seen_price", "selected"])
    _touch(cart)


@locks.service
def remove(*, cart: Cart, sku_ids: Collection[int]) -> int:
    """Take SKUs out of the cart; how many were in it."""
    cart = locks.lock_one(cart)
    removed, _by_model = CartLine.objects.filter(cart=cart, sku__in=sku_ids).delete()
    _touch(cart)
    return removed


@locks.service
def save_for_later(*, cart: Cart, sku_id: int, later: bool) -> None:
    """Move a line to "later" or back into the cart."""
    cart = locks.lock_one(cart)
    CartLine.objects.filter(cart=cart, sku=sku_id).update(saved_for_later=later, selected=not later)
    _touch(cart)


@locks.service
def merge(*, actor, token: str) -> Cart:
    """Pour the browser's cart into the person's own, and end it. Safe to repeat.

    Quantities of the same SKU add up, to 999 at most; the person's own line keeps its remembered price.
    """
    mine, other = of_person(actor), Cart.objects.filter(token=token).first()
    if other is None:
        return mine
    carts = locks.lock(Cart, [mine.pk, other.pk])
    if other.pk not in carts:
        return mine
    here = {line.sku_id: line for line in mine.lines.all()}
    for line in other.lines.order_by("id"):
        if known := here.get(line.sku_id):
            known.quantity = min(MAX_QUANTITY, known.quantity + line.quantity)
            known.save(update_fields=["quantity"])
        elif len(here) < MOST_LINES:
            line.cart = mine
            line.save(update_fields=["cart"])
            here[line.sku_id] = line
    carts[other.pk].delete()
    _touch(mine)
    return mine


@dataclass
class Row:
    """A line as the cart page shows it: what has changed since it was put in, and whether it can be had."""

    line: CartLine
    changes: list = field(default_factory=list)
    can_buy: bool = True

    @property
    def sku(self) -> SKU:
        return self.line.sku

    @property
    def amount(self) -> int:
        return self.sku.price * self.line.quantity

    @property
    def is_counted(self) -> bool:
        return self.can_buy and self.line.selected and not self.line.saved_for_later

    @property
    def picture(self) -> str:
        pictures = self.sku.product.pictures.all()
        return pictures[0].file.name if pictures else ""


@dataclass
class Look:
    """A cart as it is shown: rows by shop, and what the selected ones that can be bought cost in fen."""

    shops: list[tuple[Shop, list[Row]]]
    later: list[Row]

    @property
    def rows(self) -> list[Row]:
        return [row for _shop, rows in self.shops for row in rows]

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows if row.is_counted)

    @property
    def pieces(self) -> int:
        return sum(row.line.quantity for row in self.rows if row.is_counted)

    @property
    def blocked(self) -> list[Row]:
        return [row for row in self.rows if row.line.selected and not row.can_buy]


def look(cart: Cart | None) -> Look:
    """What is in the cart now, and what has changed since: price, stock, off sale, shop closed."""
    seen = Look([], [])
    if cart is None:
        return seen
    pictures = Prefetch("sku__product__pictures", Picture.objects.order_by("position", "id"))
    lines = cart.lines.select_related("sku__product", "sku__shop", "sku__stock").prefetch_related(pictures)
    by_shop: dict[Shop, list[Row]] = {}
    for line in lines.order_by("-added_at", "-id"):
        row = _row(line)
        if line.saved_for_later:
            seen.later.append(row)
        else:
            by_shop.setdefault(line.sku.shop, []).append(row)
    seen.shops = list(by_shop.items())
    return seen


def _row(line: CartLine) -> Row:
    row = Row(line)
    if problem := why_not_for_sale(line.sku):
        row.can_buy = False
        row.changes.append(problem)
        return row
    available = line.sku.stock.available if hasattr(line.sku, "stock") else 0
    if available < line.quantity:
        row.can_buy = False
        row.changes.append(
            _("只剩 %(available)d 件，请改数量。") % {"available": available} if available else _("已售完。")
        )
    if line.sku.price != line.seen_price:
        words = _("价格从 ¥%(before)s 变为 ¥%(now)s。")
        row.changes.append(words % {"before": yuan(line.seen_price), "now": yuan(line.sku.price)})
    return row


def why_not_for_sale(sku: SKU):
    """Why nobody can buy this SKU now, in words; '' where they can. (A7.1, D8.1)"""
    if sku.shop.state != ShopState.OPEN:
        return _("店铺“%(shop)s”目前不接受新订单。") % {"shop": sku.shop.title}
    if sku.product.state != ProductState.ON_SALE or not sku.is_active:
        return _("“%(name)s”已下架。") % {"name": sku.product.name}
    return ""
