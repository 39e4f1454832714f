"""A database for measurements, beside the mall's own: made, migrated, and dropped afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

NAME = "bench_mall"


@contextmanager
def scratch_database(name: str = NAME, *, migrated: bool = True) -> Iterator[None]:
    """Every query in the block goes to a fresh database on the same server, whatever a killed run left."""
    own = connection.settings_dict["NAME"]
    if own == name:
        raise RuntimeError(f"the mall itself lives in {name}")
    try:
        empty(name, migrated=migrated)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        _drop(name)


def empty(name: str = NAME, *, migrated: bool = True) -> None:
    """The scratch database as it is before anything: ledgers refuse to be emptied, so it is made anew."""
    connection.close()
    _recreate(name)
    connection.settings_dict["NAME"] = name
    if migrated:
        call_command("migrate", verbosity=0, interactive=False)


def _recreate(name: str) -> None:
    _drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")


def _drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
