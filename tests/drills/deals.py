"""What runs in the drill's processes: ``python -m tests.drills.deals open 20``, ``… report``."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mall.settings")
django.setup()

# Models can only be imported once Django is set up.
factories = import_module("tests.orders.factories")
models = import_module("orders.models")
books = import_module("orders.services.books")
stock = import_module("catalog.services.stock")
goods = import_module("catalog.models")
visitor = import_module("mall.roof.bench.visitor")
audit = import_module("mall.audit.models")

PIECES = 1_000


def open_shop(shoppers: int) -> dict:
    """A shop with goods, who ships for it, and shoppers with addresses; all are signed in."""
    shop = factories.make_shop()
    factories.make_rate(500)
    sku = factories.make_sku(shop=shop, on_hand=PIECES)
    people = [factories.make_person() for _ in range(shoppers)]
    for person in people:
        factories.make_address(person)
    return {
        "shop": shop.slug,
        "sku": sku.pk,
        "seller": visitor.session_of(factories.make_member(shop)),
        "shoppers": [visitor.session_of(person) for person in people],
    }


def report() -> dict:
    """How often each effect happened, and whatever doesn't add up."""

    def count(rows) -> int:
        return rows.count()

    journals = models.Journal.objects
    orders = models.Order.objects
    return {
        "trades": count(models.Trade.objects),
        "trades that have no order or several": sum(
            t.orders.count() != 1 for t in models.Trade.objects.all()
        ),
        "orders without a line": count(orders.filter(lines=None)),
        "orders completed": count(orders.filter(state="completed")),
        "acts of placing": count(audit.Act.objects.filter(verb="trade.place")),
        "payments that count": count(models.Payment.objects.filter(counts=True)),
        "captured twice": count(models.Payment.objects.filter(state="captured", counts=False)),
        "parcels": count(models.Shipment.objects),
        "pieces gone": PIECES - goods.Stock.objects.get().on_hand,
        "pieces reserved": goods.Stock.objects.get().reserved,
        "sales in the ledger of stock": count(goods.Movement.objects.filter(target="customer")),
        "journals": {kind: count(journals.filter(kind=kind)) for kind in sorted(_kinds())},
        "differences": [str(found) for found in (*books.differences(), *stock.reconcile())],
    }


def _kinds() -> set[str]:
    return set(models.Journal.objects.order_by().values_list("kind", flat=True).distinct())


if __name__ == "__main__":
    found = open_shop(int(sys.argv[2])) if sys.argv[1] == "open" else report()
    sys.stdout.write(json.dumps(found))
