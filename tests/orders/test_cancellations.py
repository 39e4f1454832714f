"""Orders that end before all of them has left. (D7.2)"""

from datetime import timedelta

import pytest

from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import AccountKind, OrderState, Progress, Refund, RefundState
from orders.services import cancellations, receipts, refunds, reviews
from orders.services.books import differences

from .factories import (
    balance,
    completed_order,
    late_order,
    make_member,
    make_person,
    make_rate,
    make_shop,
    make_sku,
    paid_order,
    placed,
    ship,
    shipped_order,
    stock_of,
)

pytestmark = pytest.mark.django_db


def running_clocks(order) -> list[str]:
    return list(Clock.objects.about(order).running().values_list("rule", flat=True))


def partly_shipped(*, late: bool = False, pieces: int = 3, price: int = 333):
    sku = make_sku(on_hand=5, price=price)
    order = (late_order if late else paid_order)({sku: pieces})
    ship(order, quantities={order.lines.get(kind="goods").pk: 1})
    return sku, order


@pytest.mark.rule("D7.2")
def test_a_late_order_is_cancelled_at_once_and_all_its_money_goes_back():
    sku = make_sku(on_hand=5)
    order = late_order({sku: 2})

    cancellations.cancel_late(actor=order.buyer, order=order)

    order.refresh_from_db()
    refund = Refund.objects.get()
    assert (order.state, order.refunded) == (OrderState.CANCELLED, order.total)
    assert (refund.order_id, refund.amount, refund.state) == (order.pk, order.total, RefundState.ASKED)
    assert (stock_of(sku), running_clocks(order)) == ((5, 0), [])


@pytest.mark.rule("D7.2")
def test_while_the_merchant_is_in_time_a_paid_order_is_not_cancelled():
    order = paid_order()

    with pytest.raises(RuleError) as refused:
        cancellations.cancel_late(actor=order.buyer, order=order)

    assert refused.value.clause == "D7.2"


@pytest.mark.rule("D7.2")
def test_of_a_late_order_of_which_a_part_has_left_the_rest_is_cancelled():
    sku, order = partly_shipped(late=True)

    cancellations.cancel_late(actor=order.buyer, order=order)

    order.refresh_from_db()
    line = order.lines.get(kind="goods")
    assert (order.state, order.refunded, line.cancelled) == (OrderState.SHIPPED, 666, 2)
    assert (stock_of(sku), running_clocks(order)) == ((4, 0), ["B11.3"])
    assert Progress.objects.filter(order=order, step="rest_cancelled").count() == 1


def test_nobody_else_cancels_a_late_order():
    order = late_order()

    with pytest.raises(DomainError, match="只能取消自己的订单"):
        cancellations.cancel_late(actor=make_person(), order=order)


@pytest.mark.parametrize("make", [shipped_order, completed_order, lambda: placed().orders.get()])
def test_only_what_waits_for_dispatch_is_cancelled_or_given_up(make):
    order = make()

    with pytest.raises(ForbiddenMove):
        cancellations.cancel_late(actor=order.buyer, order=order)
    with pytest.raises(ForbiddenMove):
        cancellations.give_up(actor=None, order=order, reason="缺货")


def test_a_shop_that_cannot_send_anything_gives_all_the_money_back_and_says_why():
    sku = make_sku(on_hand=5)
    order = paid_order({sku: 2})

    cancellations.give_up(actor=None, order=order, reason="仓库进水")

    order.refresh_from_db()
    notice = Notice.objects.get(key=f"order:{order.pk}:given-up")
    assert (order.state, order.refunded, stock_of(sku)) == (OrderState.CANCELLED, order.total, (5, 0))
    assert (notice.person, notice.body) == (order.buyer, "仓库进水")


def test_a_shop_that_cannot_send_the_rest_keeps_what_it_has_sent():
    make_rate(1_000)
    _sku, order = partly_shipped(price=100)

    order = cancellations.give_up(actor=None, order=order, reason="断货")
    receipts.confirm_receipt(actor=order.buyer, order=order)

    order.refresh_from_db()
    assert (order.state, order.total - order.refunded) == (OrderState.COMPLETED, 100)
    assert differences() == []


