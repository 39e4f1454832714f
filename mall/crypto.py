"""Identity data at rest: encrypted with rotating keys, found again by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must be comma-separated Fernet keys, newest first.") from error


def cipher() -> MultiFernet:
    return _fernet(tuple(settings.FIELD_KEYS))


def lookup_hash(value: str) -> str:
    """The keyed hash under which an encrypted value is found again; 64 hex digits, '' for ''."""
    if not value:
        return ""
    return hmac.new(settings.HASH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain text in Python; '' stays ''.

    It can't be filtered on: keep a ``lookup_hash`` column beside it where it must be found.
    Raises InvalidToken on reading where none of FIELD_KEYS fits.
    """

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        return cipher().decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name):
        if lookup_name in {"isnull", "exact"}:
            return super().get_lookup(lookup_name)
        raise TypeError("An encrypted field can't be searched; look it up by its hash column.")


def rotate(token: str) -> str:
    """The same plain text under the newest key. Raises InvalidToken where no key fits."""
    return cipher().rotate(token.encode()).decode() if token else token


__all__ = ["EncryptedTextField", "InvalidToken", "cipher", "lookup_hash", "rotate"]
