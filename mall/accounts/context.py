"""What every page knows."""

from django.conf import settings


def site(request) -> dict:
    return {"DEV_INBOX": settings.DEV_INBOX}
