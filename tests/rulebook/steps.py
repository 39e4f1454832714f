"""What staff do before they see the admin."""

from __future__ import annotations

from tests.merchants.factories import enter_admin, make_staff_with


def enter(client, *permissions: str):
    """Be in as staff with these permissions (codenames), second factor and all."""
    staff = make_staff_with(*permissions)
    enter_admin(client, staff)
    return staff
