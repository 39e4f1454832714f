"""Publish the duties and workflows that come with the software where the mall has none yet."""

from django.core.management.base import BaseCommand

from staff.services import shipped_texts


class Command(BaseCommand):
    help = "Publish duties and workflows that come with the software and aren't there yet; others stay."

    def handle(self, *, verbosity, **options):
        made = shipped_texts.install()
        if verbosity:
            self.stdout.write(f"{made} texts published.")
