"""Undoing the last import: what nobody touched goes back, everything else is named and kept."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog import rules
from catalog.imports import cells
from catalog.models import SKU, ImportRun, Movement, PriceRecord, Product, Stock
from catalog.services import import_runs, import_undo, listings, stock
from catalog.services.import_undo import plan
from mall.rulebook.rule import RuleError
from mall.transitions import ForbiddenMove
from tests.merchants.factories import make_shop, make_user

from .factories import make_reviewer, make_sku, set_on_hand, set_price
from .test_import_runs import queries_of
from .test_imports import BIG, run

pytestmark = pytest.mark.django_db

# Queries for each part that leaves the shop.
A_PART_UNDONE = 17

RED = {cells.NAME: "高山红茶", cells.PRICE: "99.00", cells.STOCK: "60"}


@pytest.fixture
def shop():
    return make_shop()


def undo(entry: ImportRun) -> ImportRun:
    asked = import_runs.ask_undo(actor=entry.imported_by, run=entry)
    import_undo.carry_out(actor=entry.imported_by, run=import_runs.claim(asked.pk))
    entry.refresh_from_db()
    return entry


def buy(sku: SKU, pieces: int) -> None:
    holder = make_user()  # whoever holds a reservation
    stock.reserve(holders=[(holder, sku.pk, pieces)])
    stock.ship(holder=holder, quantity=pieces, actor=None)


def of(entry: ImportRun) -> tuple:
    return entry.state, entry.undo["removed"], entry.undo["restored"], entry.undo["kept_count"]


def kept(entry: ImportRun) -> list[tuple[str, str]]:
    return [(one["column"], one["reason"]) for one in entry.undo["kept"]]


@pytest.mark.rule("F6.1")
def test_new_listings_leave_the_shop_and_the_ledgers_keep_every_line(shop):
    entry = run(shop, {}, BIG, {cells.CODE: "T-002"})
    lines = Movement.objects.count()

    assert of(undo(entry)) == ("undone", 2, 0, 0)

    assert list(Product.objects.for_shop(shop)) == []
    assert (Movement.objects.count(), PriceRecord.objects.count()) == (2 * lines, 3)
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {0}
    assert stock.reconcile() == []
    again = run(shop, {}, BIG, {cells.CODE: "T-002"})
    assert (again.created, again.updated) == (2, 0)


def test_a_listing_that_was_approved_since_leaves_the_shop_too(shop):
    entry = run(shop, {})
    listings.approve(actor=make_reviewer(), product=Product.objects.get())

    assert of(undo(entry)) == ("undone", 1, 0, 0)
    assert list(Product.objects.on_sale()) == []


def edit_words(product, sku):
    listings.edit(actor=None, product=product, name="另一个名字")


def edit_price(product, sku):
    set_price(actor=None, sku=sku, price=1)


def count_anew(product, sku):
    set_on_hand(actor=None, sku=sku, on_hand=3, reason="盘点")


def add_spec(product, sku):
    make_sku(product, spec={"净含量": "1 千克"}, price=1)


def sell(product, sku):
    buy(sku, 1)


def order(product, sku):
    stock.reserve(holders=[(make_user(), sku.pk, 1)])


def take_down(product, sku):
    listings.take_down(actor=make_reviewer(), product=product, reason="假货")


@pytest.mark.rule("F6.1")
@pytest.mark.parametrize(
    ("since", "what", "why"),
    [
        (edit_words, "", "导入后修改过内容"),
        (edit_price, "250 克", "导入后改过价格"),
        (count_anew, "250 克", "导入后改过库存"),
        (add_spec, "规格", "导入后增减过规格"),
        (sell, "250 克", "有顾客下过单"),
        (order, "250 克", "有顾客下过单"),
        (take_down, "", "已被违规下架，保持原样"),
    ],
)
def test_a_new_listing_that_was_touched_since_is_named_and_kept(shop, since, what, why):
    entry = run(shop, {}, {cells.CODE: "T-002"})
    product = Product.objects.get(code="T-001")
    since(product, product.skus.select_related("product").get())
    before = Product.objects.filter(pk=product.pk).values().get()

    assert plan(entry).figures()["kept"] == [
        {"kind": "kept", "code": "T-001", "name": before["name"], "column": what, "reason": why}
    ]
    assert of(undo(entry)) == ("undone", 1, 0, 1)

    assert Product.objects.filter(pk=product.pk).values().get() == before
    assert stock.reconcile() == []


@pytest.fixture
def changed(shop):
    """An import over a listing on sale: another name, price and count, and one spec more."""
    run(shop, {})
    listings.approve(actor=make_reviewer(), product=Product.objects.get())
    return run(shop, RED, {**BIG, cells.NAME: "高山红茶"})


def old(shop) -> SKU:
    return SKU.objects.select_related("product", "stock").get(code="T-001/1")


@pytest.mark.rule("F6.1")
def test_what_an_import_changed_goes_back_to_what_it_was(shop, changed):
    assert plan(changed).figures() == {"removed": 0, "restored": 1, "kept_count": 0, "kept": []}
    assert of(undo(changed)) == ("undone", 0, 1, 0)

    product = Product.objects.for_shop(shop).get()
    assert (product.name, product.state, product.price_from) == ("高山绿茶", "submitted", 12_800)
    assert [(sku.price, sku.stock.on_hand) for sku in product.skus.all()] == [(12_800, 50)]
    history = PriceRecord.objects.filter(sku=old(shop)).order_by("id").values_list("price", flat=True)
    assert list(history) == [12_800, 9_900, 12_800]
    booked = Movement.objects.filter(sku=old(shop)).order_by("id").values_list("source", "target", "quantity")
    assert list(booked) == [
        ("difference", "shop", 50),
        ("difference", "shop", 10),
        ("shop", "difference", 10),
    ]
    assert stock.reconcile() == []
    assert run(shop, RED, {**BIG, cells.NAME: "高山红茶"}).updated == 1


def test_pieces_sold_since_stay_sold(shop, changed):
    buy(old(shop), 5)

    undo(changed)

    assert (changed.undo["kept_count"], old(shop).stock.on_hand) == (0, 45)
    assert stock.reconcile() == []


@pytest.mark.parametrize(
    ("since", "named", "found"),
    [
        (lambda sku: set_price(actor=None, sku=sku, price=5), "销售价（250 克）", (5, 50, "高山绿茶")),
        (
            lambda sku: set_on_hand(actor=None, sku=sku, on_hand=7, reason="盘点"),
            "库存（250 克）",
            (12_800, 7, "高山绿茶"),
        ),
        (
            lambda sku: listings.edit(actor=None, product=sku.product, name="乌龙"),
            "商品名称",
            (12_800, 50, "乌龙"),
        ),
        (lambda sku: buy(sku, 55), "库存（250 克）", (12_800, 5, "高山绿茶")),
    ],
)
def test_what_somebody_changed_since_is_named_and_the_rest_goes_back(shop, changed, since, named, found):
    since(old(shop))

    undo(changed)

    assert [what for what, _why in kept(changed)] == [named]
    sku = old(shop)
    assert (sku.price, sku.stock.on_hand, sku.product.name) == found
    assert stock.reconcile() == []


def test_a_spec_that_was_sold_since_stays(shop, changed):
    buy(SKU.objects.get(code="T-001/2"), 1)

    undo(changed)

    assert kept(changed) == [("500 克", "有顾客下过单")]
    assert Product.objects.for_shop(shop).get().skus.count() == 2


def test_a_draft_that_the_import_completed_is_a_draft_again(shop):
    run(shop, {cells.ORIGIN: ""})
    entry = run(shop, {})

    undo(entry)

    product = Product.objects.get()
    assert (product.state, product.origin, product.problems) == ("draft", "", ["origin"])


@pytest.mark.rule("F6.1")
def test_only_the_last_import_can_be_undone(shop):
    first = run(shop, {})
    run(shop, {cells.CODE: "T-002"})
    run(make_shop(), {})

    with pytest.raises(RuleError, match="最近一次"):
        import_runs.ask_undo(actor=None, run=first)


@pytest.mark.rule("F6.1")
def test_an_import_can_be_undone_within_its_days(shop):
    entry = run(shop, {})
    term = rules.BULK_LISTINGS.figure("undo")
    ImportRun.objects.update(imported_at=timezone.now() - term + timedelta(minutes=1))
    entry.refresh_from_db()
    import_runs.require_undoable(entry)

    ImportRun.objects.update(imported_at=timezone.now() - term - timedelta(minutes=1))
    entry.refresh_from_db()
    with pytest.raises(RuleError, match="超过 7 天"):
        import_runs.ask_undo(actor=None, run=entry)


def test_an_undo_whose_worker_died_undid_nothing_and_can_be_asked_for_again(shop):
    entry = run(shop, {})
    import_runs.claim(import_runs.ask_undo(actor=None, run=entry).pk)
    import_runs.tend(now=timezone.now() + import_runs.SILENCE + timedelta(seconds=1))

    entry.refresh_from_db()
    assert (entry.state, entry.failure, Product.objects.for_shop(shop).count()) == (
        "done",
        str(import_runs.UNDO_DIED),
        1,
    )
    assert undo(entry).state == "undone"
    with pytest.raises(ForbiddenMove):
        import_runs.cancel(actor=None, run=entry)


def test_every_part_of_an_undo_takes_the_same_few_queries_whatever_is_in_it(shop, monkeypatch):
    numbers = itertools.count()

    def taken(rows: int, parts: int) -> int:
        monkeypatch.setattr(import_undo, "A_PART", rows)
        entry = run(shop, *({cells.CODE: f"T-{next(numbers)}"} for _row in range(rows * parts)))
        claimed = import_runs.claim(import_runs.ask_undo(actor=None, run=entry).pk)
        queries = queries_of(lambda: import_undo.carry_out(actor=None, run=claimed))
        assert Product.objects.for_shop(shop).count() == 0
        return queries

    taken(1, 1)  # what a process keeps is read now
    small, large = (taken(rows, 4) - taken(rows, 2) for rows in (5, 15))

    assert (small, small / 2) == (large, A_PART_UNDONE)
