"""Shipping, lateness and receipt. (B11.2, B11.3, D7.2)"""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import Fulfilment
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from merchants.models import Violation
from orders.models import OrderState, ShipmentLine
from orders.services import fulfilment, receipts, refunds

from .factories import (
    completed_order,
    make_member,
    make_sku,
    paid_order,
    placed,
    really_paid,
    really_shipped,
    ship,
    shipped_order,
    stock_of,
)

pytestmark = pytest.mark.django_db


def clock_of(order, rule):
    return Clock.objects.about(order).filter(rule=rule).latest("id")


@pytest.mark.rule("B11.2")
def test_dispatch_with_carrier_and_number_ships_the_order():
    sku = make_sku(on_hand=5)
    order = paid_order({sku: 2})

    shipment = ship(order, carrier=" 顺丰速运 ", tracking_number="sf1234567890")

    order.refresh_from_db()
    assert (order.state, order.shipped_at) == (OrderState.SHIPPED, shipment.shipped_at)
    assert (shipment.carrier, shipment.tracking_number) == ("顺丰速运", "SF1234567890")
    assert stock_of(sku) == (3, 0)


def test_dispatch_meets_its_clock_and_starts_that_of_receipt():
    order = really_shipped()

    assert clock_of(order, "D7.2").state == "met"
    receipt = clock_of(order, "B11.3")
    assert (receipt.state, receipt.owner_kind, receipt.owner_id) == ("running", "person", order.buyer_id)
    assert receipt.due_at - receipt.started_at == timedelta(days=10)


@pytest.mark.rule("B11.2")
def test_dispatch_without_a_proper_carrier_and_number_is_refused():
    order = paid_order()

    for wrong in (
        {"carrier": ""},
        {"carrier": " "},
        {"carrier": "x" * 41},
        {"carrier": "顺\x00丰"},
        {"tracking_number": ""},
        {"tracking_number": "SF1"},
        {"tracking_number": "SF１２３４５六七"},
        {"tracking_number": "S" * 41},
        {"tracking_number": "<script>alert</script>"},
    ):
        with pytest.raises(RuleError) as refused:
            ship(order, **wrong)
        assert refused.value.clause == "B11.2", wrong

    order.refresh_from_db()
    assert order.state == OrderState.PAID


@pytest.mark.parametrize("pasted", ["ＳＦ１２３４５６７８９", " sf 1234\u3000 56789\n", "SF\u200b123456789"])
def test_a_pasted_tracking_number_is_kept_in_plain_characters(pasted):
    order = paid_order()

    ship(order, tracking_number=pasted)

    assert order.shipments.get().tracking_number == "SF123456789"


def test_an_order_in_two_parcels_is_shipped_with_the_second():
    first, second = make_sku(on_hand=5), None
    second = make_sku(shop=first.shop, on_hand=5)
    order = paid_order({first: 2, second: 1})
    lines = {line.sku_id: line.pk for line in order.lines.all()}

    ship(order, quantities={lines[first.pk]: 1}, tracking_number="SF000001")
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert fulfilment.left_to_ship(order) == {lines[first.pk]: 1, lines[second.pk]: 1}
    assert clock_of(order, "D7.2").state == "running"

    ship(order, tracking_number="SF000002")
    order.refresh_from_db()
    assert order.state == OrderState.SHIPPED
    assert sorted(ShipmentLine.objects.values_list("line", "quantity")) == sorted(
        [(lines[first.pk], 1), (lines[first.pk], 1), (lines[second.pk], 1)]
    )
    assert (stock_of(first), stock_of(second)) == ((3, 0), (4, 0))


@pytest.mark.rule("B11.2")
@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_no_parcel_holds_other_than_what_is_left_to_send(quantity):
    order = paid_order({make_sku(): 2})

    with pytest.raises(RuleError):
        ship(order, quantities={order.lines.get().pk: quantity})


def test_another_orders_line_is_not_shipped_with_this_one():
    order, other = paid_order(), paid_order()

    with pytest.raises(RuleError):
        ship(order, quantities={other.lines.get().pk: 1})


def test_the_same_tracking_number_is_not_entered_twice():
    order = paid_order({make_sku(): 2})
    line = order.lines.get().pk
    ship(order, quantities={line: 1})

    with pytest.raises(DomainError, match="已经登记过"):
        ship(order, quantities={line: 1})


@pytest.mark.parametrize("state", ["unpaid", "shipped", "completed", "cancelled"])
def test_only_a_paid_order_is_shipped(state):
    made = {"shipped": shipped_order, "completed": completed_order}
    order = made[state]() if state in made else placed().orders.get()
    if state == "cancelled":
        type(order).objects.filter(pk=order.pk).update(state=state)

    with pytest.raises(ForbiddenMove):
        ship(order)


