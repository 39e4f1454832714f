"""The matrix of a listing's SKUs, as its form sends it."""

import pytest

from catalog.models import SKU, Movement, PriceRecord
from catalog.services import listings, stock

from .editing import at, grid, matrix_of, rows, text
from .factories import make_draft, make_product_on_sale, make_reviewer, make_sku, set_on_hand

pytestmark = pytest.mark.django_db


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
    set_on_hand(actor=None, sku=sku, on_hand=7, reason="卖出 3 件")

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
    set_on_hand(actor=None, sku=product.skus.get(), on_hand=7, reason="卖出 3 件")

    seller.post(at("goods_skus", shop, product.pk), opened)

    sku = product.skus.select_related("stock").get()
    assert (sku.price, sku.stock.on_hand) == (9_900, 7)
