"""A shop rests: what shoppers see and can't do, what goes on, and how it opens again by itself."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.errors import DomainError
from mall.moments import day_in_words
from merchants.models import Holiday, Shop
from merchants.services import holidays, sanctions, shops
from merchants.states import HOLIDAY
from orders.models import Order
from orders.services import cart_looks, carts

from .factories import make_member, make_person, make_shop, make_sku, paid_order, place, ship

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rest(shop: Shop, *, begins: timedelta = timedelta(0), lasts: timedelta = 7 * DAY, **over) -> Holiday:
    now = over.pop("now", None) or timezone.now()
    times = {"from_at": now + begins, "until_at": now + begins + lasts}
    return holidays.plan(actor=make_member(shop), shop=shop, now=now, **times | over)


@pytest.mark.rule("D8.1")
def test_a_shop_on_holiday_takes_no_order_anywhere_says_when_it_reopens_and_its_orders_go_on(client):
    sku, other = make_sku(), make_sku()
    shop, buyer = sku.shop, make_person()
    order = paid_order({sku: 1})
    carts.add(cart=carts.of_person(buyer), sku_id=sku.pk, quantity=1)
    holiday = rest(shop, words="回乡过节")
    day = day_in_words(holiday.until_at)
    said = f"店铺休息中，{day}恢复接单，暂时不能下单"

    pages = [client.get(url).content.decode() for url in (f"/p/{sku.product_id}/", f"/s/{shop.slug}/")]
    for page in pages:
        assert said in page
        assert "回乡过节" in page
    after = f"店铺 {day}恢复接单；之后付款的订单 48 小时内发出"
    assert ("付款后 48 小时内发出" in pages[0], after in pages[0]) == (False, True)
    assert ("加入购物车" in pages[0], sku.product.name in pages[1]) == (False, True)
    assert f"店铺休息中，{day}恢复接单" in client_of(buyer).get("/cart/").content.decode()
    row = cart_looks.look(carts.of_person(buyer)).groups[0].rows[0]
    assert (row.can_select, row.is_counted) == (False, False)
    with pytest.raises(DomainError, match=day):
        carts.add(cart=carts.of_person(buyer), sku_id=sku.pk, quantity=1)
    with pytest.raises(DomainError, match=day):
        shops.require_open(Shop.objects.get(pk=shop.pk))
    with pytest.raises(DomainError):
        place({sku: 1}, buyer=buyer)
    place({other: 1}, buyer=buyer)  # nobody else rests
    ship(order)
    assert Order.objects.get(pk=order.pk).state == "shipped"

    sweep(now=holiday.until_at - timedelta(seconds=1))
    assert Shop.objects.get(pk=shop.pk).rests
    sweep(now=holiday.until_at)

    place({sku: 1}, buyer=buyer)
    assert "加入购物车" in Client().get(f"/p/{sku.product_id}/").content.decode()
    assert Holiday.objects.values_list("state", flat=True).get() == "over"


@pytest.mark.rule("D8.1")
def test_a_planned_holiday_begins_by_its_clock_and_one_that_is_called_off_never_does():
    shop, other, gone = make_shop(), make_shop(), make_shop()
    coming, unwanted, late = (rest(one, begins=3 * DAY) for one in (shop, other, gone))
    holidays.call_off(actor=make_person(), holiday=unwanted)
    Clock.objects.about(late).update(due_at=late.until_at, wake_at=late.until_at)

    sweep(now=coming.from_at - timedelta(seconds=1))
    assert not Shop.objects.get(pk=shop.pk).rests
    sweep(now=coming.from_at)
    assert [Shop.objects.get(pk=one.pk).rests for one in (shop, other, gone)] == [True, False, False]
    holidays.call_off(actor=make_person(), holiday=coming)
    assert not Shop.objects.get(pk=shop.pk).rests
    sweep(now=late.until_at + DAY)  # its beginning was missed for as long as it would have lasted

    states = {one.pk: one.state for one in Holiday.objects.all()}
    assert states == {coming.pk: "over", unwanted.pk: "cancelled", late.pk: "cancelled"}
    assert not Clock.objects.running().exists()


def test_who_calls_a_holiday_off_locks_in_the_order_of_its_clocks():
    holiday = rest(make_shop())

    with CaptureQueriesContext(connection) as queries:
        holidays.call_off(actor=make_person(), holiday=holiday)

    locking = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locking]
    assert tables[:2] == [Holiday._meta.db_table, Shop._meta.db_table]


@pytest.mark.rule("D8.1")
def test_a_measure_holds_beside_a_holiday_and_outlasts_it():
    shop = make_shop()
    holiday = rest(shop, lasts=3 * DAY)
    sanction = sanctions.impose(actor=None, shop=shop, kind="suspension", reason="违规", term=7 * DAY)

    sweep(now=holiday.until_at)

    row = Shop.objects.get(pk=shop.pk)
    assert (row.rests, row.state) == (False, "suspended")
    sweep(now=sanction.ends_at)
    assert Shop.objects.get(pk=shop.pk).state == "open"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from_on": "2026-12-01", "until_on": "2026-12-01"}, "要晚于开始休息"),
        ({"from_on": "2026-01-01", "until_on": "2026-01-02"}, "也要晚于今天"),
        ({"from_on": "2026-12-01", "until_on": "2027-03-01"}, "最多休息 45 天"),
        ({"from_on": "2027-12-01", "until_on": "2027-12-03"}, "开始日期太远"),
        ({"from_on": "2999-12-01", "until_on": "9999-12-03"}, "核对年份"),
        ({"from_on": "明天", "until_on": "2026-12-03"}, "有效的日期"),
        ({"from_on": "2026-12-01", "until_on": "2026-12-03", "words": "微信 abcd1234"}, "站外联系方式"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused_in_words_and_what_was_typed_stays(time_machine, typed, words):
    time_machine.move_to("2026-11-26T12:00:00+08:00", tick=False)
    shop = make_shop()
    mine = client_of(make_member(shop))

    page = mine.post(
        f"/seller/{shop.slug}/settings/holiday/", {f"holiday-{name}": text for name, text in typed.items()}
    )

    assert (page.status_code in (400, 409), Holiday.objects.count()) == (True, 0)
    assert words in page.content.decode()
    assert typed["from_on"] in page.content.decode()


def test_an_owner_plans_by_the_page_one_at_a_time_and_calls_it_off():
    shop = make_shop()
    mine = client_of(make_member(shop))
    today = timezone.localdate()
    typed = {"holiday-from_on": today, "holiday-until_on": today + 3 * DAY, "holiday-words": "盘点"}

    mine.post(f"/seller/{shop.slug}/settings/holiday/", typed)
    again = mine.post(f"/seller/{shop.slug}/settings/holiday/", typed)

    assert (again.status_code, Holiday.objects.count()) == (409, 1)
    assert Shop.objects.get(pk=shop.pk).holiday_words == "盘点"
    mine.post(f"/seller/{shop.slug}/settings/holiday/{Holiday.objects.get().pk}/off/")
    assert not Shop.objects.get(pk=shop.pk).rests
    lawful = [f"{state} {action}" for state, action, allowed in HOLIDAY.pairs() if allowed]
    assert lawful == ["planned begin", "planned cancel", "current end"]


@pytest.mark.rule("D8.1")
def test_what_is_said_of_a_holiday_tells_whether_the_shop_has_closed_already(time_machine):
    time_machine.move_to("2026-11-26T12:00:00+08:00", tick=False)
    shop = make_shop()
    mine = client_of(make_member(shop))

    def plan(begins: str) -> str:
        days = {"holiday-from_on": begins, "holiday-until_on": "2026-12-03"}
        return mine.post(f"/seller/{shop.slug}/settings/holiday/", days, follow=True).content.decode()

    def call_off() -> str:
        to = f"/seller/{shop.slug}/settings/holiday/{holidays.coming(shop).pk}/off/"
        return mine.post(to, follow=True).content.decode()

    assert "休息已安排：12 月 1 日起停止接单，12 月 3 日自动恢复" in plan("2026-12-01")
    assert "休息已取消，店铺照常接单" in call_off()
    assert "店铺从现在起停止接单，12 月 3 日自动恢复" in plan("2026-11-26")
    assert "店铺已恢复接单" in call_off()


@pytest.mark.parametrize(
    ("language", "end", "words"),
    [
        ("zh-hans", "2026-12-03", "店铺休息中，12 月 3 日恢复接单"),
        ("zh-hans", "2027-01-03", "店铺休息中，2027 年 1 月 3 日恢复接单"),
        ("en", "2026-12-03", "On holiday, takes orders again on Dec 3"),
        ("en", "2027-01-03", "On holiday, takes orders again on Jan 3, 2027"),
    ],
)
def test_the_day_reads_the_same_everywhere_with_its_year_where_that_is_another(
    time_machine, client, language, end, words
):
    time_machine.move_to("2026-11-26T12:00:00+08:00", tick=False)
    sku, buyer = make_sku(), make_person(locale=language)
    carts.add(cart=carts.of_person(buyer), sku_id=sku.pk, quantity=1)
    rest(sku.shop, until_at=datetime.fromisoformat(f"{end}T00:00:00+08:00"))
    client.force_login(buyer)
    client.cookies["django_language"] = language

    paths = (f"/p/{sku.product_id}/", f"/s/{sku.shop.slug}/", "/cart/")
    pages = [client.get(path).content.decode() for path in paths]

    assert [re.search(rf"{words}\b(?!,)", page) is not None for page in pages] == [True, True, True]
