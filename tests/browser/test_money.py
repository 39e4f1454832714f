"""A merchant follows the money, from the balance to a line of an order, and says where it should go."""

import re

import pytest

from mall.accounts.services.people import create_account
from merchants.models import Member, MemberRole
from orders.models import PayoutAccount
from orders.services import payouts
from tests.orders.factories import make_rate
from tests.orders.payout_factories import clerk, heard, owed, sold

from .people import walk_in

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-one-9"


def test_a_merchant_traces_a_payout_to_its_orders_and_changes_the_account(visit, live_server):
    make_rate(1_000)
    shop = owed(10_000)
    heard(payouts.approve(actor=clerk(), payout=payouts.draft(actor=None, shop=shop)))
    order = sold(shop, 5_000)
    owner = create_account(actor=None, email="owner@example.test", password=PASSWORD)
    Member.objects.create(shop=shop, user=owner, role=MemberRole.OWNER)
    page = visit()
    walk_in(page, owner, live_server.url)

    page.goto(f"/seller/{shop.slug}/")
    page.get_by_role("link", name="货款").click()
    page.get_by_text("¥90.00").first.wait_for()
    page.get_by_role("link", name="对账单").click()
    page.get_by_role("link", name=order.number).click()
    page.get_by_text("¥45.00").first.wait_for()
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="xlsx").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    page.goto(f"/seller/{shop.slug}/money/account/")
    page.get_by_role("link", name="更换收款账户").click()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("form:has(input[type=password]) button").first.click()
    page.wait_for_url(re.compile("/account/change/"))
    for label, text in (
        ("户名", "王小明"),
        ("开户银行", "工商银行"),
        ("再填一次账号", "6222021234567890123"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("账号", exact=True).fill("6222 0212 3456 7890 123")
    page.get_by_role("button", name="登记").click()

    page.get_by_text("工商银行 **** 0123").first.wait_for()
    assert PayoutAccount.objects.get(state="waiting").requested_by == owner
