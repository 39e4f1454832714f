"""Accounts as tests need them by the thousand."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from mall import rows
from mall.accounts.models import User


def make_account(*, email: str | None = None, phone: str = "", password: str | None = None, **values) -> User:
    """What ``create_user`` makes, without its eight questions whether all is right; a test compares."""
    user = User(email=email, password=make_password(password), **values)
    user.set_phone(phone)
    return rows.insert(user)
