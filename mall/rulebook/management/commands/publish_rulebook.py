"""Number the rulebook's text as a new edition where it differs from the last. Run after every migrate."""

from django.core.management.base import BaseCommand

from mall.rulebook import services


class Command(BaseCommand):
    help = (
        "Publish the register as a new edition if its text has changed; /rules/ names the edition in force."
    )

    def handle(self, *, verbosity, **options):
        edition = services.publish_edition(actor=None)
        if verbosity:
            self.stdout.write(f"Edition {edition.number} is in force.")
