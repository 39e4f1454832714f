"""Sessions in the database, read together with who has signed in: one query before a page instead of two.

Whom a session was opened for stands in ``UserSession`` since the sign-in; who they are now, the middleware
decides of what the session itself says.
"""

from __future__ import annotations

from functools import cache

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.utils import timezone

from mall import rows
from mall.outages import is_lost
from mall.prepared import Part, rows_of

from .models import User

# In a session from a sign-in until what was kept for a stranger has been counted anew for its person.
SIGNED_IN_ANEW = "signed_in_anew"
_LEAST = 8  # characters of a key, as Django has it


class SessionStore(db.SessionStore):
    """Django's own, which after reading also knows ``person``: None where nobody is known by that session."""

    person: User | None = None

    def save(self, must_create: bool = False) -> None:
        """Write the session, in no transaction of its own.

        Raises UpdateError where it has ended meanwhile or can't be written, CreateError for a taken key, and
        OperationalError where the database is away.
        """
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        try:
            is_there = rows.update(row, "session_data", "expire_date")
        except DatabaseError as error:
            if is_lost(error):
                raise
            raise UpdateError from error
        if not is_there:
            raise UpdateError

    def _validate_session_key(self, key: str | None) -> bool:
        """Of letters and digits, as we make them: the database refuses others, a NUL with an error."""
        return key is not None and len(key) >= _LEAST and key.isascii() and key.isalnum()

    def load(self) -> dict:
        sql, part = _query()
        row = next(iter(rows_of(sql, [self.session_key, timezone.now()])), None)
        if row is None:
            self._session_key = None
            return {}
        self.person = part.instance(row[1:])
        return self.decode(row[0])


@cache
def _query() -> tuple[str, Part]:
    quote, part = connection.ops.quote_name, Part(User)
    session, opened, person = (quote(model._meta.db_table) for model in (Session, UserSession, User))
    columns = ", ".join(f"p.{quote(column)}" for column in part.columns)
    return (
        f"SELECT s.session_data, {columns} FROM {session} s"  # noqa: S608 - own names
        f" LEFT JOIN {opened} o ON o.session_key = s.session_key LEFT JOIN {person} p ON p.id = o.user_id"
        " WHERE s.session_key = %s AND s.expire_date > %s"
    ), part
