"""The shop's side: what waits, what may be seen, dispatch. (B11.2, D7.2, D7.3)"""

from datetime import timedelta

import pytest

from catalog.models import Fulfilment
from mall.audit.models import Look
from mall.deadlines.models import Clock
from mall.rulebook.models import Refusal
from mall.rulebook.rule import RuleError
from merchants.models import MemberRole
from orders.models import OrderState
from orders.services import deliveries, delivery, fulfilment, parcel_reports

from .factories import (
    completed_order,
    late_order,
    make_member,
    make_person,
    make_shop,
    make_sku,
    paid_order,
    placed,
    ship,
    shipped_order,
)

pytestmark = pytest.mark.django_db


def missed_order(quantities):
    """One of which a parcel that was brought never came."""
    order = shipped_order(quantities)
    parcel = order.shipments.get()
    deliveries.deliver(actor=None, shipment=parcel)
    parcel_reports.report(actor=order.buyer, shipment=parcel, cause="missing")
    return order


BY_MALL, BY_SHOP = Fulfilment.WAREHOUSE, Fulfilment.MERCHANT
AWAITED = "等待买家验收并确认收货，逾期自动确认。"


@pytest.mark.parametrize(
    ("sender", "story", "words"),
    [
        (BY_SHOP, paid_order, "等待您发货，逾期未发货买家可以立即取消。"),
        (BY_SHOP, late_order, "发货期限已过，请尽快发货；买家可以立即取消没有发出的商品并退款。"),
        (BY_SHOP, shipped_order, AWAITED),
        (BY_SHOP, missed_order, "等待您答复：查找、补发或退款，逾期未答复自动退款。"),
        (BY_MALL, paid_order, "商城仓库正在备货。"),
        (BY_MALL, late_order, "发货期限已过，等待商城仓库发出；买家可以立即取消没有发出的商品并退款。"),
        (BY_MALL, shipped_order, AWAITED),
        (BY_MALL, missed_order, "等待商城答复：查找、补发或退款，逾期未答复自动退款。"),
    ],
)
def test_a_shop_reads_what_is_next_as_a_shop_and_is_asked_for_what_it_sends_itself(
    client, sender, story, words
):
    shop = make_shop()
    order = story({make_sku(shop=shop, fulfilment=sender): 1})
    client.force_login(make_member(shop))

    page = client.get(f"/seller/{shop.slug}/orders/{order.number}/")

    assert page.context["next"].words == words


GOOD = {"carrier": "顺丰速运", "tracking_number": "SF1234567890"}


@pytest.fixture
def shop(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.ORDERS))
    return shop


def url(order, *rest):
    return "/".join([f"/seller/{order.shop.slug}/orders", order.number, *rest]) + "/"


def listed(client, shop, query=""):
    return [order.number for order in client.get(f"/seller/{shop.slug}/orders/{query}").context["page"]]


def test_what_waits_for_dispatch_comes_by_time_left(client, shop):
    first, second = [paid_order({make_sku(shop=shop): 1}) for _ in range(2)]
    late = late_order({make_sku(shop=shop): 1})
    Clock.objects.about(late).update(state="expired", ended_at=late.late_at)
    Clock.objects.about(first).update(due_at=first.paid_at + timedelta(hours=60))
    paid_order({make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1})

    assert listed(client, shop) == [late.number, second.number, first.number]


def test_tabs_and_search(client, shop):
    waiting = paid_order({make_sku(shop=shop): 1})
    sent = shipped_order({make_sku(shop=shop): 1})
    placed({make_sku(shop=shop): 1})
    paid_order()

    assert listed(client, shop) == [waiting.number]
    assert listed(client, shop, "?state=shipped") == [sent.number]
    assert listed(client, shop, "?state=all") == [sent.number, waiting.number]
    assert listed(client, shop, f"?q={sent.number}") == [sent.number]


def test_a_page_behind_the_last_leads_back_to_the_first(client, shop):
    paid_order({make_sku(shop=shop): 1})

    page = client.get(f"/seller/{shop.slug}/orders/?state=paid&page=99").content.decode()

    assert "这一页没有订单" in page
    assert "没有待发货的订单" not in page
    assert 'href="?state=paid">回到第一页' in page


def test_the_list_costs_the_same_however_long_it_is(client, shop, django_assert_max_num_queries):
    for _ in range(5):
        paid_order({make_sku(shop=shop): 1})
    client.get(f"/seller/{shop.slug}/orders/")

    with django_assert_max_num_queries(9):
        client.get(f"/seller/{shop.slug}/orders/")


@pytest.mark.rule("D7.3")
def test_the_address_is_masked_until_it_is_asked_for_and_the_look_is_on_record(client, shop):
    order = paid_order({make_sku(shop=shop): 1})
    masked = client.get(url(order)).content.decode()
    assert "王小明" not in masked
    assert "13812345678" not in masked
    assert "文三路" not in masked
    assert not Look.objects.exists()

    shown = client.post(url(order, "address")).content.decode()

    assert "王小明" in shown
    assert "13812345678" in shown
    assert "文三路 1 号" in shown
    look = Look.objects.get()
    assert (look.subject_id, look.fields) == (order.pk, ["phone", "recipient", "street"])


@pytest.mark.rule("D7.3")
def test_the_shop_sees_who_of_it_looked_and_when(client, shop):
    order = paid_order({make_sku(shop=shop): 1})
    client.post(url(order, "address"))
    delivery.look(actor=make_person(display_name="外人"), order=order, reason="客诉")

    page = client.get(url(order))

    [stranger, mine] = page.context["looks"]
    assert (stranger.who, stranger.reason) == ("", "")
    assert (mine.who, str(mine.reason)) == (shop.members.get().user.name, "发货")
    assert "外人" not in page.content.decode()


