"""Rows written with texts that are composed once a process, and planned once a connection.

For what nearly every service writes: acts, clocks, notices, journals, the state of a subject. Composed by the
ORM each time, such a statement costs more than the database needs to carry it out. Field values go through
the model's fields as ever, and what the database fills is read back; there are no signals, and expressions
aren't known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.fields import NOT_PROVIDED

from .prepared import Part, changed_by, rows_of

M = TypeVar("M", bound=models.Model)
_FEW = 4  # rows in one INSERT that is prepared


def insert(row: M) -> M:
    """Write a new row; it has its key then. Raises IntegrityError."""
    [row] = insert_many([row])
    return row


def insert_many(rows: Iterable[M]) -> list[M]:
    """Write new rows of one model in one statement; they have their keys then. Raises IntegrityError."""
    rows = list(rows)
    if rows and len(rows) != _insert(rows, ""):
        raise AssertionError("unreachable: an INSERT without a condition left a row out")
    return rows


def insert_once(row: M, **by: Any) -> tuple[M, bool]:
    """``row`` and True, or the row that has ``by`` already and False.

    ``by`` are values that the database keeps unique. Who inserts the same at the same time is waited for.
    Raises IntegrityError for whatever else forbids the row.
    """
    target = ", ".join(map(_column, _fields(row.__class__, by)))
    if _insert([row], f"ON CONFLICT ({target}) DO NOTHING"):
        return row, True
    return row.__class__._default_manager.get(**by), False


def insert_unless_there(row: models.Model) -> bool:
    """Write a new row, if the database has none yet that it keeps unique against this one.

    Raises IntegrityError for whatever else forbids the row.
    """
    return _insert([row], "ON CONFLICT DO NOTHING") == 1


def update(row: models.Model, *names: str) -> bool:
    """Write these fields of ``row`` as they are in it now. False where the row is gone: it isn't made anew.

    Raises IntegrityError.
    """
    changes = {field.name: getattr(row, field.attname) for field in _fields(row.__class__, names)}
    return change(row.__class__, changes, pk=row.pk) == 1


def change(model: type[models.Model], changes: Mapping[str, Any], **where: Any) -> int:
    """Make ``changes`` to the rows whose fields are ``where``, each a value or one of a list; how many.

    Raises ValueError where one is to be None, which nothing equals: a programming error.
    """
    if None in where.values():
        raise ValueError(f"{model.__name__}: no row is found by None")
    lists = tuple(name for name, value in where.items() if isinstance(value, list))
    text = _change_text(model, tuple(changes), tuple(where), lists)
    values = [_prepared(field, value) for field, value in zip(text.changed, changes.values(), strict=True)]
    for field, value in zip(text.known_by, where.values(), strict=True):
        is_list = isinstance(value, list)
        values.append([_prepared(field, one) for one in value] if is_list else _prepared(field, value))
    return changed_by(text.sql, values)


def moved(
    model: type[M],
    pk: int,
    changes: Mapping[str, Any],
    *,
    field: str,
    among: Sequence[str],
    act: models.Model,
) -> M | None:
    """Make ``changes`` where ``field`` is one of ``among``, and write ``act`` down; one statement for both.

    The act's ``data`` gets from which value to which the field went. Returns the row as it is then, None
    where it is gone or in none of these states: nothing is written then. Waits for who holds the row.
    """
    text = _moved_text(model, type(act), field, tuple(changes))
    given = [_prepared(wanted, value) for wanted, value in zip(text.changed, changes.values(), strict=True)]
    recorded = [_prepared(column, column.pre_save(act, True)) for column in text.recorded]
    found = rows_of(text.sql, [pk, *given, list(among), *recorded, changes[field]])
    return text.part.instance(found[0]) if found else None


def _prepared(field: models.Field, value: Any) -> Any:
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)


def _insert(rows: Sequence[models.Model], conflict: str) -> int:
    """How many were written; a row gets its key and what else the database fills."""
    text = _insert_text(rows[0].__class__)
    values = [_prepared(field, field.pre_save(row, True)) for row in rows for field in text.given]
    sql = text.sql(len(rows), conflict)
    written = rows_of(sql, values) if len(rows) <= _FEW else _rows_of_many(sql, values)
    for row, filled in zip(rows, written, strict=False):
        for field, value in zip(text.filled, filled, strict=True):
            setattr(row, field.attname, value)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return len(written)


def _rows_of_many(sql: str, values: Sequence) -> list[tuple]:
    """Not prepared: each number of rows is a text of its own, and the protocol has no room for so many."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


