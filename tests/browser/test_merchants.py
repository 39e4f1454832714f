"""From application to first listing; and from a violation to a closed shop and back."""

from __future__ import annotations

import re

import pytest

from merchants.models import Application, Shop
from merchants.services import violations
from tests.accounts.factories import make_user
from tests.catalog.factories import make_leaf
from tests.merchants.applicants import make_person_id, make_uscc
from tests.merchants.factories import make_staff_with
from tests.orders.factories import make_shop, make_sku, paid_order
from tests.uploads.corpus import picture

from .people import enter_admin, staff_with, walk_in


def save(page, **typed) -> None:
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="保存").click()


def upload(page, name: str, **typed) -> None:
    page.locator("li", has_text=name).get_by_role("link", name=re.compile("上传|修改")).click()
    page.get_by_label("照片或 PDF").set_input_files(
        {"name": "paper.png", "mimeType": "image/png", "buffer": picture("PNG")}
    )
    save(page, **typed)
    page.get_by_role("heading", name="我要开店").wait_for()


def step(page, application: Application, name: str, **typed) -> None:
    page.goto(f"/admin/merchants/application/{application.pk}/{name}/")
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    page.locator("form.mall-step button").click()
    page.wait_for_url(re.compile("/review/"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("B4.1", "B4.2", "D3.1", "F4")
def test_somebody_applies_is_asked_for_more_signs_and_lists_their_first_goods(visit, live_server):
    leaf = make_leaf()
    person, first, second = make_user(), staff_with("merchant_manager"), staff_with("merchant_manager")
    mine = visit()
    walk_in(mine, person, live_server.url)
    mine.goto("/apply/")
    mine.get_by_text("个体工商户").click()
    mine.get_by_role("button", name="开始申请").click()
    mine.get_by_label("店名").fill("湖畔茶铺")
    mine.get_by_label(leaf.parent.name if leaf.parent else leaf.name).check()
    save(mine, 网址名="hupan")
    code = make_uscc()
    person_id = make_person_id()
    save(mine, 执照上的名称="湖畔茶行", 统一社会信用代码=code, 负责人姓名="林小满", 负责人身份证号=person_id)
    save(mine, 户名="林小满", 开户银行="招商银行杭州分行", 账号="6225880012345678")
    upload(mine, "营业执照", 编号=code)
    upload(mine, "身份证人像面")
    upload(mine, "身份证国徽面", 编号="2019-2039")
    upload(mine, "开户证明或银行卡")
    mine.get_by_role("button", name="提交申请").click()
    mine.get_by_text("正在审核").wait_for()

    application = Application.objects.get()
    staff = visit()
    enter_admin(staff, first)
    staff.goto(f"/admin/merchants/application/{application.pk}/review/")
    licence = staff.locator(".mall-paper", has_text="营业执照")
    licence.get_by_label("哪里不对").fill("照片反光")
    licence.get_by_role("button", name="要求补充").click()
    staff.get_by_text("待补充").first.wait_for()
    step(staff, application, "ask-more", 原因="请重拍执照")

    mine.goto("/apply/")
    mine.get_by_text("请重拍执照").wait_for()
    mine.get_by_text("照片反光").wait_for()
    upload(mine, "营业执照", 编号=code)
    mine.get_by_role("button", name="重新提交").click()
    mine.get_by_text("正在审核").wait_for()

    staff.goto(f"/admin/merchants/application/{application.pk}/review/")
    for _paper in range(4):
        staff.get_by_role("button", name="通过", exact=True).first.click()
        staff.wait_for_load_state()
    step(staff, application, "pass")
    step(staff, application, "deposit", 金额="1000", 流水号="BZJ1")

    mine.goto("/apply/agreement/")
    mine.get_by_role("button", name="我同意并签署").click()
    mine.get_by_text("协议已签").first.wait_for()

    other = visit()
    enter_admin(other, second)
    step(other, application, "approve")
    mine.goto("/seller/")
    mine.get_by_text("湖畔茶铺").first.wait_for()
    mine.goto("/seller/hupan/goods/new/")
    assert Shop.objects.get().state == "open"
    mine.get_by_label("商品名称").fill("高山绿茶")
    mine.get_by_role("button", name="保存草稿").click()
    mine.wait_for_url(re.compile(r"/seller/hupan/goods/\d+"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("D8.1", "F5.6", "F11")
def test_a_suspended_shop_closes_within_one_request_while_its_orders_go_on_until_an_appeal_is_upheld(
    visit, live_server
):
    shop = make_shop()
    owner = make_user()
    shop.members.create(user=owner, role="owner")
    sku = make_sku(shop=shop)
    order = paid_order({sku: 1})
    reporter, judge = make_staff_with("change_violation"), make_staff_with("change_violation")
    case = violations.report(actor=reporter, shop=shop, type="illegal", facts="无证销售", subject=shop)
    shopper = visit()
    shopper.goto(f"/p/{sku.product_id}/")
    shopper.get_by_role("button", name="加入购物车").wait_for()

    violations.confirm(actor=judge, violation=case, reason="属实")

    shopper.get_by_role("button", name="加入购物车").click()
    shopper.get_by_text("不接受新订单").first.wait_for()
    mine = visit()
    walk_in(mine, owner, live_server.url)
    mine.goto(f"/seller/{shop.slug}/orders/{order.number}/")
    mine.get_by_text(order.number).first.wait_for()
    mine.goto(f"/seller/{shop.slug}/conduct/")
    mine.get_by_text(re.compile("^申诉（")).click()
    mine.get_by_label("申诉理由").fill("许可证已补交")
    mine.get_by_role("button", name="提交申诉").click()
    mine.get_by_text("待复议").wait_for()

    admin = visit()
    enter_admin(admin, staff_with("merchant_manager"))
    appeal = shop.sanctions.get().appeal
    admin.goto(f"/admin/merchants/appeal/{appeal.pk}/uphold/")
    admin.get_by_label("原因").fill("许可证有效")
    admin.locator("form.mall-step button").click()
    admin.get_by_text("申诉成立，措施已解除。").wait_for()

    shopper.goto(f"/p/{sku.product_id}/")
    shopper.get_by_role("button", name="加入购物车").wait_for()
    assert Shop.objects.get().state == "open"
