"""Goods, made through the services."""

from __future__ import annotations

import itertools
from dataclasses import replace

from django.contrib.auth.models import Permission

from catalog.models import SKU, Category, Movement, PriceRecord, Product
from catalog.services import categories, listings, matrix, prices, stock
from catalog.services.cells import Line
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


def make_sku(product: Product, *, spec: dict[str, str] | None = None, **over) -> SKU:
    """One more SKU beside those of ``product``, as a merchant adds a line to its matrix."""
    spec = spec or {"规格": "标准"}
    product.refresh_from_db()
    names = product.spec_names or list(spec)
    fields = {"price": 12_800, "on_hand": 10, **over}
    line = Line(tuple(spec[name] for name in names), **fields)
    matrix.save(actor=None, product=product, names=names, lines=[*lines_of(product), line])
    return product.skus.select_related("product", "stock").latest("pk")


def lines_of(product: Product) -> list[Line]:
    """The lines of a product's matrix as they are."""
    return [
        Line(
            tuple(sku.spec[name] for name in product.spec_names),
            sku_id=sku.pk,
            price=sku.price,
            list_price=sku.list_price,
            is_active=sku.is_active,
        )
        for sku in product.skus.order_by("position", "id")
    ]


def sell(sku: SKU, *, active: bool) -> None:
    """Take a SKU out of sale by its matrix, or put it back."""
    product = Product.objects.get(pk=sku.product_id)
    lines = [replace(line, is_active=active) if line.sku_id == sku.pk else line for line in lines_of(product)]
    matrix.save(actor=None, product=product, names=product.spec_names, lines=lines)


def set_price(*, actor, sku: SKU, price: int, list_price: int | None = None) -> PriceRecord | None:
    """Another price for one SKU; the record of it, None where it is no other."""
    records = prices.set_prices(actor=actor, product_id=sku.product_id, wanted={sku.pk: (price, list_price)})
    return next(iter(records), None)


def set_on_hand(*, actor, sku: SKU, on_hand: int, reason: str) -> Movement | None:
    """Another count of one SKU; the movement, None where it is no other."""
    return next(iter(stock.count(actor=actor, skus=[sku], counts={sku.pk: on_hand}, reason=reason)), None)


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
