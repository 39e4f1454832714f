"""``manage.py migrate``: Django's own, that begins on an empty database with the schema in one piece."""

from __future__ import annotations

from django.core.management.commands import migrate

from mall.roof import schema


class Command(migrate.Command):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="run each migration, also when empty")

    def handle(self, *args, step_by_step: bool = False, **options):
        partly = options["app_label"] or options["fake"] or options["plan"] or options["check_unapplied"]
        if not (step_by_step or partly) and schema.load() and options["verbosity"]:
            self.stdout.write("Loaded the schema into an empty database.")
        super().handle(*args, **options)
