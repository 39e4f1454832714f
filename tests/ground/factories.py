"""What the tests of the ground need: people, and threads that really run at once."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from catalog.models import SKU, Place
from mall.accounts.models import User
from mall.money import FenField
from merchants.models import Shop
from staff.models import Breach, Employee
from tests.ground.people import make_account

_numbers = itertools.count(1)


def make_person(**over) -> User:
    return make_account(**{"email": f"person{next(_numbers)}@example.test"} | over)


def make_shops(count: int) -> list[Shop]:
    return [Shop.objects.create(slug=f"shop-{n}", name=f"店 {n}") for n in range(count)]


def at_once(*calls: Callable[[], object], timeout: float = 30) -> list[object]:
    """Run ``calls`` in a thread each, released together; what each returned, or the exception it raised."""
    gate = threading.Barrier(len(calls))
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout)
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return outcomes


def in_turn(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Run ``second`` between what ``first`` does and its commit; what each returned, or raised.

    Nothing is left to luck: ``first`` commits once ``second`` is seen waiting for what it holds, so that
    whatever ``second`` has looked at by then without a lock is out of date.
    """
    done = threading.Event()

    def hold():
        try:
            with transaction.atomic():
                result = first()
                done.set()
                _await_waiter()
            return result
        finally:
            done.set()

    def follow():
        done.wait(10)
        return second()

    return at_once(hold, follow)


def _await_waiter(timeout: float = 10) -> None:
    """Until another session waits for a lock of this one. Raises TimeoutError where none comes."""
    ends = time.monotonic() + timeout
    with connection.cursor() as cursor:
        while time.monotonic() < ends:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)
    raise TimeoutError("nobody came to wait: the other locks nothing that this one holds")


# What a table's own constraints ask for, beyond what its columns say.
LAWFUL = {
    "catalog.Movement": lambda: {"source": Place.SUPPLIER, "target": Place.SHOP},
    "merchants.Document": lambda: {"shop": make_row(Shop)},
    "merchants.Holiday": lambda: {"until_at": timezone.now() + timedelta(days=9)},
    "orders.Entry": lambda: {"amount": 1},
    "orders.OrderLine": lambda: {"sku": make_row(SKU), "quantity": 1, "unit_price": 1, "amount": 1},
    "orders.Payout": lambda: {"held": 0, "instructed_at": timezone.now()},
    "orders.Review": lambda: {"rating": 5},
    "staff.Cycle": lambda: {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 31)},
    "staff.Decision": lambda: {"breach": make_row(Breach)},
    "staff.PayPlacement": lambda: {"employee": make_row(Employee)},
    "staff.PayRun": lambda: {"first_on": date(2026, 11, 1)},
    "staff.RosterMonth": lambda: {"first_on": date(2026, 11, 1)},
    "staff.Visit": lambda: {
        "planned_from_at": timezone.now(),
        "planned_to_at": timezone.now() + timedelta(hours=1),
    },
    "staff.LevelGrant": lambda: {"employee": make_row(Employee)},
    "staff.BlockedVisitor": lambda: {"phone_hash": "x"},
    "staff.Swap": lambda: {"payback_due_on": date(2026, 11, 30)},
    "staff.SwapShare": lambda: {"proposer_percent": 50},
    "staff.Vote": lambda: {"in_favour": 2, "against": 1, "abstained": 0},
}


def make_row(model: type[models.Model], **over) -> models.Model:
    """A row of any model with whatever rows it must hang on: for tests that walk all models."""
    if model is User:
        return make_person(**over)
    over = LAWFUL.get(model._meta.label, dict)() | over
    required = [
        field
        for field in model._meta.local_concrete_fields
        if not (field.primary_key or field.null or field.has_default() or field.has_db_default())
    ]
    values = {field.name: _filler(field) for field in required if field.name not in over}
    return model._default_manager.create(**values | over)


def _filler(field: models.Field):
    kind, number = field.get_internal_type(), next(_numbers)
    if field.is_relation:
        return make_row(field.related_model)
    if kind in {"DateTimeField", "DateField"}:
        return timezone.now() + timedelta(days=1)
    if kind == "JSONField":
        return {}
    if kind == "BooleanField":
        return False
    if isinstance(field, FenField):
        return 100
    if "Integer" in kind:
        return number
    return f"x{number}"[: field.max_length]
