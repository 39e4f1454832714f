"""Fixtures that every test may use."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from django import urls
from django.db import connection
from django.test import client
from django.utils import translation
from hypothesis import HealthCheck, settings

from mall.rulebook import figures
from staff.roles import ROLES
from staff.services import roles

# A busy machine is no reason to fail.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


LONGEST = Path(__file__).parent / "permissions"  # half a minute for one test


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes longest begins first, so that no worker waits for another in the end."""
    items.sort(key=lambda item: LONGEST not in item.path.parents)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """What was loaded by now stays to the end: the collector needn't walk over it after every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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
def _keep_addresses():
    """A test with addresses of its own has everybody's forgotten before and after, which take 0.2 s to read.

    They are kept by the name of their module, and a module's don't change.
    """
    forget, urls.clear_url_caches = urls.clear_url_caches, lambda: None
    yield
    urls.clear_url_caches = forget


@pytest.fixture(autouse=True, scope="session")
def _keep_contexts_of_whole_pages():
    """The test client would copy the context for each template that a page includes, a hundred a page."""
    keep = client.store_rendered_templates

    def keep_pages(store, signal, sender, template, context, **kwargs):
        if context.template is template:
            keep(store, signal, sender, template, context, **kwargs)

    client.store_rendered_templates = keep_pages
    yield
    client.store_rendered_templates = keep


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database as it stands after ``migrate`` and ``sync_roles``: every role has its group."""
    with django_db_blocker.unblock():
        roles.sync()


@pytest.fixture(autouse=True, scope="session")
def _flush_append_only_tables():
    """Between tests that commit, tables are emptied; append-only ones refuse that to everybody else.

    Most tables are empty then, and TRUNCATE would make new files for each table and index all the same:
    only those that have rows are emptied, by DELETE. What Django made of the models when the database was
    set up stays, and the roles, and needn't be made anew each time.
    """
    # Not before the settings are read.
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    kept = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}
    plain = DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush
    announce = flush.emit_post_migrate_signal

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        names = [self.quote_name(table) for table in tables if table not in kept]
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT {number} WHERE EXISTS (SELECT FROM {name})" for number, name in enumerate(names)
                )
            )
            found = cursor.fetchall()
            cursor.execute("SELECT count(*) FROM auth_group")
            assert cursor.fetchone() == (len(ROLES),), (
                "a test that commits has changed the roles for all others"
            )
            return [f"DELETE FROM {names[number]}" for (number,) in found]

    def execute_sql_flush(self, sql_list):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                plain[1](self, sql_list)
            finally:
                cursor.execute("SET session_replication_role = origin")

    DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush = sql_flush, execute_sql_flush
    flush.emit_post_migrate_signal = lambda *args, **options: None
    yield
    DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush = plain
    flush.emit_post_migrate_signal = announce
