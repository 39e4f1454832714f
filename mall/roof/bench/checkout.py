"""Placing orders beside the least that a checkout could ask of the same database.

The limit is what pgbench would run: four inserts and one conditional update in a transaction, through the
same driver, into the same tables with their indexes and keys. Rounds are interleaved, so that a machine that
is busy with something else is so for all of them; what counts are ratios.
"""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.test import override_settings
from django.utils import timezone

from catalog.models import SKU, Fulfilment, Movement, Place, Reservation, Stock
from catalog.services import stock
from catalog.services.stock import MOST_PIECES
from mall.accounts.models import Address, User
from mall.subjects import kind_of
from merchants.models import Shop
from orders.models import Order, OrderLine, Trade
from orders.services import checkout, confirmation, numbers
from orders.services.books import differences

from . import goods
from .report import Report

PRODUCTS, BUYERS, AT_ONCE = 10_000, 64, 200
CLIENTS, SHORT_CLIENTS = (1, 8, 16), (8,)
ROUNDS, SECONDS, SHORT_ROUNDS = 4, 2.0, 1
LIMIT, SPREAD, HOT = "limit", "spread over SKUs", "one hot SKU"
OF_LIMIT, OF_SPREAD = 20, 80  # per cent

Call = Callable[[], object]


@override_settings(DEBUG=False)
def run(report: Report) -> None:
    shelf = _Shelf()
    report.note(f"{PRODUCTS:,} SKUs, {len(shelf.people)} shoppers")
    failed: Counter[str] = Counter()
    for way in (_processes, _threads):
        for clients in SHORT_CLIENTS if report.is_short else CLIENTS:
            placed: Counter[str] = Counter()
            for _round in range(SHORT_ROUNDS if report.is_short else ROUNDS):
                for kind in random.sample((LIMIT, SPREAD, HOT), 3):
                    for outcome, times in way(shelf, kind, clients).items():
                        (placed if outcome == kind else failed)[outcome] += times
            _tell(report, f"{clients} {way.__name__.strip('_')}", placed, 1 if report.is_short else ROUNDS)
    report.add("errors shown to shoppers", failed.total(), str(dict(failed)) if failed else "", at_most=0)
    report.add("differences in stock and ledgers", len(stock.reconcile()) + len(differences()), "", at_most=0)


def _tell(report: Report, name: str, placed: Counter[str], rounds: int) -> None:
    each = {kind: placed[kind] / rounds / SECONDS for kind in (LIMIT, SPREAD, HOT)}
    report.note(f"{name}: " + ", ".join(f"{kind} {rate:,.0f}/s" for kind, rate in each.items()))
    share, hot = each[SPREAD] / each[LIMIT] * 100, each[HOT] / each[SPREAD] * 100
    report.add(f"{name}: orders spread over SKUs, of the limit", share, "%", at_least=OF_LIMIT)
    report.add(f"{name}: orders of one SKU, of those spread", hot, "%", at_least=OF_SPREAD)


class _Shelf:
    """Goods, shoppers, and what each SKU's confirmation shows, so that nothing but placing is measured."""

    def __init__(self) -> None:
        goods.fill(PRODUCTS)
        Stock.objects.update(on_hand=0)
        now = timezone.now()
        people = User.objects.bulk_create(
            User(email=f"bench-{n}@example.com", phone_verified_at=now) for n in range(BUYERS)
        )
        addresses = Address.objects.bulk_create(
            Address(
                user=one, recipient="王小明", phone="13812345678", division="330106", street="文三路 1 号"
            )
            for one in people
        )
        self.people = list(zip(people, addresses, strict=True))
        self.skus = list(
            SKU.objects.filter(product__state="on_sale").order_by("pk").values_list("pk", flat=True)
        )
        count_in(self.skus)
        self.shown = dict(self._confirmations())
        self.rows = _Rows(addresses[0])

    def _confirmations(self) -> Iterator[tuple[int, dict]]:
        """By SKU what the confirmation of one piece shows; many are worked out at once."""
        address = self.people[0][1]
        for start in range(0, len(self.skus), AT_ONCE):
            wanted = dict.fromkeys(self.skus[start : start + AT_ONCE], 1)
            built = confirmation.build(quantities=wanted, addresses=[address], address=address)
            if built.freight:
                raise RuntimeError("the shops of the bench send free of charge")
            everything = built.shown()
            for parcel in built.parcels:
                freight = {parcel.key: everything["freight"][parcel.key]}
                for item in parcel.items:
                    items = {str(item.sku.pk): everything["items"][str(item.sku.pk)]}
                    one = {"items": items, "freight": freight, "total": item.amount}
                    yield item.sku.pk, everything | one

    def call(self, kind: str, client: int) -> Call:
        """What one client does over and over."""
        chance = random.Random()  # noqa: S311
        buyer, address = self.people[client]
        told = {str(address.pk): confirmation.address_digest(address)}

        def sku() -> int:
            return self.skus[0] if kind == HOT else chance.choice(self.skus)

        def place() -> None:
            wanted = sku()
            checkout.place(
                actor=buyer,
                address=address,
                quantities={wanted: 1},
                shown=self.shown[wanted] | {"addresses": told},
                idempotency_key=f"{chance.getrandbits(120):x}",
            )

        return (lambda: self.rows.write(buyer, sku())) if kind == LIMIT else place


