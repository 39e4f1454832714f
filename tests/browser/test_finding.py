"""Finding goods by hand: filters and orders with scripts and without, suggestions by keyboard."""

from __future__ import annotations

import re

import pytest

from tests.catalog.factories import make_leaf, make_sku_on_sale
from tests.merchants.factories import make_shop

from .test_shopping import TWO_WAYS

expect = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
).expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(live_server):
    """A shop with three teas and a scarf, two of the teas of one brand."""
    shop, tea, silk = (
        make_shop(slug="lake", name="湖畔茶社"),
        make_leaf("饮食", "茶"),
        make_leaf("居家", "丝绸"),
    )
    for name, brand, price in (
        ("明前龙井", "云栖", 30_000),
        ("桂花红茶", "湖畔", 6_000),
        ("高山绿茶", "云栖", 9_800),
    ):
        make_sku_on_sale(shop=shop, category=tea, name=name, brand=brand, price=price)
    make_sku_on_sale(shop=shop, category=silk, name="真丝方巾", brand="湖畔", price=20_000)
    return shop


def goods(page) -> list[str]:
    return page.locator("#results .goods__name").all_inner_texts()


def say_goods(page, *names: str) -> None:
    expect(page.locator("#results .goods__name")).to_have_text(list(names))


def open_filters(page) -> bool:
    """Unfold the filters where they are folded, as on a phone; whether they were."""
    summary = page.locator(".filters summary")
    if not summary.is_visible():
        return False
    summary.click()
    return True


@TWO_WAYS
def test_a_shop_is_walked_by_department_filter_and_order_and_back_again(visit, shop, javascript):
    page = visit(javascript=javascript)
    page.goto("/s/lake/")
    say_goods(page, "真丝方巾", "高山绿茶", "桂花红茶", "明前龙井")

    page.locator("#shop-ways").get_by_role("link", name="茶", exact=True).click()
    say_goods(page, "高山绿茶", "桂花红茶", "明前龙井")
    expect(page.locator("#shop-ways").get_by_role("link", name="茶", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    was_folded = open_filters(page)
    page.get_by_label("云栖").check()
    if was_folded or not javascript:
        page.get_by_role("button", name="查看结果").click()
    say_goods(page, "高山绿茶", "明前龙井")
    page.get_by_role("navigation", name="排序").get_by_role("link", name="价格从高到低").click()
    say_goods(page, "明前龙井", "高山绿茶")
    page.wait_for_url(re.compile(r"\?category=[^&]+&brand=[^&]+&sort=price-desc$"))

    page.reload()
    say_goods(page, "明前龙井", "高山绿茶")
    page.get_by_role("group", name="已选").get_by_role("link", name="云栖").click()
    say_goods(page, "明前龙井", "高山绿茶", "桂花红茶")
    page.go_back()
    say_goods(page, "明前龙井", "高山绿茶")


def test_suggestions_are_chosen_with_the_arrows_and_left_with_escape(visit, shop):
    page = visit()
    page.goto("/")
    box = page.get_by_role("combobox", name="搜索商品")
    options = page.get_by_role("option")

    box.press_sequentially("longjing")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("longjing")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    box.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("ArrowDown")
    box.press("Enter")

    page.wait_for_url(re.compile(r"/(p/\d+/|search/\?q=)"))
    expect(page.locator("main")).to_contain_text("明前龙井")
