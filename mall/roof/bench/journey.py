"""From a product's page to the thanks for paying, over HTTP: what an order costs.

Eight shoppers at once, each again and again: product page, into the cart, cart, confirmation, placed, the
sandbox's page, paid, thanks. CPU is that of the web server's processes and of the database's for it; queries
are counted by a server of their own, since counting costs. The shoppers run on the same machine, so orders a
second say less than what an order costs.
"""

from __future__ import annotations

import http.client
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

from catalog.models import SKU, Stock
from catalog.services import stock
from mall.accounts.models import Address, User
from orders.models import Order, OrderState, Trade
from orders.services.books import differences

from . import goods
from .checkout import count_in
from .report import Report
from .server import cpu_of_mall, serving, status_of, wire
from .visitor import UnexpectedError, Visitor, session_of

PRODUCTS, SHOPPERS, WARM_UP = 1_000, 8, 4
ORDERS, SHORT_ORDERS = 50, 10  # of each shopper
HELLOS = 500
COUNTED = "mall.roof.bench.served.counted:application"
HEADER = "X-Queries"
MOST_CPU, MOST_QUERIES = 20, 30  # ms and queries an order


class Way(NamedTuple):
    """How the server is started."""

    name: str
    workers: int
    threads: int


WAYS = (Way("as served", 2, 8), Way("threads", 1, 8), Way("processes", 8, 1))


def run(report: Report) -> None:
    shelf = _Shelf()
    orders = SHORT_ORDERS if report.is_short else ORDERS
    with serving(COUNTED) as (port, _pid):
        _queries(report, shelf, port)
    for way in WAYS:
        with serving(workers=way.workers, threads=way.threads) as (port, pid):
            _cost(report, way, shelf, port, pid, orders)
            report.note(f"{way.name}: a hello-world view {_hello(port, pid):.2f} ms")
    unpaid = Order.objects.exclude(state=OrderState.PAID).count()
    report.add("orders that aren't paid", unpaid, "", at_most=0)
    report.add("trades without one order", Trade.objects.count() - Order.objects.count(), "", at_most=0)
    report.add("differences in stock and ledgers", len(stock.reconcile()) + len(differences()), "", at_most=0)


class _Shelf:
    """Goods, and shoppers who are signed in and have an address."""

    def __init__(self) -> None:
        goods.fill(PRODUCTS)
        Stock.objects.update(on_hand=0)
        found = SKU.objects.filter(product__state="on_sale").order_by("pk").values_list("product_id", "pk")
        self.skus = list(found)
        count_in([sku for _product, sku in self.skus])
        people = User.objects.bulk_create(
            User(email=f"bench-{n}@example.com", phone_verified_at=timezone.now()) for n in range(SHOPPERS)
        )
        Address.objects.bulk_create(
            Address(
                user=one, recipient="王小明", phone="13812345678", division="330106", street="文三路 1 号"
            )
            for one in people
        )
        self.sessions = [session_of(person) for person in people]


def _journey(shelf: _Shelf, shopper: Visitor) -> list[tuple[str, int]]:
    """One order; each step with its queries, as far as the server counts them. Raises UnexpectedError."""
    product, sku = random.choice(shelf.skus)  # noqa: S311
    steps: list[tuple[str, int]] = []

    def step(name: str) -> None:
        steps.append((name, int(shopper.headers.get(HEADER, 0))))

    shopper.see(f"/p/{product}/")
    step("product page")
    cart = shopper.press("/cart/add/", {"sku": sku, "quantity": 1})
    step("into the cart")
    shopper.see(cart)
    step("cart")
    agreed = shopper.confirmation("/checkout/")
    step("confirmation")
    cashier = shopper.press("/checkout/", agreed)
    step("placed")
    shopper.see(cashier)
    step("sandbox's page")
    thanks = shopper.pay(cashier)
    step("paid")
    shopper.see(urlsplit(thanks).path)
    step("thanks")
    return steps


def _queries(report: Report, shelf: _Shelf, port: int) -> None:
    shopper = Visitor(port, shelf.sessions[0])
    for _order in range(WARM_UP):
        _journey(shelf, shopper)
    steps = _journey(shelf, shopper)
    shopper.close()
    report.note(", ".join(f"{name} {queries}" for name, queries in steps))
    report.add("queries", sum(queries for _name, queries in steps), "an order", at_most=MOST_QUERIES)


def _cost(report: Report, way: Way, shelf: _Shelf, port: int, pid: int, orders: int) -> None:
    _at_once(shelf, port, WARM_UP * way.workers)
    cpu, began = cpu_of_mall(pid), time.perf_counter()
    outcomes = _at_once(shelf, port, orders)
    seconds, cpu = time.perf_counter() - began, cpu_of_mall(pid) - cpu
    done = outcomes.pop("done", 0)
    report.note(f"{way.name}: {done / seconds:.1f} orders/s")
    report.add(f"{way.name}: errors", outcomes.total(), str(dict(outcomes) or ""), at_most=0)
    report.add(f"{way.name}: CPU of web and database", cpu / done * 1_000, "ms an order", at_most=MOST_CPU)


def _hello(port: int, pid: int) -> float:
    """ms of CPU that a view which does nothing costs, as a measure of the machine and its mood."""
    line, cpu = wire(port), cpu_of_mall(pid)
    for _request in range(HELLOS):
        status_of(line, "/bench/hello/")
    line.close()
    return (cpu_of_mall(pid) - cpu) / HELLOS * 1_000


def _at_once(shelf: _Shelf, port: int, orders: int) -> Counter[str]:
    """Every shopper makes so many orders, all shoppers at once; how they ended."""

    def shop(session: str) -> Counter[str]:
        shopper, outcomes = Visitor(port, session), Counter[str]()
        for _order in range(orders):
            try:
                _journey(shelf, shopper)
                outcomes["done"] += 1
            except (UnexpectedError, OSError, http.client.HTTPException) as error:
                outcomes[str(error)[:120]] += 1
        shopper.close()
        return outcomes

    with ThreadPoolExecutor(SHOPPERS) as pool:
        return sum(pool.map(shop, shelf.sessions), Counter[str]())
