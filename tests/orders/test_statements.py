"""Statements agree with the ledger to the fen, on the page and in files. (B11.4)"""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from merchants.models import MemberRole
from orders.models import AccountKind, PayoutEventKind
from orders.services import ledger, payouts, refunds, statements
from orders.services.statements import Span, Totals

from .factories import balance, completed_order, make_member, make_rate, make_shop, make_sku, paid_order
from .past import Past
from .payout_factories import clerk, heard, make_account, release, sold

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def at(day: int, hour: int = 4):
    """Noon in Shanghai of a day of November, unless another hour (UTC) is named."""
    return time_machine.travel(datetime(2026, 11, day, hour, tzinfo=UTC), tick=False)


def pay_out(shop):
    release(shop)
    return payouts.approve(actor=clerk(), payout=payouts.draft(actor=None, shop=shop))


def a_month():
    """Sold on the 3rd and 10th, paid out on the 12th, a refund on the 15th."""
    make_rate(1_000)
    shop = make_shop(name="=茶()")
    make_account(shop)
    with at(3):
        first = sold(shop, 1_000)
    with at(10):
        sold(shop, 505)
        sold(make_shop(), 9_999)
        paid_order({make_sku(shop=shop): 1})
    with at(12):
        heard(pay_out(shop))
    with at(15):
        refunds.ask(actor=None, order=first, amount=400, reason="少件")
    return shop, first


@pytest.mark.rule("B11.4")
def test_a_month_adds_up_from_opening_to_closing_and_the_next_begins_where_it_ended():
    shop, _order = a_month()

    november = statements.totals(shop, Span.month(TODAY))
    december = statements.totals(shop, Span.month(date(2026, 12, 1)))

    assert november == Totals(opening=0, sales=1_505, refunds=-400, commission=-111, payouts=-1_354)
    assert november.closing == -360 == -balance(AccountKind.MERCHANT_PAYABLE, shop)
    assert december == Totals(opening=-360)


def test_any_span_holds_what_happened_from_its_first_day_to_its_last_in_china_time():
    shop = make_shop()
    with at(3, hour=15):  # 23:00
        sold(shop, 100)
    with at(3, hour=16):  # midnight, the next day
        sold(shop, 20)

    day = statements.totals(shop, Span(date(2026, 11, 3), date(2026, 11, 3)))
    after = statements.totals(shop, Span(date(2026, 11, 4), date(2026, 11, 9)))

    assert (day.opening, day.sales, day.closing) == (0, 100, 100)
    assert (after.opening, after.sales, after.closing) == (100, 20, 120)


def test_each_line_names_its_order_and_carries_the_balance_on():
    shop, first = a_month()

    found = list(statements.all_lines(shop, Span.month(TODAY), batch=2))

    assert [(line.kind, line.net, line.balance) for line in found] == [
        ("settle", 900, 900),
        ("settle", 454, 1_354),
        ("payout_instructed", -1_354, 0),
        ("refund_asked", -360, -360),
    ]
    assert (found[0].order, found[3].order) == (first, first)
    assert (found[3].refunds, found[3].commission) == (-400, 40)
    assert found[2].number == shop.payouts.get().number


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["sell", "refund", "pay", "return", "fail", "adjust"]), st.integers(1, 999)
        ),
        min_size=3,
        max_size=9,
    ),
    bp=st.integers(0, 3_000),
)
def test_whatever_happens_the_closing_balance_is_the_ledgers(steps, bp):
    with transaction.atomic():
        make_rate(bp)
        shop = make_shop()
        make_account(shop)
        orders = [sold(shop, 777)]
        for step, amount in steps:
            _do(step, amount, shop, orders)
        span = Span.month(timezone.localdate())
        totals = statements.totals(shop, span)
        found = list(statements.all_lines(shop, span))
        payable = -balance(AccountKind.MERCHANT_PAYABLE, shop)
        transaction.set_rollback(True)

    assert totals.closing == payable == found[-1].balance
    for column in ("sales", "refunds", "commission", "payouts", "adjustments"):
        assert sum(getattr(line, column) for line in found) == getattr(totals, column)


def _do(step, amount, shop, orders):
    release(shop)
    payout = shop.payouts.filter(state__in=["instructed", "confirmed"]).first()
    if step == "sell":
        orders.append(sold(shop, amount))
    elif step == "refund" and orders[-1].refunded < orders[-1].total:
        orders[-1].refresh_from_db()
        left = orders[-1].total - orders[-1].refunded
        if left:
            refunds.ask(actor=None, order=orders[-1], amount=min(amount, left), reason="退")
    elif step == "pay" and shop in payouts.to_draft():
        if -balance(AccountKind.MERCHANT_PAYABLE, shop) > 0:
            pay_out(shop)
    elif step == "return" and payout:
        heard(payout, PayoutEventKind.RETURNED)
    elif step == "fail" and payout and payout.state == "instructed":
        payouts.give_up(actor=None, payout=heard(payout, PayoutEventKind.FAILED), reason="销户")
    elif step == "adjust":
        lines = [
            ledger.Line(AccountKind.SUBSIDY, amount),
            ledger.Line(AccountKind.MERCHANT_PAYABLE, -amount, shop),
        ]
        ledger.post(
            actor=None, key=f"adjust:{len(orders)}:{amount}", kind="adjust", subject=shop, entries=lines
        )


# --- The pages ---


