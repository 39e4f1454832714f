"""What the tests of orders need: a shop with goods, a shopper, and orders in every state."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.utils import timezone

from catalog.models import SKU, Category, Movement, Place, Product, ProductState, Stock
from mall.accounts.models import Address, User
from mall.digests import digest_of
from merchants.models import Member, MemberRole, Shop, ShopState
from orders.models import CommissionRate, Order, Payment, Trade
from orders.payments.base import Event, EventKind
from orders.services import checkout, confirmation, fulfilment, payments, receipts
from orders.services.freight import Charge, Quote
from orders.services.payments import apply_event
from tests.ground.people import make_account
from tests.merchants.factories import fee, make_tariff

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
    return Address.objects.create(user=person, **values | over)


def make_shop(**over) -> Shop:
    n = next(_numbers)
    return Shop.objects.create(**{"slug": f"shop-{n}", "name": f"店铺{n}", "state": ShopState.OPEN} | over)


def make_member(shop: Shop, role: str = MemberRole.OWNER, person: User | None = None) -> User:
    person = person or make_person()
    Member.objects.create(shop=shop, user=person, role=role)
    return person


def make_sku(*, shop: Shop | None = None, on_hand: int = 10, price: int = 1_990, **over) -> SKU:
    n = next(_numbers)
    shop = shop or make_shop()
    category, _new = Category.objects.get_or_create(slug="tea", defaults={"name": "茶"})
    product = Product.objects.create(
        shop=shop,
        category=category,
        code=f"P{n}",
        name=f"高山茶 {n}",
        origin="杭州",
        state=ProductState.ON_SALE,
    )
    sku = SKU.objects.create(
        product=product, shop=shop, code=f"S{n}", spec={"净重": "250g"}, price=price, **over
    )
    Stock.objects.create(sku=sku, on_hand=on_hand)
    if on_hand:
        Movement.objects.create(
            sku=sku, source=Place.SUPPLIER, target=Place.SHOP, quantity=on_hand, reason="期初"
        )
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


def paid_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    trade = place(quantities, **over)
    pay(trade)
    return trade.orders.select_related("shop", "buyer", "trade").get()


def add_freight(trade: Trade, fen: int) -> None:
    """Let the one order of an unpaid trade cost freight, as its shop's terms would have it."""
    order = trade.orders.get()
    charge = Charge(make_tariff(fee(fen)), [], fee(fen), 1, order.goods_total)
    checkout.freight_line(order, Quote([charge])).save()
    Order.objects.filter(pk=order.pk).update(freight=fen, total=order.total + fen)
    Trade.objects.filter(pk=trade.pk).update(total=trade.total + fen)
    trade.refresh_from_db()


def late_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = paid_order(quantities, **over)
    fulfilment.mark_late(order=order, now=timezone.now() + timedelta(hours=49))
    order.refresh_from_db()
    return order


def ship(order: Order, **over):
    values = {"actor": None, "carrier": "顺丰速运", "tracking_number": f"KD{order.pk:010}"}
    return fulfilment.ship(order=order, **values | over)


def shipped_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = paid_order(quantities, **over)
    ship(order)
    order.refresh_from_db()
    return order


def completed_order(quantities: dict[SKU, int] | None = None, **over) -> Order:
    order = shipped_order(quantities, **over)
    return receipts.confirm_receipt(actor=order.buyer, order=order)


def stock_of(sku: SKU) -> tuple[int, int]:
    """on_hand and reserved."""
    row = Stock.objects.get(sku=sku)
    return row.on_hand, row.reserved
