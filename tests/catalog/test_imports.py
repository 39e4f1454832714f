import io

import pytest
from django.core.management import CommandError, call_command

from catalog import search
from catalog.imports import cells
from catalog.models import SKU, Category, Fulfilment, ImportRun, Movement, PriceRecord, Product
from catalog.services import imports, listings, stock
from mall.audit.models import Act
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from tests.merchants.factories import make_shop, make_user

from .factories import make_category, make_draft, make_reviewer
from .sheets import csv_bytes, rows_of

pytestmark = pytest.mark.django_db


def sheet_of(*overs: dict) -> imports.Sheet:
    return imports.read(io.BytesIO(csv_bytes(rows_of(*overs))), name="goods.csv")


def run(shop, *overs: dict, actor=None, new_categories: bool = True) -> ImportRun:
    return imports.run(actor=actor, shop=shop, sheet=sheet_of(*overs), new_categories=new_categories)


def product_of(shop) -> Product:
    return Product.objects.get(shop=shop)


BIG = {cells.SPEC: '{"净含量": "500 克"}', cells.PRICE: "238.00", cells.STOCK: "7"}
NO_ORIGIN = {cells.CODE: "T-002", cells.ORIGIN: ""}


@pytest.mark.rule("F6.1")
def test_a_good_sheet_is_imported_and_submitted_for_review():
    shop, seller = make_shop(), make_user()

    entry = run(shop, {}, BIG, NO_ORIGIN, actor=seller)

    assert (entry.rows, entry.created, entry.updated, entry.unchanged) == (3, 2, 0, 0)
    assert entry.drafts == [{"code": "T-002", "name": "高山绿茶", "problems": ["origin"]}]
    tea, draft = Product.objects.order_by("code")
    assert (tea.state, tea.price_from, tea.category.name) == ("submitted", 12_800, "茶")
    assert (draft.state, draft.problems) == ("draft", ["origin"])
    assert list(tea.skus.values_list("code", "price", "stock__on_hand")) == [
        ("T-001/1", 12_800, 50),
        ("T-001/2", 23_800, 7),
    ]
    assert set(PriceRecord.objects.values_list("price", "changed_by")) == {
        (12_800, seller.pk),
        (23_800, seller.pk),
    }
    assert list(Movement.objects.about(entry).order_by("quantity").values_list("quantity", flat=True)) == [
        7,
        50,
        50,
    ]
    assert stock.reconcile() == []
    assert Act.objects.about(tea).get().verb == "product.submit"


@pytest.mark.rule("F6.1")
def test_one_bad_row_keeps_the_whole_sheet_out():
    shop = make_shop()

    with pytest.raises(RuleError) as refused:
        run(shop, {}, {cells.CODE: "T-002", cells.PRICE: "一百"})

    assert refused.value.clause == "F6.1"
    assert "第 3 行 “销售价”" in str(refused.value)
    assert (Product.objects.count(), ImportRun.objects.count(), Category.objects.count()) == (0, 0, 0)


def test_the_second_run_doubles_and_writes_nothing():
    shop = make_shop()
    run(shop, {}, BIG, NO_ORIGIN)
    before = (
        Movement.objects.count(),
        PriceRecord.objects.count(),
        list(Product.objects.order_by("id").values()),
    )

    entry = run(shop, {}, BIG, NO_ORIGIN)

    assert (entry.created, entry.updated, entry.unchanged, entry.drafts) == (0, 0, 2, [])
    after = (
        Movement.objects.count(),
        PriceRecord.objects.count(),
        list(Product.objects.order_by("id").values()),
    )
    assert after == before


def approved(shop, *overs: dict) -> Product:
    run(shop, *overs)
    product = product_of(shop)
    listings.approve(actor=make_reviewer(), product=product)
    return product


def test_changed_prices_and_counts_go_live_at_once():
    shop = make_shop()
    approved(shop, {}, BIG)

    entry = run(shop, {cells.PRICE: "99.00", cells.STOCK: "60"}, BIG)

    product = product_of(shop)
    assert (entry.updated, product.state, product.price_from) == (1, "on_sale", 9_900)
    assert list(PriceRecord.objects.filter(sku__code="T-001/1").values_list("price", flat=True)) == [
        9_900,
        12_800,
    ]
    assert SKU.objects.get(code="T-001/1").stock.on_hand == 60
    assert stock.reconcile() == []


@pytest.mark.rule("A7.1")
def test_changed_words_of_a_live_listing_go_back_to_review():
    shop = make_shop()
    approved(shop, {})

    run(shop, {cells.NAME: "高山红茶"})

    assert (product_of(shop).state, product_of(shop).name) == ("submitted", "高山红茶")


def test_a_withdrawn_listing_that_changed_waits_as_a_draft():
    shop = make_shop()
    listings.withdraw(actor=None, product=approved(shop, {}))

    run(shop, {cells.NAME: "高山红茶"})

    assert product_of(shop).state == "draft"


def test_a_draft_whose_origin_is_filled_in_is_submitted():
    shop = make_shop()
    run(shop, {cells.ORIGIN: ""})

    entry = run(shop, {})

    assert (product_of(shop).state, product_of(shop).problems, entry.updated) == ("submitted", [], 1)


def test_a_new_spec_of_a_known_product_is_added():
    shop = make_shop()
    approved(shop, {})

    run(shop, {}, BIG)

    assert [sku.code for sku in product_of(shop).skus.all()] == ["T-001/1", "T-001/2"]
    assert product_of(shop).state == "submitted"


def test_a_spec_with_other_names_than_the_shop_has_is_named():
    shop = make_shop()
    run(shop, {})

    plan = imports.plan(shop=shop, sheet=sheet_of({cells.SPEC: '{"颜色": "红"}'}), new_categories=True)

    assert [str(problem.reason) for problem in plan.problems] == ["规格名称与店里已有的不一致，应为：净含量"]


