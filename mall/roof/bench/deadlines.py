"""The sweep: 10,000 clocks that are due, among 1,000,000."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from mall.deadlines import registry
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.deadlines.todo import todo
from mall.rulebook.rule import Rule, get

from .report import Report

ROWS, DUE = 1_000_000, 10_000
PER_MINUTE = 10_000
STAGE = "bench"


def run(report: Report) -> None:
    """Fill the table (nine tenths ended, as life leaves it), then sweep what is due; its effect writes."""
    rule = get("E14")
    _handle(rule)
    _fill(rule)
    report.note(
        f"{Clock.objects.count():,} clocks, {Clock.objects.due(timezone.now()).count():,} of them due"
    )

    began = time.perf_counter()
    handled = 0
    while swept := sweep(budget_seconds=600):
        handled += swept
    seconds = time.perf_counter() - began
    report.add("clocks swept", handled, "clocks", at_least=DUE)
    report.add("sweep, one worker", handled / seconds * 60, "clocks a minute", at_least=PER_MINUTE)

    began = time.perf_counter()
    sweep()
    report.add("a sweep that finds nothing", (time.perf_counter() - began) * 1_000, "ms", at_most=50)
    began = time.perf_counter()
    todo(("shop", 7))
    report.add("a shop's to-do list", (time.perf_counter() - began) * 1_000, "ms", at_most=50)


def _handle(rule: Rule) -> None:
    """An effect of the usual size: it changes its subject and starts nothing."""
    if registry.is_handled(rule, STAGE):
        return

    @registry.on_expiry(rule, STAGE)
    def expire(clock, subject, now):
        subject.display_name = f"bench {clock.pk}"
        subject.save(update_fields=["display_name"])


def _fill(rule: Rule) -> None:
    now = timezone.now()
    running = ROWS // 10
    values: dict[str, Any] = {
        "rule": rule.id,
        "stage": STAGE,
        "rows": ROWS,
        "due": DUE,
        "running": running,
        "past": now - timedelta(minutes=1),
        "later": now + timedelta(days=1),
        "ended": now - timedelta(days=30),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        cursor.execute(_CLOCKS, values)
        cursor.execute("ANALYZE")


_PEOPLE = """
INSERT INTO accounts_user
       (password, is_superuser, email, phone, display_name, locale, locale_is_chosen, is_staff, is_active,
        date_joined)
SELECT '!', false, 'bench-' || n || '@example.com', '', '', 'zh-hans', false, false, true, now()
FROM generate_series(1, %(due)s) n
"""
_CLOCKS = """
INSERT INTO deadlines_clock
       (rule, stage, subject_kind, subject_id, owner_kind, owner_id, state, started_at, due_at, wake_at,
        ended_at, figure, attempts, last_error)
SELECT %(rule)s, %(stage)s, 'accounts.user', coalesce(person.id, 1000000 + n), 'shop', n %% 5000,
       CASE WHEN n <= %(running)s THEN 'running' ELSE 'expired' END,
       %(ended)s, spread.at, spread.at,
       CASE WHEN n <= %(running)s THEN NULL ELSE %(ended)s END, '{"seconds": 1800}', 0, ''
FROM generate_series(1, %(rows)s) n
LEFT JOIN accounts_user person ON person.email = 'bench-' || n || '@example.com'
CROSS JOIN LATERAL (
    SELECT (CASE WHEN n <= %(due)s THEN %(past)s ELSE %(later)s END)::timestamptz
           + n * interval '1 millisecond' AS at
) spread
"""
