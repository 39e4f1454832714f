"""What every page knows."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from mall.notifications.services import unread_count


def site(request) -> dict:
    """``unread_count`` costs one query per request, and only on pages that show it."""
    user = getattr(request, "user", None)
    count = SimpleLazyObject(lambda: unread_count(user) if user and user.is_authenticated else 0)
    return {"DEV_INBOX": settings.DEV_INBOX, "unread_count": count}
