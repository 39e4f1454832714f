"""Row locks: one helper, one order; and the transaction that every service runs in.

Whoever takes several locks takes them in the order of ``ORDER``, and rows of one kind by ascending key.
Two services that keep to it can wait for each other but never deadlock. Within a service the helper
remembers what was taken and refuses a lower rank, and a lower key of the same rank that isn't held yet, so
a wrong order fails in the first test that walks the path and not at midnight. Rows are locked FOR NO KEY
UPDATE: an INSERT elsewhere that merely points at a locked row would wait for FOR UPDATE, and such waits
follow no order. Clock rows are outside the ranking: each belongs to one subject, is
only ever changed by a guarded UPDATE, and only by whoever holds that subject's lock.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import NamedTuple, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import (
    InterfaceError,
    NotSupportedError,
    OperationalError,
    connection,
    models,
    transaction,
)
from psycopg import errors as pg

from .errors import TryAgain
from .outages import is_cut
from .prepared import Part, Query, is_outdated, rows_of

ORDER = (
    "position",
    "user",
    "employee",
    "roster",
    "leave_request",
    "swap",
    "shop",
    "product",
    "cart",
    "trade",
    "order",
    "parcel",
    "payment",
    "after_sale",
    "slip",
    "ticket",
    "coupon",
    "batch",
    "stock",
    "import",
    "ledger_account",
)
ATTEMPTS = 3

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
_NO_ROW = -1


class Held(NamedTuple):
    """Rows of a kind that the running service holds, or something that it does alone (``_NO_ROW``)."""

    rank: int
    what: type[models.Model] | str
    keys: frozenset[int]
    is_shared: bool = False


_held: ContextVar[list[Held] | None] = ContextVar("held_locks", default=None)


class LockOrderError(RuntimeError):
    """A lock was asked for outside a service or below one already held: a programming error."""


def rank(model: type[models.Model]) -> int:
    """The place of a model's rows in the order, from its ``lock_rank`` attribute."""
    try:
        return ORDER.index(model.lock_rank)  # type: ignore[attr-defined]
    except (AttributeError, ValueError) as error:
        raise LockOrderError(f"{model.__name__} has no lock_rank from locks.ORDER") from error


def _place(model: type[models.Model], wanted: list[int], *, is_shared: bool = False) -> list[Held]:
    """What is held already. Raises LockOrderError where ``wanted`` may not be taken now."""
    held, mine = _held.get(), rank(model)
    if held is None:
        raise LockOrderError("locks are taken inside a function decorated with @locks.service")
    locked = _keys(held, model, is_shared=False)
    mine_held = locked | _keys(held, model, is_shared=True)
    early = [pk for pk in wanted if pk not in mine_held]
    if early and mine < _highest(held):
        raise LockOrderError(f"{ORDER[mine]} must be locked before {ORDER[_highest(held)]}")
    if mine_held and early and early[0] < max(mine_held):
        raise LockOrderError(f"{ORDER[mine]} {early[0]} must be locked before {max(mine_held)}")
    if not is_shared and (risen := (mine_held - locked).intersection(wanted)):
        raise LockOrderError(f"{ORDER[mine]} {min(risen)} is shared and can't be locked any more")
    return held


def _keys(held: list[Held], model: type[models.Model], *, is_shared: bool) -> set[int]:
    return {pk for taken in held if taken.what is model and taken.is_shared is is_shared for pk in taken.keys}


def _highest(held: list[Held]) -> int:
    return max((taken.rank for taken in held), default=_NO_ROW)


def lock(model: type[M], pks: Iterable[int]) -> dict[int, M]:
    """Lock rows by ascending key and return them fresh, by key; a missing key is left out.

    Raises LockOrderError outside a service, or where a later rank or a higher key is already locked; a row
    that is held may be asked for again.
    """
    wanted = sorted(set(pks))
    held = _place(model, wanted)
    found = _read(model, wanted, "FOR NO KEY UPDATE")
    held.append(Held(rank(model), model, frozenset(found)))
    return found


def lock_found(model: type[M], keys: models.QuerySet | Query) -> dict[int, M]:
    """``lock`` of the rows whose keys a query of one column gives, in the same statement.

    The query may be one that was composed before (``Prepared.query``). The keys are those from before the
    wait for a lock, as they would be if they had been read first. Raises as ``lock`` does, though with the
    rows locked: which they are isn't known before.
    """
    try:
        sql, params = keys.query.sql_with_params() if isinstance(keys, models.QuerySet) else keys
    except EmptyResultSet:
        return {}
    query, part = _query(model)
    text = f"{query.replace('%s', f'ARRAY({sql})')} FOR NO KEY UPDATE"
    if isinstance(keys, models.QuerySet):  # whose text may be another each time
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            rows = cursor.fetchall()
    else:
        rows = rows_of(text, params)
    found = {row.pk: row for row in map(part.instance, rows)}
    _place(model, list(found)).append(Held(rank(model), model, frozenset(found)))
    return found


def reach(model: type[models.Model], pks: Iterable[int]) -> list[int]:
    """Note rows that UPDATEs of this service are about to lock one by one; the keys, ascending.

    For a guarded UPDATE that needs no SELECT before it. Raises LockOrderError as ``lock`` does.
    """
    wanted = sorted(set(pks))
    _place(model, wanted).append(Held(rank(model), model, frozenset(wanted)))
    return wanted


