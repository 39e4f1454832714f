"""Many orders for measurements: a year of a mall with one shop that has three tenths of them all.

What the lists need is there: trades, orders, lines, parcels, and the clocks of what waits. Ledgers aren't.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from catalog.models import SKU, ProductState
from mall.accounts.models import User
from mall.crypto import cipher
from mall.deadlines.models import Clock
from merchants.models import Shop
from orders import rules
from orders.models import Order, OrderLine, Shipment, Trade
from orders.services import sold_names
from orders.services.checkout import PAYMENT_STAGE
from orders.services.trades import DISPATCH_STAGE

from . import goods

PRODUCTS, BUYERS = 20_000, 50_000
# One order in so many is the busiest shopper's.
OF_ONE_SHOPPER = 200
TABLES = ("orders_trade", "orders_order", "orders_orderline", "orders_shipment")


def fill(rows: int) -> tuple[Shop, User]:
    """``rows`` orders; the shop that has three tenths of them and the shopper who has one in 200."""
    goods.fill(PRODUCTS)
    now = timezone.now()
    values: dict[str, Any] = {
        "rows": rows,
        "buyers": BUYERS,
        "of_one": OF_ONE_SHOPPER,
        "now": now,
        "others": goods.SHOPS - 1,
        "shop": Shop.objects.order_by("pk").values_list("pk", flat=True)[0],
        "pay_by": rules.PAYMENT_TERM.id,
        "payment": PAYMENT_STAGE,
        "dispatch_by": rules.DISPATCH_BY_MERCHANT.id,
        "dispatch": DISPATCH_STAGE,
        **{name: cipher().encrypt(text.encode()).decode() for name, text in _ADDRESS.items()},
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        values["buyer"] = User.objects.get(email="shopper-1@example.com").pk
        cursor.execute(_FACTS, values)
        with _unguarded(cursor):
            for model, columns, source in _ROWS:
                _insert(cursor, model, columns, source, values)
        sold_names.note(SKU.objects.select_related("product").filter(product__state=ProductState.ON_SALE))
        cursor.execute("VACUUM ANALYZE")
    return Shop.objects.get(pk=values["shop"]), User.objects.get(pk=values["buyer"])


def _insert(cursor, model: type[Model], columns: dict[str, str], source: str, values: dict) -> None:
    """Rows of ``model`` out of ``source``: ``columns`` by expressions, others by the model's defaults."""
    others = [f for f in model._meta.concrete_fields if f.column not in columns and not f.primary_key]
    given = {f"default_{f.column}": f.get_db_prep_save(f.get_default(), connection) for f in others}
    names = ", ".join([*columns, *(str(f.column) for f in others)])
    what = ", ".join([*columns.values(), *(f"%({name})s" for name in given)])
    table = model._meta.db_table
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {what} FROM {source}", values | given)  # noqa: S608


@contextmanager
def _unguarded(cursor) -> Iterator[None]:
    """Load without indexes, which are built at the end, and without looking foreign keys up one by one."""
    definitions = [text for table in TABLES for text in goods.without_indexes(cursor, table)]
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = DEFAULT")
    for definition in definitions:
        cursor.execute(definition)


