"""The editor of a listing, over HTTP: begun, submitted, sent back, copied, previewed."""

import re

import pytest

from catalog.models import PriceRecord, Product
from catalog.services import listings
from mall.audit.models import Act
from tests.merchants.factories import make_member

from .editing import at, content_of, grid, matrix_of, rows, text
from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer, make_sku
from .test_goods_pictures import make_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_listing_is_begun_with_a_name_filled_in_priced_and_submitted(seller, shop):
    leaf = make_leaf()

    begun = seller.post(at("goods_new", shop), {"name": "正山小种", "category": leaf.pk, "code": "Z-1"})
    product = Product.objects.get()
    assert begun.url == at("goods_edit", shop, product.pk)

    seller.post(begun.url, content_of(product, origin="福建武夷山", other="等级：特级\n净含量: 100 克"))
    one = seller.post(at("goods_skus", shop, product.pk), {"act": "single", "version": "1"})
    assert rows(one) == [(("标准",), "", "0")]
    product.refresh_from_db()
    line = {"values": ["标准"], "price": "88.50", "on_hand": "12", "is_active": True}
    names = {"axis-0-name": "规格", "axis-0-was": "规格", "axis-0-value": "标准", "axis-0-value_was": "标准"}
    seller.post(
        at("goods_skus", shop, product.pk),
        {"act": "save", "version": product.version, **names, **grid([line])},
    )
    seller.post(at("goods_step", shop, product.pk, "submit"))

    product.refresh_from_db()
    assert (product.state, product.attributes) == ("submitted", [["等级", "特级"], ["净含量", "100 克"]])
    sku = product.skus.select_related("stock").get()
    assert (sku.price, sku.stock.on_hand, sku.code, sku.spec) == (8_850, 12, "Z-1/1", {"规格": "标准"})


def test_every_word_of_a_listing_has_its_field_on_the_page_so_that_saving_loses_none(seller, shop):
    product = make_product_on_sale(shop=shop, name_en="Spring tea")
    page = seller.get(at("goods_edit", shop, product.pk))
    shown = set(re.findall(r'name="([\w-]+)"', text(page)))
    assert {field.html_name for field in page.context["form"]} - shown == set()
    assert 'value="Spring tea"' in text(page)

    seller.post(at("goods_edit", shop, product.pk), content_of(product))
    assert (product.state, Product.objects.get().state) == ("on_sale", "on_sale")
    seller.post(at("goods_edit", shop, product.pk), content_of(product, name_en="Autumn tea"))
    assert Product.objects.values_list("name_en", "state").get() == ("Autumn tea", "draft")


def test_what_is_missing_is_said_when_submitting(seller, shop):
    product = make_draft(shop=shop, origin="")

    response = seller.post(at("goods_step", shop, product.pk, "submit"), follow=True)

    assert "还不能提交审核：缺少产地。" in text(response)
    assert Product.objects.get().state == "draft"


def test_withdrawing_and_putting_back(seller, shop):
    product = make_product_on_sale(shop=shop)
    states = []
    for step in ("withdraw", "put_back"):
        seller.post(at("goods_step", shop, product.pk, step))
        states.append(Product.objects.get().state)
    assert states == ["off_sale", "on_sale"]


def test_a_step_that_shops_do_not_take_is_not_found(seller, shop):
    product = make_draft(shop=shop)
    assert seller.post(at("goods_step", shop, product.pk, "approve")).status_code == 404


def test_the_reason_of_a_listing_sent_back_is_shown(seller, shop):
    product = make_draft(shop=shop)
    listings.submit(actor=None, product=product)
    listings.send_back(actor=make_reviewer(), product=product, reason="产地与包装不符")

    assert "产地与包装不符" in text(seller.get(at("goods_edit", shop, product.pk)))


def test_editing_the_words_of_a_live_listing_brings_it_back_to_draft_and_says_so_before(seller, shop):
    product = make_product_on_sale(shop=shop)
    path = at("goods_edit", shop, product.pk)
    assert "要重新提交审核" in text(seller.get(path))

    seller.post(path, content_of(product, name="正山小种"))

    product.refresh_from_db()
    assert (product.state, product.name) == ("draft", "正山小种")


@pytest.mark.rule("A7.1")
def test_prices_stock_codes_and_weights_of_a_live_listing_change_at_once_and_new_specs_do_not(seller, shop):
    product = make_product_on_sale(shop=shop)
    path = at("goods_skus", shop, product.pk)
    change = {"price": "99.00", "on_hand": "7", "code": "TEA-1", "weight_grams": "250"}

    seller.post(path, matrix_of(product, lines=[change], **{"grid-reason": "盘点"}))
    product.refresh_from_db()
    sku = product.skus.select_related("stock").get()
    assert (product.state, product.price_from) == ("on_sale", 9_900)
    assert (sku.price, sku.stock.on_hand, sku.code, sku.weight_grams) == (9_900, 7, "TEA-1", 250)

    line = {"values": ["大"], "price": "120", "on_hand": "3"}
    seller.post(path, matrix_of(product, lines=[{}, line]))
    product.refresh_from_db()
    assert (product.state, product.skus.count()) == ("draft", 2)


def test_a_copy_has_the_words_specs_and_pictures_but_codes_of_its_own_and_no_stock(seller, shop):
    product = make_product_on_sale(shop=shop, code="T-1")
    (picture,) = make_pictures(product, "red")
    make_sku(product, spec={"规格": "大"}, code="BIG", list_price=20_000)

    seller.post(at("goods_copy", shop, product.pk))

    copy = Product.objects.exclude(pk=product.pk).get()
    assert (copy.name, copy.state, copy.attributes) == ("高山绿茶（副本）", "draft", [["净含量", "250 克"]])
    assert copy.code not in ("", "T-1")
    assert list(copy.skus.values_list("code", "price", "list_price", "stock__on_hand")) == [
        (f"{copy.code}/1", 12_800, None, 0),
        (f"{copy.code}/2", 12_800, 20_000, 0),
    ]
    assert (copy.pictures.get().file.name, copy.problems) == (picture.file.name, [])
    assert PriceRecord.objects.filter(sku__product=copy).count() == 2
    assert Act.objects.about(copy).filter(verb="product.copy").get().data == {"from": product.pk}


def test_the_preview_shows_a_draft_to_its_shop_alone(seller, shop, client):
    product = make_draft(shop=shop, name="还没上架的茶")
    path = at("goods_preview", shop, product.pk)

    page = seller.get(path)

    assert (page.status_code, "还没上架的茶" in text(page), "只有本店的人" in text(page)) == (200, True, True)
    client.force_login(make_member(make_draft().shop, "goods").user)
    assert client.get(path).status_code == 404


@pytest.mark.rule("D4.3")
def test_the_price_history_is_drawn_once_a_price_has_changed(seller, shop):
    product = make_draft(shop=shop)
    path = at("goods_prices", shop, product.pk)
    assert seller.get(path).context["chart"] is None

    seller.post(at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"price": "99"}]))
    page = seller.get(path)

    chart = page.context["chart"]
    assert (chart.lowest, chart.highest, len(chart.lines)) == (9_900, 12_800, 1)
    assert len(chart.lines[0].points.split()) == 4
    assert "¥99.00" in text(page)
