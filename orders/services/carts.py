"""Filling and changing carts: by anybody, in several tabs, merged at the first look after sign-in. (B11.1)"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU
from mall import locks, rows
from mall.errors import DomainError
from mall.prepared import Found, Prepared
from orders import rules
from orders.models import MAX_QUANTITY, Cart, CartLine

from .cart_looks import why_not_for_sale

MOST_LINES = 120
NO_SUCH_SKU = _("没有这个规格，请回商品页重新选择。")


class Kept(NamedTuple):
    """A line as it was when it was removed, enough to put it back."""

    sku_id: int
    name: str
    quantity: int
    seen_price: int
    selected: bool
    saved_for_later: bool
    added_at: str


class Added(NamedTuple):
    """A line that was put in, and how many kinds of goods are in the cart now."""

    line: CartLine
    kinds: int


@dataclass
class Merged:
    """What came of pouring a browser's cart into a person's: lines that came over, and what didn't fit."""

    cart: Cart
    lines: int = 0
    cut: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def of_person(user) -> Cart:
    """The cart of ``user``; made at the first time that it is asked for."""
    return _of_person.first(user.pk) or Cart.objects.get_or_create(user=user)[0]


_of_person = Found(lambda user: Cart.objects.filter(user=user))


def new_token() -> str:
    """A token for the cart of a browser whose person hasn't signed in."""
    return secrets.token_urlsafe(24)


def of_browser(token: str) -> Cart:
    """The cart of a browser; made at the first time that it is asked for."""
    return Cart.objects.get_or_create(token=token)[0]


def kinds(lines: QuerySet[CartLine]) -> int:
    """How many kinds of goods are in a cart, not counting what is saved for later."""
    return lines.filter(saved_for_later=False).count()


def kinds_of(person, *, browser: str | None = None) -> int:
    """The same of a person's own cart, together with that of the ``browser``'s token."""
    if not browser:
        return len(_kinds.rows(person.pk))
    theirs = Q(cart__user=person) | Q(cart__token=browser)
    lines = CartLine.objects.filter(theirs, saved_for_later=False)
    return lines.aggregate(n=Count("sku", distinct=True))["n"]


_kinds = Prepared(
    lambda user: CartLine.objects.filter(cart__user=user, saved_for_later=False).order_by().values_list("sku")
)


def _hold(cart: Cart) -> None:
    """Lock the cart and note that it changes, in one statement. Raises DomainError where it is gone."""
    locks.reach(Cart, [cart.pk])
    if not _touch(cart):
        # Another tab has signed in and poured it into its person's cart.
        raise DomainError(_("购物车刚在别处有变动，请刷新页面再试。"))


def _touch(cart: Cart) -> bool:
    cart.updated_at = timezone.now()
    return rows.update(cart, "updated_at")


def _require_sane(quantity: int) -> None:
    rules.SHOPPING.require(
        0 < quantity <= MAX_QUANTITY,
        _("数量应在 1 到 %(most)d 之间。") % {"most": MAX_QUANTITY},
        field="quantity",
    )


def _require_room(lines: int) -> None:
    if lines >= MOST_LINES:
        raise DomainError(
            _("购物车最多放 %(most)d 种商品（含“以后再买”），请先移除一些。") % {"most": MOST_LINES}
        )


@locks.service
def add(*, cart: Cart, sku_id: int, quantity: int) -> Added:
    """Put ``quantity`` more of a SKU into the cart, up to 999 of it; the price of this moment is remembered.

    Raises RuleError (B11.1) for goods that aren't for sale and for a quantity that can't be; DomainError for
    a full cart and for a SKU that isn't there.
    """
    _require_sane(quantity)
    sku = _sold.first(sku_id)
    if sku is None:
        raise DomainError(NO_SUCH_SKU, field="sku")
    problem = why_not_for_sale(sku)
    rules.SHOPPING.require(not problem, problem)
    _hold(cart)
    lines = {line.sku_id: line for line in _lines.all(cart.pk)}
    line = lines.get(sku.pk)
    if line is None:
        _require_room(len(lines))
        line = CartLine(cart=cart, sku=sku, quantity=0)
    line.quantity = min(MAX_QUANTITY, line.quantity + quantity)
    line.selected, line.saved_for_later = True, False
    line.seen_price, line.added_at = sku.price, timezone.now()
    if line.pk is None:
        rows.insert(line)
    else:
        rows.update(line, "quantity", "selected", "saved_for_later", "seen_price", "added_at")
    lines[sku.pk] = line
    return Added(line, sum(not one.saved_for_later for one in lines.values()))


_sold = Found(lambda sku: SKU.objects.filter(pk=sku), "product", "shop")
_lines = Found(lambda cart: CartLine.objects.filter(cart=cart).order_by())


