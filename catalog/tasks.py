"""What the catalog does by the clock."""

from __future__ import annotations

from celery import shared_task

from .services import availability


@shared_task(name="catalog.sweep_availability")
def sweep_availability() -> int:
    """Tell the shelves which goods sold out and which came back; how many."""
    return availability.sweep()