def test_what_is_sent_and_what_is_left_of_each_line_is_told(client, shop):
    order = paid_order({make_sku(shop=shop): 3})
    ship(order, quantities={order.lines.get().pk: 1}, carrier="韵达快递")

    page = client.get(url(order))

    assert "已发 1 件，还有 2 件" in page.content.decode()
    assert page.context["form"]["carrier"].value() == "韵达快递"


@pytest.mark.rule("D7.3")
def test_after_completion_the_address_stays_masked(client, shop):
    order = completed_order({make_sku(shop=shop): 1})

    response = client.post(url(order, "address"))

    assert response.status_code == 409
    assert "13812345678" not in response.content.decode()
    assert Refusal.objects.get().clause == "D7.3"
    assert not Look.objects.exists()


@pytest.mark.rule("D7.3")
def test_what_the_warehouse_delivers_is_none_of_the_merchants_business(shop):
    order = paid_order({make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1})

    with pytest.raises(RuleError) as refused:
        delivery.look(actor=None, order=order, reason="x")

    assert refused.value.clause == "D7.3"


@pytest.mark.rule("B11.2")
def test_the_merchant_ships(client, shop):
    order = paid_order({make_sku(shop=shop): 2})
    line = order.lines.get()

    response = client.post(url(order, "ship"), {**GOOD, f"quantity_{line.pk}": "2"})

    order.refresh_from_db()
    assert (response.url, order.state) == (url(order), OrderState.SHIPPED)


def test_a_part_is_shipped(client, shop):
    order = paid_order({make_sku(shop=shop): 2})
    line = order.lines.get()

    client.post(url(order, "ship"), {**GOOD, f"quantity_{line.pk}": "1"})

    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert fulfilment.left_to_ship(order) == {line.pk: 1}


@pytest.mark.rule("B11.2")
def test_bad_input_is_told_at_the_form_and_nothing_leaves(client, shop):
    order = paid_order({make_sku(shop=shop): 2})
    quantity = f"quantity_{order.lines.get().pk}"

    for name, typed, status in (
        ("carrier", "", 400),
        ("tracking_number", "", 400),
        ("tracking_number", "号码", 409),
        (quantity, "3", 400),
        (quantity, "①", 400),
        (quantity, "-1", 400),
        (quantity, "0", 409),
        (quantity, "9" * 4_000, 400),
    ):
        response = client.post(url(order, "ship"), {**GOOD, quantity: "2", name: typed})

        page = response.content.decode()
        assert response.status_code == status, (name, typed)
        assert "field__error" in page or "notice--bad" in page, (name, typed)

    order.refresh_from_db()
    assert (order.state, order.shipments.count()) == (OrderState.PAID, 0)


def test_shipping_what_is_shipped_is_told(client, shop):
    order = shipped_order({make_sku(shop=shop): 1})

    response = client.post(url(order, "ship"), GOOD)

    assert response.status_code == 409


def test_the_merchant_does_not_ship_the_warehouses_orders(client, shop):
    order = paid_order({make_sku(shop=shop, fulfilment=Fulfilment.WAREHOUSE): 1})

    assert client.get(url(order)).status_code == 200
    assert client.post(url(order, "ship"), GOOD).status_code == 404


def test_an_unpaid_order_is_the_shoppers_own_affair(client, shop):
    order = placed({make_sku(shop=shop): 1}).orders.get()

    assert client.get(url(order)).status_code == 404


@pytest.mark.parametrize("rest", [[], ["address"], ["ship"]])
def test_another_shops_order_does_not_exist(client, shop, rest):
    order = paid_order()
    at_mine = url(order, *rest).replace(order.shop.slug, shop.slug)

    for path in (at_mine, url(order, *rest)):
        response = client.post(path, GOOD) if rest else client.get(path)
        assert response.status_code == 404


@pytest.mark.parametrize("role", [MemberRole.GOODS, MemberRole.FINANCE])
def test_members_with_other_tasks_are_turned_away(client, role):
    order = paid_order()
    client.force_login(make_member(order.shop, role))

    assert client.get(url(order)).status_code == 403
    assert client.post(url(order, "address")).status_code == 403


def test_visitors_sign_in_first(client):
    order = paid_order()

    assert client.get(url(order)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("rest", ["address", "ship"])
def test_acts_are_posts(client, shop, rest):
    order = paid_order({make_sku(shop=shop): 1})

    assert client.get(url(order, rest)).status_code == 405


def test_parcels_are_listed_with_what_is_in_them(client, shop):
    order = paid_order({make_sku(shop=shop): 2})
    ship(order, quantities={order.lines.get().pk: 1}, tracking_number="SF1234567890")

    assert "SF1234567890" in client.get(url(order)).content.decode()


def test_what_cannot_be_sent_is_given_up_with_its_reason(client, shop):
    order = paid_order({make_sku(shop=shop): 2})
    ship(order, quantities={order.lines.get().pk: 1})

    response = client.post(url(order, "give-up"), {"reason": "断货"})

    order.refresh_from_db()
    assert (response.status_code, order.state, order.lines.get().cancelled) == (302, OrderState.SHIPPED, 1)
    assert "1 件不再发出" in client.get(url(order)).content.decode()


def test_giving_up_without_a_reason_asks_for_one_and_changes_nothing(client, shop):
    order = paid_order({make_sku(shop=shop): 1})

    response = client.post(url(order, "give-up"), {"reason": " "})

    order.refresh_from_db()
    assert (response.status_code, order.state) == (400, OrderState.PAID)
    assert "请写明发不出货的原因" in response.content.decode()
