"""Accounts as tests need them by the thousand."""

from __future__ import annotations

from mall.accounts.models import User


def make_account(*, email: str | None = None, phone: str = "", password: str | None = None, **values) -> User:
    """What ``create_user`` makes, without its eight questions whether all is right and free."""
    user = User(email=email, **values)
    user.set_phone(phone)
    user.set_password(password)
    user.save(force_insert=True)
    return user
