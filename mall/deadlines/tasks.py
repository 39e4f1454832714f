from celery import shared_task

from .sweep import sweep


@shared_task(name="mall.deadlines.sweep")
def sweep_deadlines() -> int:
    return sweep()
