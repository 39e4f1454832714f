"""What may become of parcels, and what shop, buyer and mall say of them."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from orders.models import Cause, Condition, ShipmentState
from orders.services import cancel_requests, contests, deliveries, losses, parcel_reports, refusals
from orders.states import SHIPMENT

from .deal_stories import DealStories

WORDS = "签收底单在"
# Each act with a cause that it knows, and sometimes with any other.
FOR_A_CAUSE = [
    *((deliveries.fail, cause) for cause in (Cause.ABSENT, Cause.ADDRESS, Cause.CARRIER)),
    *((refusals.refuse, cause) for cause in (Cause.UNWANTED, Cause.DAMAGED, Cause.WRONG)),
    *((parcel_reports.report, cause) for cause in (Cause.DAMAGED, Cause.MISSING, Cause.WRONG)),
]
# What each move of a parcel's table is done by; most have a cause or a condition.
MOVES = {
    "accept": deliveries.accept,
    "deliver": deliveries.deliver,
    "fail": partial(deliveries.fail, cause=Cause.ABSENT),
    "retry": deliveries.retry,
    "refuse": partial(refusals.refuse, cause=Cause.UNWANTED),
    "send_back": refusals.send_back,
    "return": partial(refusals.take_back, condition=Condition.INTACT),
    "report": partial(parcel_reports.report, cause=Cause.DAMAGED),
    "find": parcel_reports.find,
    "lose": losses.write_off,
    "contest": partial(contests.contest, words=WORDS),
    "uphold": partial(contests.uphold, reason=WORDS),
    "dismiss": partial(contests.dismiss, reason=WORDS),
}
ACTS = [
    deliveries.retry,
    deliveries.deliver,
    deliveries.accept,
    parcel_reports.find,
    losses.write_off,
]


class ParcelStories(DealStories):
    """Each act meets one parcel of each order of a trade; the carrier's numbers never repeat."""

    @rule(trade=DealStories.trades, act=st.sampled_from(["ask", "withdraw", "agree"]))
    def requests_to_cancel(self, trade, act):
        for order in self._orders(trade):
            self._try(lambda order=order: getattr(cancel_requests, act)(actor=self.buyer, order=order))

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), picks=st.lists(st.integers(0, 11), min_size=1))
    def goes_on(self, trade, nth, picks):
        """Steps that the table knows, one after the other: left to chance, few parcels would come far."""

        def step(pick, *, actor, shipment):
            if moves := SHIPMENT.actions(shipment.state):
                MOVES[moves[pick % len(moves)]](actor=actor, shipment=shipment)

        for pick in picks[:3]:
            self._meet(trade, nth, partial(step, pick))

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), act=st.sampled_from(ACTS))
    def parcels_of(self, trade, nth, act):
        self._meet(trade, nth, act)

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), what=st.sampled_from(FOR_A_CAUSE))
    def goes_wrong(self, trade, nth, what):
        act, cause = what
        self._meet(trade, nth, act, cause=cause)

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), condition=st.sampled_from(Condition))
    def go_back(self, trade, nth, condition):
        """One step of the way back at a time, as far as it has come."""

        def step(*, actor, shipment):
            if shipment.state == ShipmentState.RETURNING:
                return refusals.take_back(actor=actor, shipment=shipment, condition=condition)
            return refusals.send_back(actor=actor, shipment=shipment)

        self._meet(trade, nth, step)

    @rule(trade=DealStories.trades, nth=st.integers(0, 2))
    def send_again(self, trade, nth):
        self.parcels += 1
        self._meet(
            trade, nth, parcel_reports.resend, carrier="中通快递", tracking_number=f"ZT{self.parcels:08d}"
        )

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), by=st.sampled_from(["contest", "object_to"]))
    def contest(self, trade, nth, by):
        self._meet(trade, nth, getattr(contests, by), words=WORDS)

    @rule(trade=DealStories.trades, nth=st.integers(0, 2), how=st.sampled_from(["uphold", "dismiss"]))
    def decide(self, trade, nth, how):
        self._meet(trade, nth, getattr(contests, how), reason=WORDS)

    def _meet(self, trade, nth, act, **given):
        for order in self._orders(trade):
            if parcels := list(order.shipments.order_by("id")):
                parcel = parcels[nth % len(parcels)]
                self._try(lambda parcel=parcel: act(actor=self.buyer, shipment=parcel, **given))
