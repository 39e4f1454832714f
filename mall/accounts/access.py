"""Who asks, on pages for signed-in people only."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


def member(request: HttpRequest) -> User:
    """The signed-in user, behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user
