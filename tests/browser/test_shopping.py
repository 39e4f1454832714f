"""A shopper from the front page to the checkout: on the phone and at the desk, with scripts and without."""

from __future__ import annotations

import re

import pytest

from catalog.models import SKU, Stock
from catalog.services import listings
from orders.models import CartLine
from tests.accounts.factories import make_user
from tests.catalog.factories import make_draft, make_leaf, make_reviewer, make_sku

from .conftest import SIZES
from .people import walk_in

expect = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: run `make browser-test`"
).expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def javascript(request) -> bool:
    return request.param


# The other two of the four are walked by the longest story.
TWO_WAYS = pytest.mark.parametrize(
    ("size", "javascript"),
    [(SIZES["phone"], True), (SIZES["desktop"], False)],
    ids=["phone-scripts", "desktop-plain"],
)


def on_sale(leaf, name: str, brand: str, specs: dict[tuple[str, str], int]):
    """A tea with its SKUs by net weight and packing, at their prices in fen."""
    product = make_draft(with_sku=False, category=leaf, name=name, brand=brand)
    for (weight, packing), price in specs.items():
        make_sku(product, spec={"净重": weight, "包装": packing}, price=price)
    listings.submit(actor=None, product=product)
    listings.approve(actor=make_reviewer(), product=product)
    return product


@pytest.fixture
def teas(live_server):
    """Two teas on one shelf: the green one in three of four combinations of its specs."""
    leaf = make_leaf("茶叶", "绿茶")
    green = {("250 克", "罐装"): 12_800, ("250 克", "袋装"): 9_800, ("500 克", "罐装"): 22_800}
    on_sale(leaf, "桂花红茶", "湖畔", {("100 克", "袋装"): 6_000})
    return on_sale(leaf, "高山绿茶", "云栖", green)


def line_of(page, name: str):
    return page.locator(".line", has_text=name)


def say_total(page, yuan: str) -> None:
    expect(page.locator(".cart__total .price")).to_have_text(yuan)


def settle(page, javascript: bool) -> None:
    """Without scripts a typed number or a tick counts once the cart is updated."""
    if not javascript:
        page.get_by_role("button", name="更新购物车").click()


def find_on_the_shelf(page, javascript: bool) -> None:
    """From the front page to the shelf, narrowed to one brand."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="茶叶").first.click()
    page.locator("main").get_by_role("link", name="绿茶", exact=True).first.click()
    expect(page.get_by_role("link", name="桂花红茶")).to_be_visible()
    summary = page.locator(".filters summary")
    if summary.is_visible():
        summary.click()
    page.get_by_label("云栖").check()
    if not javascript:
        page.get_by_role("button", name="查看结果").click()
    expect(page.get_by_role("link", name="桂花红茶")).to_have_count(0)
    if javascript and summary.is_visible():
        page.get_by_role("button", name="查看结果").click()


def choose_the_large_tin(page) -> None:
    page.get_by_role("link", name="高山绿茶").first.click()
    page.get_by_role("link", name="500 克").click()
    expect(page.locator(".price--large").first).to_have_text("¥228.00")
    page.wait_for_url(re.compile(r"\?sku=\d+"))
    expect(page.locator(".chip", has_text="袋装")).to_have_attribute("aria-disabled", "true")


def test_from_the_front_page_by_shelf_and_spec_through_the_cart_to_the_checkout(visit, javascript, teas):
    page = visit(javascript=javascript)

    find_on_the_shelf(page, javascript)
    choose_the_large_tin(page)
    page.get_by_role("button", name="加入购物车").click()
    page.goto("/cart/")
    say_total(page, "¥228.00")

    row = line_of(page, "高山绿茶")
    row.get_by_role("button", name="多一件").click()
    say_total(page, "¥456.00")
    number = row.get_by_label("“高山绿茶”的数量")
    number.fill("三")
    number.press("Enter")
    expect(row.locator(".field__error")).to_have_text("数量请填整数，例如 2。")
    expect(number).to_have_value("三")
    number.fill("３")
    number.press("Enter")
    say_total(page, "¥684.00")
    row.get_by_role("checkbox").uncheck()
    settle(page, javascript)
    say_total(page, "¥0.00")
    page.get_by_role("checkbox", name="全选").click()
    say_total(page, "¥684.00")

    row.get_by_role("button", name="移除“高山绿茶”").click()
    expect(page.get_by_text("购物车还是空的")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    say_total(page, "¥684.00")
    row.get_by_role("button", name="以后再买“高山绿茶”").click()
    page.get_by_role("button", name="把“高山绿茶”放回购物车").click()
    say_total(page, "¥684.00")

    page.get_by_role("button", name="去结算").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    line = CartLine.objects.get()
    assert (line.sku.price, line.quantity, line.cart.user) == (22_800, 3, None)


@TWO_WAYS
def test_the_cart_says_what_has_changed_and_one_press_settles_it(visit, javascript, teas):
    large, small = SKU.objects.get(price=22_800), SKU.objects.get(price=9_800)
    page = visit(javascript=javascript)
    for sku in (large, small):
        page.goto(f"/p/{teas.pk}/?sku={sku.pk}")
        page.get_by_label("数量").fill("5")
        page.get_by_role("button", name="加入购物车").click()
    SKU.objects.filter(pk=large.pk).update(price=23_000)
    Stock.objects.filter(sku=small).update(on_hand=2)

    page.goto("/cart/")
    say_total(page, "¥0.00")
    page.get_by_role("button", name="去结算").click()
    assert "/cart/" in page.url
    page.get_by_role("button", name="改为 2 件").click()
    say_total(page, "¥196.00")
    dearer = page.locator(f"#line-{large.pk}")
    expect(dearer.locator(".badge")).to_have_text("比放入时贵了 ¥2.00，要买请勾选")
    dearer.get_by_role("checkbox").check()
    settle(page, javascript)

    say_total(page, "¥1346.00")
    expect(dearer.locator(".badge")).to_have_count(0)


@TWO_WAYS
def test_a_shopper_keeps_a_favourite_reads_reviews_and_reaches_the_confirmation(
    visit, javascript, teas, live_server
):
    page = visit(javascript=javascript)
    walk_in(page, make_user(), live_server.url)

    page.goto(f"/p/{teas.pk}/")
    page.locator(".product__head").get_by_role("button", name="收藏").click()
    expect(page.locator(".product__head").get_by_role("button", name="已收藏")).to_be_visible()
    page.goto("/me/favourites/")
    page.get_by_role("link", name="高山绿茶").first.click()
    page.goto(f"/p/{teas.pk}/reviews/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto(f"/p/{teas.pk}/")
    page.get_by_role("button", name="立即购买").click()
    expect(page.get_by_role("heading", name="确认订单")).to_be_visible()
    expect(page.get_by_text("还没有收货地址")).to_be_visible()
    expect(page.get_by_role("button", name="提交订单并付款")).to_be_disabled()
