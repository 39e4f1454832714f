from celery import shared_task

from .seals import seal


@shared_task(name="mall.audit.seal")
def seal_audit() -> int:
    return seal()
