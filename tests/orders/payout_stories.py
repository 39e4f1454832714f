"""How merchants are paid meanwhile."""

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from orders.models import Payout, PayoutEventKind, PayoutHold, PayoutState
from orders.services import payables, payout_events, payouts

from .deal_stories import DealStories
from .payout_factories import word


class PayoutStories(DealStories):
    def go_some_way(self, trade, way):
        super().go_some_way(trade, way)
        if way > 5:
            self.pay_merchants()

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
            position = payables.of_shop(payout.shop)
            if again:
                done = self._try(lambda payout=payout: payouts.retry(actor=None, payout=payout))
                assert (done is None) == (position.payable < position.held)
            else:
                payouts.give_up(actor=None, payout=payout, reason="销户")
