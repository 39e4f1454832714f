"""Leave the role that the mall runs as only what it needs: it owns nothing and changes no append-only row."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from mall.appendonly import append_only_models

_READ = "SELECT"
_APPEND = "SELECT, INSERT"
_WRITE = "SELECT, INSERT, UPDATE, DELETE"


class Command(BaseCommand):
    help = (
        "Grant the user of DATABASE_URL what the mall needs. Run after every migrate, with"
        " MIGRATION_DATABASE_URL naming the role that owns the tables."
    )

    def add_arguments(self, parser):
        parser.add_argument("--role", help="default: the user of DATABASE_URL")

    def handle(self, *, role: str | None, **options):
        role = role or settings.APPLICATION_ROLE
        if not role:
            raise CommandError(
                "No second role is configured: set MIGRATION_DATABASE_URL to the owner's URL and give"
                " DATABASE_URL a user of its own. See docs/settings.md."
            )
        self._check(role)
        with transaction.atomic():
            count = self._grant(role)
        self.stdout.write(self.style.SUCCESS(f"{role}: {count} tables granted."))

    def _check(self, role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if not found:
                raise CommandError(f"Role {role} doesn't exist: CREATE ROLE {role} LOGIN PASSWORD '…' first.")
            if found[0]:
                raise CommandError(f"Role {role} is a superuser, whom no grant binds: take that away first.")
            cursor.execute("SELECT pg_has_role(%s, current_user, 'MEMBER')", [role])
            if cursor.fetchone()[0]:
                raise CommandError(
                    f"Role {role} is, or may act as, the owner of the tables: use two roles that are not"
                    " members of each other."
                )

    def _grant(self, role: str) -> int:
        rights = _rights()
        with connection.cursor() as cursor:

            def run(statement: str, **names: str) -> None:
                cursor.execute(
                    sql.SQL(statement).format(
                        role=sql.Identifier(role),
                        **{name: sql.Identifier(value) for name, value in names.items()},
                    )
                )

            run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
            run("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}")
            run("GRANT USAGE ON SCHEMA public TO {role}")
            run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
            for table in connection.introspection.table_names(cursor):
                run(f"GRANT {rights.get(table, _WRITE)} ON {{table}} TO {{role}}", table=table)
            return len(connection.introspection.table_names(cursor))


def _rights() -> dict[str, str]:
    """The tables of which less than all is granted."""
    only_grow = {model._meta.db_table: _APPEND for model in append_only_models()}
    # Content types and permissions are made by migrations; the record of these is the owner's.
    made_by_migrations = ["django_migrations", ContentType._meta.db_table]
    return only_grow | dict.fromkeys(made_by_migrations, _READ)
