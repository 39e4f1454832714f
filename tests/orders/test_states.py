"""Every (state, action) of every life cycle: lawful ones lead where the table says, others are refused."""

import pytest
from django.utils import timezone

from mall.transitions import ForbiddenMove, move
from orders import states
from orders.models import DispatchSheet, Refund

from .factories import begin, make_person, make_shop, paid_order, place, ship
from .payout_factories import drafted, make_account

pytestmark = pytest.mark.django_db


def make_refund():
    order = paid_order()
    payment = order.trade.payments.get()
    return Refund.objects.create(payment=payment, order=order, number="R1", amount=1, reason="x")


def make_payout():
    payout = drafted()
    payout.instructed_at = payout.drafted_at
    payout.save()
    return payout


def make_sheet():
    person = make_person()
    started = {"started_by": person, "started_at": timezone.now()}
    return DispatchSheet.objects.create(shop=make_shop(), file_name="x.csv", uploaded_by=person, **started)


MAKERS = {
    "trade": place,
    "order": lambda: place().orders.get(),
    "shipment": lambda: ship(paid_order()),
    "payment": lambda: begin(place()),
    "refund": make_refund,
    "payout": make_payout,
    "dispatch_sheet": make_sheet,
    "payout_account": lambda: make_account(make_shop()),
}
CYCLES = [
    states.TRADE,
    states.ORDER,
    states.SHIPMENT,
    states.PAYMENT,
    states.REFUND,
    states.PAYOUT,
    states.PAYOUT_ACCOUNT,
    states.DISPATCH_SHEET,
]
PAIRS = [(cycle, *pair) for cycle in CYCLES for pair in cycle.pairs()]


@pytest.mark.parametrize(
    ("cycle", "state", "action", "lawful"), PAIRS, ids=lambda part: getattr(part, "name", None)
)
def test_the_table_is_kept(cycle, state, action, lawful):
    row = MAKERS[cycle.name]()
    type(row).objects.filter(pk=row.pk).update(state=state)

    if lawful:
        assert move(cycle, row, action, actor=None).state == cycle.moves[action].target
    else:
        with pytest.raises(ForbiddenMove):
            move(cycle, row, action, actor=None)
        row.refresh_from_db()
        assert row.state == state
