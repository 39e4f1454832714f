"""A merchant puts an article up with scripts on: saved while typed, pasted from a sheet, cut by hand."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from catalog.models import CategoryAttribute, Product
from catalog.services import attributes
from merchants.models import MemberRole
from tests.catalog.editing import at
from tests.catalog.factories import make_category, make_draft
from tests.merchants.factories import make_member, make_shop

PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def serious(page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.django_db(transaction=True)
def test_an_article_is_written_pasted_and_pictured(visit, client, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    shop = make_shop()
    shelf = make_category("茶")
    oolong = make_category("乌龙茶", parent=shelf)
    taste = attributes.save_attribute(actor=None, attribute=CategoryAttribute(category=shelf, name="香型"))
    product = make_draft(shop=shop, with_sku=False, origin="")
    client.force_login(make_member(shop, MemberRole.GOODS).user)
    page = visit()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(at("goods_edit", shop, product.pk))

    page.get_by_label("产地").press_sequentially("武夷山")
    page.get_by_text(re.compile(r"已保存 \d\d:\d\d")).wait_for()
    page.locator(".picker summary").click()
    page.get_by_label("在分类里查找").fill("wlc")
    page.locator("label.chip:visible", has_text="乌龙茶").click()
    page.get_by_label("香型").fill("岩骨花香")
    page.wait_for_timeout(2_000)  # the pause after which a draft is saved
    product.refresh_from_db()
    assert (product.origin, product.category_id) == ("武夷山", oolong.pk)
    assert [taste.name, "岩骨花香"] in product.attributes

    page.get_by_label("规格名称 1").fill("净含量")
    page.get_by_label("添加值").first.fill("50克、100克")
    page.get_by_role("button", name="生成全部组合").click()
    page.locator("input[name='grid-0-price']").evaluate(PASTE, "58\t\t20\n108\t\t10")
    page.get_by_role("button", name="保存规格").last.click()
    page.get_by_text("规格、价格和库存已保存。").wait_for()
    assert list(product.skus.values_list("price", "stock__on_hand")) == [(5_800, 20), (10_800, 10)]

    for name in ("brown", "teal"):
        Image.new("RGB", (900, 600), name).save(tmp_path / f"{name}.png")
    page.locator("#upload").set_input_files([tmp_path / "brown.png", tmp_path / "teal.png"])
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已添加 2 张图片。").wait_for()
    page.locator(".shot__more summary").first.click()
    page.get_by_role("button", name="居中裁成方形").first.click()
    page.get_by_role("button", name="裁剪").click()
    page.get_by_text("已裁成方形。").wait_for()
    assert list(product.pictures.values_list("width", "height")) == [(600, 600), (900, 600)]
    assert serious(page) == []

    page.goto(at("goods_edit", shop, product.pk))
    page.locator("input[name='grid-1-price']").evaluate(PASTE, "60\t\t1\n70\t\t2")
    page.get_by_text("粘贴的内容比规格表大，没有填入。").wait_for()
    assert page.locator("#pasted").input_value() == "60\t\t1\n70\t\t2"
    assert page.locator("input[name='grid-1-price']").input_value() == "108.00"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("input[name='grid-0-price']").fill("59")
    page.goto(at("goods", shop))
    assert asked == ["beforeunload"]
    page.locator("input[name=ids]").check()
    page.get_by_label("要做的事").select_option(label="提交审核")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交审核").click()
    page.get_by_text("办好 1 件，没有办 0 件。").wait_for()
    assert (Product.objects.get().state, serious(page)) == ("submitted", [])


@pytest.mark.django_db(transaction=True)
def test_an_autosave_waits_for_the_one_before_it(visit, client, live_server):
    shop = make_shop()
    product = make_draft(shop=shop, origin="")
    client.force_login(make_member(shop, MemberRole.GOODS).user)
    page = visit()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(at("goods_edit", shop, product.pk))
    slow = []
    page.route(
        f"**{at('goods_autosave', shop, product.pk)}",
        lambda route: route.continue_() if slow else slow.append((route, route.fetch())),
    )

    page.get_by_label("产地").fill("武夷山")
    page.wait_for_timeout(2_000)
    page.get_by_label("品牌").fill("岩上")
    page.wait_for_timeout(1_500)
    route, response = slow[0]
    route.fulfill(response=response)
    page.wait_for_timeout(1_000)

    product.refresh_from_db()
    assert (product.origin, product.brand) == ("武夷山", "岩上")