def test_giving_up_asks_for_a_reason():
    order = paid_order()

    with pytest.raises(DomainError, match="请写明发不出货的原因"):
        cancellations.give_up(actor=None, order=order, reason="  ")

    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_for_the_rest_no_more_goes_back_than_is_left_of_the_order():
    _sku, order = partly_shipped(price=100)
    refunds.ask(actor=None, order=order, amount=250, reason="破损")

    cancellations.give_up(actor=None, order=order, reason="断货")

    assert list(Refund.objects.order_by("id").values_list("amount", flat=True)) == [250, 50]


def test_an_order_refunded_whole_before_anything_left_is_cancelled():
    sku = make_sku(on_hand=5)
    order = paid_order({sku: 2})

    cancellations.refund(actor=None, order=order, amount=order.total, reason="买家与商家商定")

    order.refresh_from_db()
    assert (order.state, stock_of(sku), running_clocks(order)) == (OrderState.CANCELLED, (5, 0), [])
    assert Refund.objects.count() == 1


def test_an_order_refunded_whole_after_a_part_has_left_sends_nothing_more():
    sku, order = partly_shipped()

    cancellations.refund(actor=None, order=order, amount=order.total, reason="整单退款")

    order.refresh_from_db()
    assert (order.state, stock_of(sku)) == (OrderState.SHIPPED, (4, 0))
    refunds.finish(refund=Refund.objects.get())
    receipts.receive_by_term(order=order, now=order.shipped_at + timedelta(days=10))
    order.refresh_from_db()
    assert (order.state, differences()) == (OrderState.COMPLETED, [])


def test_an_order_refunded_in_part_is_still_to_be_sent():
    order = paid_order({make_sku(): 2})

    cancellations.refund(actor=None, order=order, amount=1, reason="优惠补差")

    order.refresh_from_db()
    assert (order.state, running_clocks(order)) == (OrderState.PAID, ["D7.2"])


@pytest.mark.rule("B11.4")
@pytest.mark.parametrize(("rates", "kept"), [((500, 2_000), 500), ((1_000, 1_000), 1_000)])
def test_commission_is_taken_of_what_was_sent_and_not_of_what_never_came(rates, kept):
    shop = make_shop()
    sent, missing = make_sku(shop=shop, price=10_000), make_sku(shop=shop, price=10_000)
    order = paid_order({sent: 1, missing: 1})
    for sku, rate in zip((sent, missing), rates, strict=True):
        order.lines.filter(sku=sku).update(commission_bp=rate)
    ship(order, quantities={order.lines.get(sku=sent).pk: 1})

    order = cancellations.give_up(actor=None, order=order, reason="断货")
    receipts.confirm_receipt(actor=order.buyer, order=order)

    assert balance(AccountKind.COMMISSION) == -kept
    assert balance(AccountKind.MERCHANT_PAYABLE, shop) == kept - 10_000
    assert differences() == []


@pytest.mark.rule("D7.2")
def test_the_shop_is_told_that_its_late_order_was_cancelled():
    order = late_order()
    packer = make_member(order.shop)

    cancellations.cancel_late(actor=order.buyer, order=order)

    assert Notice.objects.filter(person=packer, key=f"order:{order.pk}:ended").count() == 1


@pytest.mark.rule("B10")
def test_what_never_came_is_not_reviewed():
    shop = make_shop()
    sent, missing = make_sku(shop=shop), make_sku(shop=shop)
    order = paid_order({sent: 1, missing: 1})
    ship(order, quantities={order.lines.get(sku=sent).pk: 1})
    order = cancellations.give_up(actor=None, order=order, reason="断货")
    order = receipts.confirm_receipt(actor=order.buyer, order=order)

    with pytest.raises(RuleError) as refused:
        reviews.write(actor=order.buyer, line=order.lines.get(sku=missing), rating=1)

    assert refused.value.clause == "B10"
    assert reviews.to_review(actor=order.buyer, order=order) == {order.lines.get(sku=sent).pk}
