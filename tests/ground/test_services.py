"""Services: all or nothing, run again after a collision or on another connection, never for ever."""

import os
import subprocess
import sys
import threading
from contextlib import suppress

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from mall import locks
from mall.errors import TryAgain
from merchants.models import Shop
from tests.ground.factories import at_once, make_shops


@pytest.mark.django_db(transaction=True)
def test_a_service_that_fails_leaves_nothing_behind():
    @locks.service
    def fails():
        make_shops(1)
        raise ValueError

    with pytest.raises(ValueError):
        fails()

    assert Shop.objects.count() == 0


def terminate(pid: int) -> None:
    """End a session from another one."""
    its = connection.settings_dict
    where = {"host": its["HOST"], "port": its["PORT"] or None, "user": its["USER"], "dbname": its["NAME"]}
    with psycopg.connect(**where, password=its["PASSWORD"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def own_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_service_whose_connection_breaks_runs_once_more_on_another():
    sessions = []

    @locks.service
    def breaks_once():
        sessions.append(own_session())
        make_shops(1)
        if len(sessions) == 1:
            terminate(sessions[0])
        return Shop.objects.count()

    assert breaks_once() == 1
    assert (len(set(sessions)), Shop.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_it_does_not_where_the_connection_breaks_again_or_over_the_commit():
    runs = []

    @locks.service
    def breaks(at_commit: bool):
        runs.append(at_commit)
        make_shops(1)
        terminate(own_session())
        return at_commit or Shop.objects.count()

    for at_commit in (False, True):
        with pytest.raises(OperationalError):
            breaks(at_commit)
        connection.close()

    assert (runs, Shop.objects.count()) == ([False, False, True], 0)


def cross(first: Shop, second: Shop, gate: threading.Barrier, runs: list[int]):
    """Update two rows in the given order, so that two of these the other way round deadlock."""

    def call() -> str:
        runs.append(first.pk)
        Shop.objects.filter(pk=first.pk).update(version=first.version + 1)
        if not gate.broken:
            with suppress(threading.BrokenBarrierError):
                gate.wait(15)
        Shop.objects.filter(pk=second.pk).update(version=second.version + 1)
        return "done"

    return call


@pytest.mark.django_db(transaction=True)
def test_the_loser_of_a_deadlock_is_run_again_and_succeeds():
    one, two = make_shops(2)
    gate, runs = threading.Barrier(2), []

    def loses_no_more(call):
        def run():
            try:
                return locks.service(call)()
            finally:
                gate.abort()

        return run

    outcomes = at_once(loses_no_more(cross(one, two, gate, runs)), loses_no_more(cross(two, one, gate, runs)))

    assert outcomes == ["done", "done"]
    assert len(runs) == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_retry_the_loser_of_the_same_deadlock_fails():
    one, two = make_shops(2)
    gate, runs = threading.Barrier(2), []

    outcomes = at_once(
        transaction.atomic(cross(one, two, gate, runs)), transaction.atomic(cross(two, one, gate, runs))
    )

    assert sorted(type(outcome) for outcome in outcomes if outcome != "done") == [OperationalError]
    assert len(runs) == 2


def always_collides(runs: list[int]):
    def call() -> None:
        runs.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    return call


@pytest.mark.django_db(transaction=True)
def test_after_three_collisions_the_person_is_asked_to_try_again():
    runs: list[int] = []

    with pytest.raises(TryAgain, match="请重试"):
        locks.service(always_collides(runs))()

    assert len(runs) == locks.ATTEMPTS == 3


@pytest.mark.django_db(transaction=True)
def test_inside_somebody_elses_transaction_a_collision_is_not_run_again():
    runs: list[int] = []

    with pytest.raises(TryAgain), transaction.atomic():
        locks.service(always_collides(runs))()

    assert len(runs) == 1


@pytest.mark.django_db(transaction=True)
def test_a_nested_service_leaves_the_retry_to_the_outermost():
    runs: list[int] = []
    inner = locks.service(always_collides(runs))

    with pytest.raises(TryAgain):
        locks.service(lambda: inner())()

    assert len(runs) == 3


@pytest.mark.django_db(transaction=True)
def test_any_other_database_error_is_raised_at_once():
    runs = []

    @locks.service
    def broken():
        runs.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE SQLSTATE '57014'; END $$")

    with pytest.raises(OperationalError):
        broken()

    assert len(runs) == 1


def patient(**limits: str):
    """This thread's connection, opened anew with the limits that a web process sets."""
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    known = connection.settings_dict
    connection.settings_dict = known | {"OPTIONS": known["OPTIONS"] | {"options": options}}


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_lock_too_long_is_asked_to_try_again():
    (shop,) = make_shops(1)
    held, over = threading.Event(), threading.Event()

    @locks.service
    def imports():
        locks.lock_one(shop)
        held.set()
        over.wait(10)
        return "done"

    @locks.service
    def page():
        locks.lock_one(shop)

    def browses():
        patient(lock_timeout="100ms")
        held.wait(10)
        try:
            page()
        finally:
            over.set()

    outcomes = at_once(imports, browses)

    assert (outcomes[0], type(outcomes[1])) == ("done", TryAgain)


def test_the_web_process_limits_how_long_it_waits_for_a_lock():
    asked = "from mall.settings import DATABASES; print(DATABASES['default']['OPTIONS'].get('options'))"
    env = os.environ | {"DATABASE_POOL": "1", "DATABASE_LOCK_TIMEOUT": "3s", "MALL_TESTING": "1"}
    env |= {"DATABASE_URL": "postgresql://nobody@localhost/none", "REDIS_URL": "redis://localhost/0"}

    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == "-c lock_timeout=3s -c plan_cache_mode=force_generic_plan"
