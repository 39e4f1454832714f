"""The portal's list of goods: found, filtered, sorted; and acts on many of them."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from catalog.imports import cells
from catalog.models import SKU, Movement, PriceRecord, Product, ProductState, Stock
from catalog.services import bulk, imports, pictures, stock
from mall.audit.models import Act
from mall.errors import DomainError
from tests.merchants.factories import make_freight, make_shop

from .editing import at
from .factories import make_category, make_draft, make_leaf, make_product_on_sale, make_sku
from .test_pictures import upload

pytestmark = pytest.mark.django_db


def make_many(shop, count: int, *, state: str = ProductState.ON_SALE, category=None) -> list[Product]:
    """Complete listings with a SKU of 10 pieces at ¥128.00 each, written without their services."""
    category = category or make_leaf()
    products = Product.objects.bulk_create(
        Product(
            shop=shop,
            category=category,
            code=f"M-{n}",
            name=f"茶 {n}",
            origin="福建",
            attributes=[["净含量", "250 克"]],
            spec_names=["规格"],
            state=state,
            price_from=12_800,
        )
        for n in range(count)
    )
    skus = SKU.objects.bulk_create(
        SKU(product=p, shop=shop, code=f"{p.code}/1", spec={"规格": "标准"}, price=12_800) for p in products
    )
    Stock.objects.bulk_create(Stock(sku=sku, on_hand=10) for sku in skus)
    Movement.objects.bulk_create(
        Movement(sku=sku, source="difference", target="shop", quantity=10, reason="期初") for sku in skus
    )
    return products


def test_the_list_is_filtered_sorted_and_counted_by_state(seller, shop, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    leaf = make_leaf()
    draft = make_draft(shop=shop, name="高山绿茶", code="T-1", origin="")
    live = make_product_on_sale(shop=shop, name="桑蚕丝被", code="S-1", category=leaf)
    make_sku(live, spec={"规格": "大"}, code="SILK-L", price=1_000, on_hand=3)
    Product.objects.filter(pk=live.pk).update(state="on_sale")
    pictures.add_picture(actor=None, product=draft, upload=upload())
    make_draft(name="别家的茶")

    def shown(**query):
        return list(seller.get(at("goods", shop), query).context["page"])

    both = [live, draft]
    assert shown() == both
    assert (shown(state="draft"), shown(state="x")) == ([draft], both)
    assert (shown(q="蚕丝"), shown(q="t-"), shown(q="silk-l")) == ([live], [draft], [live])
    assert (shown(category=leaf.pk), shown(category="9" * 40), shown(category="１")) == ([live], both, both)
    assert (shown(low="1"), shown(bare="1"), shown(lacking="1")) == ([live], [live], [draft])
    assert (shown(sort="price"), shown(sort="price_down"), shown(sort="stock")) == (
        [live, draft],
        [draft, live],
        [draft, live],
    )
    assert shown(page="9" * 5_000) == both
    tabs = seller.get(at("goods", shop), {"state": "draft", "low": "1"}).context["tabs"]
    assert {value: n for value, _label, n in tabs if n} == {"": 1, "on_sale": 1}


@pytest.mark.parametrize("count", [2, 40])
def test_the_list_takes_the_same_queries_whatever_the_rows(seller, shop, count, django_assert_num_queries):
    make_many(shop, count)

    with django_assert_num_queries(8):
        seller.get(at("goods", shop), {"sort": "stock", "q": "茶"})


def act(seller, shop, name: str, *products, **over):
    data = {"act": name, "ids": [p.pk for p in products], "step": "do", **over}
    return seller.post(at("goods_bulk", shop), data)


def said(seller, shop) -> dict:
    return seller.get(at("goods_bulk_done", shop)).context["said"]


def test_who_chose_goods_and_no_act_is_asked_for_it(seller, shop):
    product = make_product_on_sale(shop=shop)

    act(seller, shop, "", product)

    assert "请选择要对所选商品做什么。" in seller.get(at("goods", shop)).content.decode()


def test_an_act_is_asked_for_once_more_before_it_is_done(seller, shop):
    product = make_product_on_sale(shop=shop)

    page = act(seller, shop, "withdraw", product, step="")

    assert (page.status_code, page.context["count"]) == (200, 1)
    assert Product.objects.get().state == "on_sale"


def test_complete_drafts_are_submitted_and_of_the_others_it_is_said_what_they_lack(seller, shop):
    good, bare, live = (
        make_draft(shop=shop),
        make_draft(shop=shop, origin="", name="没有产地"),
        make_product_on_sale(shop=shop),
    )
    foreign = make_draft()

    act(seller, shop, "submit", good, bare, live, foreign)

    assert said(seller, shop)["done"] == 1
    assert sorted(said(seller, shop)["left"]) == [
        [bare.pk, "没有产地", "缺少产地"],
        [live.pk, "高山绿茶", "现在是“在售”，不能提交审核"],
    ]
    states = Product.objects.in_bulk()
    assert [states[p.pk].state for p in (good, bare, live, foreign)] == [
        "submitted",
        "draft",
        "on_sale",
        "draft",
    ]


def test_all_of_a_filter_is_taken_off_sale_and_put_back(seller, shop):
    make_many(shop, 60)
    other = make_product_on_sale(shop=shop, name="别的")

    act(seller, shop, "withdraw", all="1", filter="q=茶&state=on_sale")
    assert said(seller, shop)["done"] == 60
    assert Product.objects.get(pk=other.pk).state == "on_sale"
    assert Act.objects.filter(verb="product.withdraw").count() == 60

    act(seller, shop, "put_back", all="1", filter="")
    assert (said(seller, shop)["done"], len(said(seller, shop)["left"])) == (60, 1)


@pytest.mark.rule("D4.3")
def test_prices_change_by_percent_after_a_preview_and_a_listing_of_which_one_cannot_keeps_all(seller, shop):
    cheap = make_product_on_sale(shop=shop, name="便宜的")
    Product.objects.filter(pk=cheap.pk).update(state="on_sale")
    make_sku(cheap, spec={"规格": "大"}, price=15_000, list_price=15_100)
    good = make_product_on_sale(shop=shop, name="好的")

    preview = act(seller, shop, "price", cheap, good, step="preview", percent="10", amount="")
    plan = preview.context["plan"]
    assert [(p.name, [new for _sku, new in skus]) for p, skus in plan.changes] == [("好的", [14_080])]
    assert plan.outcome.left[0][1:] == (
        "便宜的",
        "大：划线价应高于售价，且不超过 9,999,999.99 元；不需要划线价就留空。",
    )

    given = {"percent": "10", "amount": "", "basis": plan.basis}
    act(seller, shop, "price", cheap, good, **given)
    again = act(seller, shop, "price", cheap, good, **given)

    assert (again.status_code, "预览之后有价格变过" in again.content.decode()) == (409, True)
    assert list(SKU.objects.filter(product=good).values_list("price", flat=True)) == [14_080]
    assert sorted(SKU.objects.filter(product=cheap).values_list("price", flat=True)) == [12_800, 15_000]
    assert PriceRecord.objects.filter(price=14_080).count() == 1
    assert Product.objects.get(pk=good.pk).state == "on_sale"


@pytest.mark.parametrize(
    ("percent", "amount", "words"),
    [
        ("", "", "百分比和金额请填一个"),
        ("5", "5", "百分比和金额请填一个"),
        ("0", "", "百分比和金额请填一个"),
        ("１０", "", "请填百分比"),
        ("1e3", "", "请填百分比"),
        ("9" * 4_000, "", "请填百分比"),
        ("", "1.234", "最多两位小数"),
        ("", "--1", "半角数字"),
    ],
)
def test_a_change_of_prices_that_cannot_be_read_is_asked_again(seller, shop, percent, amount, words):
    product = make_draft(shop=shop)

    response = act(seller, shop, "price", product, percent=percent, amount=amount)

    assert (response.status_code, words in response.content.decode()) == (400, True)
    assert response.context["form"]["percent"].value() == percent
    assert product.skus.get().price == 12_800


def test_a_price_that_would_fall_below_a_fen_is_refused_for_its_listing(seller, shop):
    product = make_draft(shop=shop)
    plan = act(seller, shop, "price", product, step="preview", percent="-100").context["plan"]

    assert (plan.changes, plan.outcome.left[0][2]) == (
        [],
        "标准：售价应在 0.01 元到 9,999,999.99 元之间。",
    )


@pytest.mark.rule("A8.1")
def test_stock_is_set_with_its_reason_and_what_the_warehouse_keeps_is_left(seller, shop):
    own, kept = make_draft(shop=shop), make_draft(shop=shop)
    SKU.objects.filter(product=kept).update(fulfilment="warehouse")

    refused = act(seller, shop, "stock", own, kept, on_hand="-1", reason="盘点")
    assert list(refused.context["form"].errors) == ["on_hand"]
    refused = act(seller, shop, "stock", own, kept, on_hand="5", reason="")
    assert list(refused.context["form"].errors) == ["reason"]
    act(seller, shop, "stock", own, kept, on_hand="5", reason="盘点")

    assert (said(seller, shop)["done"], said(seller, shop)["left"][0][2]) == (
        1,
        "由商城仓库保管，库存以仓库流水为准",
    )
    assert [m.reason for m in Movement.objects.filter(sku__product=own)] == ["盘点", "期初库存"]
    assert Stock.objects.get(sku__product=kept).on_hand == 10
    assert stock.reconcile() == []


@pytest.mark.rule("B5.2")
def test_a_change_of_category_brings_what_was_reviewed_back_to_draft(seller, shop):
    leaf = make_leaf("饮食", "红茶")
    live, there = make_product_on_sale(shop=shop), make_draft(shop=shop, category=leaf)

    refused = act(seller, shop, "category", live, there, category=leaf.parent.pk)
    assert list(refused.context["form"].errors) == ["category"]
    act(seller, shop, "category", live, there, category=leaf.pk)

    live.refresh_from_db()
    assert (live.state, live.category_id) == ("draft", leaf.pk)
    assert said(seller, shop)["left"] == [[there.pk, "高山绿茶", "已经在这个分类里"]]
    assert list(seller.get("/search/", {"q": "红茶"}).context["page"]) == []


def test_goods_go_by_a_template_of_the_shop_or_by_its_default_without_a_review(seller, shop):
    cold, foreign = make_freight(shop, name="冷链", is_default=False), make_freight(make_shop())
    live, there = make_product_on_sale(shop=shop), make_draft(shop=shop)
    Product.objects.filter(pk=there.pk).update(freight_template=cold)

    assert act(seller, shop, "freight", live, freight=foreign.pk).status_code == 400
    act(seller, shop, "freight", live, there, freight=cold.pk)

    live.refresh_from_db()
    assert (live.state, live.freight_template) == ("on_sale", cold)
    assert said(seller, shop)["left"] == [[there.pk, there.name, "已经用这个模板"]]
    act(seller, shop, "freight", live, there, freight="")
    assert set(Product.objects.values_list("freight_template", flat=True)) == {None}
    with pytest.raises(DomainError, match="本店的运费模板"):
        bulk.choose_freight(actor=None, shop=shop, product_ids=[live.pk], template=foreign)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("submit", {}),
        ("withdraw", {}),
        ("reprice", {"change": bulk.PriceChange(basis_points=500)}),
        ("set_stock", {"on_hand": 7, "reason": "盘点"}),
        ("recategorise", {}),
        ("choose_freight", {}),
    ],
)
def test_two_hundred_listings_at_once_take_few_queries(shop, name, given, django_assert_max_num_queries):
    products = make_many(shop, 200, state="draft" if name == "submit" else "on_sale")
    if name == "recategorise":
        given = {"category": make_leaf()}
    if name == "choose_freight":
        given = {"template": make_freight(shop)}

    with django_assert_max_num_queries(26):
        outcome = getattr(bulk, name)(actor=None, shop=shop, product_ids=[p.pk for p in products], **given)

    assert (outcome.done, outcome.left) == (200, [])


def test_too_many_at_once_none_and_an_unknown_act_are_turned_away(seller, shop, monkeypatch):
    products = make_many(shop, 3)
    monkeypatch.setattr(bulk, "MOST", 2)

    many = seller.post(at("goods_bulk", shop), {"act": "withdraw", "all": "1", "step": "do"}, follow=True)
    none = seller.post(at("goods_bulk", shop), {"act": "withdraw", "ids": ["x", "9" * 40]}, follow=True)

    assert "一次最多处理 2 件商品" in many.content.decode()
    assert "请先勾选商品" in none.content.decode()
    assert act(seller, shop, "burn", products[0]).status_code == 404
    assert set(Product.objects.values_list("state", flat=True)) == {"on_sale"}


@pytest.mark.parametrize("levels", [["茶"], ["饮食", "茶"], ["饮食", "茶", "绿茶", "龙井"]])
def test_an_export_holds_no_formula_and_can_be_imported_as_it_is(seller, shop, tmp_path, levels):
    leaf = None
    for name in levels:
        leaf = make_category(name, parent=leaf)
    product = make_draft(
        shop=shop,
        category=leaf,
        name="=HYPERLINK(1)",
        subtitle="+1",
        brand="@x",
        code="T-1",
        attributes=[("可用于", "烤箱"), ("可用于", "明火"), ("工艺", "揉、捻")],
    )
    make_sku(product, spec={"规格": "大"}, price=1_000, list_price=2_000, on_hand=3)

    response = seller.post(at("goods_bulk", shop), {"act": "export", "ids": [product.pk]})

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == list(cells.COLUMNS)
    row = dict(zip(cells.COLUMNS, sheet[3], strict=True))
    assert (row[cells.NAME].value, row[cells.NAME].data_type, row[cells.NAME].quotePrefix) == (
        "=HYPERLINK(1)",
        "s",
        True,
    )
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value} == {"s"}
    path = tmp_path / "goods.xlsx"
    path.write_bytes(response.content)
    with path.open("rb") as file:
        plan = imports.plan(shop=shop, sheet=imports.read(file, name="goods.xlsx"))
    assert (len(plan.problems), plan.unchanged, plan.created, plan.updated) == (0, 1, 0, 0)
    assert response["Content-Disposition"].endswith(f'{timezone.localdate():%Y%m%d}.xlsx"')


def test_what_was_done_in_one_shop_is_not_told_in_another(seller, shop, client):
    product = make_draft(shop=shop)
    act(seller, shop, "submit", product)
    other = make_draft().shop
    other.members.create(user=shop.members.get(role="goods").user, role="goods")

    assert seller.get(at("goods_bulk_done", other)).url == at("goods", other)
