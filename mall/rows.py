"""Single rows, written with texts that are composed once a process.

For what nearly every service writes: acts, clocks, notices, journals, the state of a subject. Composed by the
ORM each time, such a statement costs more than the database needs to carry it out. Field values go through
the model's fields as ever, and what the database fills is read back; there are no signals, and expressions
aren't known.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.fields import NOT_PROVIDED

M = TypeVar("M", bound=models.Model)


def insert(row: M) -> M:
    """Write a new row; it has its key then. Raises IntegrityError."""
    if not _insert(row, ""):
        raise AssertionError("unreachable: an INSERT without a condition wrote nothing")
    return row


def insert_once(row: M, **by: Any) -> tuple[M, bool]:
    """``row`` and True, or the row that has ``by`` already and False.

    ``by`` are values that the database keeps unique. Who inserts the same at the same time is waited for.
    Raises IntegrityError for whatever else forbids the row.
    """
    target = ", ".join(map(_column, _fields(row.__class__, by)))
    if _insert(row, f"ON CONFLICT ({target}) DO NOTHING"):
        return row, True
    return row.__class__._default_manager.get(**by), False


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write the fields ``names`` of a row that who calls this holds. Raises ObjectDoesNotExist."""
    sql, fields = _update_text(row.__class__, tuple(names))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise ObjectDoesNotExist(f"{row._meta.label} {row.pk} is gone")


def _insert(row: models.Model, conflict: str) -> bool:
    sql, given, filled = _insert_text(row.__class__)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in given]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(conflict=conflict), values)
        written = cursor.fetchone()
    if written is None:
        return False
    for field, value in zip(filled, written, strict=True):
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


@cache
def _insert_text(model: type[models.Model]) -> tuple[str, list[models.Field], list[models.Field]]:
    """The statement, what it is given, and what the database fills."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    filled = [field for field in fields if _is_numbered(field) or field.db_default is not NOT_PROVIDED]
    given = [field for field in fields if field not in filled]
    columns, marks = ", ".join(map(_column, given)), ", ".join("%s" for _field in given)
    returned = ", ".join(map(_column, filled))
    sql = f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks}) {{conflict}} RETURNING {returned}"  # noqa: S608
    return sql, given, filled


@cache
def _update_text(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[models.Field]]:
    fields = _fields(model, names)
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {changes} WHERE {_column(model._meta.pk)} = %s", fields  # noqa: S608


def _fields(model: type[models.Model], names: Iterable[str]) -> list[models.Field]:
    found = [model._meta.get_field(name) for name in names]
    return [field for field in found if isinstance(field, models.Field)]


def _is_numbered(field: models.Field) -> bool:
    return field.primary_key and isinstance(field, models.AutoField)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(field: models.Field | None) -> str:
    assert field is not None
    return connection.ops.quote_name(str(field.column))
