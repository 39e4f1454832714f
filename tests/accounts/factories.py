"""People for tests, as the services that make them in life would leave them."""

from __future__ import annotations

import itertools

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import encrypt
from django.utils import timezone

from mall import rows
from mall.accounts.models import Address, User
from mall.accounts.services import addresses
from mall.audit.services import record
from tests.ground.people import make_account

_numbers = itertools.count(1)
PASSWORD = "correct-horse-9"


def make_phone() -> str:
    return f"138{next(_numbers):08d}"


def make_user(**over) -> User:
    """A shopper with a proved phone and a password."""
    if "email" not in over:
        over.setdefault("phone", make_phone())
    return _created(**{"password": PASSWORD, **over})


def _created(
    *,
    phone: str = "",
    email: str = "",
    password: str = "",
    totp_secret: str | None = None,
    locale: str = "",
    **over,
) -> User:
    """What ``people.create_account`` leaves, without its questions; a test compares the rows."""
    over |= {"phone_verified_at": timezone.now()} if phone else {}
    over |= {"locale": locale, "locale_is_chosen": True} if locale else {}
    user = make_account(phone=phone, email=email.lower() or None, password=password or None, **over)
    if user.email:
        rows.insert(EmailAddress(user=user, email=user.email, verified=True, primary=True))
    if totp_secret:
        secret = {"secret": encrypt(totp_secret)}
        rows.insert(Authenticator(user=user, type=Authenticator.Type.TOTP, data=secret))
    record(actor=None, verb="user.create", subject=user, data={"is_staff": user.is_staff})
    return user


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
