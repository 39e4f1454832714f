"""Fixtures that every test may use."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from mall.rulebook import figures


@pytest.fixture(autouse=True)
def _fresh_figures():
    """Amended figures are kept per process for a moment; a test's own must not reach the next."""
    figures.forget()
    yield
    figures.forget()


@pytest.fixture(autouse=True)
def _speaking_chinese():
    """A request or a service may leave its reader's language behind in this thread."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _flush_append_only_tables():
    """Between tests that commit, tables are truncated; append-only ones refuse that to everybody else."""
    from django.db.backends.postgresql.operations import (
        DatabaseOperations,
    )  # not before the settings are read

    plain = DatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                plain(self, sql_list)
            finally:
                cursor.execute("SET session_replication_role = origin")

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = plain
