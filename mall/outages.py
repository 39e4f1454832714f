"""Telling that the database is away from everything else that can go wrong with it."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

# Connection trouble, a server that stops or starts, and one that has no connection left.
_AWAY = ("08", "57P", "53300")


def is_lost(error: BaseException | None) -> bool:
    """The connection broke, or none could be had: no SQLSTATE at all, or one that says so.

    What wasn't committed is undone. What was being committed may be either.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)


def is_cut(error: BaseException | None) -> bool:
    """Lost, and not after waiting for a connection as long as may be: another try may do."""
    return error is not None and is_lost(error) and not isinstance(error.__cause__, PoolTimeout)
