"""The admin's home: my work by deadline, what waits for somebody, and how the mall is doing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import charts, work

SHOWN = 12


def callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows the signed-in member of staff; parts that they may not see are left out."""
    figures = charts.orders_a_day() if request.user.has_perm("orders.view_order") else []
    context |= {
        "rows": work.todo_of(request, limit=SHOWN + 1),
        "shown": SHOWN,
        "queues": work.waiting_for(request.user),
        "own_pages": work.entries_of(work.main_pages_of(request), request.user),
        "chart": charts.bars(figures) if figures else [],
        "chart_total": sum(count for _day, count in figures),
        "has_access": bool(context["app_list"]),
    }
    return context
