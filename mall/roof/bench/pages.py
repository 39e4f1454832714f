"""The storefront's pages beside a hello-world view and a minimal page of 24 products, through one server.

Rounds are interleaved, so that a machine that is busy with something else is so for all of them. What counts
are ratios: requests a second, and CPU a request of the web process and of the database's processes for it. A
page is computed anew where each request has an address of its own, and cached where it is always the same.
"""

from __future__ import annotations

import http.client
import itertools
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from catalog.models import Product

from . import goods, large, scratch
from .report import Report
from .server import cpu_of_mall, serving, status_of, wire

SIZES, LARGE = (10_000, 100_000), 1_000_000
CLIENTS = 4
ROUNDS, ROUND_SECONDS = 6, 1.0
SHORT_ROUNDS = 2
HELLO, PLAIN = "hello world (a)", "24 products (b)"


@dataclass
class Cost:
    """What all rounds of one kind of page took."""

    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.requests


def run(report: Report) -> None:
    for rows in SIZES[:1] if report.is_short else SIZES:
        _stock(rows)
        with serving() as (port, pid):
            costs = _measure(port, pid, SHORT_ROUNDS if report.is_short else ROUNDS)
        _tell(report, costs, rows)
    if report.is_large:
        _stock(LARGE)
        with serving() as (port, _pid):
            large.measure(report, lambda path: status_of(wire(port), path))


def _stock(rows: int) -> None:
    if Product.objects.exists():
        scratch.empty()
    goods.fill(rows)


def _kinds() -> dict[str, Callable[[], str]]:
    """What is asked for: each gives the next address."""
    number = itertools.count(1)
    leaves = [f"/c/leaf-{r}-{n}/" for r in range(goods.ROOTS) for n in range(goods.LEAVES_EACH)]
    shelves = itertools.cycle([*leaves, *(f"/c/root-{r}/" for r in range(goods.ROOTS))])
    words = itertools.cycle(
        [quote(p + t) for t in (*goods.THINGS, *goods.MORE) for p in ("", "明前 ", *goods.PLACES)]
    )
    shops = itertools.cycle([f"/s/bench-{n}/" for n in range(goods.SHOPS)])
    brands = itertools.cycle([quote(f"{p}{m}坊") for p in goods.PLACES[:4] for m in goods.MAKES[:4]])
    pks = itertools.cycle(Product.objects.on_sale().order_by("code").values_list("pk", flat=True)[:500])
    others = itertools.cycle(Product.objects.on_sale().order_by("-code").values_list("pk", flat=True)[:9_000])
    pk = Product.objects.on_sale().order_by("code").values_list("pk", flat=True)[0]
    return {
        HELLO: lambda: "/bench/hello/",
        PLAIN: lambda: "/bench/plain/",
        "category, anew": lambda: f"{next(shelves)}?n={next(number)}",
        "category, page 1,000 or its last, anew": lambda: f"{next(shelves)}?page=1000&n={next(number)}",
        "category with a brand, anew": lambda: f"{next(shelves)}?brand={next(brands)}&n={next(number)}",
        "product, anew": lambda: f"/p/{next(pks)}/?n={next(number)}",
        "product at its first showing": lambda: f"/p/{next(others)}/",
        "search with filters, anew": lambda: f"/search/?q={next(words)}&in_stock=1&n={next(number)}",
        "shop, anew": lambda: f"{next(shops)}?n={next(number)}",
        "home, anew": lambda: f"/?n={next(number)}",
        "home, cached": lambda: "/",
        "category, cached": lambda: leaves[0],
        "product, cached": lambda: f"/p/{pk}/",
    }


def _measure(port: int, pid: int, rounds: int) -> dict[str, Cost]:
    kinds = _kinds()
    costs: dict[str, Cost] = defaultdict(Cost)
    order = list(kinds)
    for kind in order:  # warm up: connections, templates, the database's cache
        _ask(port, kinds[kind], 0.3)
    for _round in range(rounds):
        random.shuffle(order)
        for kind in order:
            cost, cpu = costs[kind], cpu_of_mall(pid)
            began = time.perf_counter()
            cost.requests += _ask(port, kinds[kind], ROUND_SECONDS)
            cost.seconds += time.perf_counter() - began
            cost.cpu += cpu_of_mall(pid) - cpu
    return costs


def _ask(port: int, address: Callable[[], str], seconds: float) -> int:
    """Ask as often as the server answers, with several clients; how often. Raises for any answer but 200."""
    counts, lock = [0] * CLIENTS, threading.Lock()
    failed: list[str] = []
    ends = time.perf_counter() + seconds

    def client(place: int) -> None:
        line = wire(port)
        while time.perf_counter() < ends and not failed:
            with lock:
                path = address()
            try:
                if (status := status_of(line, path)) != HTTPStatus.OK:
                    failed.append(f"{path}: {status}")
            except (OSError, http.client.HTTPException) as error:
                failed.append(f"{path}: {error!r}")
            counts[place] += 1
        line.close()

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"the server answered {failed[0]}")
    return sum(counts)


def _tell(report: Report, costs: dict[str, Cost], rows: int) -> None:
    """Each kind of page beside (a) and (b): how many a second, and what one costs; a dear one is a part."""
    hello, plain = costs[HELLO], costs[PLAIN]
    report.note(f"{rows:,} products")
    for kind, cost in costs.items():
        report.note(
            f"{kind}: {cost.per_second:,.0f} requests/s, {cost.cpu_each * 1_000:.2f} ms of CPU;"
            f" of (a) {_beside(cost, hello)}; of (b) {_beside(cost, plain)}"
        )
    for kinds, than, name, share in (
        (("category, anew", "product, anew"), plain, "(b)", 50),
        (("home, cached", "category, cached", "product, cached"), hello, "(a)", 70),
    ):
        for kind in kinds:
            speed, thrift = costs[kind].per_second / than.per_second, than.cpu_each / costs[kind].cpu_each
            report.add(f"{kind}, requests/s of {name}", speed * 100, "%", at_least=share)
            report.add(f"{kind}, by CPU of {name}", thrift * 100, "%", at_least=share)
    ratio = costs["search with filters, anew"].cpu_each / costs["category, anew"].cpu_each
    report.add("search with filters, CPU of a category's", ratio, "×", at_most=3)


def _beside(cost: Cost, other: Cost) -> str:
    return f"{cost.per_second / other.per_second:.0%}, by CPU {other.cpu_each / cost.cpu_each:.0%}"