class _Insert(NamedTuple):
    """A statement, what it is given, and what the database fills."""

    into: str
    marks: str
    returning: str
    given: list[models.Field]
    filled: list[models.Field]

    def sql(self, count: int, conflict: str) -> str:
        return f"{self.into} VALUES {', '.join([self.marks] * count)} {conflict} {self.returning}"


@cache
def _insert_text(model: type[models.Model]) -> _Insert:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    filled = [field for field in fields if _is_numbered(field) or field.db_default is not NOT_PROVIDED]
    given = [field for field in fields if field not in filled]
    return _Insert(
        f"INSERT INTO {_table(model)} ({', '.join(map(_column, given))})",
        f"({', '.join('%s' for _field in given)})",
        f"RETURNING {', '.join(map(_column, filled))}",
        given,
        filled,
    )


class _Change(NamedTuple):
    sql: str
    changed: list[models.Field]
    known_by: list[models.Field]


@cache
def _change_text(
    model: type[models.Model], names: tuple[str, ...], where: tuple[str, ...], lists: tuple[str, ...]
) -> _Change:
    changed, known_by = _fields(model, names), _fields(model, where)
    tests = (
        f"{_column(field)} = {'ANY(%s)' if name in lists else '%s'}"
        for name, field in zip(where, known_by, strict=True)
    )
    sets = ", ".join(f"{_column(field)} = %s" for field in changed)
    sql = f"UPDATE {_table(model)} SET {sets} WHERE {' AND '.join(tests)}"  # noqa: S608 - own names
    return _Change(sql, changed, known_by)


class _Moved(NamedTuple):
    sql: str
    changed: list[models.Field]
    recorded: list[models.Field]
    part: Part


@cache
def _moved_text(
    model: type[models.Model], act: type[models.Model], name: str, names: tuple[str, ...]
) -> _Moved:
    """The row's lock comes first, and what is changed is what the lock has found."""
    part, changed = Part(model), _fields(model, names)
    recorded = [field for field in _insert_text(act).given if field.name != "data"]
    key, [field] = _column(model._meta.pk), _fields(model, [name])
    columns = [connection.ops.quote_name(column) for column in part.columns]
    sql = f"""
        WITH held AS (
            SELECT {key} AS key, {_column(field)} AS was FROM {_table(model)} WHERE {key} = %s
            FOR NO KEY UPDATE
        ), moved AS (
            UPDATE {_table(model)} AS t SET {", ".join(f"{_column(one)} = %s" for one in changed)}
            FROM held WHERE t.{key} = held.key AND held.was = ANY(%s)
            RETURNING {", ".join(f"t.{column}" for column in columns)}, held.was
        ), recorded AS (
            INSERT INTO {_table(act)} ({", ".join(map(_column, recorded))}, data)
            SELECT {", ".join("%s" for _one in recorded)}, jsonb_build_object('from', was, 'to', %s::text)
            FROM moved
        )
        SELECT {", ".join(columns)} FROM moved
    """  # noqa: S608 - own names
    return _Moved(sql, changed, recorded, part)


def _fields(model: type[models.Model], names: Iterable[str]) -> list[models.Field]:
    found = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
    return [field for field in found if isinstance(field, models.Field)]


def _is_numbered(field: models.Field) -> bool:
    return field.primary_key and isinstance(field, models.AutoField)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: models.Field | None) -> str:
    assert field is not None
    return connection.ops.quote_name(str(field.column))
