"""What staff do before they see the admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.accounts.factories import make_staff, totp_code
from tests.accounts.steps import sign_in


def enter(client, *permissions: str):
    """Sign in as staff with these permissions (codenames), second factor and all."""
    staff = make_staff()
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    sign_in(client, staff.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})
    return staff
