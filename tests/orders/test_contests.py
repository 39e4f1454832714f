"""One side says that it wasn't so, and the mall decides. (E14-2, E15)"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mall.audit.models import Act
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.notifications.models import Notice
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from orders.models import Cause, Order, OrderState, Shipment, ShipmentState
from orders.services import contests, deliveries, parcel_money, receipts, refusals

from .factories import make_member, make_person, make_rate, make_shop, make_sku, shipped_order
from .parcels import (
    asked_back,
    books_agree,
    commission_of,
    fail,
    fresh,
    of_warehouse,
    parcel_of,
    refuse,
    report,
    take_back,
)
from .test_admin import staff

pytestmark = pytest.mark.django_db


def contest(parcel, **over):
    return contests.contest(**{"actor": None, "shipment": fresh(parcel), "words": "承运商有签收"} | over)


def object_to(parcel, **over):
    given = {"actor": parcel.order.buyer, "shipment": fresh(parcel), "words": "全天在家"}
    return contests.object_to(**given | over)


def uphold(parcel, **over):
    return contests.uphold(
        **{"actor": make_person(), "shipment": fresh(parcel), "reason": "看过签收底单"} | over
    )


def dismiss(parcel, **over):
    return contests.dismiss(
        **{"actor": make_person(), "shipment": fresh(parcel), "reason": "签收人不明"} | over
    )


def failed_twice(parcel):
    fail(parcel)
    deliveries.retry(actor=None, shipment=fresh(parcel))
    return fail(fresh(parcel))


OPENED = {
    "refused": lambda parcel: refuse(parcel),
    "reported": lambda parcel: report(parcel, Cause.MISSING, now=parcel.shipped_at + timedelta(days=5)),
}


@pytest.mark.rule("E15")
@pytest.mark.parametrize("kind", OPENED)
def test_a_shop_that_contests_stops_its_clock_and_the_mall_has_three_days(kind):
    parcel = OPENED[kind](parcel_of())
    now = timezone.now()

    contest(parcel, now=now)

    clock = Clock.objects.about(parcel.order).running().exclude(rule="B11.3").get()
    assert (clock.stage, clock.owner_kind, clock.due_at) == (
        "parcel_decision",
        "mall",
        now + timedelta(hours=72),
    )
    sweep(now=now + timedelta(days=20))
    assert (fresh(parcel).state, asked_back(parcel)) == (ShipmentState.CONTESTED, [])
    assert list(Shipment.objects.for_staff()) == [parcel]


@pytest.mark.rule("E15")
def test_who_contests_says_why_and_only_what_was_refused_or_reported():
    parcel, other = refuse(parcel_of()), parcel_of()

    with pytest.raises(RuleError) as refused:
        contest(parcel, words="  ")
    with pytest.raises(ForbiddenMove):
        contest(other)

    assert (refused.value.clause, fresh(parcel).state) == ("E15", ShipmentState.REFUSED)


@pytest.mark.rule("E15")
@pytest.mark.parametrize("kind", OPENED)
def test_decided_for_the_shop_the_buyer_has_it_and_neither_refuses_nor_misses_it_any_more(kind):
    parcel = OPENED[kind](parcel_of())
    owner = make_member(parcel.order.shop)
    contest(parcel)
    judge = make_person()

    uphold(parcel, actor=judge)

    assert fresh(parcel).state == ShipmentState.DELIVERED
    for act in (refuse, lambda p: report(p, Cause.MISSING, now=timezone.now() + timedelta(days=9))):
        with pytest.raises(RuleError):
            act(fresh(parcel))
    act = Act.objects.get(verb="shipment.uphold")
    assert (act.actor_id, act.reason) == (judge.pk, "看过签收底单")
    told = Notice.objects.filter(key__contains=":decided:").order_by("person")
    assert {(notice.person_id, notice.body) for notice in told} == {
        (owner.pk, "看过签收底单"),
        (parcel.order.buyer_id, "看过签收底单"),
    }
    assert receipts.confirm_receipt(actor=parcel.order.buyer, order=parcel.order).refunded == 0
    books_agree()


@pytest.mark.rule("E15")
@pytest.mark.parametrize(("kind", "back"), [("refused", 2_200), ("reported", 3_800)])
def test_decided_against_the_shop_the_buyer_is_paid_by_the_rule_of_cost(kind, back):
    parcel = OPENED[kind](parcel_of())
    contest(parcel)

    dismiss(parcel)

    order = Order.objects.get()
    assert (fresh(parcel).state, asked_back(parcel), order.state) == (
        ShipmentState.LOST,
        [back],
        OrderState.COMPLETED,
    )
    assert Clock.objects.about(order).running().count() == 0
    books_agree()


def test_it_is_decided_once_and_with_a_reason():
    parcel = refuse(parcel_of())
    with pytest.raises(DomainError, match="没有待裁定"):
        uphold(parcel)
    contest(parcel)
    with pytest.raises(DomainError, match="理由"):
        uphold(parcel, reason=" ")
    uphold(parcel)

    with pytest.raises(DomainError, match="没有待裁定"):
        dismiss(parcel)


def test_a_buyer_who_has_it_says_so_and_nothing_is_left_to_decide():
    parcel = refuse(parcel_of())
    contest(parcel)

    deliveries.accept(actor=parcel.order.buyer, shipment=fresh(parcel))

    assert list(Shipment.objects.for_staff()) == []
    assert Clock.objects.about(parcel.order).running().get().stage == "receipt"


# --- The buyer's side ---


@pytest.mark.rule("E14-2")
def test_a_buyer_who_was_at_home_bears_nothing_where_the_mall_agrees_before_it_is_back():
    parcel = failed_twice(parcel_of())
    object_to(parcel)

    uphold(parcel)
    take_back(fresh(parcel))

    assert (asked_back(parcel), list(Shipment.objects.for_staff())) == ([3_800], [])
    books_agree()


@pytest.mark.rule("E14-2")
def test_what_was_kept_of_them_goes_back_where_the_mall_agrees_afterwards():
    make_rate(500)
    parcel = failed_twice(parcel_of())
    object_to(parcel)
    take_back(fresh(parcel))
    assert (Order.objects.get().state, asked_back(parcel)) == (OrderState.COMPLETED, [2_200])
    assert Clock.objects.about(parcel.order).running().get().stage == "parcel_decision"

    uphold(parcel)

    assert (asked_back(parcel), commission_of(parcel.order)) == ([2_200, 1_600], 0)
    assert Clock.objects.about(parcel.order).running().count() == 0
    books_agree()


@pytest.mark.rule("E14-2")
def test_of_an_order_of_which_a_part_is_kept_the_way_back_alone_goes_back():
    make_rate(500)
    kept, parcel = (fresh(each) for each in parcel_of(send=[1, 2]))
    object_to(failed_twice(parcel))
    take_back(fresh(parcel))
    receipts.confirm_receipt(actor=kept.order.buyer, order=kept.order)

    uphold(parcel)

    # Reckoned as if the shop had given 800 of what it has for the order: 1000 + 800 + 800.
    assert (asked_back(parcel), commission_of(parcel.order)) == ([1_200, 800], 50 - 50 * 800 // 2_600)
    books_agree()


def test_an_objection_that_is_not_upheld_leaves_all_as_it_is():
    parcel = failed_twice(parcel_of())
    object_to(parcel)

    dismiss(parcel)
    take_back(fresh(parcel))

    assert asked_back(parcel) == [2_200]


@pytest.mark.rule("E14-2")
def test_a_buyer_objects_once_and_only_to_what_is_put_down_to_them():
    carriers, mine = fail(parcel_of(), Cause.CARRIER), fail(parcel_of())
    object_to(mine)
    dismiss(mine)

    for parcel, over in ((carriers, {}), (mine, {}), (fail(parcel_of()), {"actor": make_person()})):
        with pytest.raises(RuleError) as refused:
            object_to(parcel, **over)
        assert refused.value.clause == "E14-2"


# --- Pages ---


def test_a_buyer_objects_and_the_mall_decides_on_its_page(client):
    parcel = fail(parcel_of())
    client.force_login(parcel.order.buyer)
    url = reverse("orders:object", args=[parcel.order.number, parcel.pk])
    assert (
        "对派送结果有异议" in client.get(reverse("orders:order", args=[parcel.order.number])).content.decode()
    )

    empty = client.post(url, {"words": " "})
    client.post(url, {"words": "全天在家"})

    assert (empty.status_code, fresh(parcel).contest) == (400, "全天在家")
    desk = staff("orders.view_shipment", "orders.change_shipment")
    listed = desk.get(reverse("admin:orders_shipment_changelist"), {"waiting": "1"}).content.decode()
    assert str(parcel) in listed
    answer = desk.post(
        reverse("admin:orders_shipment_uphold", args=[parcel.pk]), {"reason": "承运商没有来电记录"}
    )
    assert (answer.status_code, fresh(parcel).cause) == (302, Cause.CARRIER)


def test_the_mall_takes_back_what_its_warehouse_sent_and_leaves_a_shops_parcels_to_the_shop():
    ours, theirs = of_warehouse(parcel_of()), parcel_of()
    for parcel in (ours, theirs):
        refuse(parcel)
    desk = staff("orders.view_shipment", "orders.change_shipment")

    answers = [
        desk.post(reverse("admin:orders_shipment_return", args=[parcel.pk]), {"condition": "intact"})
        for parcel in (ours, theirs)
    ]

    assert [fresh(parcel).state for parcel in (ours, theirs)] == ["returned", "refused"]
    assert answers[1].status_code == 409


@pytest.mark.parametrize("lines", [1, 4])
def test_the_sums_of_a_refusal_take_as_many_queries_whatever_it_holds(lines, django_assert_num_queries):
    shop = make_shop()
    order = shipped_order({make_sku(shop=shop): 2 for _line in range(lines)})
    parcel = fresh(order.shipments.get())

    with django_assert_num_queries(4):
        parcel_money.quotes(parcel, refusals.REFUSALS)
