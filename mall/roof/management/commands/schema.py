"""``manage.py schema``: write the schema file anew, after a migration was added or changed."""

from __future__ import annotations

import subprocess

from django.core.management import BaseCommand, CommandError

from mall.roof import schema


class Command(BaseCommand):
    help = "Run all migrations on an empty database and write what they make to mall/roof/schema/schema.sql."
    requires_system_checks = []

    def handle(self, **options) -> None:
        try:
            made = schema.made_by_migrations()
        except subprocess.CalledProcessError as error:
            raise CommandError(f"pg_dump: {error.stderr.strip()}") from error
        schema.FILE.write_text(made)
        self.stdout.write(f"{schema.FILE}: {len(made.splitlines())} lines")