# --- Late -----------------------------------------------------------------------------------------------


@pytest.mark.rule("D7.2")
def test_late_dispatch_is_flagged_told_and_counted_against_the_shop_once():
    order = paid_order()
    due = clock_of(order, "D7.2").due_at

    sweep(now=due)
    sweep(now=due + timedelta(hours=1))

    order.refresh_from_db()
    assert order.late_at == due
    case = Violation.objects.get()
    assert (case.shop_id, case.clause, case.subject_id) == (order.shop_id, "D7.2", order.pk)
    assert Notice.objects.filter(person=order.buyer, rule="D7.2").count() == 1


def test_a_case_of_late_dispatch_has_a_name_and_leads_to_its_order_whoever_may_see_that(client):
    order = paid_order()
    sweep(now=clock_of(order, "D7.2").due_at)
    conduct = reverse("merchants:conduct", args=[order.shop.slug])
    link = (
        f'<a href="{reverse("orders:seller_order", args=[order.shop.slug, order.number])}">{order.number}</a>'
    )
    seen = {}
    for role in ("owner", "service"):
        client.force_login(make_member(order.shop, role))
        seen[role] = client.get(conduct).content.decode()

    assert [(link in page, order.number in page, "迟发货" in page) for page in seen.values()] == [
        (True, True, True),
        (False, True, True),
    ]


@pytest.mark.rule("D7.2")
def test_dispatch_in_time_is_not_late():
    order = shipped_order()

    sweep(now=order.paid_at + timedelta(hours=48))

    order.refresh_from_db()
    assert order.late_at is None
    assert not Violation.objects.exists()


def test_the_shop_is_reminded_before_it_is_late():
    order = paid_order()
    owner = make_member(order.shop)

    sweep(now=clock_of(order, "D7.2").warn_at)

    assert Notice.objects.get(person=owner).title == f"订单 {order.number} 即将超过发货期限"


def test_the_warehouses_orders_have_no_merchants_clock():
    order = really_paid({make_sku(fulfilment=Fulfilment.WAREHOUSE): 1})

    assert not Clock.objects.about(order).exists()


# --- Receipt --------------------------------------------------------------------------------------------


@pytest.mark.rule("B11.3")
def test_the_buyer_confirms_receipt():
    order = shipped_order()

    receipts.confirm_receipt(actor=order.buyer, order=order)

    order.refresh_from_db()
    assert order.state == OrderState.COMPLETED
    assert clock_of(order, "B11.3").state == "met"


@pytest.mark.rule("B11.3")
def test_nobody_else_confirms_receipt():
    order = shipped_order()

    with pytest.raises(RuleError) as refused:
        receipts.confirm_receipt(actor=make_member(order.shop), order=order)

    assert refused.value.clause == "B11.3"


@pytest.mark.parametrize("make", [paid_order, completed_order, lambda: placed().orders.get()])
def test_only_what_is_under_way_is_received(make):
    order = make()

    with pytest.raises(ForbiddenMove):
        receipts.confirm_receipt(actor=order.buyer, order=order)


@pytest.mark.rule("B11.3")
def test_without_word_receipt_is_confirmed_at_its_term():
    order = shipped_order()
    due = clock_of(order, "B11.3").due_at

    sweep(now=due - timedelta(seconds=1))
    order.refresh_from_db()
    assert order.state == OrderState.SHIPPED

    sweep(now=due)
    order.refresh_from_db()
    assert (order.state, order.received_at) == (OrderState.COMPLETED, due)


@pytest.mark.rule("B11.3")
def test_while_a_refund_is_under_way_receipt_is_not_confirmed_by_itself():
    order = shipped_order()
    due = clock_of(order, "B11.3").due_at
    refunds.ask(actor=None, order=order, amount=1, reason="少件")

    sweep(now=due)

    order.refresh_from_db()
    assert order.state == OrderState.SHIPPED
    assert clock_of(order, "B11.3").due_at == due + timedelta(days=10)


def test_a_later_stage_lets_the_shopper_see_what_it_did():
    order = paid_order()

    fulfilment.record_progress(order=order, step="picked", text="仓库已拣货")

    assert order.progress.latest("id").text == "仓库已拣货"


def test_an_order_whose_money_is_all_going_back_is_not_shipped():
    order = paid_order()
    refunds.ask(actor=None, order=order, amount=order.total, reason="买家与商家商定")

    with pytest.raises(DomainError, match="已全额退款"):
        ship(order)

    order.refresh_from_db()
    assert (order.state, order.shipments.count()) == (OrderState.PAID, 0)
