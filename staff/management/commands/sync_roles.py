"""Make the role groups equal to the table in staff/roles.py. Idempotent; run it after every migrate."""

from django.core.management.base import BaseCommand

from staff.services import roles


class Command(BaseCommand):
    help = "Create or correct the role groups and their permissions; run after migrate."

    def handle(self, *args, **options):
        groups = roles.sync()
        self.stdout.write(f"{len(groups)} role groups are in order.")
