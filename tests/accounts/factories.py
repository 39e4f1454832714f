"""People for tests, made by the services that make them in life."""

from __future__ import annotations

import itertools

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils import timezone

from mall.accounts.models import Address, User
from mall.accounts.services import addresses, people

_numbers = itertools.count(1)
PASSWORD = "correct-horse-9"


def make_phone() -> str:
    return f"138{next(_numbers):08d}"


def make_user(**over) -> User:
    """A shopper with a proved phone and a password."""
    if "email" not in over:
        over.setdefault("phone", make_phone())
    return people.create_account(actor=None, **{"password": PASSWORD, **over})


def make_staff(**over) -> User:
    """Staff with an authenticator app; its secret is at ``.totp_secret``."""
    secret = generate_totp_secret()
    number = next(_numbers)
    user = make_user(
        **{"email": f"staff{number}@example.com", "is_staff": True, "totp_secret": secret, **over}
    )
    user.totp_secret = secret
    return user


def totp_code(user: User) -> str:
    """What the staff member's authenticator app shows now."""
    return format_hotp_value(hotp_value(user.totp_secret, int(timezone.now().timestamp()) // 30))


def make_address(user: User, **over) -> Address:
    details = {"recipient": "王小明", "phone": "13900000001", "division": "330106", "street": "文三路 1 号"}
    return addresses.add(actor=user, **{**details, **over})
