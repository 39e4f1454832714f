"""The whole story, with five people and real pages: from a spreadsheet to settled money."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from catalog.models import Product, ProductState, Stock
from mall.deadlines.sweep import sweep
from orders.models import Account, AccountKind, Order, OrderState, Trade, TradeState
from tests.accounts.factories import make_phone, make_user
from tests.accounts.steps import last_code
from tests.catalog.sheets import csv_bytes, rows_of
from tests.merchants.factories import make_shop

from .people import add_address, enter_admin, sign_up, staff_with

GOODS = [
    {"商品编号": "T-001", "商品名称": "高山绿茶", "产地": "浙江杭州", "销售价": "128.00", "库存": "5"},
    {"商品编号": "T-002", "商品名称": "桂花龙井", "产地": "浙江杭州", "销售价": "98.50", "库存": "3"},
    {"商品编号": "T-003", "商品名称": "无名山茶", "产地": "", "销售价": "60.00", "库存": "9"},
]


def open_shop(page, owner) -> None:
    shop = make_shop(is_open=False, slug="cha", name="湖畔茶铺", owner=owner)
    page.goto(f"/admin/merchants/shop/{shop.pk}/open/")
    page.get_by_role("button", name="开业").click()
    page.get_by_text("店铺已开业").wait_for()


def import_goods(tmp_path) -> str:
    sheet = tmp_path / "goods.csv"
    sheet.write_bytes(csv_bytes(rows_of(*GOODS), encoding="gb18030"))
    said = io.StringIO()
    call_command("import_listings", sheet, shop="cha", stdout=said)
    return said.getvalue()


def approve_all(page) -> None:
    page.goto("/admin/catalog/product/?state__exact=submitted")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").first.select_option(label="审核通过所选商品")
    page.get_by_role("button", name=re.compile("执行|运行|Run|Go")).first.click()
    page.get_by_text("已通过 2 件商品").wait_for()


def buy(page, name: str) -> None:
    """Find ``name`` by searching, put it in the cart, and go to the confirmation."""
    page.goto("/")
    page.get_by_role("combobox", name="搜索商品").first.fill(name)
    page.get_by_role("button", name="搜索").first.click()
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.get_by_role("button", name="加入购物车").click()
    page.goto("/cart/")
    page.get_by_role("button", name=re.compile("去结算|结算")).first.click()


def pay(page, choice: str) -> None:
    page.get_by_role("button", name="提交订单并付款").click()
    page.wait_for_url(re.compile("/sandbox-pay/"))
    page.get_by_role("button", name=choice, exact=True).click()


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("B11.1", "B11.2", "B11.3", "B11.4", "F6.1", "A7.1", "E14")
def test_an_imported_listing_is_reviewed_bought_shipped_received_and_settled(visit, tmp_path, size):
    manager, reviewer = staff_with("merchant_manager"), staff_with("catalogue_reviewer")

    admin = visit()
    enter_admin(admin, manager)
    owner = make_user(phone=make_phone())
    open_shop(admin, owner)
    said = import_goods(tmp_path)
    assert "草稿：T-003 无名山茶" in said
    assert import_goods(tmp_path).count("未变 3") == 1
    review = visit()
    enter_admin(review, reviewer)
    approve_all(review)
    assert Product.objects.filter(state=ProductState.ON_SALE).count() == 2

    shopper, phone = visit(), make_phone()
    buy(shopper, "高山绿茶")
    shopper.wait_for_url(re.compile("/accounts/login/"))  # else the click races with the way there
    shopper.get_by_role("main").get_by_role("link", name="注册新账户").click()
    sign_up(shopper, phone)
    shopper.goto("/cart/")
    shopper.get_by_role("button", name=re.compile("去结算|结算")).first.click()
    shopper.get_by_role("button", name="添加收货地址").click()
    add_address(shopper)
    shopper.wait_for_url(re.compile("/checkout/"))
    pay(shopper, "付款成功")
    shopper.get_by_text("待发货").first.wait_for()
    order = Order.objects.get()
    assert order.state == OrderState.PAID

    seller = visit()
    seller.goto("/seller/")
    seller.get_by_role("link", name="验证码登录").click()
    seller.get_by_label("手机号或邮箱").fill(owner.phone)
    seller.locator("form:has(input[name=contact]) button").first.click()
    seller.locator("input[name=code]").fill(last_code(owner.phone))
    seller.locator("form:has(input[name=code]) button").first.click()
    seller.get_by_text("按时限要做的事").wait_for()
    seller.get_by_role("link", name=re.compile(order.number)).first.click()
    seller.get_by_label("承运商").fill("顺丰速运")
    seller.get_by_label("运单号").fill("SF1234567890123")
    seller.get_by_role("button", name="确认发货").click()
    seller.get_by_text("待收货").first.wait_for()

    shopper.goto(f"/orders/{order.number}/")
    shopper.get_by_text("SF1234567890123").first.wait_for()
    shopper.get_by_role("button", name="确认收货").first.click()
    shopper.get_by_text("已完成").first.wait_for()

    order.refresh_from_db()
    assert order.state == OrderState.COMPLETED
    balances = {account.kind: account.balance for account in Account.objects.exclude(balance=0)}
    assert balances[AccountKind.MERCHANT_PAYABLE] < 0
    call_command("reconcile", stdout=io.StringIO())

    buy(shopper, "桂花龙井")
    shopper.get_by_role("button", name="提交订单并付款").click()
    shopper.wait_for_url(re.compile("/sandbox-pay/"))
    assert Stock.objects.get(sku__product__code="T-002").available == 2
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        sweep()
    assert Trade.objects.latest("id").state == TradeState.CLOSED
    assert Stock.objects.get(sku__product__code="T-002").available == 3
    call_command("reconcile", stdout=io.StringIO())
