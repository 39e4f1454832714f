"""Many orders at once: found in the list, printed, sent. (B11.2, D7.3)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Fulfilment
from mall.audit.models import Look
from mall.deadlines.models import Clock
from mall.rulebook.models import Refusal
from merchants.models import MemberRole
from orders import shop_orders
from orders.models import Order, OrderState, Shipment
from orders.services import cancel_requests, dispatch

from .factories import (
    late_order,
    make_member,
    make_person,
    make_shop,
    make_sku,
    paid_order,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    return shop


def at(shop, rest=""):
    return f"/seller/{shop.slug}/orders/{rest}"


def listed(client, shop, query):
    return [order.number for order in client.get(at(shop, query)).context["page"]]


def waiting(shop, n=1, **over):
    return [paid_order({make_sku(shop=shop): 1}, **over) for _ in range(n)]


def state_of(*orders):
    return [Order.objects.get(pk=order.pk).state for order in orders]


# --- The list ---


def test_filters_combine(client, shop):
    late = late_order({make_sku(shop=shop): 1})
    partly = paid_order({make_sku(shop=shop): 2})
    ship(partly, quantities={partly.lines.get().pk: 1}, tracking_number="YT7700112233")
    old = paid_order({make_sku(shop=shop): 1})
    Order.objects.filter(pk__in=[old.pk, partly.pk]).update(placed_at=old.placed_at - timedelta(days=40))
    day = f"{timezone.localtime(old.placed_at) - timedelta(days=39):%Y-%m-%d}"

    assert listed(client, shop, "?late=1") == [late.number]
    assert listed(client, shop, "?partly=1") == [partly.number]
    assert listed(client, shop, "?late=1&partly=1") == []
    assert listed(client, shop, f"?last={day}") == [partly.number, old.number]
    assert listed(client, shop, f"?first={day}") == [late.number]
    assert listed(client, shop, f"?last={day}&partly=1&q={partly.number}") == [partly.number]


@pytest.mark.rule("D7.2")
def test_an_order_is_due_when_it_has_to_leave_whatever_else_its_shop_owes_an_answer_on(client, shop):
    [order] = waiting(shop)
    dispatch_clock = Clock.objects.about(order).get()
    cancel_requests.ask(actor=order.buyer, order=order)
    found = shop_orders.with_due(Order.objects.all())
    assert found.get().due_at == dispatch_clock.due_at

    Clock.objects.filter(pk=dispatch_clock.pk).update(state="expired", ended_at=dispatch_clock.due_at)

    assert (Clock.objects.running().count(), found.get().due_at) == (1, None)


@pytest.mark.rule("D7.2")
def test_that_the_buyer_wants_to_cancel_stands_wherever_many_are_sent(client, shop):
    good, unwanted = waiting(shop, 2)
    cancel_requests.ask(actor=unwanted.buyer, order=unwanted)
    asked = {"orders": [good.number, unwanted.number]}

    pages = [
        client.get(at(shop)),
        client.get(at(shop, "ship/"), asked),
        client.post(at(shop, "bulk/"), asked | {"act": "print"}),
    ]

    assert [page.content.decode().count(">买家申请取消</span>") for page in pages] == [1, 1, 1]
    assert listed(client, shop, "?unwanted=1") == [unwanted.number]
    ship(unwanted)
    assert listed(client, shop, "?unwanted=1&state=all") == []
    assert "买家申请取消</span>" not in client.get(at(shop, "?state=shipped")).content.decode()


def test_an_order_is_found_by_the_number_on_its_parcel(client, shop):
    sent, other = paid_order({make_sku(shop=shop): 1}), paid_order()
    ship(sent, tracking_number="SF1234567890")
    ship(other, tracking_number="ZZ0000000001")

    assert listed(client, shop, "?q=ｓｆ1234 567890") == [sent.number]
    assert listed(client, shop, "?q=ZZ0000000001") == []


def test_each_state_is_counted_unless_the_list_is_narrowed(client, shop):
    waiting(shop, 2)
    shipped_order({make_sku(shop=shop): 1})
    paid_order({make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1})

    assert [n for _state, _label, n in client.get(at(shop)).context["tabs"]] == ["2", "1", "0", "0"]
    assert {n for _state, _label, n in client.get(at(shop, "?late=1")).context["tabs"]} == {""}


@pytest.mark.parametrize("day", ["2026-13-01", "1" * 4_000, "10000-01-01", "2026-02-30", "gestern", "٢٠٢٦"])
def test_a_day_that_cannot_be_read_is_told_and_narrows_nothing(client, shop, day):
    [order] = waiting(shop)

    response = client.get(at(shop), {"first": day})

    assert response.status_code == 400
    assert [row.number for row in response.context["page"]] == [order.number]
    assert "日期请写成 2026-11-30 这样。" in response.content.decode()


def test_all_of_a_page_are_ticked_by_a_link_where_no_script_runs(client, shop):
    waiting(shop, 2)

    assert client.get(at(shop)).content.decode().count(" checked") == 0
    assert client.get(at(shop, "?ticked=1")).content.decode().count(" checked") == 2


def test_what_was_late_stays_marked_and_the_time_left_is_told_in_words(client, shop):
    waits, gone = [late_order({make_sku(shop=shop): 1}) for _ in range(2)]
    Order.objects.filter(pk=waits.pk).update(late_at=timezone.now() - timedelta(hours=26))
    ship(gone)

    assert "逾期 1 天 2 小时" in client.get(at(shop)).content.decode()
    assert "发货曾逾期" in client.get(at(shop, "?state=shipped")).content.decode()


# --- Packing lists ---


@pytest.mark.rule("D7.3")
def test_packing_lists_show_the_whole_address_and_each_look_is_on_record(client, shop):
    orders = waiting(shop, 2)

    page = client.post(at(shop, "bulk/"), {"act": "print", "orders": [o.number for o in orders]})

    words = page.content.decode()
    assert words.count("文三路 1 号 2 室") == 2
    assert words.count(orders[0].lines.get().sku.code) == 1
    assert page["Cache-Control"] == "private, no-store"
    looks = Look.objects.order_by("subject_id").values_list("subject_id", "reason")
    assert list(looks) == [(order.pk, "打印装箱单") for order in orders]


@pytest.mark.rule("D7.3")
def test_what_no_longer_waits_and_what_is_not_the_shops_is_left_out_and_said(client, shop):
    [good] = waiting(shop)
    sent, foreign = shipped_order({make_sku(shop=shop): 1}), paid_order()
    kept = paid_order({make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1})
    asked = [sent.number, good.number, foreign.number, "0", kept.number]

    page = client.post(at(shop, "bulk/"), {"act": "print", "orders": asked})

    assert [one.what.order for one in page.context["lists"]] == [good]
    assert [(one.number, str(one.why)) for one in page.context["left_out"]] == [
        (sent.number, "现在是“待收货”，不用您发货"),
        (foreign.number, "店里没有这个订单"),
        ("0", "店里没有这个订单"),
        (kept.number, "由商城仓库发货"),
    ]
    assert list(Look.objects.values_list("subject_id", flat=True)) == [good.pk]


def test_a_packing_list_has_what_is_left_of_an_order(client, shop):
    order = paid_order({make_sku(shop=shop): 3})
    ship(order, quantities={order.lines.get().pk: 1})

    page = client.post(at(shop, "bulk/"), {"act": "print", "orders": [order.number]})

    [made] = page.context["lists"]
    assert [(line.pk, n) for line, n in made.what.lines] == [(order.lines.get().pk, 2)]
    assert made.what.parcels == 1


def test_packing_lists_cost_the_same_however_many(client, shop, django_assert_max_num_queries):
    numbers = [order.number for order in waiting(shop, 5)]

    with django_assert_max_num_queries(12):
        client.post(at(shop, "bulk/"), {"act": "print", "orders": numbers})


@pytest.mark.parametrize("act", ["print", "ship", ""])
def test_without_a_tick_the_list_comes_back_as_it_was(client, shop, act):
    response = client.post(at(shop, "bulk/"), {"act": act, "list": "state=all&late=1"})

    assert response.url == at(shop, "?state=all&late=1")
    assert "请先勾选订单。" in client.get(response.url).content.decode()


def test_more_than_a_hundred_at_once_are_refused(client, shop):
    asked = [str(n) for n in range(dispatch.MOST + 1)]

    response = client.post(at(shop, "bulk/"), {"act": "print", "orders": asked})

    assert "一次最多选 100 个订单" in client.get(response.url).content.decode()


# --- Dispatch of many ---


def typed(*rows, carrier="顺丰速运", **over):
    numbers = {f"number_{order.number}": number for order, number in rows}
    return {"orders": [order.number for order, _number in rows], "carrier": carrier} | numbers | over


@pytest.mark.rule("B11.2")
def test_many_are_sent_and_each_bad_row_keeps_what_was_typed_beside_its_reason(client, shop):
    one, two, bad, blank = waiting(shop, 4)
    data = typed((one, "SF0000000001"), (two, "ＹＴ0000 0002"), (bad, "短"), (blank, ""))
    data[f"carrier_{two.number}"] = "圆通速递"

    page = client.post(at(shop, "ship/"), data)

    assert state_of(one, two, bad, blank) == ["shipped", "shipped", "paid", "paid"]
    assert sorted(Shipment.objects.values_list("carrier", "tracking_number")) == [
        ("圆通速递", "YT00000002"),
        ("顺丰速运", "SF0000000001"),
    ]
    form = page.context["form"]
    assert [row.what.order for row in form.left] == [bad, blank]
    assert form[f"number_{bad.number}"].value() == "短"
    assert "运单号应为 6 到 40 位" in form.errors[f"number_{bad.number}"][0]
    assert f"number_{blank.number}" not in form.errors
    assert page.status_code == 400
    assert "2 单已发货" in page.content.decode()
    assert Refusal.objects.get().clause == "B11.2"


@pytest.mark.rule("B11.2")
def test_one_number_for_two_buyers_sends_neither_and_both_rows_say_so(client, shop):
    one, two, good = waiting(shop, 3)

    data = typed((one, "SF0000000001"), (two, "ｓｆ 0000000001"), (good, "SF0000000003"))
    form = client.post(at(shop, "ship/"), data).context["form"]

    assert state_of(one, two, good) == ["paid", "paid", "shipped"]
    assert {name: list(words) for name, words in form.errors.items()} == {
        f"number_{row.number}": [
            f"和订单 {other.number} 填了同一个运单号，买家或收货地址却不同，请对照面单核对。"
        ]
        for row, other in ((one, two), (two, one))
    }


def test_when_all_are_sent_the_list_says_how_many(client, shop):
    one, two = waiting(shop, 2)

    response = client.post(at(shop, "ship/"), typed((one, "SF0000000001"), (two, "SF0000000002")))

    assert response.url == at(shop)
    assert "2 单已发货" in client.get(response.url).content.decode()


def test_the_same_press_twice_sends_once_and_says_the_same(client, shop):
    one, two = waiting(shop, 2)
    data = typed((one, "SF0000000001"), (two, "SF0000000002"))

    for _ in range(2):
        response = client.post(at(shop, "ship/"), data)
        assert "2 单已发货" in client.get(response.url).content.decode()
    assert Shipment.objects.count() == 2


def test_a_race_for_the_same_parcel_counts_as_sent_and_another_parcel_does_not(shop):
    [order] = waiting(shop)
    ship(order, tracking_number="SF1234567890")

    def again(number):
        parcel = dispatch.Parcel(order, "顺丰速运", number)
        return dispatch.ship_each(actor=None, parcels=[parcel], where="x")

    assert again("SF1234567890") == [None]
    assert again("SF9999999999")[0] is not None


def test_one_number_goes_for_two_orders_of_one_buyer(client, shop):
    buyer = make_person()
    mine = [paid_order({make_sku(shop=shop): 1}, buyer=buyer) for _ in range(2)]

    client.post(at(shop, "ship/"), typed(*[(order, "SF0000000001") for order in mine]))

    assert state_of(*mine) == ["shipped", "shipped"]


def test_other_shops_orders_and_what_has_gone_are_not_sent(client, shop):
    [good] = waiting(shop)
    foreign, gone = paid_order(), shipped_order({make_sku(shop=shop): 1})
    rows = [(good, "SF0000000001"), (foreign, "SF0000000002"), (gone, "SF0000000003")]

    page = client.get(at(shop, "ship/"), {"orders": [order.number for order, _number in rows]})
    client.post(at(shop, "ship/"), typed(*rows))

    assert [row.what.order for row in page.context["form"].left] == [good]
    assert [str(one.why) for one in page.context["left_out"]] == [
        "店里没有这个订单",
        "现在是“待收货”，不用您发货",
    ]
    assert state_of(good, foreign) == ["shipped", OrderState.PAID]


def test_the_carrier_that_the_shop_used_last_is_filled_in(client, shop):
    ship(waiting(shop)[0], carrier="韵达快递")
    [order] = waiting(shop)

    page = client.get(at(shop, "ship/"), {"orders": [order.number]})

    assert page.context["form"]["carrier"].value() == "韵达快递"


def test_nothing_odd_is_sent_or_crashes(client, shop):
    [order] = waiting(shop)

    for number in ("", "9" * 4_000, "\x00SF1234567", "\ud800", "①②③④⑤⑥"):
        response = client.post(at(shop, "ship/"), typed((order, number.encode("utf-8", "surrogatepass"))))
        assert response.status_code == 400, number

    assert state_of(order) == ["paid"]


ODD = ("\x00", "12\x0034", "\ud800", "１２", "①", "-1", "1e3", "", "9" * 4_000, "%00", "' OR 1=1")


def test_of_what_was_ticked_only_numbers_are_looked_for(client, shop):
    [order] = waiting(shop)
    odd = [each.encode("utf-8", "surrogatepass") for each in ODD]

    page = client.post(at(shop, "bulk/"), {"act": "print", "orders": [*odd, order.number]})
    form = client.post(at(shop, "ship/"), {"orders": [*odd, order.number]})
    nothing = {client.post(at(shop, "bulk/"), {"act": "ship", "orders": [each]}).url for each in odd}

    assert ([one.what.order for one in page.context["lists"]], page.context["left_out"]) == ([order], [])
    assert ([row.what.order for row in form.context["form"].left], form.context["left_out"]) == ([order], [])
    assert nothing == {at(shop, "?")}


def test_the_page_of_many_costs_the_same_however_many(client, shop, django_assert_max_num_queries):
    numbers = [order.number for order in waiting(shop, 5)]

    with django_assert_max_num_queries(8):
        client.get(at(shop, "ship/"), {"orders": numbers})