def count_in(skus: list[int]) -> None:
    """Pieces for everybody, in the ledger of stock too."""
    Stock.objects.filter(sku__in=skus).update(on_hand=MOST_PIECES)
    Movement.objects.bulk_create(
        (
            Movement(sku_id=sku, source=Place.SUPPLIER, target=Place.SHOP, quantity=MOST_PIECES)
            for sku in skus
        ),
        batch_size=1_000,
    )


class _Rows:
    """The least that an order is: a row each of trade, order, line and reservation, and the pieces."""

    def __init__(self, address: Address):
        self._common = {
            "shop": Shop.objects.order_by("pk")[0],
            "fulfilment": Fulfilment.MERCHANT,
            "recipient": address.recipient,
            "phone": address.phone,
            "street": address.street,
            "division": address.division,
        }

    def write(self, buyer: User, sku: int) -> None:
        now = timezone.now()
        trade = Trade(number=numbers.new(now), buyer=buyer, total=100, placed_at=now, pay_by=now)
        order = Order(
            number=numbers.new(now), buyer=buyer, goods_total=100, total=100, placed_at=now, **self._common
        )
        line = OrderLine(sku_id=sku, name="测试商品", unit_price=100, amount=100)
        held = Reservation(sku_id=sku, holder_kind=kind_of(line), quantity=1)
        with transaction.atomic(), connection.cursor() as cursor:
            run = cursor.cursor.execute  # the driver's own
            order.trade_id = self._insert(run, trade)
            line.order_id = self._insert(run, order)
            held.holder_id = self._insert(run, line)
            self._insert(run, held)
            run(_RESERVE, [sku])
            if cursor.cursor.rowcount != 1:
                raise RuntimeError("out of stock")

    @staticmethod
    def _insert(run, row: models.Model) -> int:
        text, fields = _insert_of(type(row))
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        return run(text, values).fetchone()[0]


_RESERVE = "UPDATE catalog_stock SET reserved = reserved + 1 WHERE sku_id = %s AND on_hand >= reserved + 1"


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, list]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names, places = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    table = model._meta.db_table
    return f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", fields  # noqa: S608


def _processes(shelf: _Shelf, kind: str, clients: int) -> Counter[str]:
    connection.close()
    context = multiprocessing.get_context("fork")
    results, gate = context.SimpleQueue(), context.Barrier(clients)

    def work(client: int) -> None:
        results.put(_repeat(shelf.call(kind, client), kind, gate))

    children = [context.Process(target=work, args=(client,)) for client in range(clients)]
    for child in children:
        child.start()
    found: Counter[str] = Counter()
    for _child in children:
        found += results.get()
    for child in children:
        child.join()
    return found


def _threads(shelf: _Shelf, kind: str, clients: int) -> Counter[str]:
    gate, found = threading.Barrier(clients), [Counter[str]() for _ in range(clients)]

    def work(client: int) -> None:
        found[client] = _repeat(shelf.call(kind, client), kind, gate)

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found, Counter())


def _repeat(call: Call, kind: str, gate: Any) -> Counter[str]:
    """How often ``call`` succeeded in the time given, under ``kind``; and the errors by their words."""
    outcomes: Counter[str] = Counter()
    try:
        try:
            call()  # connects, and composes what is composed once
            gate.wait()
        except Exception as error:  # the others needn't wait for one who can't begin
            gate.abort()
            outcomes[repr(error)[:120]] += 1
            return outcomes
        ends = time.perf_counter() + SECONDS
        while time.perf_counter() < ends:
            try:
                call()
                outcomes[kind] += 1
            except Exception as error:  # each is one that a shopper would see
                outcomes[repr(error)[:120]] += 1
    finally:
        connection.close()
    return outcomes
