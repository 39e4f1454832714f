"""The portal's editor: content saved as it is typed, the matrix, pictures, copies, the preview."""

import io
import re

import pytest
from PIL import Image

from catalog.models import SKU, Category, CategoryAttribute, Movement, Picture, PriceRecord, Product
from catalog.services import attributes, listings, pictures, stock
from mall.audit.models import Act
from tests.merchants.factories import make_member

from .editing import at, content_of, grid, matrix_of
from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer, make_sku
from .test_pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def text(response) -> str:
    return response.content.decode()


def rows(response) -> list[tuple]:
    """The lines of the matrix that came back: the values with the figures as shown."""
    return [
        (tuple(values), line["price"].value(), line["on_hand"].value())
        for line, values, _sku in response.context["lines"]
    ]


# --- The life of a listing ---


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


# --- Content ---


def test_a_draft_is_saved_as_it_is_typed_and_says_when(seller, shop):
    product = make_draft(shop=shop)

    saved = seller.post(
        at("goods_autosave", shop, product.pk), content_of(product, subtitle="春茶", name="<b>茶</b>")
    )

    product.refresh_from_db()
    assert re.search(r"已保存 \d\d:\d\d", text(saved))
    assert "“商品名称”没有保存：商品名称里不能有 HTML 标签。" in text(saved)
    assert (product.subtitle, product.name) == ("春茶", "高山绿茶")
    assert f'value="{product.version}" id="content-version"' in text(saved)


def test_a_second_window_does_not_write_over_the_first_unseen(seller, shop):
    product = make_draft(shop=shop)
    opened = content_of(product)
    seller.post(at("goods_edit", shop, product.pk), {**opened, "origin": "福建"})

    typed = seller.post(at("goods_autosave", shop, product.pk), {**opened, "origin": "云南"})
    sent = seller.post(at("goods_edit", shop, product.pk), {**opened, "origin": "云南"})
    matrix = seller.post(
        at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"price": "1"}]) | {"version": 1}
    )

    assert [r.status_code for r in (typed, sent, matrix)] == [409, 400, 409]
    assert ["这次没有保存" in text(r) for r in (typed, sent, matrix)] == [True] * 3
    assert sent.context["form"]["origin"].value() == "云南"
    product.refresh_from_db()
    assert (product.origin, sent.context["product"].version) == ("福建", product.version)
    assert product.skus.get().price == 12_800


def test_what_is_on_sale_is_never_saved_by_itself(seller, shop):
    product = make_product_on_sale(shop=shop)

    response = seller.post(at("goods_autosave", shop, product.pk), content_of(product, name="别的"))

    assert (response.status_code, Product.objects.get().name) == (409, "高山绿茶")


def attribute(category, name, **over) -> CategoryAttribute:
    made = CategoryAttribute(category=category, name=name, **over)
    return attributes.save_attribute(actor=None, attribute=made)


def test_attributes_have_fields_of_their_kinds_and_are_stored_as_pairs(seller, shop):
    leaf = make_leaf()
    stuff = attribute(leaf, "材质", kind="choice", choices=[["陶", ""], ["瓷", ""]], is_required=True)
    safe = attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    holds = attribute(leaf, "容量", kind="number", unit="毫升")
    product = make_draft(shop=shop, category=leaf, attributes=[("釉", "青"), ("容量", "约半升")])
    path = at("goods_edit", shop, product.pk)
    typed = {
        f"attr_{stuff.pk}": "瓷",
        f"attr_{safe.pk}": ["烤箱", "明火"],
        f"attr_{safe.pk}_shown": "1",
        f"attr_{holds.pk}": "300",
        "other": "釉：青",
    }

    bad = seller.post(path, content_of(product, **{**typed, f"attr_{holds.pk}": "３００"}))
    assert list(bad.context["form"].errors) == [f"attr_{holds.pk}"]
    seller.post(path, content_of(product, **typed))

    product.refresh_from_db()
    assert product.attributes == [
        ["材质", "瓷"],
        ["可用于", "烤箱"],
        ["可用于", "明火"],
        ["容量", "300毫升"],
        ["釉", "青"],
    ]
    assert seller.get(path).context["form"][f"attr_{holds.pk}"].value() == "300"

    seller.post(path, content_of(product, **{**typed, f"attr_{safe.pk}": [], "other": ""}))
    product.refresh_from_db()
    assert product.facts == [("材质", "瓷"), ("容量", "300毫升")]


