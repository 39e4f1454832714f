"""The admin's home: my work by deadline, what waits for somebody, and how the mall is doing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import charts, work

SHOWN = 8


def callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows the signed-in member of staff; parts that they may not see are left out."""
    figures = charts.orders_a_day() if request.user.has_perm("orders.view_order") else []
    rows = work.todo_of(request, limit=SHOWN + 1)
    queues = work.waiting_for(request.user)
    context |= {
        "rows": rows,
        "first_rows": rows[:SHOWN],
        "shown": SHOWN,
        "queues": queues,
        "queues_wait": any(queue.count for queue in queues),
        "own_pages": work.own_pages_of(request),
        "chart": charts.bars(figures) if figures else [],
        "chart_total": sum(count for _day, count in figures),
        "has_access": bool(context["app_list"]),
    }
    return context
