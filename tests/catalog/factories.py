"""Goods, made through the services."""

from __future__ import annotations

import itertools

from django.contrib.auth.models import Permission

from catalog.models import SKU, Category, Product
from catalog.services import categories, listings, skus
from mall.accounts.models import User
from merchants.models import Shop
from tests.merchants.factories import make_shop, make_user

_numbers = itertools.count(1)


def make_category(name: str = "", parent: Category | None = None, **over) -> Category:
    number = next(_numbers)
    category = Category(name=name or f"分类{number}", parent=parent, slug=f"c-{number}", **over)
    return categories.save_category(actor=None, category=category)


def make_leaf(first: str = "", second: str = "") -> Category:
    return make_category(second, parent=make_category(first))


def make_draft(*, shop: Shop | None = None, with_sku: bool = True, **over) -> Product:
    """A complete draft with one SKU of 10 pieces at ¥128.00."""
    fields = {
        "name": "高山绿茶",
        "origin": "浙江杭州",
        "attributes": [("净含量", "250 克")],
        "category": over.pop("category", None) or make_leaf(),
        **over,
    }
    product = listings.create_draft(actor=None, shop=shop or make_shop(), **fields)
    if with_sku:
        make_sku(product)
    product.refresh_from_db()
    return product


def make_sku(product: Product, **over) -> SKU:
    fields = {"spec": {"规格": "标准"}, "price": 12_800, "on_hand": 10, **over}
    return skus.add_sku(actor=None, product=product, **fields)


def make_reviewer(**over) -> User:
    reviewer = make_user(is_staff=True, **over)
    reviewer.user_permissions.add(Permission.objects.get(codename="review_product"))
    return User.objects.get(pk=reviewer.pk)


def make_product_on_sale(*, reviewer: User | None = None, **over) -> Product:
    """A product that a shopper can buy, with one SKU of 10 pieces at ¥128.00."""
    product = make_draft(**over)
    listings.submit(actor=None, product=product)
    listings.approve(actor=reviewer or make_reviewer(), product=product)
    product.refresh_from_db()
    return product


def make_sku_on_sale(**over) -> SKU:
    """The SKU of a product on sale; ``on_hand`` and ``price`` are its own."""
    sku_fields = {name: over.pop(name) for name in ("on_hand", "price", "spec", "list_price") if name in over}
    product = make_draft(with_sku=False, **over)
    sku = make_sku(product, **sku_fields)
    listings.submit(actor=None, product=product)
    listings.approve(actor=make_reviewer(), product=product)
    return SKU.objects.select_related("product__shop", "stock").get(pk=sku.pk)