def test_what_was_taken_down_is_left_alone_and_told():
    shop = make_shop()
    listings.take_down(actor=make_reviewer(), product=approved(shop, {}), reason="假货")

    entry = run(shop, {cells.NAME: "换个名字"})

    assert (product_of(shop).name, product_of(shop).state) == ("高山绿茶", "taken_down")
    assert [note["reason"] for note in entry.notes] == ["该商品已被违规下架，没有改动"]


@pytest.mark.rule("A8.1")
def test_the_count_of_what_the_warehouse_keeps_is_not_touched():
    shop = make_shop()
    run(shop, {})
    SKU.objects.update(fulfilment=Fulfilment.WAREHOUSE)

    entry = run(shop, {cells.STOCK: "999"})

    assert SKU.objects.get().stock.on_hand == 50
    assert [note["column"] for note in entry.notes] == ["库存"]


def test_a_spec_that_is_off_sale_is_updated_and_told_to_stay_off_sale():
    shop = make_shop()
    run(shop, {}, BIG)
    SKU.objects.filter(code="T-001/2").update(is_active=False)

    entry = run(shop, {}, {**BIG, cells.PRICE: "200.00"})

    retired = SKU.objects.get(code="T-001/2")
    assert (retired.price, retired.is_active) == (20_000, False)
    assert [(note["row"], note["column"]) for note in entry.notes] == [(3, "规格")]
    assert "已停售" in entry.notes[0]["reason"]


@pytest.mark.rule("F6.1")
def test_a_code_that_another_sku_of_the_shop_has_is_a_named_row():
    shop = make_shop()
    other = make_draft(shop=shop).skus.get()
    SKU.objects.filter(pk=other.pk).update(code="T-001/2")

    with pytest.raises(RuleError) as refused:
        run(shop, {}, BIG)

    assert "第 3 行 “商品编号”：店里已有编号为“T-001/2”的 SKU" in str(refused.value)
    assert ImportRun.objects.count() == 0


def test_merchants_cannot_make_categories():
    with pytest.raises(RuleError) as refused:
        run(make_shop(), {}, new_categories=False)

    assert "商城没有“饮食 / 茶”这个分类" in str(refused.value)
    assert Category.objects.count() == 0


def test_goods_go_into_last_level_categories_only():
    shop = make_shop()
    run(shop, {})
    make_category(
        "绿茶",
        parent=Category.objects.create(name="茶汤", slug="x", parent=Category.objects.get(name="饮食")),
    )

    plan = imports.plan(shop=shop, sheet=sheet_of({cells.CODE: "T-9", cells.SECOND: "茶汤"}))

    assert [str(problem.reason) for problem in plan.problems] == ["“饮食 / 茶汤”下面还有分类，请填到末级"]


def test_two_shops_may_use_the_same_codes():
    first, second = make_shop(), make_shop()
    run(first, {})

    assert run(second, {}).created == 1
    assert Product.objects.count() == 2


def test_imported_goods_are_found_by_search():

    run(make_shop(), {cells.NAME: "桑蚕丝被"})

    assert [product.name for product in search.matching(Product.objects.all(), "蚕丝")] == ["桑蚕丝被"]


# --- The command ---


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "goods.csv"
    path.write_bytes(csv_bytes(rows_of({}, NO_ORIGIN)))
    return path


def command(*args: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_listings", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_imports_and_says_what_stays_a_draft(file):
    shop, seller = make_shop(), make_user(email="seller@example.com")

    out, _err = command("--shop", shop.slug, "--actor", "Seller@example.com", file)

    assert "草稿：T-002 高山绿茶（缺少产地）" in out
    assert "2 行，2 个商品：新增 2，更新 0，未变 0；草稿 1。" in out
    assert ImportRun.objects.get().imported_by == seller


def test_the_command_checks_without_writing(file):
    out, _err = command("--shop", make_shop().slug, "--dry-run", file)

    assert "没有写入" in out
    assert Product.objects.count() == 0


def test_the_command_names_bad_rows_and_writes_nothing_beside_the_sentence(tmp_path, caplog):
    path = tmp_path / "bad.csv"
    path.write_bytes(csv_bytes(rows_of({}, {cells.CODE: "T-2", cells.STOCK: "很多"})))
    out, err = io.StringIO(), io.StringIO()

    with caplog.at_level("INFO"), pytest.raises(CommandError):
        call_command("import_listings", "--shop", make_shop().slug, str(path), stdout=out, stderr=err)

    assert [record.message for record in caplog.records if "refused" in record.message] == []
    assert "第 3 行 “库存”：“很多”不是有效件数" in err.getvalue()
    assert Product.objects.count() == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--shop", "nobody", "FILE"], "没有网址名为“nobody”的店铺"),
        (["--shop", "SHOP", "--actor", "nobody@example.com", "FILE"], "没有用这个电子邮箱的用户"),
        (["--shop", "SHOP", "/no/such/file.csv"], "打不开文件"),
        (["--shop", "SHOP", "--no-new-categories", "FILE"], "商城没有“饮食 / 茶”这个分类"),
    ],
)
def test_the_command_says_what_is_wrong(args, words, file):
    shop = make_shop()
    filled = [{"FILE": str(file), "SHOP": shop.slug}.get(arg, arg) for arg in args]

    with pytest.raises(CommandError, match=words):
        command(*filled)


def test_a_file_that_is_no_sheet_is_refused_before_anything_else():
    with pytest.raises(DomainError):
        imports.read(io.BytesIO(b"hello"), name="x.csv")
