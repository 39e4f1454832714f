import pytest
from django.db import DatabaseError, transaction

from catalog.models import SKU, PriceRecord, Product
from catalog.services import matrix, prices, stock
from catalog.services.cells import Line
from mall.errors import DomainError
from mall.rulebook.rule import RuleError
from tests.merchants.factories import make_user

from .factories import make_draft, make_product_on_sale, make_sku, set_price

pytestmark = pytest.mark.django_db


@pytest.mark.rule("D4.3")
def test_every_price_that_was_shown_is_on_record():
    product, seller = make_product_on_sale(), make_user()
    sku = product.skus.get()

    set_price(actor=seller, sku=sku, price=9_900, list_price=12_800)

    assert list(prices.history(product).values_list("price", "list_price", "changed_by")) == [
        (9_900, 12_800, seller.pk),
        (12_800, None, None),
    ]
    product.refresh_from_db()
    assert (product.price_from, product.state) == (9_900, "on_sale")


@pytest.mark.rule("D4.3")
@pytest.mark.parametrize("list_price", [9_900, 9_800, 0])
def test_a_struck_through_price_that_is_not_higher_is_refused(list_price):
    sku = make_draft().skus.get()

    with pytest.raises(RuleError) as refused:
        set_price(actor=None, sku=sku, price=9_900, list_price=list_price)

    assert (refused.value.clause, refused.value.field) == ("D4.3", "list_price")
    assert SKU.objects.get(pk=sku.pk).price == 12_800


@pytest.mark.parametrize("price", [0, -1, 1_000_000_000])
def test_a_price_that_cannot_be_is_refused(price):
    with pytest.raises(DomainError) as refused:
        set_price(actor=None, sku=make_draft().skus.get(), price=price)
    assert refused.value.field == "price"


def test_the_same_price_again_writes_nothing():
    product = make_draft()
    before = Product.objects.get(pk=product.pk).version

    assert set_price(actor=None, sku=product.skus.get(), price=12_800) is None

    assert Product.objects.get(pk=product.pk).version == before
    assert PriceRecord.objects.count() == 1


def test_a_price_record_is_never_changed():
    make_draft()

    with pytest.raises(DatabaseError), transaction.atomic():
        PriceRecord.objects.update(price=1)


def line(sku, price, on_hand=None) -> Line:
    return Line(
        values=tuple(sku.spec.values()), sku_id=sku.pk, price=price, on_hand=on_hand, shown_on_hand=10
    )


def save(product, lines, reason="") -> None:
    matrix.save(actor=None, product=product, names=["规格"], lines=lines, reason=reason)


def test_the_grid_is_saved_as_a_whole_or_not_at_all():
    product = make_draft()
    first, second = product.skus.get(), make_sku(product, spec={"规格": "大"})

    with pytest.raises(DomainError):
        save(product, [line(first, 100), line(second, 0)])
    with pytest.raises(RuleError):
        save(product, [line(first, 100, on_hand=3), line(second, 200)])
    assert set(product.skus.values_list("price", flat=True)) == {12_800}

    save(product, [line(first, 100), line(second, 200, on_hand=3)], "盘点")
    assert list(product.skus.values_list("price", "stock__on_hand")) == [(100, 10), (200, 3)]


def test_the_grid_takes_no_sku_of_another_product():
    other = make_draft().skus.get()

    with pytest.raises(DomainError):
        save(make_draft(), [line(other, 1)])

    assert SKU.objects.get(pk=other.pk).price == 12_800


@pytest.mark.parametrize("many", [2, 12])
def test_saving_the_grid_takes_the_same_queries_whatever_the_lines(many, django_assert_max_num_queries):
    product = make_draft()
    for number in range(many - 1):
        make_sku(product, spec={"规格": f"{number} 号"})
    lines = [line(sku, 9_900, on_hand=12) for sku in product.skus.all()]

    with django_assert_max_num_queries(40):
        save(product, lines, "到货")

    assert set(product.skus.values_list("price", "stock__on_hand")) == {(9_900, 12)}
    assert PriceRecord.objects.filter(price=9_900).count() == many
    assert stock.reconcile() == []
