"""Placing a trade: one effect however often it is asked for, exact under races. (E13, E14)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import SKU
from catalog.services import stock
from mall import locks, rows
from mall.accounts.models import Address
from mall.accounts.services.people import require_verified_contact
from mall.audit.services import record
from mall.deadlines import services as clocks
from mall.digests import digest_of
from mall.errors import DomainError
from mall.idempotency import services as idempotency
from mall.prepared import Prepared, any_of, rows_of
from merchants.models import Shop
from merchants.rules import SANCTIONS
from merchants.services.shops import require_open
from orders import rules, terms
from orders.models import MAX_QUANTITY, Cart, CartLine, LineKind, Order, OrderLine, Progress, Trade

from . import confirmation, numbers, sold_names
from .commission import Rates
from .confirmation import Confirmation, Parcel
from .freight import Quote

PURPOSE = "orders.place"
PAYMENT_STAGE = "payment"


def key_for(cart: Cart, quantities: Mapping[int, int]) -> str:
    """The key under which these goods are placed once from the cart as it is now.

    Two tabs and the back button show the same cart and so send the same key. Placing changes the cart, so
    buying the same once more has another key.
    """
    return digest_of([cart.pk, cart.updated_at, {str(sku): n for sku, n in quantities.items()}])


@locks.service
def place(
    *,
    actor,
    address: Address,
    quantities: Mapping[int, int],
    shown: Mapping,
    idempotency_key: str,
    notes: Mapping[str, str] | None = None,
    no_return_confirmed: bool = False,
    from_cart: bool = False,
    now: datetime | None = None,
) -> Trade:
    """Place ``quantities`` (by SKU id) as one trade, an order per shop and fulfilment; the stock is theirs.

    ``notes`` are for the shops, by ``Parcel.key``.

    Promises: the same ``idempotency_key`` gives the same trade; nothing is placed that differs from ``shown``
    (``Confirmation.shown``) nor, ``from_cart``, from what is selected there by now; lines keep name, spec,
    picture, price and commission as they are now, and how freight came about; the payment clock runs (E14).
    Locks: key, shops (shared), cart; the stock rows come last, as they are the hottest.

    Raises RuleError E13 saying what has changed or isn't sent to the address, RuleError D8.1 for a closed
    shop, RuleError B8 for a person without a verified contact, RuleError E19 for goods that may be kept from
    returning only with the buyer's yes, OutOfStock, DomainError for goods off sale or a key used for
    something else. Nothing is written then.
    """
    now = now or timezone.now()
    digest = digest_of([{str(sku): n for sku, n in quantities.items()}, address.pk, notes or {}])
    earlier = idempotency.claim(person=actor, purpose=PURPOSE, key=idempotency_key, digest=digest)
    if earlier is not None:
        return earlier
    require_verified_contact(actor)
    _require_sane(actor, address, quantities)
    limits = _limits_of_shops(quantities)
    _require_room([pk for pk, limit in limits.items() if limit is not None], now)
    # First a share in the shops: whoever suspends one waits for us, or we see it suspended.
    for shop in locks.share(Shop, limits).values():
        require_open(shop)
    agreed = confirmation.build(quantities=quantities, addresses=[address], address=address)
    taken = _take_out_of_cart(actor, quantities, now)
    changed = confirmation.changes(shown, agreed)
    if from_cart:
        changed += _changed_in_cart(taken, agreed)
    rules.CONFIRMATION.require(
        not changed,
        _("下单内容有变化，请核对后再次确认：%(changes)s") % {"changes": " ".join(map(str, changed))},
    )
    rules.CONFIRMATION.require(
        not agreed.unserved,
        _("%(unserved)s请换一个收货地址，或把它们移出这次的订单。")
        % {"unserved": confirmation.unserved_words(agreed, agreed.unserved)},
    )
    rules.TERMS.require(
        no_return_confirmed or not terms.needs_yes(item.sku.product for item in agreed.items),
        _("有商品不支持无理由退货：请勾选您已知晓，或回购物车移除它。"),
        field="no_return",
    )
    trade = _create(actor, agreed, notes or {}, now)
    idempotency.finish(person=actor, purpose=PURPOSE, key=idempotency_key, result=trade)
    return trade


def _limits_of_shops(quantities: Mapping[int, int]) -> dict[int, int | None]:
    """How many orders a day each of the goods' shops may take, by its id. (B13.1)"""
    return dict(_limits.rows(list(quantities)))


_limits = Prepared(
    lambda skus: SKU.objects.filter(pk__in=any_of(skus)).order_by().values_list("shop", "shop__daily_orders")
)


def _require_room(limited: Iterable[int], now: datetime) -> None:
    """Raise RuleError B13.1 where a limited shop has had its orders of the day; such shops go one by one."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for pk in sorted(limited):
        locks.alone("orders of a limited shop", pk)
        shop = Shop.objects.get(pk=pk)
        placed = Order.objects.filter(shop=pk, placed_at__gte=midnight).count()
        SANCTIONS.require(
            shop.daily_orders is None or placed < shop.daily_orders,
            _("店铺“%(shop)s”今天的接单数已满，请明天再来，或先看看别家。") % {"shop": shop.title},
        )


def _require_sane(actor, address: Address, quantities: Mapping[int, int]) -> None:
    if address.user_id != actor.pk:
        raise DomainError(_("请选择您自己的收货地址。"), field="address")
    if any(not 0 < quantity <= MAX_QUANTITY for quantity in quantities.values()):
        raise DomainError(_("数量应在 1 到 %(most)d 之间。") % {"most": MAX_QUANTITY})


def _take_out_of_cart(actor, quantities: Mapping[int, int], now: datetime) -> dict[int, int]:
    """Lock the person's cart and take the goods out; how many there were of those that are selected."""
    carts = list(locks.lock_found(Cart, _cart_of.query(actor.pk)))
    if not carts:
        return {}
    taken = rows_of(_taking_out(), [now, carts, carts, list(quantities)])
    return {sku: quantity for sku, quantity, is_wanted in taken if is_wanted}


