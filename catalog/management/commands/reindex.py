"""Make anew what goods are found and filtered by, while the mall is open."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db.models import Max

from catalog import search
from catalog.models import Product
from catalog.services import availability
from mall import locks

HELP = """Make the words, sounds and facets of all goods anew, in batches that hold few rows for a moment, and
correct which are in stock. Safe to stop and to repeat: --from goes on where it stopped, --missing does only
goods that were never done since the columns came."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="start", type=int, default=0, help="begin above this product's id")
        parser.add_argument("--missing", action="store_true", help="only goods without the newer columns")
        parser.add_argument("--batch", type=int, default=500)

    def handle(self, *, start, missing, batch, **options):
        products = Product.objects.order_by("pk")
        if missing:
            products = products.filter(pinyin=None)
        last = products.aggregate(last=Max("pk"))["last"] or 0
        done = 0
        while ids := list(products.filter(pk__gt=start).values_list("pk", flat=True)[:batch]):
            done += _reindex(ids)
            start = ids[-1]
            if options["verbosity"]:
                self.stdout.write(f"{done} goods, up to {start} of {last}")
        changed = availability.sweep()
        if options["verbosity"]:
            self.stdout.write(f"Done: {done} goods; {changed} were wrongly in or out of stock.")


@locks.service
def _reindex(ids: list[int]) -> int:
    locks.lock(Product, ids)
    search.index(Product.objects.select_related("category__parent").filter(pk__in=ids).order_by("pk"))
    return len(ids)