def share(model: type[M], pks: Iterable[int]) -> dict[int, M]:
    """Lock rows FOR SHARE: they stay as they are until the end, and others may hold them the same way.

    For a row that many read and few change, such as the shop of a checkout: ``lock`` would send all its
    shoppers through one at a time. A row that is shared can't be locked by the same service any more: two
    that try would wait for each other. Raises LockOrderError as ``lock`` does.
    """
    wanted = sorted(set(pks))
    held = _place(model, wanted, is_shared=True)
    found = _read(model, wanted, "FOR SHARE")
    held.append(Held(rank(model), model, frozenset(found), is_shared=True))
    return found


def _read(model: type[M], pks: list[int], how: str) -> dict[int, M]:
    query, part = _query(model)
    return {row.pk: row for row in map(part.instance, rows_of(f"{query} {how}", [pks]))}


@functools.cache
def _query(model: type[models.Model]) -> tuple[str, Part]:
    """Rows by ascending key, as text: composed for every lock anew, it would cost more than the lock."""
    quote, part = connection.ops.quote_name, Part(model)
    key = quote(str(model._meta.pk.column))
    columns = ", ".join(map(quote, part.columns))
    table = quote(model._meta.db_table)
    return f"SELECT {columns} FROM {table} WHERE {key} = ANY(%s) ORDER BY {key}", part  # noqa: S608 - own names


def alone(what: str, key: int = 0) -> None:
    """Let one service at a time do ``what`` (to ``key``), until the transaction ends; others wait.

    For work that is one of a kind but changes no row that everybody needs: an import of a shop's goods must
    not hold the shop. Taken before any row. Raises LockOrderError outside a service or after a row.
    """
    mine = Held(_NO_ROW, what, frozenset({key}))
    held = _held.get()
    if held is not None and mine in held:
        return
    held = require_none_held(what)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mall.locks:{what}:{key}"])
    held.append(mine)


def lock_one(obj: M) -> M:
    """Lock the row of ``obj`` and return it fresh. Raises DoesNotExist where it is gone."""
    try:
        return lock(obj.__class__, [obj.pk])[obj.pk]  # not type(): request.user is a lazy wrapper
    except KeyError:
        gone = f"{obj._meta.label} {obj.pk} is gone"
        raise obj.__class__.DoesNotExist(gone) from None  # type: ignore[attr-defined]


def require_none_held(what: str) -> list[Held]:
    """Raise LockOrderError outside a service, or where rows are locked while ``what`` is waited for.

    Returns what is held: other things that are done alone, at most.
    """
    held = _held.get()
    if held is None:
        raise LockOrderError(f"{what} is taken inside a function decorated with @locks.service")
    if _highest(held) != _NO_ROW:
        raise LockOrderError(f"{what} must be taken before {ORDER[_highest(held)]}")
    return held


def _is_collision(error: Exception) -> bool:
    return isinstance(error.__cause__, pg.DeadlockDetected | pg.SerializationFailure | pg.LockNotAvailable)


def service(func: Callable[P, T]) -> Callable[P, T]:
    """Run ``func`` in one transaction; the outermost one runs again where the database chose it as a victim.

    Nested services join the caller's transaction and its lock order; what refuses one undoes all of it. An
    outermost service that loses ``ATTEMPTS`` times, or waits for a lock beyond the connection's
    ``lock_timeout``, raises TryAgain, with nothing written. One that met a plan from before a migration runs
    once more; so does one whose connection broke, on another, unless it broke over the commit: then nobody
    knows, and OperationalError is raised. It must do nothing outside the database.
    """

    @functools.wraps(func)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _held.get() is not None:
            return _nested(functools.partial(func, *args, **kwargs))
        return _outermost(functools.partial(func, *args, **kwargs))

    return run


def _nested(call: Callable[[], T]) -> T:
    """Without a savepoint: two statements less for each of the many services that a service is made of.

    Who catches a refusal and goes on regardless finds the transaction closed to further queries, so it can't
    succeed by accident.
    """
    with transaction.atomic(savepoint=False):
        return call()


def _outermost(call: Callable[[], T]) -> T:
    for attempt in range(1, ATTEMPTS + 1):
        token, is_committing = _held.set([]), False
        try:
            with transaction.atomic():
                result = call()
                is_committing = True
            return result
        except NotSupportedError as error:
            if attempt > 1 or not _has_ended() or not is_outdated(error):
                raise
        except (OperationalError, InterfaceError) as error:
            if is_cut(error) and attempt == 1 and not is_committing and _has_ended():
                connection.close()
                continue
            if not _is_collision(error):
                raise
            # Inside somebody's transaction its locks are still held: only its owner could run it again.
            # And who has waited for a lock as long as may be isn't made to wait again.
            waited = isinstance(error.__cause__, pg.LockNotAvailable)
            if waited or attempt == ATTEMPTS or not _has_ended():
                raise TryAgain from error
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        finally:
            _held.reset(token)
    raise AssertionError("unreachable")


def _has_ended() -> bool:
    return not transaction.get_connection().in_atomic_block
