"""Recompute every cached figure of money and stock, and say what doesn't agree."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from catalog.services import stock
from orders.services import books


class Command(BaseCommand):
    help = "Recompute balances, journals, refunds, reservations and stock; exit 1 over one fen or one piece."

    def handle(self, *args, **options):
        found = self._look()
        for words in found:
            self.stdout.write(words)
        if found:
            raise CommandError(f"{len(found)} differences", returncode=1)
        self.stdout.write("The books agree.")

    @transaction.atomic
    def _look(self) -> list[str]:
        """One snapshot for all the checks, so that the shop may go on selling meanwhile."""
        if not connection.savepoint_ids:  # a transaction of our own
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stocks = [
            f"SKU {row.sku_id}: {row.what} is {row.cached}, its rows sum to {row.recomputed}"
            for row in stock.reconcile()
        ]
        return books.differences() + stocks
