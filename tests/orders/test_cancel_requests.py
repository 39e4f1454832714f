"""A buyer asks to cancel before dispatch, and takes more time for receipt. (D7.2, B11.3)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Fulfilment
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import Order, OrderState, Refund
from orders.services import cancel_requests, fulfilment, receipt_terms
from orders.services.books import differences

from .factories import (
    late_order,
    make_member,
    make_person,
    make_sku,
    paid_order,
    ship,
    shipped_order,
    stock_of,
)

pytestmark = pytest.mark.django_db


def ask(order, **over):
    return cancel_requests.ask(**{"actor": order.buyer, "order": order} | over)


def running(order) -> list[str]:
    return list(Clock.objects.about(order).running().order_by("stage").values_list("stage", flat=True))


@pytest.mark.rule("D7.2")
def test_the_shop_agrees_and_money_and_stock_go_back():
    sku = make_sku(on_hand=5)
    order = paid_order({sku: 2})
    owner = make_member(order.shop)

    ask(order)
    cancel_requests.agree(actor=owner, order=order)

    order.refresh_from_db()
    assert (order.state, order.refunded, stock_of(sku)) == (OrderState.CANCELLED, order.total, (5, 0))
    assert running(order) == []
    assert Notice.objects.filter(person=owner, key__startswith=f"order:{order.pk}:cancel-asked:").count() == 1
    assert differences() == []


@pytest.mark.rule("D7.2")
def test_the_shops_silence_cancels_after_a_day():
    order = ask(paid_order())

    sweep(now=timezone.now() + timedelta(hours=23))
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    sweep(now=timezone.now() + timedelta(hours=24, minutes=1))

    order.refresh_from_db()
    assert (order.state, Refund.objects.get().amount) == (OrderState.CANCELLED, order.total)


def test_a_shop_that_sends_it_all_the_same_has_answered():
    order = ask(paid_order())
    ship(order)

    sweep(now=timezone.now() + timedelta(hours=25))

    order.refresh_from_db()
    assert (order.state, running(order)) == (OrderState.SHIPPED, ["receipt"])


def test_of_an_order_of_which_a_part_has_left_the_rest_is_cancelled():
    sku = make_sku(price=1_000)
    order = paid_order({sku: 3})
    ship(order, quantities={order.lines.get().pk: 1})

    ask(order)
    sweep(now=timezone.now() + timedelta(hours=25))

    order.refresh_from_db()
    assert (order.state, order.refunded, running(order)) == (OrderState.SHIPPED, 2_000, ["receipt"])


@pytest.mark.rule("D7.2")
def test_it_is_asked_once_and_not_of_an_order_that_is_late():
    order, late = ask(paid_order()), late_order()

    for asked in (order, late):
        with pytest.raises(RuleError) as refused:
            ask(asked)
        assert refused.value.clause == "D7.2"


def test_only_the_buyer_asks_and_only_before_dispatch():
    order, sent = paid_order(), shipped_order()

    with pytest.raises(DomainError, match="自己的订单"):
        ask(order, actor=make_person())
    with pytest.raises(ForbiddenMove):
        ask(sent)
    with pytest.raises(DomainError, match="没有申请取消"):
        cancel_requests.agree(actor=make_member(order.shop), order=order)


@pytest.mark.rule("D7.2")
def test_who_wants_it_after_all_withdraws_and_silence_cancels_nothing():
    order = paid_order()
    owner = make_member(order.shop)
    ask(order)

    with pytest.raises(DomainError, match="自己的申请"):
        cancel_requests.withdraw(actor=make_person(), order=order)
    cancel_requests.withdraw(actor=order.buyer, order=order)
    with pytest.raises(DomainError, match="没有等待"):
        cancel_requests.withdraw(actor=order.buyer, order=order)
    with pytest.raises(DomainError, match="没有申请"):
        cancel_requests.agree(actor=owner, order=order)
    sweep(now=timezone.now() + timedelta(hours=25))

    order.refresh_from_db()
    assert (order.state, order.cancel_asked_at, running(order)) == (OrderState.PAID, None, ["dispatch"])
    assert Notice.objects.filter(person=owner, title__contains="撤回了取消申请").count() == 1
    assert running(ask(order)) == ["cancel_answer", "dispatch"]
    with pytest.raises(DomainError, match="没有等待"):
        cancel_requests.withdraw(actor=order.buyer, order=order)


@pytest.mark.rule("D7.2")
def test_the_time_for_dispatch_runs_on_while_the_buyer_waits_for_an_answer():
    order = paid_order()
    asked_at = Clock.objects.about(order).running().get().due_at - timedelta(hours=1)
    ask(order, now=asked_at)

    sweep(now=asked_at + timedelta(hours=1))

    order.refresh_from_db()
    assert (order.state, order.late_at is not None, running(order)) == ("paid", True, ["cancel_answer"])


@pytest.mark.rule("D7.2")
def test_no_shop_is_asked_about_what_the_warehouse_sends():
    order = paid_order()
    Order.objects.update(fulfilment=Fulfilment.WAREHOUSE)
    order.refresh_from_db()

    with pytest.raises(RuleError) as refused:
        ask(order)

    assert (refused.value.clause, cancel_requests.can_ask(order)) == ("D7.2", False)


# --- More time for receipt ---


@pytest.mark.rule("B11.3")
def test_the_buyer_puts_off_the_automatic_confirmation_once_by_a_week():
    order = shipped_order()
    first = Clock.objects.about(order).running().get()

    later = receipt_terms.extend(actor=order.buyer, order=order)

    assert (later.due_at, later.warn_at) == (
        first.due_at + timedelta(days=7),
        first.due_at + timedelta(days=6),
    )
    with pytest.raises(RuleError) as refused:
        receipt_terms.extend(actor=order.buyer, order=order)
    assert refused.value.clause == "B11.3"
    sweep(now=first.due_at + timedelta(days=6, hours=1))
    assert Notice.objects.filter(key__startswith=f"order:{order.pk}:receipt-soon").count() == 1
    sweep(now=later.due_at)
    order.refresh_from_db()
    assert order.state == OrderState.COMPLETED


@pytest.mark.rule("B11.3")
def test_nobody_extends_for_the_buyer_nor_what_isnt_under_way():
    order, waiting = shipped_order(), paid_order()

    with pytest.raises(RuleError):
        receipt_terms.extend(actor=make_person(), order=order)
    with pytest.raises(ForbiddenMove):
        receipt_terms.extend(actor=waiting.buyer, order=waiting)
    assert fulfilment.left_to_ship(order) == {}
