"""Listings of supervised shops are seen anew; goods that need a permit slip in by no sheet and in no bulk."""

import pytest
from django.test import Client
from django.utils import timezone

from catalog.imports import cells
from catalog.models import Product
from catalog.services import bulk, imports, listings
from mall.errors import DomainError
from merchants.models import Document, Shop
from merchants.services import permits
from tests.merchants.factories import make_shop, owner_of

from .factories import make_draft, make_product_on_sale, make_reviewer, set_price
from .test_imports import run, sheet_of

pytestmark = pytest.mark.django_db


def two_shops(*, supervised: bool = True) -> list[Product]:
    """A product on sale in a supervised shop and one in another."""
    products = [make_product_on_sale(), make_product_on_sale()]
    if supervised:
        Shop.objects.filter(pk=products[0].shop_id).update(supervised_at=timezone.now())
    return [Product.objects.get(pk=product.pk) for product in products]


def states(products: list[Product]) -> list[str]:
    return [Product.objects.get(pk=product.pk).state for product in products]


@pytest.mark.rule("D8.3")
@pytest.mark.parametrize("change", ["price", "many prices", "put back", "many put back", "words"])
def test_what_a_supervised_shop_changes_goes_past_a_reviewer_and_others_go_on(change):
    products = two_shops()
    for product in products:
        actor, shop = owner_of(product.shop), product.shop
        ids = [product.pk]
        if "put back" in change:
            listings.withdraw(actor=actor, product=product)
        if change == "price":
            set_price(actor=actor, sku=product.skus.get(), price=2_345)
        elif change == "many prices":
            bulk.reprice(actor=actor, shop=shop, product_ids=ids, change=bulk.PriceChange(fen=100))
        elif change == "put back":
            listings.put_back(actor=actor, product=product)
        elif change == "many put back":
            assert bulk.put_back(actor=actor, shop=shop, product_ids=ids).done == 1
        else:
            listings.edit(actor=actor, product=product, subtitle="新写的简介")

    assert states(products) == (["draft", "draft"] if change == "words" else ["submitted", "on_sale"])
    if change != "words":
        seen = Product.objects.get(pk=products[0].pk)
        listings.approve(actor=make_reviewer(), product=seen)
        assert states(products) == ["on_sale", "on_sale"]


def test_the_owner_is_told_that_it_is_seen_first():
    product = two_shops()[0]
    listings.withdraw(actor=owner_of(product.shop), product=product)
    mine = Client()
    mine.force_login(owner_of(product.shop))

    page = mine.post(f"/seller/{product.shop.slug}/goods/{product.pk}/steps/put_back/", follow=True)

    assert "已提交重新审核" in page.content.decode()


@pytest.mark.rule("E6")
def test_goods_that_need_a_permit_are_named_in_the_check_of_a_sheet_and_nothing_is_written():
    shop = make_shop()
    run(make_shop(), {})  # the category is there
    root = Product.objects.get().category.parent or Product.objects.get().category
    permits.set_requirement(actor=None, category=root.slug, type="food_permit")

    made = imports.plan(shop=shop, sheet=sheet_of({}))

    found = next(iter(made.problems))
    assert (len(made.problems), found.column) == (1, cells.SECOND)
    assert "食品经营许可证" in str(found.reason)
    with pytest.raises(DomainError):
        run(shop, {}, new_categories=False)
    assert not Product.objects.filter(shop=shop).exists()
    Document.objects.create(shop=shop, type="food_permit", state="accepted")
    run(shop, {}, new_categories=False)
    assert Product.objects.get(shop=shop).state == "submitted"


@pytest.mark.rule("E6")
def test_goods_that_need_a_permit_are_left_where_many_are_submitted():
    listed = make_draft()
    listings.note_problems(listed)
    permits.set_requirement(actor=None, category=listed.category.slug, type="food_permit")

    outcome = bulk.submit(actor=None, shop=listed.shop, product_ids=[listed.pk])

    assert (outcome.done, len(outcome.left), states([listed])) == (0, 1, ["draft"])
    assert "食品经营许可证" in outcome.left[0][2]
