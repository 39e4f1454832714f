"""Pages of a mall of 1,000,000 products: how long one takes, and that none looks at all products."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from . import goods
from .report import Report

ASKED, AT_MOST = 12, 500  # times, ms
TABLE = "catalog_product"


def measure(report: Report, ask: Callable[[str], int]) -> None:
    """One visitor, one page after the other; each request has an address of its own, so that none is kept."""
    report.note("1,000,000 products")
    for name, address in _addresses():
        ask(f"{address}n=0")  # from disk the first time
        times = [_milliseconds(ask, f"{address}n={number}") for number in range(1, ASKED)]
        report.add(f"{name}, median of {len(times)}", median(times), "ms", at_most=AT_MOST)
        report.add(f"{name}, whole scans of products", _whole_scans(f"{address}n=x"), "queries", at_most=0)


def _addresses() -> list[tuple[str, str]]:
    rare, common = quote(f"{goods.PLACES[0]}{goods.MAKES[0]}{goods.THINGS[0]}"), quote(goods.THINGS[0])
    return [
        ("home", "/?"),
        ("leaf category, page 1", "/c/leaf-1-1/?"),
        ("leaf category, page 800", "/c/leaf-1-1/?page=800&"),
        ("root category, page 1", "/c/root-1/?"),
        ("root category, page 1,000", "/c/root-1/?page=1000&"),
        ("root category by price, page 1,000", "/c/root-1/?sort=price&page=1000&"),
        ("search for what few have", f"/search/?q={rare}&"),
        ("search for what many have", f"/search/?q={common}&"),
        ("search for what many have, in stock, page 1,000", f"/search/?q={common}&in_stock=1&page=1000&"),
        ("shop", "/s/bench-1/?"),
        ("shop, page 500", "/s/bench-1/?page=500&"),
    ]


def _milliseconds(ask: Callable[[str], int], address: str) -> float:
    began = time.perf_counter()
    ask(address)
    return (time.perf_counter() - began) * 1_000


def _whole_scans(address: str) -> int:
    """How many of a page's queries are planned to read the whole table of products."""
    asked: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        Client(headers={"Host": settings.ALLOWED_HOSTS[0]}).get(address)
    return sum(TABLE in sql and _is_whole(sql, params) for sql, params in asked)


def _is_whole(sql: str, params: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return any(
        node["Node Type"] == "Seq Scan" and node.get("Relation Name") == TABLE
        for node in _nodes(plan[0]["Plan"])
    )


def _nodes(node: dict) -> Iterator[dict]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)
