"""A product with everything that its page shows: two queries, composed once."""

from __future__ import annotations

import json
from hashlib import blake2b

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import JSONArray, JSONObject

from mall.languages import reads_english
from mall.prepared import Part, Prepared, instances, names
from merchants import tariffs
from merchants.models import Shop, ShopRecord

from .cards import Card, Cover, File, cards_among
from .models import SKU, Category, CategoryAttribute, Favourite, Picture, Product, Stock

RELATED = 8
# Of a shop with a hundred thousand goods, those looked through for what goes with one.
LOOKED_THROUGH = 200

# Without what the page doesn't show and rounds write anew: its parts would be made anew for nothing.
_PRODUCT = [
    Part(Product, without=("search", "pinyin", "facets", "problems", "created_at", "updated_at", "version")),
    Part(Shop, "shop__"),
    Part(ShopRecord, "shop__record__", without=("counted_at",)),
    Part(Category, "category__"),
    Part(Category, "category__parent__"),
]
_SKU = [field.attname for field in SKU._meta.concrete_fields]
_STOCK = ["on_hand", "reserved"]
_RECORD = ShopRecord._meta.get_field("shop").remote_field


def _with_skus_and_pictures(pk: int):
    """Both as arrays of JSON in the product's own row: asking thrice would be a third of the page's work."""
    skus = SKU.objects.filter(product=OuterRef("pk"), is_active=True).order_by("position", "id")
    sku = JSONObject(**{name: name for name in _SKU}, **{name: f"stock__{name}" for name in _STOCK})
    pictures = Picture.objects.filter(product=OuterRef("pk")).order_by("position", "id")
    return (
        Product.objects.on_sale()
        .filter(pk=pk)
        .annotate(
            sku_rows=ArraySubquery(skus.values(row=sku)),
            picture_rows=ArraySubquery(pictures.values(row=JSONArray("file", "width", "height", "alt"))),
            freight_row=tariffs.of_goods(),
        )
        .values_list(*names(_PRODUCT), "sku_rows", "picture_rows", "freight_row")
    )


def _with_english(pk: int):
    """The same with what its category, and the one above, call attributes in English; its own come last."""
    either = Q(category=OuterRef("category")) | Q(category=OuterRef("category__parent"))
    is_own = Case(When(category=OuterRef("category"), then=Value(1)), default=Value(0))
    asked = CategoryAttribute.objects.filter(either).alias(is_own=is_own)
    asked = asked.order_by("is_own", "position", "id")
    words = ArraySubquery(asked.values(row=JSONArray("name", "name_en", "choices")))
    return _with_skus_and_pictures(pk).annotate(word_rows=words)


_products, _products_in_english = Prepared(_with_skus_and_pictures), Prepared(_with_english)


def on_sale(pk: int, user) -> Product | None:
    """A product that can be bought, with shop, its record, and category; and if ``user`` has kept either.

    Its ``choices`` are the specs in their order, each with its stock; its ``gallery`` are its pictures, its
    ``tariff`` is what sending it costs, None for nothing.
    """
    found = (_products_in_english if reads_english() else _products).rows(pk)
    if not found:
        return None
    *own, skus, pictures, freight, words = found[0] if reads_english() else (*found[0], [])
    product, shop, record, category, parent = instances(_PRODUCT, own)
    _RECORD.set_cached_value(shop, record)
    if category:
        category.parent = parent
    product.shop, product.category = shop, category
    # What parts of its page are kept under: its rows as they were just read, in short.
    product.digest = blake2b(repr((own, skus, pictures, freight, words)).encode(), digest_size=20).digest()
    product.english = {name: (en, dict(values)) for name, en, values in map(json.loads, words)}
    product.choices = [_sku(product, json.loads(sku)) for sku in skus]
    product.tariff = tariffs.read(freight) if freight else None
    product.gallery = tuple(_cover(*json.loads(picture)) for picture in pictures)
    product.is_kept, product.is_shop_kept = _kept(product, user)
    return product


def _kept(product: Product, user) -> tuple[bool, bool]:
    if not user.is_authenticated:
        return False, False
    either = Favourite.objects.of(user).filter(Q(product=product.pk) | Q(shop=product.shop_id))
    kept = set(either.values_list("product_id", "shop_id"))
    return (product.pk, None) in kept, (None, product.shop_id) in kept


def _sku(product: Product, columns: dict) -> SKU:
    on_hand, reserved = (columns.pop(name) for name in _STOCK)
    sku = SKU(**columns)
    sku.product, sku.shop = product, product.shop
    sku.stock = Stock(sku=sku, on_hand=on_hand, reserved=reserved)
    return sku


def _cover(file: str, width: int, height: int, alt: str) -> Cover:
    return Cover(File(file), width, height, alt)


def _near(shop: int, pk: int, category: int):
    latest = Product.objects.on_sale().filter(shop=shop).exclude(pk=pk).order_by("-id")
    nearness = Case(When(category=category, then=Value(0)), default=Value(1), output_field=IntegerField())
    goods = Product.objects.filter(pk__in=latest.values("pk")[:LOOKED_THROUGH])
    return goods.order_by(nearness, "-sales_count", "-id").values("pk")[:RELATED]


_related = Prepared(_near)


def related(product: Product) -> list[Card]:
    """Of the shop's latest goods those of the same category first, then what sells best."""
    return cards_among(*_related.query(product.shop_id, product.pk, product.category_id))
