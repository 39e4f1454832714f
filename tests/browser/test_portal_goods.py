"""A merchant's goods in numbers: one act on several listings, a sheet imported and taken back."""

from __future__ import annotations

import re

import pytest

from catalog import tasks
from catalog.models import SKU, ImportRun, Product
from merchants.models import MemberRole
from tests.catalog.editing import at
from tests.catalog.factories import make_leaf, make_product_on_sale, make_reviewer
from tests.catalog.sheets import csv_bytes, rows_of
from tests.merchants.factories import make_member, make_shop

from .people import walk_in

expect = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
).expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(live_server):
    return make_shop()


@pytest.fixture
def page(visit, shop, live_server):
    page = visit()
    walk_in(page, make_member(shop, MemberRole.GOODS).user, live_server.url)
    return page


def test_prices_of_the_ticked_listings_are_previewed_and_changed(page, shop):
    leaf, reviewer = make_leaf("饮食", "茶"), make_reviewer()
    for name in ("高山绿茶", "桂花红茶", "陈年普洱"):
        make_product_on_sale(shop=shop, category=leaf, name=name, reviewer=reviewer)
    page.goto(at("goods", shop))

    for name in ("高山绿茶", "桂花红茶"):
        page.get_by_label(f"选中 {name}").check()
    expect(page.locator("[data-bulk-count]")).to_contain_text("2")
    page.get_by_label("要做的事").select_option(label="改价格")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("按百分比").fill("abc")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.locator(".field__error")).to_contain_text("请填百分比")
    page.get_by_label("按百分比").fill("-10")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.locator("#plan")).to_have_text("预览：2 件会改")
    page.get_by_role("button", name="改价格").click()

    expect(page.get_by_role("status")).to_have_text("办好 2 件，没有办 0 件。")
    now = dict(SKU.objects.values_list("product__name", "price"))
    assert now == {"高山绿茶": 11_520, "桂花红茶": 11_520, "陈年普洱": 12_800}


def test_a_sheet_is_checked_imported_and_taken_back_while_the_page_tells_how_far_it_is(page, shop, tmp_path):
    make_leaf("饮食", "茶")
    sheet = tmp_path / "茶.csv"
    sheet.write_bytes(
        csv_bytes(rows_of({"规格": "净含量：250 克"}, {"规格": "净含量：500 克", "销售价": "238"}))
    )
    page.goto(at("goods_import", shop))
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="检查表格").click()

    def work() -> None:
        """The page waits; a worker comes, and the page goes on by itself."""
        expect(page.get_by_text("排队中，马上开始")).to_be_visible()
        tasks.work_on_import(ImportRun.objects.get().pk)

    work()
    expect(page.get_by_role("heading", name="检查通过，还没有写入")).to_be_visible()
    assert not Product.objects.exists()
    page.get_by_role("button", name="确认导入").click()
    work()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    assert list(SKU.objects.order_by("price").values_list("price", flat=True)) == [12_800, 23_800]

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="确定撤销").click()
    work()
    expect(page.locator(".page-head .badge")).to_have_text(re.compile("已撤销"))
    assert not Product.objects.for_shop(shop).exists()