_ADDRESS = {"recipient": "王小明", "phone": "13812345678", "street": "文三路 1 号 2 室"}
_PEOPLE = """
INSERT INTO accounts_user
       (password, is_superuser, email, phone, display_name, locale, locale_is_chosen, is_staff, is_active,
        date_joined)
SELECT '!', false, 'shopper-' || n || '@example.com', '', '顾客' || n, 'zh-hans', false, false, true, %(now)s
FROM generate_series(1, %(buyers)s) n
"""
# What each order is, by its number in the row: unpaid, waiting and shipped are the latest.
_FACTS = """
CREATE TEMP TABLE bench_sku AS
SELECT sku.id, sku.shop_id, product.name, product.category_id,
       row_number() OVER (PARTITION BY sku.shop_id ORDER BY sku.id) - 1 AS place,
       count(*) OVER (PARTITION BY sku.shop_id) AS places
FROM catalog_sku sku JOIN catalog_product product ON product.id = sku.product_id
WHERE product.state = 'on_sale';
CREATE UNIQUE INDEX ON bench_sku (shop_id, place);
CREATE TEMP TABLE bench_fact AS
SELECT n, placed_at, 1 + (n %% 3 = 0)::int AS lines,
       to_char(placed_at AT TIME ZONE 'Asia/Shanghai', 'YYMMDD')
       || lpad((n * 999983::bigint %% 1000000000000)::text, 12, '0') AS number,
       CASE WHEN n %% 10 < 3 THEN %(shop)s ELSE %(shop)s + 1 + n %% %(others)s END AS shop_id,
       CASE WHEN n %% %(of_one)s = 0 THEN %(buyer)s
            ELSE %(buyer)s + 1 + (n * 7919::bigint %% (%(buyers)s - 1))::int END AS buyer_id,
       CASE WHEN n %% 20 = 3 THEN 'warehouse' ELSE 'merchant' END AS fulfilment,
       CASE WHEN n %% 50 = 7 THEN 'cancelled'
            WHEN age < %(rows)s * 0.002 AND n %% 4 = 0 THEN 'unpaid'
            WHEN age < %(rows)s * 0.01 THEN 'paid'
            WHEN age < %(rows)s * 0.04 THEN 'shipped'
            ELSE 'completed' END AS state
FROM (SELECT n, %(rows)s - n AS age, %(now)s - (%(rows)s - n) * interval '30 seconds' AS placed_at
      FROM generate_series(1, %(rows)s) n) spread;
CREATE UNIQUE INDEX ON bench_fact (n);
ANALYZE bench_sku, bench_fact
"""
_WAITING = "state = 'paid' AND fulfilment = 'merchant'"
_ROWS: list[tuple[type[Model], dict[str, str], str]] = [
    (
        Trade,
        {
            "id": "n",
            "number": "number",
            "buyer_id": "buyer_id",
            "state": "CASE state WHEN 'unpaid' THEN 'unpaid' WHEN 'cancelled' THEN 'closed' ELSE 'paid' END",
            "total": "lines * 1000",
            "placed_at": "placed_at",
            "pay_by": "placed_at + interval '30 minutes'",
            "paid_at": "CASE WHEN state NOT IN ('unpaid', 'cancelled') THEN placed_at END",
            "closed_at": "CASE WHEN state = 'cancelled' THEN placed_at END",
        },
        "bench_fact ORDER BY n",
    ),
    (
        Order,
        {
            "id": "n",
            "number": "number",
            "trade_id": "n",
            "shop_id": "shop_id",
            "buyer_id": "buyer_id",
            "fulfilment": "fulfilment",
            "state": "state",
            "goods_total": "lines * 1000",
            "total": "lines * 1000",
            "recipient": "%(recipient)s",
            "phone": "%(phone)s",
            "division": "'330106'",
            "street": "%(street)s",
            "placed_at": "placed_at",
            # Half of what was cancelled had been paid.
            "paid_at": "CASE WHEN state <> 'unpaid' AND n %% 100 <> 7 THEN placed_at END",
            "shipped_at": "CASE WHEN state IN ('shipped', 'completed') THEN placed_at + interval '1 day' END",
            "received_at": "CASE WHEN state = 'completed' THEN placed_at + interval '5 days' END",
            "cancelled_at": "CASE WHEN state = 'cancelled' THEN placed_at + interval '1 hour' END",
        },
        "bench_fact ORDER BY n",
    ),
    (
        OrderLine,
        {
            "order_id": "n",
            "sku_id": "sku.id",
            "category_id": "sku.category_id",
            "name": "sku.name",
            "spec": "'标准'",
            "picture": "'pictures/00/bench.webp'",
            "unit_price": "1000",
            "amount": "1000",
        },
        """bench_fact fact CROSS JOIN LATERAL generate_series(1, fact.lines) line
           JOIN bench_sku sku ON sku.shop_id = fact.shop_id
                AND sku.place = (n * 31::bigint + line * 17) %% sku.places ORDER BY n""",
    ),
    (
        Shipment,
        {
            "order_id": "n",
            "carrier": "'顺丰速运'",
            "tracking_number": "'SF' || lpad(n::text, 12, '0')",
            "shipped_at": "placed_at + interval '1 day'",
        },
        "bench_fact WHERE state IN ('shipped', 'completed') ORDER BY n",
    ),
    (
        Clock,
        {
            "rule": "%(pay_by)s",
            "stage": "%(payment)s",
            "subject_kind": "'orders.trade'",
            "subject_id": "n",
            "owner_kind": "'person'",
            "owner_id": "buyer_id",
            "due_at": "placed_at + interval '1 day'",
            "wake_at": "placed_at + interval '1 day'",
            "figure": "'{}'",
        },
        "bench_fact WHERE state = 'unpaid'",
    ),
    (
        Clock,
        {
            "rule": "%(dispatch_by)s",
            "stage": "%(dispatch)s",
            "subject_kind": "'orders.order'",
            "subject_id": "n",
            "owner_kind": "'shop'",
            "owner_id": "shop_id",
            "due_at": "placed_at + (n * 7919::bigint %% 172800) * interval '1 second'",
            "wake_at": "placed_at + interval '5 days'",
            "figure": "'{}'",
        },
        f"bench_fact WHERE {_WAITING}",
    ),
]