@locks.service
def change(
    *,
    cart: Cart,
    quantities: Mapping[int, int] | None = None,
    selected: Mapping[int, bool] | None = None,
    seen: Mapping[int, int] | None = None,
) -> None:
    """Set, by SKU, quantities, whether it is selected, and the price that the shopper has been shown.

    Only what is named changes, so that a tab that shows an older cart doesn't undo what another has done.
    SKUs that aren't in the cart (removed in another tab) are left out.
    Raises RuleError (B11.1) for a quantity that can't be; nothing is changed then.
    """
    quantities, selected, seen = quantities or {}, selected or {}, seen or {}
    for quantity in quantities.values():
        _require_sane(quantity)
    touched = {*quantities, *selected, *seen}
    if not touched:
        return
    _hold(cart)
    lines = list(cart.lines.filter(sku__in=touched).order_by("id"))
    for line in lines:
        line.quantity = quantities.get(line.sku_id, line.quantity)
        line.selected = selected.get(line.sku_id, line.selected)
        line.seen_price = seen.get(line.sku_id, line.seen_price)
    CartLine.objects.bulk_update(lines, ["quantity", "selected", "seen_price"])


@locks.service
def remove(*, cart: Cart, sku_ids: Collection[int]) -> list[Kept]:
    """Take SKUs out of the cart; returns what ``put_back`` needs to undo it."""
    _hold(cart)
    lines = list(
        cart.lines.filter(sku__in=sku_ids).select_related("sku__product").order_by("-added_at", "-id")
    )
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return [
        Kept(
            line.sku_id,
            line.sku.product.title,
            line.quantity,
            line.seen_price,
            line.selected,
            line.saved_for_later,
            line.added_at.isoformat(),
        )
        for line in lines
    ]


@locks.service
def put_back(*, cart: Cart, lines: Iterable[Kept]) -> list[Kept]:
    """Undo ``remove``: each line returns to its place as it was; those that the full cart has no room for.

    What has come back by itself since stays as it is; what the mall no longer has is left out.
    """
    _hold(cart)
    wanted = {line.sku_id: line for line in lines}
    known = set(cart.lines.values_list("sku", flat=True))
    there = set(SKU.objects.filter(pk__in=wanted.keys() - known).values_list("pk", flat=True))
    coming = [line for sku_id, line in wanted.items() if sku_id in there]
    room = max(0, MOST_LINES - len(known))
    CartLine.objects.bulk_create(
        CartLine(
            cart=cart,
            sku_id=line.sku_id,
            quantity=line.quantity,
            seen_price=line.seen_price,
            selected=line.selected,
            saved_for_later=line.saved_for_later,
            added_at=datetime.fromisoformat(line.added_at),
        )
        for line in coming[:room]
    )
    return coming[room:]


@locks.service
def save_for_later(*, cart: Cart, sku_ids: Collection[int], later: bool) -> None:
    """Move lines to "later", or back into the cart where they are selected."""
    _hold(cart)
    CartLine.objects.filter(cart=cart, sku__in=sku_ids).update(saved_for_later=later, selected=not later)


@locks.service
def merge(*, actor, token: str) -> Merged:
    """Pour the browser's cart into the person's own, and end it. Safe to repeat.

    Quantities of the same SKU add up, as far as there is stock and to 999 at most, but never below what the
    person already had; the person's own line keeps its remembered price. What the full cart has no room for
    is named in ``left_out``.
    """
    mine, other = of_person(actor), Cart.objects.filter(token=token).first()
    merged = Merged(mine)
    if other is None:
        return merged
    carts = locks.lock(Cart, [mine.pk, other.pk])
    if other.pk not in carts:
        return merged
    here = {line.sku_id: line for line in mine.lines.all()}
    for line in other.lines.select_related("sku__product", "sku__stock").order_by("id"):
        if known := here.get(line.sku_id):
            _add_up(known, line, merged)
        elif len(here) < MOST_LINES:
            line.cart = mine
            line.save(update_fields=["cart"])
            here[line.sku_id] = line
            merged.lines += 1
        else:
            merged.left_out.append(line.sku.product.title)
    carts[other.pk].delete()
    _touch(mine)
    return merged


def _add_up(known: CartLine, line: CartLine, merged: Merged) -> None:
    together = known.quantity + line.quantity
    available = line.sku.stock.available if hasattr(line.sku, "stock") else 0
    known.quantity = min(together, MAX_QUANTITY, max(available, known.quantity))
    if not line.saved_for_later:
        known.selected = known.selected or known.saved_for_later
        known.saved_for_later = False
    known.save(update_fields=["quantity", "selected", "saved_for_later"])
    merged.lines += 1
    if known.quantity < together:
        merged.cut.append((line.sku.product.title, known.quantity))
