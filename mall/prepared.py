"""Queries that are composed once: on a page that everybody opens, composing one costs more than running it.

The ORM stays the only place that says what is asked for. The text that it makes of that is kept here, and as
a prepared statement in each connection, until a transaction of it is rolled back: planning five joins costs
the database more than following the plan. Other statements of always the same text (``rows``, ``locks``) are
prepared in the same way.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from psycopg.errors import FeatureNotSupported
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

# Stand-ins for the values of a call: numbers that no query has of its own.
_FIRST_SLOT = -8_870_001
_BIGINT = range(-(2**63), 2**63)
_OFTEN = 5  # times
_MOST = 300  # plans in a connection; the driver's own 100 would have ours push each other out

_Value = int | str | list[int] | None
M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Prepared:
    """``Prepared(lambda pk: Product.objects.filter(pk=pk).values_list("name"))``, then ``rows(7)``.

    What ``compose`` is called with must be keys or words that stand in the query as they are, or what
    ``any_of`` takes, and the query's shape must not depend on them.
    """

    def __init__(self, compose: Callable[..., QuerySet]):
        self._compose = compose

    def _composed(self, slots: Sequence[int]) -> QuerySet:
        return self._compose(*slots)

    @cached_property
    def _made(self) -> tuple[str, list[tuple[int | None, Any]]]:
        """The text, and of each of its parameters which value of a call it is, or what it always is."""
        slots = [_FIRST_SLOT - i for i in range(len(signature(self._compose).parameters))]
        sql, params = self._composed(slots).query.sql_with_params()
        places = {mark: i for i, slot in enumerate(slots) for mark in (slot, str(slot))}
        found = [places.get(p) if isinstance(p, int | str) else None for p in params]
        if unused := set(range(len(slots))).difference(found):
            raise ValueError(f"the query doesn't contain its arguments {sorted(unused)}")
        return sql, [(place, p if place is None else None) for place, p in zip(found, params, strict=True)]

    def query(self, *values: _Value) -> tuple[str, list]:
        """Its text and parameters, to stand in another one."""
        sql, params = self._made
        return sql, [constant if slot is None else values[slot] for slot, constant in params]

    def rows(self, *values: _Value) -> list[tuple]:
        """What it finds. Where a migration has changed a column since it was planned, it is planned anew.

        Inside a transaction that isn't possible: raises NotSupportedError there, and a service runs again.
        """
        connection.ensure_connection()  # whose way of quoting the text is
        sql, slots = self._text
        return rows_of(sql, [_key(values[slot]) for slot in slots])

    @cached_property
    def _text(self) -> tuple[str, list[int]]:
        """The text with the values of a call as its only parameters, and which of them each is.

        What it always is stands in it as a literal: bound, it would have no type that the server knows.
        """
        sql, params = self._made
        marks = [
            f"\0{slot}\0" if slot is not None else Literal(constant).as_string(connection.connection)
            for slot, constant in params
        ]
        text, *rest = (sql % tuple(marks)).replace("%", "%%").split("\0")
        return text + "".join(f"%s{after}" for after in rest[1::2]), [int(slot) for slot in rest[::2]]


def rows_of(sql: str, values: Sequence) -> list[tuple]:
    """What a statement of always the same text gives back. It is prepared as ``Prepared`` is, and raises
    what that does.
    """
    return _run(sql, values, lambda cursor: cursor.fetchall())


def changed_by(sql: str, values: Sequence) -> int:
    """How many rows a statement of always the same text has changed; as ``rows_of``."""
    return _run(sql, values, lambda cursor: cursor.rowcount)


def _run(sql: str, values: Sequence, answer: Callable[[Any], T]) -> T:
    try:
        return _execute(sql, values, answer)
    except NotSupportedError as error:
        if connection.in_atomic_block or not is_outdated(error):
            raise
        _forget_plans()
        return _execute(sql, values, answer)


def _forget_plans() -> None:
    """The driver drops them with a transaction that is rolled back. Another connection of a pool, which
    closing this one would lead to, may be as old.
    """
    raw = connection.connection
    raw.execute("BEGIN")
    raw.rollback()


def _execute(sql: str, values: Sequence, answer: Callable[[Any], T]) -> T:
    ours = connections[DEFAULT_DB_ALIAS]  # ``connection`` would look for it at every turn
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    with _binding_on_the_server(ours.connection), ours.cursor() as cursor:
        cursor.execute(sql, [_typed(value) for value in values])
        return answer(cursor)


def is_outdated(error: Exception) -> bool:
    """Whether a plan was kept for longer than the columns stayed as they were; a rollback forgets it."""
    return isinstance(error.__cause__, FeatureNotSupported)


@contextmanager
def _binding_on_the_server(raw: Any) -> Iterator[None]:
    """What a connection asks more often than that is planned no more; the driver counts.

    Other queries are better off as they are: their texts change, and so do the types of their values.
    """
    usual, raw.cursor_factory = raw.cursor_factory, ServerBindingCursor
    raw.prepare_threshold, raw.prepared_max = _OFTEN, _MOST
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold = usual, None


def _key(value: _Value) -> _Value:
    """The value to look for; -1 for a number that no row can have."""
    if isinstance(value, list):
        return [one if one in _BIGINT else -1 for one in value]
    return -1 if isinstance(value, int) and value not in _BIGINT else value


def _typed(value: Any) -> Any:
    """Numbers of one type, so that those of different sizes share a plan."""
    if isinstance(value, list):  # with one that is too large they stay as they are: types don't mix
        found = [_typed(one) for one in value]
        return value if any(type(one) is int for one in found) else found
    return Int8(value) if type(value) is int and value in _BIGINT else value


def any_of(values: Any) -> RawSQL:
    """To filter with ``in`` by a list that is an argument of a prepared query, however long it is.

    Not below an OR, where no index would be used.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [values])


