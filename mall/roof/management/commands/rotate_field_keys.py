"""Bring all encrypted columns under the newest of FIELD_KEYS, so that the older keys can be dropped."""

from django.core.management.base import BaseCommand, CommandError

from mall import crypto
from mall.accounts.services import second_factors


class Command(BaseCommand):
    help = (
        "Re-encrypt identity data with the newest key. Prepend the new key to FIELD_KEYS and restart"
        " everything first. Safe beside a running mall, and safe to interrupt and start again."
    )

    def handle(self, **options):
        total = 0
        for model, field in crypto.encrypted_columns():
            name, done = f"{model._meta.label}.{field.name}", 0
            try:
                for rewritten in crypto.rotate_column(model, field):
                    done += rewritten
                    if rewritten:
                        self.stdout.write(f"{name}: {done}")
            except crypto.WrongKey as error:
                raise CommandError(str(error)) from error
            total += done
        total += self._second_factors()
        if total:
            # What was written under the old key while this ran is behind us: only an idle run proves the end.
            self.stdout.write(f"{total} values rewritten. Run once more; at 0 the older keys can be dropped.")
        else:
            self.stdout.write(
                self.style.SUCCESS("0 values left to rewrite: every key but the first can be dropped.")
            )

    def _second_factors(self) -> int:
        try:
            rewritten = second_factors.rotate_secrets()
        except crypto.WrongKey as error:
            raise CommandError(str(error)) from error
        if rewritten:
            self.stdout.write(f"second factors: {rewritten}")
        return rewritten
