"""Deals in rows, as the services would leave them: what tests begin with.

Placing, paying, sending and receiving take a hundred statements, this a fifth. ``test_deals`` goes both ways
and compares all rows of all tables.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db import connection, transaction

from catalog import search
from catalog.models import SKU, Fulfilment, Movement, Place, Reservation, ReservationState
from mall import rows
from mall.accounts.models import Address
from mall.accounts.services.people import has_verified_contact
from mall.digests import digest_of
from mall.idempotency.models import Key
from mall.money import share
from mall.subjects import kind_of
from orders import rules, terms
from orders.models import (
    MAX_QUANTITY,
    AccountKind,
    EventOutcome,
    Order,
    OrderState,
    Payment,
    PaymentEvent,
    PaymentState,
    PayoutHold,
    Shipment,
    ShipmentLine,
    ShipmentState,
    SoldName,
    Trade,
    TradeState,
)
from orders.payments.base import EventKind
from orders.services import checkout, confirmation, numbers, payables, payments, receipts, trades
from orders.services.commission import Rates
from orders.services.confirmation import Confirmation
from orders.services.ledger import Line

from .past import Past

CARRIER = "顺丰速运"


class Step(IntEnum):
    """How far a deal has come."""

    PLACED, PAID, SHIPPED, COMPLETED = range(4)


ORDER_STATES = dict(
    zip(Step, (OrderState.UNPAID, OrderState.PAID, OrderState.SHIPPED, OrderState.COMPLETED), strict=True)
)


@dataclass
class Deal:
    """A trade with its orders; ``brought`` is what it has brought its shop, in fen."""

    trade: Trade
    orders: list[Order]
    payment: Payment | None = None
    brought: int = 0

    @property
    def order(self) -> Order:
        """The only one."""
        [order] = self.orders
        return order


def agreed(quantities: Mapping[SKU, int], buyer, address: Address) -> Confirmation | None:
    """What ``buyer`` would agree to now; None where something would have to be asked, chosen or refused.

    Raises DomainError for what isn't for sale.
    """
    wanted = {sku.pk: n for sku, n in quantities.items()}
    found = confirmation.build(quantities=wanted, addresses=[address], address=address)
    is_plain = (
        address.user_id == buyer.pk
        and has_verified_contact(buyer)
        and found.total
        and not found.unserved
        and not found.needs_yes
        and all(parcel.shop.daily_orders is None for parcel in found.parcels)
        and all(0 < item.quantity <= min(MAX_QUANTITY, item.sku.stock.available) for item in found.items)
    )
    return found if is_plain else None


def write(agreed: Confirmation, buyer, step: Step, *, held_until: datetime | None = None) -> Deal:
    """``agreed`` as ``buyer``'s trade that has come as far as ``step``, all in this moment.

    Beyond PAID it has one order. ``held_until`` is when its money is free, where the return term doesn't say.
    """
    with transaction.atomic(savepoint=False):
        return _Walk(agreed, buyer, step).walked(held_until)


class _Walk(Past):
    """The way of one trade as far as ``step``."""

    def __init__(self, agreed: Confirmation, buyer, step: Step):
        super().__init__()
        self.agreed, self.buyer, self.step = agreed, buyer, step

    def walked(self, held_until: datetime | None) -> Deal:
        self._trade()
        deal = Deal(self.trade, self.orders)
        self._placed()
        if self.step >= Step.PAID:
            deal.payment = self._paid()
        if self.step >= Step.SHIPPED:
            order = deal.order
            parcel = self._shipped(order)
            if self.step >= Step.COMPLETED:
                deal.brought = self._completed(order, parcel, held_until)
        self.write()
        self._stock()
        return deal

    def _has(self, step: Step) -> datetime | None:
        """When it came as far as ``step``, None where it hasn't."""
        return self.now if self.step >= step else None

    def _trade(self) -> None:
        term = rules.PAYMENT_TERM.figure(at=self.now)
        self.trade = rows.insert(
            Trade(
                number=numbers.new(self.now),
                buyer=self.buyer,
                state=TradeState.PAID if self.step >= Step.PAID else TradeState.UNPAID,
                total=self.agreed.total,
                placed_at=self.now,
                pay_by=self.now + term,
                paid_at=self._has(Step.PAID),
            )
        )
        parcels = self.agreed.parcels
        self.orders = [checkout._order(self.trade, parcel, self.agreed.address, "") for parcel in parcels]
        for order in self.orders:
            order.buyer, order.state = self.buyer, ORDER_STATES[self.step]
            order.paid_at, order.shipped_at = self._has(Step.PAID), self._has(Step.SHIPPED)
            order.received_at = self._has(Step.COMPLETED)
        rows.insert_many(self.orders)
        rates = Rates(parcel.shop.pk for parcel in parcels)
        pairs = zip(self.orders, parcels, strict=True)
        self.lines = rows.insert_many(
            line for order, parcel in pairs for line in checkout._lines(order, parcel, rates)
        )
        self.goods = [line for line in self.lines if line.sku_id]

    def _placed(self) -> None:
        quantities = {str(item.sku.pk): item.quantity for item in self.agreed.items}
        digest = digest_of([quantities, self.agreed.address.pk, {}])
        result = {"result_kind": kind_of(self.trade), "result_id": self.trade.pk}
        used = {"purpose": checkout.PURPOSE, "key": secrets.token_hex(32), "request_digest": digest}
        self.add(Key(person=self.buyer, **used, **result))
        for order in self.orders:
            self.progress(order, "placed")
        person, stage = ("person", self.buyer.pk), checkout.PAYMENT_STAGE
        self.clock(self.trade, rules.PAYMENT_TERM, stage, person, met_at=self._has(Step.PAID))
        self.act("trade.place", self.trade, self.buyer, orders=[order.pk for order in self.orders])
        _note_names({(line.sku_id, line.name): line.sku for line in self.goods})
        gone = self._has(Step.SHIPPED)
        for line in self.goods:
            held = {"sku_id": line.sku_id, "holder_kind": kind_of(line), "holder_id": line.pk}
            if gone:
                held |= {"shipped": line.quantity, "state": ReservationState.SHIPPED, "ended_at": gone}
            self.add(Reservation(quantity=line.quantity, **held))

    def _paid(self) -> Payment:
        number = numbers.new(self.now, prefix="P")
        payment = rows.insert(
            Payment(
                trade=self.trade,
                provider="sandbox",
                number=number,
                provider_reference=f"SBX{number}",
                amount=self.trade.total,
                captured=self.trade.total,
                counts=True,
                state=PaymentState.CAPTURED,
                created_at=self.now,
                ask_at=self.now + payments.SILENT_AFTER,
                captured_at=self.now,
            )
        )
        self.moved("trade.pay", self.trade, "unpaid", "paid")
        for order in self.orders:
            self.moved("order.pay", order, "unpaid", "paid")
            self.progress(order, "paid")
            if order.fulfilment == Fulfilment.MERCHANT:
                rule, shop = rules.DISPATCH_BY_MERCHANT, ("shop", order.shop_id)
                self.clock(order, rule, trades.DISPATCH_STAGE, shop, met_at=self._has(Step.SHIPPED))
        self.moved("payment.capture", payment, "pending", "captured")
        bank, clearing = AccountKind.BANK, AccountKind.BUYER_CLEARING
        self.post(
            f"capture:{payment.pk}",
            "capture",
            payment,
            Line(bank, payment.amount),
            Line(clearing, -payment.amount),
        )
        words = "付款成功，交易 {number} 等待发货"
        self.tell(self.buyer, f"trade:{self.trade.pk}:paid", words, self.trade.number, "orders:trade")
        self.add(
            PaymentEvent(
                provider="sandbox",
                event_id=f"{number}-{EventKind.CAPTURED}",
                payment=payment,
                kind=EventKind.CAPTURED,
                amount=payment.amount,
                outcome=EventOutcome.APPLIED,
                explanation="已付款",
                digest="0" * 64,
                at=self.now,
            )
        )
        return payment

    def _shipped(self, order: Order) -> Shipment:
        parcel = rows.insert(
            Shipment(
                order=order,
                carrier=CARRIER,
                tracking_number=f"KD{order.pk:010}",
                shipped_at=self.now,
                state=ShipmentState.DELIVERED if self.step >= Step.COMPLETED else ShipmentState.ON_WAY,
            )
        )
        for line in self.goods:
            self.add(ShipmentLine(shipment=parcel, line=line, quantity=line.quantity))
        self.progress(order, "shipped", f"{parcel.carrier} {parcel.tracking_number}")
        self.act("order.ship_parcel", order, rule=rules.DISPATCH_CONFIRMED.id)
        self.moved("order.ship", order, "paid", "shipped")
        person = ("person", self.buyer.pk)
        self.clock(order, rules.RECEIPT, receipts.RECEIPT_STAGE, person, met_at=self._has(Step.COMPLETED))
        words = "订单 {number} 已发货"
        self.tell(self.buyer, f"order:{order.pk}:shipped", words, order.number, "orders:order")
        for line in sorted(self.goods, key=lambda line: line.sku_id):
            source = Place.WAREHOUSE if line.sku.fulfilment == Fulfilment.WAREHOUSE else Place.SHOP
            about = {"subject_kind": kind_of(line), "subject_id": line.pk, "reason": "发货"}
            moved = {"source": source, "target": Place.CUSTOMER, "quantity": line.quantity}
            self.add(Movement(sku_id=line.sku_id, **moved, **about))
        return parcel

    def _completed(self, order: Order, parcel: Shipment, held_until: datetime | None) -> int:
        rule = rules.RECEIPT.id
        self.moved("order.receive", order, "shipped", "completed", actor=self.buyer, rule=rule)
        self.moved("shipment.accept", parcel, "on_way", "delivered", actor=self.buyer, rule=rule)
        self.progress(order, "received")
        term = payables.term_ends(self.now, rules.TERMS.figure("no_reason", at=self.now))
        promised = terms.return_ends(self.now, [line.terms for line in self.lines])
        self.add(
            PayoutHold(
                shop_id=order.shop_id,
                order=order,
                clause=rules.TERMS.id,
                reason="售后期",
                placed_at=self.now,
                until_at=held_until or max(term, promised or term),
            )
        )
        commission = sum(share(line.amount, line.commission_bp) for line in self.lines)
        brought = order.total - commission
        self.post(
            f"settle:{order.pk}",
            "settle",
            order,
            Line(AccountKind.BUYER_CLEARING, order.total),
            Line(AccountKind.MERCHANT_PAYABLE, -brought, order.shop),
            Line(AccountKind.COMMISSION, -commission),
        )
        return brought

    def _stock(self) -> None:
        """What is promised is reserved; what is sent has gone."""
        gone = self.step >= Step.SHIPPED
        what = "on_hand = s.on_hand - fresh.n" if gone else "reserved = s.reserved + fresh.n"
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE catalog_stock AS s SET {what}"
                " FROM unnest(%s::bigint[], %s::int[]) AS fresh(sku, n) WHERE s.sku_id = fresh.sku",
                [[line.sku_id for line in self.goods], [line.quantity for line in self.goods]],
            )


def _note_names(sold: dict[tuple[int, str], SKU]) -> None:
    for (pk, name), sku in sorted(sold.items()):
        vector = search.name_vector(name, sku.product.name_en)
        rows.insert_once(
            SoldName(sku_id=pk, shop_id=sku.shop_id, name=name, search=vector), sku=pk, name=name
        )
