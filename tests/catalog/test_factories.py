"""What tests begin with is what the services leave behind, row by row."""

from __future__ import annotations

import pytest
from django.db import models

from catalog.models import SKU, Category, Movement, PriceRecord, Product, Stock
from catalog.services import categories, listings, matrix
from catalog.services.cells import Line
from mall.audit.models import Act
from merchants.models import Member, Shop, ShopKind
from merchants.services import shops
from tests.merchants.factories import make_past_application, make_shop, make_user

from .factories import make_draft, make_leaf, make_product_on_sale, make_reviewer

pytestmark = pytest.mark.django_db
# What every row has of its own.
OWN = {
    "id",
    "at",
    "created_at",
    "updated_at",
    "on_sale_at",
    "opened_at",
    "joined_at",
    "transaction",
    "member",
}
ABOUT = (Category, Product, SKU, Stock, PriceRecord, Movement, Member, Shop, Act)


def left(make) -> list[dict]:
    """The rows that ``make`` adds, with references as places in that list of their table."""
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in ABOUT}
    make()
    added = {
        model: list(model.objects.exclude(pk__in=before[model]).order_by("pk").values()) for model in ABOUT
    }
    places = {
        (model._meta.label_lower, row[model._meta.pk.attname]): place
        for model, rows in added.items()
        for place, row in enumerate(rows)
    }
    return [_plain(model, row, places) for model, rows in added.items() for row in rows]


def _plain(model: type[models.Model], row: dict, places: dict) -> dict:
    plain = {"table": model._meta.label_lower}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.attname in OWN:
            continue
        if field.is_relation:
            value = places.get((field.related_model._meta.label_lower, value), value)
        elif field.attname == "subject_id":
            value = places.get((row["subject_kind"], value), value)
        elif field.attname == "data":
            value = {name: what for name, what in value.items() if name not in OWN}
        plain[field.attname] = value
    return plain


def by_services(shop: Shop, category: Category, *, reviewer=None) -> Product:
    content = {"name": "高山绿茶", "origin": "浙江杭州", "attributes": [("净含量", "250 克")]}
    product = listings.create_draft(actor=None, shop=shop, code="SAME", category=category, **content)
    lines = [Line(("标准",), price=12_800, on_hand=10)]
    matrix.save(actor=None, product=product, names=["规格"], lines=lines)
    if reviewer:
        listings.submit(actor=None, product=product)
        listings.approve(actor=reviewer, product=product)
    return product


def test_a_draft_is_what_a_merchant_writes():
    first, second, category = make_shop(), make_shop(), make_leaf()

    made = left(lambda: make_draft(shop=first, code="SAME", category=category))

    written = left(lambda: by_services(second, category))
    assert [row | {"shop_id": 0} for row in made] == [row | {"shop_id": 0} for row in written]


def test_goods_on_sale_are_what_a_merchant_writes_and_a_reviewer_approves():
    first, second, category, reviewer = make_shop(), make_shop(), make_leaf(), make_reviewer()

    made = left(lambda: make_product_on_sale(shop=first, code="SAME", category=category, reviewer=reviewer))

    written = left(lambda: by_services(second, category, reviewer=reviewer))
    assert [row | {"shop_id": 0} for row in made] == [row | {"shop_id": 0} for row in written]


def test_a_shop_is_what_the_mall_opens():
    owner, names = make_user(), {"slug": "same", "name": "同一家", "kind": ShopKind.PERSON}

    def opened():
        shop = shops.create_shop(actor=None, owner=owner, **names)
        make_past_application(shop)
        shops.open_shop(actor=None, shop=shop)

    made = left(lambda: make_shop(owner=owner, **names))
    Member.objects.all().delete()
    Shop.objects.all().delete()

    assert made == left(opened)


def test_a_category_is_what_the_catalogue_adds():
    def added():
        categories.save_category(actor=None, category=Category(name="茶", slug="tea"))

    [made] = left(lambda: Category.objects.create(name="茶", slug="tea"))
    Category.objects.all().delete()

    assert left(added)[0] == made
