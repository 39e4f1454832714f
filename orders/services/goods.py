"""Goods as cart and confirmation want them: each SKU with product, category, shop and stock, in one query."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery

from catalog.models import SKU, Category, Picture, Product, Stock
from mall.prepared import Part, instances
from merchants.models import Shop

# What neither shows of a product; much of it is long.
_LEFT_OUT = ("search", "pinyin", "facets", "problems", "description", "attributes", "keywords")
_STOCK = Stock._meta.get_field("sku").remote_field


def parts(path: str = "") -> list[Part]:
    """What to ask for, where ``path`` is the query's way to the SKU; ``read`` makes a SKU of it."""
    return [
        Part(SKU, path),
        Part(Product, f"{path}product__", without=_LEFT_OUT),
        Part(Category, f"{path}product__category__"),
        Part(Shop, f"{path}shop__"),
        Part(Stock, f"{path}stock__"),
    ]


PARTS = parts()


def read(row: Sequence) -> SKU:
    """A SKU of a row that consists of the columns of ``parts``."""
    sku, product, category, shop, stock = instances(PARTS, row)
    product.category, product.shop = category, shop
    sku.product, sku.shop = product, shop
    _STOCK.set_cached_value(sku, stock)
    return sku


def first_picture(product: str) -> Subquery:
    """The file that shows goods, for a query in which ``product`` is the way to their product."""
    pictures = Picture.objects.filter(product=OuterRef(product)).order_by("position", "id")
    return Subquery(pictures.values("file")[:1])
