"""Pages of a mall of 1,000,000 products: how long one takes, and that none looks at all products."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from statistics import median
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from . import goods
from .report import Report

ASKED, AT_MOST = 12, 500  # times, ms
TABLE, A_PART = "catalog_product", 20_000  # rows


def measure(report: Report, ask: Callable[[str], int]) -> None:
    """One visitor, one page after the other; each request has an address of its own, so that none is kept."""
    report.note("1,000,000 products")
    for name, address in _addresses():
        ask(f"{address}n=0")  # from disk the first time
        times = [_milliseconds(ask, f"{address}n={number}") for number in range(1, ASKED)]
        report.add(f"{name}, median of {len(times)}", median(times), "ms", at_most=AT_MOST)
        report.add(f"{name}, whole scans of products", _whole_scans(f"{address}n=x"), "queries", at_most=0)


def _addresses() -> list[tuple[str, str]]:
    common, none = quote(goods.THINGS[0]), quote(f"{goods.THINGS[0]}{goods.MORE[0]}")
    return [
        ("home", "/?"),
        ("leaf category, page 1", "/c/leaf-1-1/?"),
        ("leaf category, page 800", "/c/leaf-1-1/?page=800&"),
        ("root category, page 1", "/c/root-1/?"),
        ("root category, page 1,000", "/c/root-1/?page=1000&"),
        ("root category by price, page 1,000", "/c/root-1/?sort=price&page=1000&"),
        ("search for one product", "/search/?q=777777&"),
        ("search for what none has", f"/search/?q={none}&"),
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
    """How many of a page's queries read the table of products from end to end, or a good part of it."""
    asked: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = Client(headers={"Host": settings.ALLOWED_HOSTS[0]}).get(address)
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address}: {response.status_code}")
    return sum(TABLE in sql and _is_whole(sql, params) for sql, params in asked)


def _is_whole(sql: str, params: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return any(
        node["Node Type"] == "Seq Scan" and node.get("Relation Name") == TABLE and _looked_at(node) > A_PART
        for node in _nodes(plan[0]["Plan"])
    )


def _looked_at(node: dict) -> int:
    """Rows; a scan may end as soon as enough were found."""
    return node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))


def _nodes(node: dict) -> Iterator[dict]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)