def test_a_value_from_a_spreadsheet_that_is_no_choice_stays_until_another_is_chosen(seller, shop):
    leaf = make_leaf()
    stuff = attribute(leaf, "材质", kind="choice", choices=[["陶", ""], ["瓷", ""]])
    product = make_draft(shop=shop, category=leaf, attributes=[("材质", "紫砂")])
    path = at("goods_edit", shop, product.pk)
    assert "紫砂（不在选项里）" in text(seller.get(path))

    seller.post(path, content_of(product, **{f"attr_{stuff.pk}": "紫砂", "other": "", "origin": "宜兴"}))

    product.refresh_from_db()
    assert (product.attributes, product.origin) == ([["材质", "紫砂"]], "宜兴")


@pytest.mark.rule("A7.1")
def test_a_live_listing_that_is_saved_as_it_was_opened_stays_on_sale_as_it_was(seller, shop):
    leaf = make_leaf()
    attribute(leaf, "工艺")
    attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    attribute(leaf, "颜色", kind="choice", choices=[["红", ""], ["蓝", ""]])
    attribute(leaf, "容量", kind="number", unit="毫升")
    said = [
        ["釉:色", "青\n白"],
        ["颜色", "红"],
        ["颜色", "蓝"],
        ["可用于", "明火"],
        ["可用于", "烤箱"],
        ["可用于", "炭火\n小火"],
        ["工艺", "手拉坯\n\n柴烧"],
        ["容量", "300毫升"],
    ]
    product = make_product_on_sale(shop=shop)
    Category.objects.filter(pk=leaf.pk).update(parent=product.category.parent_id)
    Product.objects.filter(pk=product.pk).update(attributes=said, category=leaf)
    path = at("goods_edit", shop, product.pk)
    form = seller.get(path).context["form"]

    seller.post(path, content_of(product) | as_shown(form))

    opened, product = product, Product.objects.get()
    assert (product.state, product.attributes, product.version) == ("on_sale", said, opened.version)
    seller.post(path, content_of(product) | as_shown(form) | {"origin": "福建"})
    product.refresh_from_db()
    assert (product.state, product.origin, product.attributes) == ("draft", "福建", said)


def as_shown(form) -> dict:
    """What a browser sends of a form's attributes that nobody has touched: what its fields show."""
    sent = {}
    for field in [*form.attribute_fields, form["other"]]:
        shown = field.field.prepare_value(field.value())
        lines = [shown] if isinstance(shown, str) else shown
        sent[field.name] = [line.replace("\n", "\r\n") for line in lines]
        sent[f"{field.name}_shown"] = "1"
    return sent


def test_of_an_attribute_with_several_values_those_that_are_left_ticked_stay_as_they_were(seller, shop):
    leaf = make_leaf()
    safe = attribute(leaf, "可用于", kind="multi", choices=[["烤箱", ""], ["明火", ""]])
    product = make_draft(shop=shop, category=leaf, attributes=[("可用于", "烤箱"), ("可用于", "炭火\n小火")])
    typed = {f"attr_{safe.pk}": ["炭火 小火"], f"attr_{safe.pk}_shown": "1", "other": ""}

    seller.post(at("goods_edit", shop, product.pk), content_of(product, **typed))

    product.refresh_from_db()
    assert product.attributes == [["可用于", "炭火\n小火"]]


@pytest.mark.parametrize("scripted", [True, False])
def test_a_change_of_category_keeps_what_was_said(seller, shop, scripted):
    before, after = make_leaf(), make_leaf()
    old = attribute(before, "产季")
    new = attribute(after, "净含量")
    product = make_draft(shop=shop, category=before, attributes=[("产季", "春"), ("净含量", "250 克")])
    typed = content_of(product, category=after.pk, other="净含量：250 克", **{f"attr_{old.pk}": "秋"})

    if scripted:
        page = seller.post(at("goods_fields", shop, product.pk), typed)
    else:
        page = seller.post(at("goods_edit", shop, product.pk), {**typed, "act": "category"})
    form = page.context["form"]
    assert form[f"attr_{new.pk}"].value() == "250 克"
    assert form["other"].value() == "产季：秋"
    assert Product.objects.get().category_id == before.pk

    seller.post(at("goods_edit", shop, product.pk), typed)
    product.refresh_from_db()
    assert (product.category_id, product.attributes) == (after.pk, [["净含量", "250 克"], ["产季", "秋"]])


