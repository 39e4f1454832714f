"""What may happen to a deal, in any order: placing, paying, sending, receiving, refunds, and time."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from catalog.services import stock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from merchants.services import freight as templates
from orders.models import OrderState, Refund, RefundState
from orders.payments.base import EventKind
from orders.services import (
    cancellations,
    carts,
    fulfilment,
    payments,
    receipt_terms,
    receipts,
    refunds,
    trades,
)
from tests.merchants.factories import fee, make_freight, make_tariff

from .factories import begin, event, make_address, make_person, make_rate, make_shop, make_sku, place
from .payout_factories import clerk, make_account

# The same for every story, so that one can be told again.
BEGINS_AT = datetime(2026, 11, 11, 4, tzinfo=UTC)
# How many of which SKU.
BASKETS = st.dictionaries(st.integers(0, 2), st.integers(1, 3), min_size=1)


class DealStories(RuleBasedStateMachine):
    """Two shops, one of which asks for freight, three SKUs of which few are left, one shopper.

    Refusals are lawful. The story has a clock of its own, which only ``time_passes`` puts forward. It begins
    with a trade that has come some way: left to chance, one story in a hundred would come to a payment.
    """

    trades = Bundle("trades")
    payments = Bundle("payments")

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(BEGINS_AT, tick=False)
        self.clock = self.travel.start()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.travel.stop()

    @initialize(
        target=trades,
        bp=st.integers(0, 3_000),
        first=st.sampled_from([0, 1, 700]),
        wanted=BASKETS,
        way=st.integers(0, 6),
    )
    def open_shops(self, bp, first, wanted, way):
        make_rate(bp)
        shop = make_shop()
        self.freight = make_freight(shop, fee(first, next_fee=33), free_above=1_300)
        self.skus = [
            make_sku(shop=shop, on_hand=6, price=333),
            make_sku(shop=shop, on_hand=4, price=1),
            make_sku(on_hand=5, price=9_999),
        ]
        self.buyer = make_person()
        self.address = make_address(self.buyer)
        self.parcels = 0
        self.clerk = clerk()
        for shop in {sku.shop for sku in self.skus}:
            make_account(shop)
        trade = self.buy(wanted) if way else self.place(wanted)
        self.go_some_way(trade, way)
        return trade

    def go_some_way(self, trade, way):
        if way > 1:
            self.ship(trade, part=False)
        if way > 4:
            self.receive(trade, by_term=False)

    @rule(target=trades, wanted=BASKETS)
    def buy(self, wanted):
        if trade := self.place(wanted):
            payments.apply_event(event=event(begin(trade)))
        return trade

    @rule(target=trades, wanted=BASKETS)
    def place(self, wanted):
        cart = carts.of_person(self.buyer)
        for i, n in wanted.items():
            carts.add(cart=cart, sku_id=self.skus[i].pk, quantity=n)
        quantities = {self.skus[i]: n for i, n in wanted.items()}
        try:
            return place(quantities, buyer=self.buyer, address=self.address)
        except stock.OutOfStock:
            return None

    @rule(hours=st.sampled_from([1, 13, 25, 73, 130, 400]))
    def time_passes(self, hours):
        self.clock.shift(timedelta(hours=hours))
        sweep(budget_seconds=600)

    @rule(first=st.integers(0, 900), free_above=st.sampled_from([None, 1, 700]))
    def ask_other_freight(self, first, free_above):
        other = make_tariff(fee(first), free_above=free_above)
        templates.change(actor=None, template=self.freight, tariff=other, is_default=True)

    @rule(target=payments, trade=trades)
    def begin(self, trade):
        return trade and self._try(lambda: begin(trade))

    @rule(payment=payments, kind=st.sampled_from(EventKind), off=st.sampled_from([0, 0, 0, 1]))
    def hear(self, payment, kind, off):
        if payment:
            said = event(
                payment, kind, amount=payment.amount + off, event_id=f"{payment.number}-{kind}-{off}"
            )
            payments.apply_event(event=said)

    @rule(trade=trades)
    def cancel(self, trade):
        if trade:
            self._try(lambda: trades.cancel(actor=self.buyer, trade=trade))

    @rule(trade=trades)
    def term_over(self, trade):
        if trade:
            trades.close_unpaid(trade=trade, now=trade.pay_by)

    @rule(trade=trades, part=st.booleans())
    def ship(self, trade, part):
        for order in self._orders(trade):
            self.parcels += 1
            left = fulfilment.left_to_ship(order)
            some = dict(list(left.items())[:1]) if part else None
            self._try(
                lambda order=order, some=some: fulfilment.ship(
                    actor=None,
                    order=order,
                    carrier="顺丰速运",
                    tracking_number=f"SF{self.parcels:08d}",
                    quantities=some,
                )
            )

    @rule(trade=trades)
    def late(self, trade):
        for order in self._orders(trade):
            fulfilment.mark_late(order=order, now=timezone.now() + timedelta(hours=48))
            order.refresh_from_db()
            self._try(lambda order=order: cancellations.cancel_late(actor=self.buyer, order=order))

    @rule(trade=trades)
    def give_up(self, trade):
        for order in self._orders(trade):
            self._try(lambda order=order: cancellations.give_up(actor=None, order=order, reason="缺货"))

    @rule(trade=trades, by_term=st.booleans())
    def receive(self, trade, by_term):
        for order in self._orders(trade):
            is_open = refunds.is_open(order) or order.shipments.unsettled().exists()
            if by_term and order.state == OrderState.SHIPPED and not is_open:
                receipts.receive_by_term(order=order, now=timezone.now())
            else:
                self._try(lambda order=order: receipts.confirm_receipt(actor=self.buyer, order=order))

    @rule(trade=trades, amount=st.integers(1, 12_000))
    def refund(self, trade, amount):
        for order in self._orders(trade):
            self._try(
                lambda order=order: cancellations.refund(actor=None, order=order, amount=amount, reason="退")
            )

    @rule()
    def provider_refunds(self):
        for found in Refund.objects.filter(state=RefundState.ASKED):
            refunds.finish(refund=found)

    @rule(trade=trades)
    def put_receipt_off(self, trade):
        for order in self._orders(trade):
            self._try(lambda order=order: receipt_terms.extend(actor=self.buyer, order=order))

    def _orders(self, trade):
        return list(trade.orders.order_by("id")) if trade else []

    def _try(self, act):
        try:
            return act()
        except DomainError:
            return None
