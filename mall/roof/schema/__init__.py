"""The schema as one file, for a database that has nothing yet: a second instead of seventy migrations.

``schema.sql`` is what the migrations make; ``manage.py schema`` writes it. Its first line names those that it
was made of, and what they made: with any others, a changed file, or on another PostgreSQL, they run instead.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import subprocess
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from mall import engines
from mall.engines.binaries import POSTGRES_MAJOR, postgres_bin
from mall.roof.bench.scratch import scratch_database

FILE = Path(__file__).with_name("schema.sql")
OF = "-- of migrations "
FITS = """
    SELECT split_part(current_setting('server_version'), '.', 1) = %s
       AND current_schema() = 'public'
       AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""


def load() -> bool:
    """Fill the database whole. False, and nothing done, where it isn't empty or the file isn't for it."""
    if not _fits():
        return False
    sql = FILE.read_text()
    if not is_of_these_migrations(sql):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return True


def is_of_these_migrations(sql: str) -> bool:
    """Whether ``made_by_migrations`` wrote ``sql``, of the migrations as they are, and nobody changed it."""
    first, _newline, body = sql.partition("\n")
    return first == _first_line(body)


def _first_line(body: str) -> str:
    return f"{OF}{digest()} {hashlib.sha256(body.encode()).hexdigest()}"


def digest() -> str:
    """What all migrations are, ours and those of the packages: their names and their sources."""
    found = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        source = Path(inspect.getfile(type(migration)))
        found.update(f"{key}".encode() + source.read_bytes())
    return found.hexdigest()


def made_by_migrations() -> str:
    """The file's text as the migrations make it now, each run on an empty database beside the mall's own.

    Raises CalledProcessError where pg_dump of the embedded PostgreSQL can't read this server.
    """
    with scratch_database("schema_mall", migrated=False):
        call_command("migrate", verbosity=0, interactive=False, step_by_step=True)
        structure = dumped_structure()
        _require_no_rows()
        applied = _dumped("--data-only", "--inserts", "--table=django_migrations")
    applied = re.sub(r"'\d{4}-\d\d-\d\d [^']*'", "now()", applied)
    return f"{_first_line(structure + applied)}\n{structure}{applied}"


def _require_no_rows() -> None:
    """Raise NotImplementedError where migrations put rows into an empty database: the file loses them."""
    made_by_django = {"django_migrations", "django_content_type", "auth_permission"}
    names = [name for name in connection.introspection.table_names() if name not in made_by_django]
    with connection.cursor() as cursor:
        parts = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names]  # noqa: S608 - own names
        cursor.execute(" UNION ALL ".join(parts))
        if full := [name for (name,) in cursor.fetchall()]:
            raise NotImplementedError(
                f"the schema file carries no rows, and migrations fill {', '.join(full)}"
            )


def dumped_structure() -> str:
    """All tables, functions and triggers of the database that we are connected to, as SQL."""
    return _dumped("--schema-only")


def _dumped(*options: str) -> str:
    place = connection.settings_dict
    where = {"--host": place["HOST"], "--port": place["PORT"], "--username": place["USER"]}
    told = [f"{option}={value}" for option, value in where.items() if value]
    program = postgres_bin(engines.data_dir(), for_others=False) / "pg_dump"
    command = [program, *options, *told, "--no-owner", "--no-privileges", "--no-password", place["NAME"]]
    env = os.environ | ({"PGPASSWORD": place["PASSWORD"]} if place["PASSWORD"] else {})
    return _plain(subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout)  # noqa: S603


def _plain(dumped: str) -> str:
    """Without what pg_dump says to psql and to the reader, and without settings of its session."""
    text = re.sub(r"^(--.*|\\.*|SET \w+ = .*;|SELECT pg_catalog\.set_config.*;)\n", "", dumped, flags=re.M)
    return re.sub(r"\n{2,}", "\n", text).lstrip("\n")


def _fits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(FITS, [POSTGRES_MAJOR])
        return cursor.fetchone()[0]
