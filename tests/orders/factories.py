"""What the tests of orders need: a shop with goods, a shopper, and orders in every state.

Verbs (``place``, ``pay``, ``ship``) are the services; participles (``placed``, ``paid_order``) are what those
would leave, in rows. ``really_…``, and whatever is asked for that rows don't know, goes the services' way.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from catalog.models import SKU, Category, Movement, Place, Product, ProductState, Stock
from mall import rows
from mall.accounts.models import Address, User
from mall.digests import digest_of
from mall.errors import DomainError
from merchants.models import Member, MemberRole, Shop, ShopState
from orders.models import Cart, CommissionRate, Entry, Order, Payment, Trade
from orders.payments.base import Event, EventKind
from orders.services import checkout, confirmation, fulfilment, payments, receipts
from orders.services.freight import Charge, Quote
from orders.services.payments import apply_event
from tests.ground.people import make_account
from tests.merchants.factories import fee, make_tariff

from . import deals
from .deals import Deal, Step

_numbers = itertools.count(1)


def make_person(**over) -> User:
    proved = {"email": f"shopper{next(_numbers)}@example.test", "phone_verified_at": timezone.now()}
    return make_account(**proved | over)


def make_address(person: User, **over) -> Address:
    values = {
        "recipient": "王小明",
        "phone": "13812345678",
        "division": "330106",
        "street": "文三路 1 号 2 室",
    }
    return rows.insert(Address(user=person, **values | over))


def make_shop(**over) -> Shop:
    n = next(_numbers)
    return rows.insert(Shop(**{"slug": f"shop-{n}", "name": f"店铺{n}", "state": ShopState.OPEN} | over))


def make_member(shop: Shop, role: str = MemberRole.OWNER, person: User | None = None) -> User:
    person = person or make_person()
    Member.objects.create(shop=shop, user=person, role=role)
    return person


def make_sku(*, shop: Shop | None = None, on_hand: int = 10, price: int = 1_990, **over) -> SKU:
    n = next(_numbers)
    shop = shop or make_shop()
    category, _new = Category.objects.get_or_create(slug="tea", defaults={"name": "茶"})
    product = rows.insert(
        Product(
            shop=shop,
            category=category,
            code=f"P{n}",
            name=f"高山茶 {n}",
            origin="杭州",
            state=ProductState.ON_SALE,
        )
    )
    sku = rows.insert(
        SKU(product=product, shop=shop, code=f"S{n}", spec={"净重": "250g"}, price=price, **over)
    )
    Stock.objects.create(sku=sku, on_hand=on_hand)
    if on_hand:
        first = {"source": Place.SUPPLIER, "target": Place.SHOP, "quantity": on_hand, "reason": "期初"}
        rows.insert(Movement(sku=sku, **first))
    return sku


def make_rate(basis_points: int, *, shop=None, category=None) -> CommissionRate:
    return CommissionRate.objects.create(shop=shop, category=category, basis_points=basis_points)


def confirmed(quantities: dict[int, int], address: Address) -> dict:
    """What the confirmation step shows now."""
    return confirmation.build(quantities=quantities, addresses=[address], address=address).shown()


def place(
    quantities: dict[SKU, int] | None = None, *, buyer: User | None = None, key: str = "", **over
) -> Trade:
    buyer = buyer or make_person()
    address = over.pop("address", None) or make_address(buyer)
    wanted = {sku.pk: n for sku, n in (quantities or {make_sku(): 1}).items()}
    return checkout.place(
        actor=buyer,
        address=address,
        quantities=wanted,
        shown=over.pop("shown", None) or confirmed(wanted, address),
        idempotency_key=key or digest_of(next(_numbers)),
        **over,
    )


def begin(trade: Trade, **over) -> Payment:
    return payments.begin(actor=trade.buyer, trade=trade, provider="sandbox", **over)


def event(payment: Payment, kind: EventKind = EventKind.CAPTURED, **over) -> Event:
    values = {
        "provider": "sandbox",
        "event_id": f"{payment.number}-{kind}",
        "payment_number": payment.number,
        "kind": kind,
        "amount": payment.amount,
        "reference": f"SBX{payment.number}",
        "digest": "0" * 64,
    }
    return Event(**values | over)


def pay(trade: Trade, **over) -> Payment:
    payment = begin(trade)
    apply_event(event=event(payment), **over)
    payment.refresh_from_db()
    trade.refresh_from_db()
    return payment


def placed(quantities: dict[SKU, int] | None = None, **over) -> Trade:
    """A trade that waits for its payment."""
    deal, given = _in_rows(Step.PLACED, quantities, over)
    return deal.trade if deal else _really_placed(**given)


def paid(quantities: dict[SKU, int] | None = None, **over) -> Trade:
    """A trade all of whose orders wait for dispatch."""
    deal, given = _in_rows(Step.PAID, quantities, over)
    return deal.trade if deal else pay(_really_placed(**given)).trade


def paid_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    deal, given = _in_rows(Step.PAID, quantities, over)
    return deal.order if deal else really_paid(**given)


def really_paid(quantities: dict[SKU, int] | None = None, **over) -> Order:
    trade = _really_placed(quantities, **over)
    pay(trade)
    return trade.orders.select_related("shop", "buyer", "trade").get()


def _really_placed(quantities: dict[SKU, int] | None = None, *, freight: int = 0, **over) -> Trade:
    trade = place(quantities, **over)
    if freight:
        add_freight(trade, freight)
    return trade


def _in_rows(step: Step, quantities: dict[SKU, int] | None, over: dict) -> tuple[Deal | None, dict]:
    """A deal in rows, None where they don't know how; and what it is about, to go the services' way then.

    ``freight`` is as ``add_freight`` has it.
    """
    buyer = over.get("buyer") or make_person()
    given = {**over, "quantities": quantities or {make_sku(): 1}, "buyer": buyer}
    given["address"] = over.get("address") or make_address(buyer)
    if over.keys() - {"buyer", "address", "freight"} or (
        "buyer" in over and Cart.objects.filter(user=buyer).exists()
    ):
        return None, given
    try:
        agreed = deals.agreed(given["quantities"], buyer, given["address"])
    except DomainError:
        agreed = None
    if agreed is None or (step >= Step.SHIPPED and len(agreed.parcels) > 1):
        return None, given
    if fen := over.get("freight"):
        [parcel] = agreed.parcels
        parcel = replace(parcel, quote=_freight(fen, parcel.goods_total))
        agreed = replace(agreed, parcels=[parcel])
    return deals.write(agreed, buyer, step), given


def _freight(fen: int, goods_total: int) -> Quote:
    return Quote([Charge(make_tariff(fee(fen)), [], fee(fen), 1, goods_total)])


def add_freight(trade: Trade, fen: int) -> None:
    """Let the one order of an unpaid trade cost freight, as its shop's terms would have it."""
    order = trade.orders.get()
    checkout.freight_line(order, _freight(fen, order.goods_total)).save()
    Order.objects.filter(pk=order.pk).update(freight=fen, total=order.total + fen)
    Trade.objects.filter(pk=trade.pk).update(total=trade.total + fen)
    trade.refresh_from_db()