def total(rows: QuerySet, figure: Any) -> QuerySet:
    """To prepare the sum of ``figure`` over ``rows``: one row of one column, 0 where there are none.

    What ``aggregate`` asks is asked at once and can't be prepared.
    """
    every = rows.order_by().annotate(every=Value(1)).values("every")
    return every.annotate(total=Coalesce(Sum(figure), 0)).values_list("total")


Query = tuple[str, Sequence]


class Composed:
    """The texts of up to ``most`` queries, each under everything that it follows from but what is in rows.

    For queries whose shape differs from call to call. The one asked for longest ago goes first.
    """

    def __init__(self, *, most: int):
        self._most = most
        self._queries: OrderedDict[Hashable, Query | None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compose: Callable[[], Query | None]) -> Query | None:
        """What ``compose`` makes, or made under ``key`` before: text and parameters, None for no query."""
        with self._lock:
            if key in self._queries:
                self._queries.move_to_end(key)
                return self._queries[key]
        made = compose()
        with self._lock:
            self._queries[key] = made
            if len(self._queries) > self._most:
                self._queries.popitem(last=False)
        return made


class Part:
    """The columns of a row that become an instance of ``model``; ``path`` is how the query gets there."""

    def __init__(self, model: type[Model], path: str = "", *, without: Collection[str] = ()):
        self.model = model
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self.attributes = [field.attname for field in fields]
        self.columns = [str(field.column) for field in fields]
        self.names = [f"{path}{name}" for name in self.attributes]
        self._readers = [(i, f.from_db_value) for i, f in enumerate(fields) if hasattr(f, "from_db_value")]
        self._key = self.attributes.index(model._meta.pk.attname)

    def instance(self, values: Sequence) -> Any:
        """The instance, None where an outer join found none."""
        if values[self._key] is None:
            return None
        values = list(values)
        for place, read in self._readers:
            values[place] = read(values[place], None, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self.attributes, values)


def instances(parts: Sequence[Part], row: Sequence) -> list:
    """One instance for each of ``parts``, of whose columns the row consists in that order."""
    found, start = [], 0
    for part in parts:
        end = start + len(part.names)
        found.append(part.instance(row[start:end]))
        start = end
    return found


def names(parts: Sequence[Part]) -> list[str]:
    """What to ask ``values_list`` for, to read a row with ``instances``."""
    return [name for part in parts for name in part.names]


class Found(Prepared, Generic[M]):
    """``Found(lambda pk: Product.objects.filter(pk=pk), "shop")``, then ``first(7)``: Prepared, of instances.

    The rows that foreign keys named here lead to come along, as with ``select_related``. One that locks its
    rows is for use in a transaction: there is nobody to say so but this.
    """

    def __init__(self, compose: Callable[..., QuerySet[M]], *related: str):
        super().__init__(compose)
        self._related = related

    def _composed(self, slots: Sequence[int]) -> QuerySet:
        return super()._composed(slots).values_list(*names(self._parts))

    @cached_property
    def _parts(self) -> list[Part]:
        model: Any = super()._composed([_FIRST_SLOT] * len(signature(self._compose).parameters)).model
        there = [(model._meta.get_field(name).related_model, f"{name}__") for name in self._related]
        return [Part(model), *(Part(one, path) for one, path in there)]

    def all(self, *values: _Value) -> list[M]:
        """The instances, in the query's order. Raises what ``rows`` does."""
        return [self._instance(row) for row in self.rows(*values)]

    def first(self, *values: _Value) -> M | None:
        """The first of them, if there is one."""
        return next(iter(self.all(*values)), None)

    def _instance(self, row: Sequence) -> M:
        found, *others = instances(self._parts, row)
        for name, other in zip(self._related, others, strict=True):
            setattr(found, name, other)
        return found
