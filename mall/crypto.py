"""Identity data at rest: encrypted with rotating keys, found again by a keyed hash. (G11.1)"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models.lookups import Exact


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must be comma-separated Fernet keys, newest first.") from error


def cipher() -> MultiFernet:
    """Encrypts with the newest key, decrypts with any."""
    return _fernet(tuple(settings.FIELD_KEYS))


def lookup_hash(value: str) -> str:
    """The keyed hash under which an encrypted value is found again; 64 hex digits, '' for ''."""
    if not value:
        return ""
    return hmac.new(settings.HASH_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()


class WrongKey(ImproperlyConfigured):
    """A value was encrypted with a key that FIELD_KEYS doesn't hold."""

    def __init__(self, where: str):
        super().__init__(
            f"{where} was encrypted with a key that is not among FIELD_KEYS. Put that key back behind the"
            " newest and run `manage.py rotate_field_keys` before dropping it again."
        )


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain text in Python; '' stays ''.

    It can't be filtered on, save for being empty: keep a ``lookup_hash`` column beside it where it must be
    found. Reading raises WrongKey where none of FIELD_KEYS fits.
    """

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        try:
            return cipher().decrypt(value.encode()).decode() if value else value
        except InvalidToken as error:
            raise WrongKey(f"{self.model._meta.label}.{self.name}") from error

    def get_lookup(self, lookup_name):
        if lookup_name in {"isnull", "exact"}:
            return super().get_lookup(lookup_name)
        raise TypeError("An encrypted field can't be searched; look it up by its hash column.")


@EncryptedTextField.register_lookup
class IsEmpty(Exact):
    """Two encryptions of one value differ, so ``=`` on anything but '' would silently find nothing."""

    def get_prep_lookup(self):
        if self.rhs != "":
            raise TypeError("An encrypted field can only be compared with ''; look it up by its hash column.")
        return self.rhs


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted field of every table."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField) and not model._meta.proxy:
                yield model, field


def rotate_column(model: type[models.Model], field: EncryptedTextField, *, batch: int = 500) -> Iterator[int]:
    """Bring one column under the newest key, batch by batch; yields how many values each batch rewrote.

    A value that is under the newest key already is passed by, so an interrupted run is simply started again.
    A value that somebody else wrote meanwhile is left to them. Raises WrongKey where no key fits.
    """
    newest = Fernet(settings.FIELD_KEYS[0])
    table, column, key = (connection.ops.quote_name(name) for name in _names(model, field))
    last = None
    while rows := _page(table, column, key, last, batch):
        last = rows[-1][0]
        rewritten = 0
        with connection.cursor() as cursor:
            for pk, token in rows:
                if _is_under(newest, token):
                    continue
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608
                    [_rotated(token, f"{model._meta.label}.{field.name}"), pk, token],
                )
                rewritten += cursor.rowcount
        yield rewritten


def _names(model: type[models.Model], field: models.Field) -> tuple[str, str, str]:
    return model._meta.db_table, str(field.column), str(model._meta.pk.column)


def _page(table: str, column: str, key: str, last, batch: int) -> list[tuple]:
    after = "" if last is None else f"AND {key} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' {after} ORDER BY {key} LIMIT %s",  # noqa: S608
            [batch] if last is None else [last, batch],
        )
        return cursor.fetchall()


def _is_under(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _rotated(token: str, where: str) -> str:
    try:
        return cipher().rotate(token.encode()).decode()
    except InvalidToken as error:
        raise WrongKey(where) from error