def late_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = paid_order(quantities, **over)
    fulfilment.mark_late(order=order, now=timezone.now() + timedelta(hours=49))
    order.refresh_from_db()
    return order


def ship(order: Order, **over):
    values = {"actor": None, "carrier": deals.CARRIER, "tracking_number": f"KD{order.pk:010}"}
    return fulfilment.ship(order=order, **values | over)


def shipped_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    deal, given = _in_rows(Step.SHIPPED, quantities, over)
    return deal.order if deal else really_shipped(**given)


def really_shipped(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = really_paid(quantities, **over)
    ship(order)
    order.refresh_from_db()
    return order


def completed_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    deal, given = _in_rows(Step.COMPLETED, quantities, over)
    return deal.order if deal else really_completed(**given)


def really_completed(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = really_shipped(quantities, **over)
    return receipts.confirm_receipt(actor=order.buyer, order=order)


def stock_of(sku: SKU) -> tuple[int, int]:
    """on_hand and reserved."""
    row = Stock.objects.get(sku=sku)
    return row.on_hand, row.reserved


def balance(kind: str, shop: Shop | None = None) -> int:
    """The balance of an account in fen, summed from its entries; 0 for one that was never used."""
    entries = Entry.objects.filter(account__kind=kind, account__shop=shop)
    return entries.aggregate(total=Sum("amount"))["total"] or 0
