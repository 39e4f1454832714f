"""Stories that nobody thought of: whatever happens in whatever order, the books agree after every step."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from catalog.services import stock
from mall.errors import DomainError
from mall.transitions import ForbiddenMove
from merchants.services import freight as templates
from orders.models import (
    Cause,
    Condition,
    LineKind,
    Order,
    OrderLine,
    OrderState,
    Payment,
    Payout,
    PayoutEventKind,
    PayoutHold,
    PayoutState,
    Refund,
    RefundState,
    Trade,
    TradeState,
)
from orders.payments.base import EventKind
from orders.services import (
    cancellations,
    carts,
    deliveries,
    freight,
    fulfilment,
    payables,
    payments,
    payout_events,
    payouts,
    refunds,
    trades,
)
from orders.services.books import differences
from tests.merchants.factories import fee, make_freight, make_tariff

from .factories import begin, event, make_address, make_person, make_rate, make_shop, make_sku, place
from .payout_factories import clerk, make_account, word

LAWFUL = {
    TradeState.UNPAID: {OrderState.UNPAID},
    TradeState.CLOSED: {OrderState.CANCELLED},
    TradeState.PAID: {OrderState.PAID, OrderState.SHIPPED, OrderState.COMPLETED, OrderState.CANCELLED},
}


class Stories(RuleBasedStateMachine):
    """Two shops, one of which asks for freight, three SKUs of which few are left, one shopper.

    Refusals are lawful; differences are not.
    """

    trades = Bundle("trades")
    payments = Bundle("payments")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(bp=st.integers(0, 3_000), first=st.sampled_from([0, 1, 700]))
    def open_shops(self, bp, first):
        make_rate(bp)
        shop = make_shop()
        self.freight = make_freight(shop, fee(first, next_fee=33), free_above=1_300)
        self.skus = [
            make_sku(shop=shop, on_hand=4, price=333),
            make_sku(shop=shop, on_hand=2, price=1),
            make_sku(on_hand=3, price=9_999),
        ]
        self.buyer = make_person()
        self.address = make_address(self.buyer)
        self.parcels = 0
        self.clerk = clerk()
        for shop in {sku.shop for sku in self.skus}:
            make_account(shop)

    @rule(target=trades, wanted=st.dictionaries(st.integers(0, 2), st.integers(1, 3), min_size=1))
    def place(self, wanted):
        cart = carts.of_person(self.buyer)
        for i, n in wanted.items():
            carts.add(cart=cart, sku=self.skus[i], quantity=n)
        quantities = {self.skus[i]: n for i, n in wanted.items()}
        try:
            return place(quantities, buyer=self.buyer, address=self.address)
        except stock.OutOfStock:
            return None

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

    @rule(
        trade=trades,
        act=st.sampled_from(
            ["fail", "retry", "deliver", "refuse", "report", "back", "find", "lose", "again", "silent"]
        ),
        cause=st.sampled_from(Cause),
    )
    def parcels_of(self, trade, act, cause):
        """The first parcel of each order meets with something; the carrier's numbers never repeat."""
        for order in self._orders(trade):
            parcel = order.shipments.order_by("state", "id").first()
            if parcel is not None:
                self._try(lambda order=order, parcel=parcel: self._meet(order, parcel, act, cause))

    def _meet(self, order, parcel, act, cause):
        now = timezone.now() + timedelta(days=6)
        given = {"actor": self.buyer, "shipment": parcel}
        self.parcels += 1
        match act:
            case "fail" | "refuse" | "report":
                getattr(deliveries, act)(**given, cause=cause, now=now)
            case "back":
                deliveries.take_back(**given, condition=Condition.INTACT)
            case "lose":
                deliveries.write_off(**given)
            case "again":
                deliveries.resend(**given, carrier="中通快递", tracking_number=f"ZT{self.parcels:08d}")
            case "silent":
                deliveries.silence(order=order, now=now + timedelta(days=20))
            case _:
                getattr(deliveries, act)(**given)

    @rule(trade=trades, by_term=st.booleans())
    def receive(self, trade, by_term):
        for order in self._orders(trade):
            is_open = refunds.is_open(order) or order.shipments.unsettled().exists()
            if by_term and order.state == OrderState.SHIPPED and not is_open:
                fulfilment.receive_by_term(order=order, now=timezone.now())
            else:
                self._try(lambda order=order: fulfilment.confirm_receipt(actor=self.buyer, order=order))

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

    @rule()
    def pay_merchants(self):
        """Half of what was received has passed its return term; whoever has something free is paid it."""
        for hold in PayoutHold.objects.filter(until_at__gt=timezone.now()).order_by("pk")[::2]:
            PayoutHold.objects.filter(pk=hold.pk).update(until_at=timezone.now())
        for shop in payouts.to_draft():
            before = payables.of_shop(shop)
            payout = self._try(lambda shop=shop: payouts.draft(actor=None, shop=shop))
            if payout is None:
                assert before.available == 0
            else:
                payouts.approve(actor=self.clerk, payout=payout)
                assert payables.of_shop(shop).payable == before.held

    @rule(kind=st.sampled_from([*PayoutEventKind][:3]), off=st.sampled_from([0, 0, -1, 1]))
    def provider_pays(self, kind, off):
        for payout in Payout.objects.exclude(state=PayoutState.DRAFT):
            payout_events.apply(word=word(payout, kind, amount=max(0, payout.amount + off)))

    @rule(again=st.booleans())
    def tend_failed_payouts(self, again):
        for payout in Payout.objects.filter(state=PayoutState.FAILED):
            if again:
                payouts.retry(actor=None, payout=payout)
            else:
                payouts.give_up(actor=None, payout=payout, reason="销户")

    @invariant()
    def books_agree(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert differences() == []
        assert stock.reconcile() == []

    @invariant()
    def who_keeps_nothing_pays_for_their_own_fault_only(self):
        for order in Order.objects.filter(state=OrderState.COMPLETED, received_at=None):
            charged = sum(order.shipments.values_list("charged", flat=True))
            assert order.total - order.refunded <= (order.freight + charged if charged else 0)
            assert charged <= order.freight

    @invariant()
    def freight_is_what_the_terms_come_to(self):
        for line in OrderLine.objects.filter(kind=LineKind.FREIGHT).select_related("order"):
            assert line.amount == line.order.freight == freight.recomputed(line.terms)

    @invariant()
    def states_are_lawful(self):
        for order in Order.objects.select_related("trade"):
            assert order.state in LAWFUL[TradeState(order.trade.state)]
        for payment in Payment.objects.all():
            assert 0 <= payment.refunded <= payment.captured <= payment.amount
        assert Trade.objects.filter(state=TradeState.PAID, paid_at=None).count() == 0

    def _orders(self, trade):
        return list(trade.orders.order_by("id")) if trade else []

    def _try(self, act):
        try:
            return act()
        except (DomainError, ForbiddenMove):
            return None


def run(stories: int, steps: int) -> None:
    profile = settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Stories, settings=profile)


@pytest.mark.django_db
def test_the_books_agree_after_every_step_of_any_story():
    run(stories=5, steps=12)


@pytest.mark.drill
@pytest.mark.django_db
def test_the_books_agree_after_every_step_of_three_hundred_stories():
    run(stories=300, steps=40)
