"""What several people do to the catalogue in the same moment."""

import threading

import pytest

from catalog.models import SKU, Category, Product
from catalog.services import categories, imports, listings
from catalog.services.cells import BadCells
from mall import locks
from mall.errors import DomainError, TryAgain
from merchants.models import Shop
from tests.ground.factories import at_once
from tests.merchants.factories import make_shop

from .factories import make_category, make_draft, make_sku
from .test_imports import BIG, sheet_of

pytestmark = pytest.mark.django_db(transaction=True)


def overlapping(first, second, *, patience: float = 0.5) -> list[object]:
    """Run ``second`` while ``first`` has done its work and not committed it yet."""
    written, over = threading.Event(), threading.Event()

    @locks.service
    def holds():
        first()
        written.set()
        return over.wait(patience)  # True where the other one didn't have to wait

    def meanwhile():
        written.wait(10)
        try:
            return second()
        finally:
            over.set()

    return at_once(holds, meanwhile)


def test_an_import_does_not_hold_up_the_shops_checkouts():
    shop = make_shop()
    sheet = sheet_of({}, BIG)

    @locks.service
    def checkout():
        return len(locks.share(Shop, [shop.pk]))

    outcomes = overlapping(
        lambda: imports.run(actor=None, shop=shop, sheet=sheet, new_categories=True), checkout, patience=10
    )

    assert outcomes == [True, 1]


def test_imports_into_one_shop_follow_one_another():
    shop = make_shop()

    def run():
        return imports.run(actor=None, shop=shop, sheet=sheet_of({}, BIG), new_categories=True).created

    assert overlapping(run, run) == [False, 0]
    assert Product.objects.count() == 1


def test_two_moves_that_cross_make_no_ring():
    one, two = make_category("甲"), make_category("乙")

    def move(child: Category, parent: Category):
        child.parent = parent
        categories.save_category(actor=None, category=child)

    first, second = Category.objects.get(pk=one.pk), Category.objects.get(pk=two.pk)
    outcomes = overlapping(lambda: move(first, two), lambda: move(second, one))

    assert (outcomes[0], type(outcomes[1])) == (False, DomainError)
    assert dict(Category.objects.values_list("pk", "parent")) == {one.pk: two.pk, two.pk: None}


def test_a_category_that_two_imports_need_is_made_once():
    def ensure():
        return categories.ensure_paths(actor=None, paths=[("饮食", "茶")])["饮食", "茶"].pk

    outcomes = overlapping(ensure, ensure)

    assert (outcomes[0], outcomes[1]) == (False, Category.objects.get(name="茶").pk)
    assert Category.objects.count() == 2


def test_of_two_listings_with_one_code_the_later_is_told():
    shop = make_shop()

    def create():
        listings.create_draft(actor=None, shop=shop, name="绿茶", code="T-1")

    assert type(overlapping(create, create)[1]) is DomainError
    assert Product.objects.count() == 1


def test_of_two_skus_with_one_code_the_later_is_told():
    shop = make_shop()
    one, two = make_draft(shop=shop), make_draft(shop=shop)

    def add(product: Product):
        make_sku(product, spec={"规格": "大"}, price=100, code="BIG")

    assert type(overlapping(lambda: add(one), lambda: add(two))[1]) is TryAgain
    with pytest.raises(BadCells):
        add(two)
    assert SKU.objects.filter(code="BIG").count() == 1
