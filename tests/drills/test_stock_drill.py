"""Five hundred shoppers at once, over HTTP, for fifty pieces; and carts with the same goods in any order."""

import http.client
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from catalog.models import Reservation
from catalog.services import stock
from mall.roof.bench.server import serving
from mall.roof.bench.visitor import UnexpectedError, Visitor, session_of
from orders.models import Order, Trade
from orders.services import checkout
from orders.services.books import differences
from tests.ground.factories import at_once
from tests.orders.factories import confirmed, make_address, make_person, make_shop, make_sku, stock_of

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

SHOPPERS, PIECES, ROUNDS = 500, 50, 20
CONTROL_ROUNDS = 5


def shoppers(number: int) -> list[str]:
    """Sessions of people who have an address."""
    people = [make_person() for _ in range(number)]
    for person in people:
        make_address(person)
    return [session_of(person) for person in people]


def buy_at_once(port: int, sessions: list[str], path: str) -> Counter:
    """Everybody sees the confirmation, then everybody agrees in one moment; how the server answered."""
    gate = Barrier(len(sessions))

    def buy(session: str) -> object:
        visitor = Visitor(port, session)
        try:
            fields = visitor.confirmation(path)
        except (UnexpectedError, OSError, http.client.HTTPException) as error:
            fields, failed = None, repr(error)
        visitor.close()  # a server serves so many connections at a time, and everybody waits for everybody
        gate.wait(600)
        if fields is None:
            return failed
        try:
            return visitor.ask(path, fields).status
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            visitor.close()

    with ThreadPoolExecutor(len(sessions)) as pool:
        return Counter(pool.map(buy, sessions))


def test_five_hundred_shoppers_get_the_fifty_pieces_there_are_twenty_times():
    sessions, shop = shoppers(SHOPPERS), make_shop()
    answers: Counter = Counter()
    with serving("mall.wsgi:application", workers=2, threads=8) as (port, _pid):
        for turn in range(ROUNDS):
            sku = make_sku(shop=shop, on_hand=PIECES)
            came = buy_at_once(port, sessions, f"/checkout/?sku={sku.pk}&quantity=1")
            sys.stdout.write(f"round {turn + 1}: {dict(came)}, stock {stock_of(sku)}\n")
            answers += came
            assert Order.objects.filter(lines__sku=sku).count() == PIECES
            assert Reservation.objects.filter(sku=sku).count() == PIECES
            assert stock_of(sku) == (PIECES, PIECES)
    assert set(answers) == {302, 409}
    assert answers[302] == PIECES * ROUNDS
    assert stock.reconcile() == differences() == []


def test_without_the_guard_five_hundred_shoppers_get_more_than_there_is():
    sessions, shop = shoppers(SHOPPERS), make_shop()
    oversold = []
    with serving("tests.drills.careless:application", workers=2, threads=8) as (port, _pid):
        for turn in range(CONTROL_ROUNDS):
            sku = make_sku(shop=shop, on_hand=PIECES)
            came = buy_at_once(port, sessions, f"/checkout/?sku={sku.pk}&quantity=1")
            oversold.append(Order.objects.filter(lines__sku=sku).count() - PIECES)
            sys.stdout.write(f"control {turn + 1}: {dict(came)}, oversold {oversold[-1]}\n")
            if oversold[-1] > 0:
                return
    pytest.fail(f"the control never oversold: {oversold}")


CARTS, LINES, KINDS, AT_ONCE = 500, 4, 6, 32


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def carts(number: int):
    """Calls that place four of six SKUs each, in an order of its own."""
    skus, chance = [make_sku(on_hand=10_000) for _ in range(KINDS)], random.Random(4)
    for _ in range(number):
        buyer = make_person()
        address = make_address(buyer)
        wanted = {sku.pk: 1 for sku in chance.sample(skus, LINES)}
        yield {
            "actor": buyer,
            "address": address,
            "quantities": wanted,
            "shown": confirmed(wanted, address),
            "idempotency_key": "k",
        }


def place_at_once(calls: list[dict]) -> Counter:
    """Place them all, ``AT_ONCE`` at any time; what became of them."""

    def place(some: list[dict]) -> list[str]:
        outcomes = []
        for call in some:
            try:
                outcomes.append(type(checkout.place(**call)).__name__)
            except Exception as error:
                outcomes.append(repr(error))
        return outcomes

    parts = at_once(*[lambda n=n: place(calls[n::AT_ONCE]) for n in range(AT_ONCE)], timeout=600)
    return Counter(outcome for part in parts for outcome in part)


def test_five_hundred_carts_in_shuffled_order_never_wait_in_a_ring():
    calls, before = list(carts(CARTS)), deadlocks()

    outcomes = place_at_once(calls)

    sys.stdout.write(f"{dict(outcomes)}, deadlocks {deadlocks() - before}\n")
    assert outcomes == {"Trade": CARTS}
    assert Trade.objects.count() == CARTS
    assert deadlocks() - before == 0
    assert stock.reconcile() == []


def test_without_the_order_of_locks_they_do(monkeypatch):
    chance = random.Random(4)
    monkeypatch.setattr(stock.locks, "reach", lambda _model, pks: chance.sample(list(pks), len(pks)))
    calls, before = list(carts(AT_ONCE * 2)), deadlocks()

    outcomes = place_at_once(calls)

    sys.stdout.write(f"control: {dict(outcomes)}, deadlocks {deadlocks() - before}\n")
    assert deadlocks() - before > 0
