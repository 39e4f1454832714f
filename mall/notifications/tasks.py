from celery import shared_task

from . import dispatch


@shared_task(name=dispatch.SEND_ONE)
def send_one(pk: int) -> bool:
    return dispatch.send_now(pk)


@shared_task(name="mall.notifications.send_due")
def send_due(channel: str = "") -> int:
    return dispatch.send_due(channel)