# --- The matrix ---


def test_names_and_values_become_combinations_which_are_saved_with_their_figures(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    path = at("goods_skus", shop, product.pk)
    names = {
        "axis-0-name": "颜色",
        "axis-0-add": "红、蓝",
        "axis-1-name": "尺寸",
        "axis-1-add": "S，M\nL",
    }

    made = seller.post(path, {"act": "generate", **names})

    assert [values for values, _price, _n in rows(made)] == [
        ("红", "S"),
        ("红", "M"),
        ("红", "L"),
        ("蓝", "S"),
        ("蓝", "M"),
        ("蓝", "L"),
    ]
    assert SKU.objects.count() == 0
    lines = [
        {"values": list(values), "price": "10", "on_hand": "5", "is_active": i != 5}
        for i, (values, _price, _n) in enumerate(rows(made))
    ]
    kept = {
        "axis-0-name": "颜色",
        "axis-0-was": "颜色",
        "axis-0-value": ["红", "蓝"],
        "axis-0-value_was": ["红", "蓝"],
        "axis-1-name": "尺寸",
        "axis-1-was": "尺寸",
        "axis-1-value": ["S", "M", "L"],
        "axis-1-value_was": ["S", "M", "L"],
    }
    saved = seller.post(path, {"version": product.version, **kept, **grid(lines)})

    assert saved.status_code == 302
    product.refresh_from_db()
    assert product.spec_names == ["颜色", "尺寸"]
    assert [sku.spec_text for sku in product.skus.select_related("product")] == [
        "红 S",
        "红 M",
        "红 L",
        "蓝 S",
        "蓝 M",
    ]
    assert PriceRecord.objects.count() == Movement.objects.count() == 5


def test_a_name_and_a_value_are_renamed_and_a_combination_taken_out_keeps_its_rows(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    red, blue = (make_sku(product, spec={"色": colour}) for colour in ("红", "蓝"))
    path = at("goods_skus", shop, product.pk)
    change = {"axis-0-name": "颜色", "axis-0-value": ["红色", ""], "axis-0-value_was": ["红", "蓝"]}

    seller.post(path, matrix_of(product, **change))

    red.refresh_from_db()
    blue.refresh_from_db()
    assert (red.spec, red.is_active) == ({"颜色": "红色"}, True)
    assert (blue.spec, blue.is_active, blue.price_records.count()) == ({"色": "蓝"}, False, 1)
    assert "停售的旧规格（1）" in text(seller.get(at("goods_edit", shop, product.pk)))


def test_a_combination_that_was_taken_out_comes_back_with_its_history(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    make_sku(product, spec={"色": "红"})
    blue = make_sku(product, spec={"色": "蓝"})
    path = at("goods_skus", shop, product.pk)
    seller.post(path, matrix_of(product, **{"axis-0-value": ["红", ""], "axis-0-value_was": ["红", "蓝"]}))
    assert not SKU.objects.get(pk=blue.pk).is_active

    data = matrix_of(product, lines=[{}, {"sku": "", "shown_on_hand": "", "price": "77", "is_active": True}])
    seller.post(path, data)

    blue.refresh_from_db()
    assert (blue.is_active, blue.price, product.skus.count()) == (True, 7_700, 2)


@pytest.mark.rule("A8.1")
def test_a_count_needs_its_reason_though_what_was_shown_is_left_out(seller, shop):
    product = make_product_on_sale(shop=shop)
    path = at("goods_skus", shop, product.pk)
    change = {"on_hand": "99", "shown_on_hand": ""}

    nameless = seller.post(path, matrix_of(product, lines=[change | {"sku": ""}]))
    named = seller.post(path, matrix_of(product, lines=[change], **{"grid-reason": "盘点"}))

    assert "请写明库存变动的原因" in text(nameless)
    assert "规格列表已经变了" in text(named)
    assert product.skus.select_related("stock").get().stock.on_hand == 10


@pytest.mark.rule("A7.1")
def test_what_was_taken_down_keeps_its_prices_and_codes(seller, shop):
    product = make_product_on_sale(shop=shop)
    listings.take_down(actor=make_reviewer(), product=product, reason="假货")
    was = SKU.objects.values("price", "code").get()

    refused = seller.post(
        at("goods_skus", shop, product.pk), matrix_of(product, lines=[{"price": "1", "code": "X"}])
    )

    assert "商品已违规下架，规格、价格和库存不能再改。" in text(refused)
    assert "保存规格</button>" not in text(seller.get(at("goods_edit", shop, product.pk)))
    assert SKU.objects.values("price", "code").get() == was


def test_a_further_name_makes_new_specs_and_leaves_the_old_ones_with_their_stock(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    old = make_sku(product, spec={"色": "红"})
    path = at("goods_skus", shop, product.pk)
    more = {"axis-1-name": "码", "axis-1-add": "S、M"}

    made = seller.post(path, matrix_of(product, **more, act="generate"))

    assert rows(made) == [(("红", "S"), "128.00", "0"), (("红", "M"), "128.00", "0")]
    seller.post(path, matrix_of(product, **more))
    old.refresh_from_db()
    assert (old.is_active, old.spec, stock.reconcile()) == (False, {"色": "红"}, [])
    assert [sku.spec for sku in product.skus.filter(is_active=True)] == [
        {"色": "红", "码": "S"},
        {"色": "红", "码": "M"},
    ]


def test_two_specs_swap_their_codes_and_values_in_one_saving(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    first = make_sku(product, spec={"色": "红"}, code="A")
    second = make_sku(product, spec={"色": "蓝"}, code="B")
    lines = [{"code": "B", "values": ["蓝"]}, {"code": "A", "values": ["红"]}]

    seller.post(at("goods_skus", shop, product.pk), matrix_of(product, lines=lines))

    assert [(s.code, s.spec["色"]) for s in SKU.objects.in_bulk([first.pk, second.pk]).values()] == [
        ("B", "蓝"),
        ("A", "红"),
    ]


def test_a_pasted_table_fills_the_lines_that_are_there_and_adds_the_others(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    make_sku(product, spec={"色": "红"})
    table = "色\t售价\t库存\r\n红\t66\t\r\n蓝\t77.5\t8\r\n"

    page = seller.post(at("goods_skus", shop, product.pk), matrix_of(product, act="paste", pasted=table))

    assert rows(page) == [(("红",), "66", "10"), (("蓝",), "77.5", "8")]
    assert "已填入 2 行，还没有保存" in text(page)
    assert product.skus.get().price == 12_800


def test_a_table_pasted_into_an_empty_matrix_brings_its_names_along(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    table = "颜色\t尺寸\t价格\tSKU 编号\n红\tS\t66\tR-S\n红\tM\t70\tR-M"

    page = seller.post(at("goods_skus", shop, product.pk), {"act": "paste", "pasted": table})

    assert page.context["matrix"].names == ["颜色", "尺寸"]
    assert rows(page) == [(("红", "S"), "66", "0"), (("红", "M"), "70", "0")]


def test_a_column_is_filled_at_once_without_a_script(seller, shop):
    product = make_draft(shop=shop, with_sku=False)
    for colour in "红蓝":
        make_sku(product, spec={"色": colour})

    page = seller.post(
        at("goods_skus", shop, product.pk), matrix_of(product, act="fill", **{"fill-price": "50"})
    )

    assert [price for _values, price, _n in rows(page)] == ["50", "50"]


@pytest.mark.rule("A8.1")
def test_a_count_written_over_pieces_that_were_sold_meanwhile_is_refused_with_the_new_number(seller, shop):
    product = make_product_on_sale(shop=shop)
    sku = product.skus.get()
    path = at("goods_skus", shop, product.pk)
    opened = matrix_of(product, lines=[{"on_hand": "12"}], **{"grid-reason": "到货 2 件"})
    stock.set_on_hand(actor=None, sku=sku, on_hand=7, reason="卖出 3 件")

    refused = seller.post(path, opened)

    assert refused.status_code == 409
    assert "“标准”现在是 7 件" in text(refused)
    assert SKU.objects.select_related("stock").get(pk=sku.pk).stock.on_hand == 7
    line = refused.context["lines"][0][0]
    assert (line["on_hand"].value(), line["shown_on_hand"].value()) == ("7", "7")

    again = matrix_of(product, lines=[{"on_hand": "9"}], **{"grid-reason": "到货 2 件"})
    assert seller.post(path, again).status_code == 302
    assert Movement.objects.first().reason == "到货 2 件"
    assert stock.reconcile() == []


def test_prices_change_without_touching_a_stock_that_moved_meanwhile(seller, shop):
    product = make_product_on_sale(shop=shop)
    opened = matrix_of(product, lines=[{"price": "99"}])
    stock.set_on_hand(actor=None, sku=product.skus.get(), on_hand=7, reason="卖出 3 件")

    seller.post(at("goods_skus", shop, product.pk), opened)

    sku = product.skus.select_related("stock").get()
    assert (sku.price, sku.stock.on_hand) == (9_900, 7)


# --- Pictures ---


def colours(product) -> list[str]:
    return list(product.pictures.order_by("position", "id").values_list("alt", flat=True))


def make_pictures(product, *names: str) -> list[Picture]:
    return [
        pictures.add_picture(actor=None, product=product, upload=upload(640, 480, name), alt=name)
        for name in names
    ]


def test_several_pictures_are_taken_at_once_and_one_that_cannot_be_is_named(seller, shop):
    product = make_draft(shop=shop)
    small = upload(100, 100)
    small.name = "小.png"

    response = seller.post(
        at("goods_picture_add", shop, product.pk),
        {"upload": [upload(colour="red"), small, upload(colour="blue")]},
    )

    assert (response.status_code, product.pictures.count()) == (400, 2)
    assert re.search(r"小\.png</strong>：图片太小：短边至少 400 像素，这张是 100×100。", text(response))


def test_pictures_are_moved_by_buttons_and_by_dragging(seller, shop):
    product = make_draft(shop=shop)
    red, green, blue = make_pictures(product, "red", "green", "blue")

    def act(picture, name):
        seller.post(at("goods_picture_act", shop, product.pk, picture.pk, name))
        return colours(product)

    assert act(green, "earlier") == ["green", "red", "blue"]
    assert act(green, "earlier") == ["green", "red", "blue"]
    assert act(green, "later") == ["red", "green", "blue"]
    assert act(blue, "first") == ["blue", "red", "green"]
    order = ",".join(str(p.pk) for p in (red, green, blue))
    seller.post(at("goods_picture_order", shop, product.pk), {"order": order})
    assert colours(product) == ["red", "green", "blue"]
    seller.post(at("goods_picture_order", shop, product.pk), {"order": str(red.pk)})
    assert colours(product) == ["red", "green", "blue"]
    assert act(red, "remove") == ["green", "blue"]
    assert seller.post(at("goods_picture_act", shop, product.pk, blue.pk, "burn")).status_code == 404


def test_a_picture_is_cut_square_in_the_middle_or_where_one_chooses_and_its_old_file_stays(seller, shop):
    product = make_draft(shop=shop)
    data = io.BytesIO()
    image = Image.new("RGB", (1000, 500), "white")
    image.paste("black", (0, 0, 500, 500))
    image.save(data, "PNG")
    file = upload()
    file.file = io.BytesIO(data.getvalue())
    file.size = len(data.getvalue())
    picture = pictures.add_picture(actor=None, product=product, upload=file)
    before = picture.file
    path = at("goods_picture_act", shop, product.pk, picture.pk, "crop")

    seller.post(path, {"box": "501,0,600"})
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (1000, 500)
    seller.post(path, {"box": "560,20,420"})
    picture.refresh_from_db()
    with picture.file.open() as stored, Image.open(stored) as cut:
        assert (cut.size, picture.width, picture.height) == ((420, 420), 420, 420)
        assert cut.convert("L").getextrema()[0] > 200
    assert before.storage.exists(before.name)


def test_a_picture_is_described_for_who_cannot_see_it(seller, shop):
    product = make_draft(shop=shop)
    (picture,) = make_pictures(product, "red")

    seller.post(at("goods_picture_act", shop, product.pk, picture.pk, "describe"), {"alt": " 茶罐\u200b "})

    assert colours(product) == ["茶罐"]


# --- Copies, preview, prices ---


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