@pytest.fixture
def seller(client):
    shop, order = a_month()
    client.force_login(make_member(shop, MemberRole.FINANCE))
    return shop, order


def statement(client, shop, query="month=2026-11"):
    return client.get(f"/seller/{shop.slug}/money/statement/?{query}")


def test_the_page_shows_the_months_figures_and_leads_to_each_order(client, seller):
    shop, order = seller

    with time_machine.travel("2026-11-20T04:00:00Z", tick=False):
        page = statement(client, shop, "")
        money = client.get(reverse("orders:seller_order_money", args=[shop.slug, order.number]))

    assert [figure for _name, figure in page.context["summary"]] == [0, 1_505, -400, -111, -1_354, 0, -360]
    html = page.content.decode()
    assert reverse("orders:seller_order_money", args=[shop.slug, order.number]) in html
    assert "-¥3.60" in html
    shown = money.context["money"]
    assert (shown.commission, shown.due, shown.brought) == (60, 540, 540)
    assert [(row.rate, row.kept, row.commission) for row in shown.lines] == [("10", 1_000, 100)]


def test_a_span_that_cannot_be_is_told_on_the_page_and_no_file(client):
    shop = make_shop()
    client.force_login(make_member(shop, MemberRole.FINANCE))

    for query in (
        "month=2026-13",
        "month=２０２６-11",
        "month=10000-01",
        "from=2026-11-01",
        "from=2026-11-09&to=2026-11-01",
        "from=0001-01-01&to=2026-11-01",
        "from=%F0&to=x",
        "from=" + "9" * 4_000,
    ):
        page = statement(client, shop, query)

        assert (page.status_code, bool(page.context["problem"])) == (400, True), query
        assert client.get(f"/seller/{shop.slug}/money/statement/csv/?{query}").status_code == 404


def test_pages_of_a_long_statement_cost_the_same_and_carry_the_balance_on(
    client, django_assert_max_num_queries
):
    shop = make_shop()
    client.force_login(make_member(shop))
    past = Past()
    for n in range(53):
        past.post(
            f"k{n}",
            "adjust",
            shop,
            ledger.Line(AccountKind.SUBSIDY, 1),
            ledger.Line(AccountKind.MERCHANT_PAYABLE, -1, shop),
        )
    past.write()
    statement(client, shop, "")

    with django_assert_max_num_queries(12):
        second = statement(client, shop, "page=2")

    assert [line.balance for line in second.context["lines"]] == [51, 52, 53]


def test_the_csv_says_the_same_and_no_cell_of_it_is_a_formula(client, seller):
    shop, order = seller

    response = client.get(f"/seller/{shop.slug}/money/statement/csv/?month=2026-11")

    assert response["Content-Disposition"].endswith('2026-11-01-2026-11-30.csv"')
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text)))
    assert found[0] == ["'=茶()", "2026-11-01 – 2026-11-30"]
    assert found[7] == ["期末余额", "-3.60"]
    assert found[10][2:] == [order.number, "10.00", "0.00", "-1.00", "0.00", "0.00", "9.00", "9.00"]
    assert found[-1][-2:] == ["-3.60", "-3.60"]
    numbers = re.compile(r"-?\d+\.\d\d")
    active = [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert [cell for cell in active if not numbers.fullmatch(cell)] == []


def test_the_xlsx_has_amounts_that_can_be_summed_and_names_that_are_texts(client, seller):
    shop, _order = seller

    response = client.get(f"/seller/{shop.slug}/money/statement/xlsx/?month=2026-11")

    summary, details = load_workbook(io.BytesIO(response.content)).worksheets
    assert (summary["A1"].value, summary["A1"].data_type) == ("=茶()", "s")
    assert sum(Decimal(str(row[0].value)) for row in details["I2:I5"]) == Decimal("-3.60")
    assert [cell.data_type for cell in details[2]] == ["s"] * 3 + ["n"] * 7


def test_another_shops_order_and_an_unknown_ending_are_not_found(client, seller):
    shop, _order = seller
    other = completed_order()

    assert client.get(f"/seller/{shop.slug}/money/orders/{other.number}/").status_code == 404
    assert client.get(f"/seller/{shop.slug}/money/statement/exe/").status_code == 404


def test_the_money_page_tells_balance_holds_and_what_comes_next(client, django_assert_max_num_queries):
    shop = make_shop()
    make_account(shop)
    client.force_login(make_member(shop, MemberRole.FINANCE))
    with at(3):
        sold(shop, 1_000)
        sold(shop, 500)
    with at(10, hour=12):  # the term ends tonight
        client.get(f"/seller/{shop.slug}/money/")
        with django_assert_max_num_queries(24):
            page = client.get(f"/seller/{shop.slug}/money/")

    position = page.context["position"]
    assert (position.payable, position.held, position.available) == (1_500, 1_500, 0)
    assert page.context["next_amount"] == 1_500
    assert timezone.localtime(page.context["next_at"]).strftime("%m-%d %H:%M") == "11-11 08:30"
    assert [(row.amount, row.orders) for row in page.context["releases"]] == [(1_500, 2)]
    assert "11-11 00:00" in page.content.decode()


def test_a_shop_in_the_red_reads_what_it_means(client, seller):
    shop, _order = seller

    html = client.get(f"/seller/{shop.slug}/money/").content.decode()

    assert "您欠 ¥3.60" in html
    assert "自动抵扣" in html
