"""Many orders for measurements: a year of a mall with one shop that has three tenths of them all.

What the lists need is there: trades, orders, lines, parcels, and the clocks of what waits. Ledgers aren't.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog.models import SKU, ProductState
from mall.accounts.models import User
from merchants.models import Shop
from orders import rules
from orders.models import Order
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
        **{name: _encrypted(name, text) for name, text in _ADDRESS.items()},
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        values["buyer"] = User.objects.get(email="shopper-1@example.com").pk
        cursor.execute(_FACTS, values)
        with _unguarded(cursor):
            for statement in (_TRADES, _ORDERS, _LINES, _PARCELS, _CLOCKS_OF_TRADES, _CLOCKS_OF_ORDERS):
                cursor.execute(statement, values)
        sold_names.note(SKU.objects.select_related("product").filter(product__state=ProductState.ON_SALE))
        cursor.execute("VACUUM ANALYZE")
    return Shop.objects.get(pk=values["shop"]), User.objects.get(pk=values["buyer"])


def _encrypted(name: str, text: str) -> str:
    return Order._meta.get_field(name).get_db_prep_save(text, connection)


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
_TRADES = """
INSERT INTO orders_trade (id, number, buyer_id, state, total, placed_at, pay_by, paid_at, closed_at)
SELECT n, number, buyer_id,
       CASE state WHEN 'unpaid' THEN 'unpaid' WHEN 'cancelled' THEN 'closed' ELSE 'paid' END,
       lines * 1000, placed_at, placed_at + interval '30 minutes',
       CASE WHEN state NOT IN ('unpaid', 'cancelled') THEN placed_at + interval '1 minute' END,
       CASE WHEN state = 'cancelled' THEN placed_at + interval '30 minutes' END
FROM bench_fact ORDER BY n
"""
_ORDERS = """
INSERT INTO orders_order
       (id, number, trade_id, shop_id, buyer_id, fulfilment, state, goods_total, freight, discount, total,
        refunded, recipient, phone, division, street, note, placed_at, paid_at, shipped_at, received_at,
        cancelled_at)
SELECT n, number, n, shop_id, buyer_id, fulfilment, state, lines * 1000, 0, 0, lines * 1000, 0,
       %(recipient)s, %(phone)s, '330106', %(street)s, '', placed_at,
       CASE WHEN state <> 'unpaid' AND n %% 100 <> 7 THEN placed_at + interval '1 minute' END,
       CASE WHEN state IN ('shipped', 'completed') THEN placed_at + interval '1 day' END,
       CASE WHEN state = 'completed' THEN placed_at + interval '5 days' END,
       CASE WHEN state = 'cancelled' THEN placed_at + interval '30 minutes' END
FROM bench_fact ORDER BY n
"""
_LINES = """
INSERT INTO orders_orderline
       (order_id, kind, sku_id, category_id, name, spec, picture, terms, unit_price, quantity, cancelled,
        discount, amount, returned, commission_bp)
SELECT n, 'goods', sku.id, sku.category_id, sku.name, '标准', 'pictures/00/bench.webp', '{}', 1000, 1, 0, 0,
       1000, 0, 500
FROM bench_fact fact CROSS JOIN LATERAL generate_series(1, fact.lines) line
JOIN bench_sku sku ON sku.shop_id = fact.shop_id AND sku.place = (n * 31::bigint + line * 17) %% sku.places
ORDER BY n
"""
_PARCELS = """
INSERT INTO orders_shipment (order_id, carrier, tracking_number, shipped_at)
SELECT n, '顺丰速运', 'SF' || lpad(n::text, 12, '0'), placed_at + interval '1 day'
FROM bench_fact WHERE state IN ('shipped', 'completed') ORDER BY n
"""
_CLOCKS = """
INSERT INTO deadlines_clock
       (rule, stage, subject_kind, subject_id, owner_kind, owner_id, state, started_at, due_at, wake_at,
        figure, attempts, last_error)
SELECT {columns}, '{{"seconds": 172800}}', 0, '' FROM bench_fact WHERE {which}
"""
_CLOCKS_OF_TRADES = _CLOCKS.format(
    columns="%(pay_by)s, %(payment)s, 'orders.trade', n, 'person', buyer_id, 'running', placed_at,"
    " %(now)s + n * interval '1 millisecond', %(now)s + n * interval '1 millisecond'",
    which="state = 'unpaid'",
)
_CLOCKS_OF_ORDERS = _CLOCKS.format(
    columns="%(dispatch_by)s, %(dispatch)s, 'orders.order', n, 'shop', shop_id, 'running', placed_at,"
    " %(now)s + (n * 7919::bigint %% 172800) * interval '1 second',"
    " %(now)s + (n * 7919::bigint %% 172800) * interval '1 second'",
    which="state = 'paid' AND fulfilment = 'merchant'",
)
