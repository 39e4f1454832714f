"""Many goods for measurements: a few thousand different ones, written over and over."""

from __future__ import annotations

from random import Random

from django.db import connection, models

from catalog import search
from catalog.models import SKU, Category, Picture, Product, Stock
from merchants.models import Shop, ShopState

ROOTS, LEAVES_EACH, SHOPS, KINDS = 10, 5, 60, 2_000
PLACES = ("浙江", "福建", "云南", "四川", "江西", "安徽", "广东", "湖南", "山西", "新疆", "吉林", "江苏")
MAKES = ("明前", "手工", "古法", "高山", "陈年", "野生", "石磨", "柴火", "有机", "礼盒", "家常", "头采")
THINGS = (
    "绿茶",
    "红茶",
    "乌龙",
    "火腿",
    "腊肉",
    "香醋",
    "豆瓣",
    "花椒",
    "木耳",
    "香菇",
    "大枣",
    "枸杞",
    "核桃",
)
MORE = (
    "砂锅",
    "茶壶",
    "盖碗",
    "竹篮",
    "折扇",
    "毛笔",
    "宣纸",
    "砚台",
    "蚕丝被",
    "刺绣",
    "蜂蜜",
    "桂花糕",
    "米粉",
)
GRADES = ("特级", "一级", "二级", "袋装", "罐装", "大份")


def fill(rows: int) -> None:
    """Categories, shops, ``rows`` products on sale with a SKU, stock and a picture each; and statistics."""
    chance = Random("bench goods")  # noqa: S311 - the same goods each time
    leaves = _categories()
    shops = Shop.objects.bulk_create(
        Shop(slug=f"bench-{n}", name=f"测试店{n}", kind="enterprise", state=ShopState.OPEN)
        for n in range(SHOPS)
    )
    kinds = Product.objects.bulk_create(_kind(chance, shops[0], leaves, n) for n in range(KINDS))
    sku = SKU.objects.create(product=kinds[0], shop=shops[0], code="K", spec={"规格": "标准"}, price=1)
    Stock.objects.create(sku=sku, on_hand=50)
    Picture.objects.create(
        product=kinds[0], file="pictures/00/bench.webp", width=800, height=800, digest="0" * 64
    )
    with connection.cursor() as cursor:
        indexes = without_indexes(cursor, "catalog_product")
        cursor.execute(
            _copies(
                Product,
                _OF_PRODUCTS,
                f"JOIN generate_series(1, {rows}) n ON n %% {KINDS} = kind.id %% {KINDS}",
            ),
            [],
        )
        for definition in indexes:
            cursor.execute(definition)
        for model, own in ((SKU, _OF_SKUS), (Stock, _OF_STOCK), (Picture, _OF_PICTURES)):
            cursor.execute(_copies(model, own, _EACH[model]), [])
        for table in ("catalog_product", "catalog_sku", "catalog_stock", "catalog_picture", "merchants_shop"):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("VACUUM catalog_product")


def _categories() -> list[Category]:
    leaves = []
    for r in range(ROOTS):
        root = Category.objects.create(name=f"大类{r}", slug=f"root-{r}", position=r)
        leaves += [
            Category.objects.create(name=f"小类{r}{n}", slug=f"leaf-{r}-{n}", parent=root, position=n)
            for n in range(LEAVES_EACH)
        ]
    return leaves


def _kind(chance: Random, shop: Shop, leaves: list[Category], number: int) -> Product:
    thing, place = chance.choice((*THINGS, *MORE)), chance.choice(PLACES)
    product = Product(
        shop=shop,
        code=f"kind-{number}",
        name=f"{place}{chance.choice(MAKES)}{thing} {chance.choice(GRADES)}",
        subtitle=f"{chance.choice(MAKES)}工艺，{place}当地出产",
        brand=f"{chance.choice(PLACES)}{chance.choice(MAKES)}坊",
        origin=place,
        category=chance.choice(leaves),
        attributes=[["包装", chance.choice(GRADES)], ["工艺", chance.choice(MAKES)], ["保质期", "18个月"]],
        spec_names=["规格"],
        description="产自当地，按老法子做。" * 30,
    )
    search.describe(product)
    return product


def _copies(model: type[models.Model], own: dict[str, str], join: str) -> str:
    """Copy the rows of ``model`` that are there, but for the columns in ``own``."""
    fields = [f for f in model._meta.concrete_fields if f.column in own or not f.primary_key]
    columns = [str(field.column) for field in fields]
    values = [own.get(column, f"kind.{column}") for column in columns]
    table = model._meta.db_table
    into, what = ", ".join(columns), ", ".join(values)
    return f"INSERT INTO {table} ({into}) SELECT {what} FROM {table} kind {join}"  # noqa: S608 - own names


def without_indexes(cursor, table: str) -> list[str]:
    """Take a table's plain indexes away, to be built at once afterwards; what they were."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [table],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    return [definition for _name, definition in found]


_OF_PRODUCTS = {
    "shop_id": f"kind.shop_id + n %% {SHOPS}",
    "code": "'B' || n",
    "state": "'on_sale'",
    "name": "kind.name || ' ' || n",
    "price_from": "500 + (n * 7919::bigint) %% 90000",
    "on_sale_at": "now() - n * interval '37 seconds'",
    "in_stock": "n %% 20 <> 0",
    "sales_count": "(n * 104729::bigint) %% 5000",
}
_OF_SKUS = {"product_id": "p.id", "shop_id": "p.shop_id", "code": "p.code || '/1'", "price": "p.price_from"}
_OF_STOCK = {"sku_id": "s.id"}
_OF_PICTURES = {"product_id": "p.id"}
_GOODS = "CROSS JOIN catalog_product p WHERE p.code LIKE 'B%%'"
_EACH = {
    SKU: _GOODS,
    Stock: "CROSS JOIN catalog_sku s WHERE s.code <> 'K'",
    Picture: _GOODS,
}
