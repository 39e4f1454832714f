"""Fill an empty mall with demo data."""

from __future__ import annotations

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from mall.roof.demo import build
from merchants.models import Shop


class Command(BaseCommand):
    help = "Fill an empty mall with shops, goods, people and orders to look around in."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where shops exist")

    def handle(self, *, if_empty: bool, **options):
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo publishes its passwords, so it is made beside the embedded engines only."
            )
        if Shop._meta.db_table not in connection.introspection.table_names():
            raise CommandError(
                "The database has no tables yet: run `manage.py migrate` first, or `make run`."
            )
        if Shop.objects.exists():
            if if_empty:
                return
            raise CommandError("This mall has shops already; the demo is made only in an empty one.")
        build.demo_mall(now=timezone.now(), say=self.stdout.write)
