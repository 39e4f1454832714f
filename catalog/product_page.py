"""A product with everything that its page shows: four queries, composed once."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from mall.prepared import Part, Prepared, instances, names
from merchants.models import Shop, ShopRecord

from .cards import Card, Cover, File, cards_among
from .models import SKU, Category, Favourite, Picture, Product, Stock

RELATED = 8
# Of a shop with a hundred thousand goods, those looked through for what goes with one.
LOOKED_THROUGH = 200

_PRODUCT = [
    Part(Product, without=("search", "pinyin", "facets", "problems")),
    Part(Shop, "shop__"),
    Part(ShopRecord, "shop__record__"),
    Part(Category, "category__"),
    Part(Category, "category__parent__"),
]
_SKU = [Part(SKU), Part(Stock, "stock__")]
_RECORD = ShopRecord._meta.get_field("shop").remote_field

_products = Prepared(lambda pk: Product.objects.on_sale().filter(pk=pk).values_list(*names(_PRODUCT)))
_skus = Prepared(
    lambda pk: (
        SKU.objects.filter(product=pk, is_active=True).order_by("position", "id").values_list(*names(_SKU))
    )
)
_pictures = Prepared(
    lambda pk: (
        Picture.objects.filter(product=pk)
        .order_by("position", "id")
        .values_list("file", "width", "height", "alt")
    )
)


def on_sale(pk: int, user) -> Product | None:
    """A product that can be bought, with shop, its record, and category; and if ``user`` has kept either."""
    row = next(iter(_products.rows(pk)), None)
    if row is None:
        return None
    product, shop, record, category, parent = instances(_PRODUCT, row)
    _RECORD.set_cached_value(shop, record)
    if category:
        category.parent = parent
    product.shop, product.category = shop, category
    product.row = row
    product.is_kept, product.is_shop_kept = _kept(product, user)
    return product


def _kept(product: Product, user) -> tuple[bool, bool]:
    if not user.is_authenticated:
        return False, False
    either = Favourite.objects.of(user).filter(Q(product=product.pk) | Q(shop=product.shop_id))
    kept = set(either.values_list("product_id", "shop_id"))
    return (product.pk, None) in kept, (None, product.shop_id) in kept


def skus(product: Product) -> list[SKU]:
    """Those that can be chosen, in their order, with their stock."""
    found = []
    product.sku_rows = tuple(_skus.rows(product.pk))
    for row in product.sku_rows:
        sku, stock = instances(_SKU, row)
        sku.product, sku.shop, sku.stock = product, product.shop, stock
        found.append(sku)
    return found


def pictures(product: Product) -> tuple[Cover, ...]:
    return tuple(Cover(File(file), *rest) for file, *rest in _pictures.rows(product.pk))


def _near(shop: int, pk: int, category: int):
    latest = Product.objects.on_sale().filter(shop=shop).exclude(pk=pk).order_by("-id")
    nearness = Case(When(category=category, then=Value(0)), default=Value(1), output_field=IntegerField())
    goods = Product.objects.filter(pk__in=latest.values("pk")[:LOOKED_THROUGH])
    return goods.order_by(nearness, "-sales_count", "-id").values("pk")[:RELATED]


_related = Prepared(_near)


def related(product: Product) -> list[Card]:
    """Of the shop's latest goods those of the same category first, then what sells best."""
    return cards_among(*_related.query(product.shop_id, product.pk, product.category_id))
