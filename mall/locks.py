"""Row locks: one helper, one order; and the transaction that every service runs in.

Whoever takes several locks takes them in the order of ``ORDER``, and rows of one kind by ascending key.
Two services that keep to it can wait for each other but never deadlock. Within a service the helper
remembers the highest rank taken and refuses a lower one, so a wrong order fails in the first test that
walks the path and not at midnight. Clock rows are outside the ranking: each belongs to one subject, is
only ever changed by a guarded UPDATE, and only by whoever holds that subject's lock.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction
from psycopg import errors as pg

from .errors import TryAgain

ORDER = (
    "position",
    "user",
    "employee",
    "shop",
    "product",
    "cart",
    "trade",
    "order",
    "payment",
    "after_sale",
    "slip",
    "ticket",
    "coupon",
    "batch",
    "stock",
    "ledger_account",
)
ATTEMPTS = 3

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

_held: ContextVar[list[int] | None] = ContextVar("held_lock_ranks", default=None)


class LockOrderError(RuntimeError):
    """A lock was asked for outside a service or below one already held: a programming error."""


def rank(model: type[models.Model]) -> int:
    """The place of a model's rows in the order, from its ``lock_rank`` attribute."""
    try:
        return ORDER.index(model.lock_rank)  # type: ignore[attr-defined]
    except (AttributeError, ValueError) as error:
        raise LockOrderError(f"{model.__name__} has no lock_rank from locks.ORDER") from error


def _place(model: type[models.Model]) -> tuple[list[int], int]:
    """The ranks held and the one asked for. Raises LockOrderError where it may not be taken now."""
    held, mine = _held.get(), rank(model)
    if held is None:
        raise LockOrderError("locks are taken inside a function decorated with @locks.service")
    if held and mine < max(held):
        raise LockOrderError(f"{ORDER[mine]} must be locked before {ORDER[max(held)]}")
    return held, mine


def lock(model: type[M], pks: Iterable[int]) -> dict[int, M]:
    """Lock rows FOR UPDATE by ascending key and return them fresh, by key; a missing key is left out.

    Raises LockOrderError outside a service, or where a row of a later rank is already locked.
    """
    held, mine = _place(model)
    wanted = sorted(set(pks))
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {row.pk: row for row in rows}
    held.append(mine)
    return found


def share(model: type[M], pks: Iterable[int]) -> dict[int, M]:
    """Lock rows FOR SHARE: they stay as they are until the end, and others may hold them the same way.

    For a row that many read and few change, such as the shop of a checkout: FOR UPDATE would send all its
    shoppers through one at a time. Never ``lock`` a row afterwards that is shared in the same service.
    Raises LockOrderError as ``lock`` does.
    """
    held, mine = _place(model)
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    query = f"SELECT * FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR SHARE"  # noqa: S608 - own names
    found = {row.pk: row for row in model._default_manager.raw(query, [sorted(set(pks))])}
    held.append(mine)
    return found


def lock_one(obj: M) -> M:
    """Lock the row of ``obj`` and return it fresh. Raises DoesNotExist where it is gone."""
    try:
        return lock(obj.__class__, [obj.pk])[obj.pk]  # not type(): request.user is a lazy wrapper
    except KeyError:
        gone = f"{obj._meta.label} {obj.pk} is gone"
        raise obj.__class__.DoesNotExist(gone) from None  # type: ignore[attr-defined]


def require_none_held(what: str) -> None:
    """Raise LockOrderError outside a service, or where rows are locked while ``what`` is waited for."""
    held = _held.get()
    if held is None:
        raise LockOrderError(f"{what} is taken inside a function decorated with @locks.service")
    if held:
        raise LockOrderError(f"{what} must be taken before {ORDER[max(held)]}")


def _is_collision(error: OperationalError) -> bool:
    return isinstance(error.__cause__, pg.DeadlockDetected | pg.SerializationFailure | pg.LockNotAvailable)


def service(func: Callable[P, T]) -> Callable[P, T]:
    """Run ``func`` in one transaction; the outermost one runs again where the database chose it as a victim.

    Nested services join the caller's transaction and its lock order. An outermost service that loses
    ``ATTEMPTS`` times raises TryAgain, with nothing written. It must do nothing outside the database.
    """

    @functools.wraps(func)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        held = _held.get()
        if held is not None:
            return _nested(functools.partial(func, *args, **kwargs), held)
        return _outermost(functools.partial(func, *args, **kwargs))

    return run


def _nested(call: Callable[[], T], held: list[int]) -> T:
    mark = len(held)
    try:
        with transaction.atomic():
            return call()
    except BaseException:
        del held[mark:]  # the savepoint's rollback has let go of what was locked since
        raise


def _outermost(call: Callable[[], T]) -> T:
    for attempt in range(1, ATTEMPTS + 1):
        token = _held.set([])
        try:
            with transaction.atomic():
                return call()
        except OperationalError as error:
            if not _is_collision(error):
                raise
            # Inside somebody's transaction its locks are still held: only its owner could run it again.
            if attempt == ATTEMPTS or transaction.get_connection().in_atomic_block:
                raise TryAgain from error
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        finally:
            _held.reset(token)
    raise AssertionError("unreachable")
