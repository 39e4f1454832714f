"""A merchant says what sending costs; a shopper sees it follow the address, or that nothing is sent there."""

import pytest

from catalog.models import ProductState
from merchants.models import MemberRole
from orders.models import Order
from orders.services import carts
from tests.orders.factories import make_address, make_member, make_person, make_shop, make_sku

from .conftest import SIZES
from .people import walk_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [SIZES["phone"]], indirect=False)
def test_freight_from_the_template_to_the_order(visit, live_server):
    shop = make_shop()
    sku, other = make_sku(shop=shop, price=2_000), make_sku()
    assert sku.product.state == ProductState.ON_SALE
    merchant = visit()
    walk_in(merchant, make_member(shop, MemberRole.GOODS), live_server.url)
    _make_template(merchant, shop)

    shopper, page = make_person(), visit()
    for goods in (sku, other):
        carts.add(cart=carts.of_person(shopper), sku_id=goods.pk, quantity=1)
    make_address(shopper, is_default=True)
    homes = [make_address(shopper, division=code) for code in ("650102", "540102")]
    walk_in(page, shopper, live_server.url)

    page.goto(f"/p/{sku.product_id}/")
    page.get_by_text("¥8.00 起，按地区计").wait_for()
    page.goto("/checkout/")
    note = page.get_by_role("region", name=other.shop.name).get_by_label("给商家留言")
    note.fill("请放门口")
    total = page.locator(".cart__total .price")
    total.get_by_text("¥47.90").wait_for()
    page.locator(f"#to-{homes[0].pk}").check()
    total.get_by_text("¥57.90").wait_for()
    page.locator(f"#to-{homes[1].pk}").check()
    page.get_by_text("下面的商品不送到西藏自治区拉萨市").wait_for()
    assert page.get_by_role("button", name="提交订单并付款").is_disabled()
    page.get_by_role("button", name="不买送不到的，其余继续").click()
    total.get_by_text("¥19.90").wait_for()
    assert page.locator(f"#to-{homes[1].pk}").is_checked()
    assert note.input_value() == "请放门口"
    page.get_by_role("button", name="提交订单并付款").click()
    page.wait_for_url("**/sandbox-pay/**")

    order = Order.objects.get()
    assert (order.shop, order.freight, order.note) == (other.shop, 0, "请放门口")


def _make_template(page, shop) -> None:
    page.goto(f"/seller/{shop.slug}/freight/")
    page.get_by_role("link", name="新建模板").first.click()
    page.get_by_label("名称").fill("常温快递")
    elsewhere = page.locator(".freight-row").first
    elsewhere.get_by_label("首费（元）").fill("8")
    elsewhere.get_by_label("加收（元）").fill("2")
    page.get_by_role("button", name="添加地区").click()
    far = page.locator("#row-1")
    far.get_by_label("新疆").check()
    far.get_by_label("首费（元）").fill("18")
    nowhere = page.locator("section:has(#not-served)")
    nowhere.locator("summary").click()
    nowhere.get_by_label("西藏").check()
    page.get_by_role("button", name="保存", exact=True).last.click()
    far.get_by_text("请填写，免费填 0。").wait_for()
    far.get_by_label("加收（元）").fill("9")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_text("运费模板已保存").wait_for()
    page.get_by_text("首 1 件 ¥18.00，每加 1 件 ¥9.00").wait_for()