_cart_of = Prepared(lambda user: Cart.objects.filter(user=user).order_by().values_list("pk"))


@cache
def _taking_out() -> str:
    """A cart is touched and its lines go, in one statement: the ORM has no DELETE that tells what it took."""
    quote = connection.ops.quote_name
    cart, line = (quote(model._meta.db_table) for model in (Cart, CartLine))
    return (
        f"WITH touched AS (UPDATE {cart} SET updated_at = %s WHERE id = ANY(%s))"  # noqa: S608 - own names
        f" DELETE FROM {line} WHERE cart_id = ANY(%s) AND sku_id = ANY(%s)"
        " RETURNING sku_id, quantity, selected AND NOT saved_for_later"
    )


def still_in_cart(actor, quantities: Mapping[int, int]) -> dict[int, int]:
    """Of ``quantities`` what is selected in the person's cart by now, and how many there are of it there."""
    chosen = CartLine.objects.filter(cart__user=actor, selected=True, saved_for_later=False)
    return dict(chosen.filter(sku__in=list(quantities)).order_by("sku").values_list("sku", "quantity"))


def _changed_in_cart(now: Mapping[int, int], agreed: Confirmation) -> list:
    """What another tab has made of the cart since: nobody gets pieces that they have just taken out."""
    found = []
    for item in agreed.items:
        there = now.get(item.sku.pk)
        if there is None:
            words = _("“%(name)s”已不在购物车选中的商品里。")
            found.append(words % {"name": item.sku.product.title})
        elif there != item.quantity:
            words = _("“%(name)s”在购物车里已改为 %(n)d 件。")
            found.append(words % {"name": item.sku.product.title, "n": there})
    return found


def _create(actor, agreed: Confirmation, notes: Mapping[str, str], now: datetime) -> Trade:
    trade = rows.insert(
        Trade(
            number=numbers.new(now),
            buyer=actor,
            total=agreed.total,
            placed_at=now,
            pay_by=now + rules.PAYMENT_TERM.figure(at=now),
        )
    )
    orders = rows.insert_many(
        _order(trade, parcel, agreed.address, notes.get(parcel.key, "")) for parcel in agreed.parcels
    )
    rates = Rates(parcel.shop.pk for parcel in agreed.parcels)
    pairs = zip(orders, agreed.parcels, strict=True)
    lines = rows.insert_many(line for order, parcel in pairs for line in _lines(order, parcel, rates))
    rows.insert_many(Progress(order=order, step="placed", at=now) for order in orders)
    clocks.start(
        trade,
        rules.PAYMENT_TERM,
        stage=PAYMENT_STAGE,
        owner=("person", actor.pk),
        due_at=trade.pay_by,
        now=now,
    )
    record(actor=actor, verb="trade.place", subject=trade, data={"orders": [order.pk for order in orders]})
    sold_names.note(item.sku for item in agreed.items)
    stock.reserve(holders=[(line, line.sku_id, line.quantity) for line in lines if line.sku_id])
    return trade


def _order(trade: Trade, parcel: Parcel, address: Address, note: str) -> Order:
    return Order(
        number=numbers.new(trade.placed_at),
        trade=trade,
        shop=parcel.shop,
        buyer_id=trade.buyer_id,
        fulfilment=parcel.fulfilment,
        goods_total=parcel.goods_total,
        freight=parcel.freight,
        total=parcel.total,
        recipient=address.recipient,
        phone=address.phone,
        division=address.division,
        street=address.street,
        note=note,
        placed_at=trade.placed_at,
    )


def _lines(order: Order, parcel: Parcel, rates: Rates) -> list[OrderLine]:
    lines = [
        OrderLine(
            order=order,
            sku=item.sku,
            category_id=item.sku.product.category_id,
            name=item.sku.product.name,
            name_en=item.sku.product.name_en,
            spec=item.sku.spec_text[:200],
            picture=item.picture,
            terms=terms.of(item.sku.product, parcel.shop),
            unit_price=item.sku.price,
            quantity=item.quantity,
            amount=item.amount,
            commission_bp=rates.of(shop_id=parcel.shop.pk, category_id=item.sku.product.category_id),
        )
        for item in parcel.items
    ]
    if parcel.quote.charges:  # free ones, too: why it is free is kept
        lines.append(freight_line(order, parcel.quote))
    return lines


def freight_line(order: Order, quote: Quote) -> OrderLine:
    """The line of an order's freight, with how it came about."""
    return OrderLine(
        order=order,
        kind=LineKind.FREIGHT,
        name="运费",
        spec="、".join(charge.tariff.name for charge in quote.charges)[:200],
        terms=quote.kept(),
        unit_price=quote.total,
        amount=quote.total,
    )
