"""Who of the staff may do what."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from mall.accounts.models import User


def staff_with(permission: str) -> QuerySet[User]:
    """The staff who hold ``permission`` ("app.codename"), by a role or by themselves, by key."""
    app, codename = permission.split(".")
    held = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holds = Q(groups__permissions__in=held) | Q(user_permissions__in=held)
    return User.objects.filter(holds, is_active=True, is_staff=True).distinct().order_by("pk")
