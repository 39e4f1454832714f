import os
import subprocess
import sys
import threading
from contextlib import suppress

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.functional import SimpleLazyObject

from mall import locks
from mall.accounts.models import User
from mall.errors import TryAgain
from mall.rulebook.models import Resolution
from merchants.models import Shop, Violation
from tests.catalog.factories import make_draft
from tests.ground.factories import at_once, make_person


def make_shops(count: int) -> list[Shop]:
    return [Shop.objects.create(slug=f"shop-{n}", name=f"店 {n}") for n in range(count)]


@pytest.mark.django_db
def test_a_lock_outside_a_service_is_a_programming_error():
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.lock(User, [1])


@pytest.mark.django_db
def test_a_wrong_order_is_refused_and_the_right_one_is_not():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def right():
        return locks.lock_one(person), locks.lock_one(shop), locks.lock_one(shop)

    @locks.service
    def wrong():
        locks.lock_one(shop)
        locks.lock_one(person)

    assert right() == (person, shop, shop)
    with pytest.raises(locks.LockOrderError, match="user must be locked before shop"):
        wrong()


@pytest.mark.django_db
def test_rows_of_one_kind_are_taken_upwards_but_one_that_is_held_may_be_taken_again():
    one, two = make_shops(2)

    @locks.service
    def upwards():
        return locks.lock_one(one), locks.lock_one(two), locks.lock_one(one)

    @locks.service
    def downwards():
        locks.lock_one(two)
        locks.lock_one(one)

    assert upwards() == (one, two, one)
    with pytest.raises(locks.LockOrderError, match=f"shop {one.pk} must be locked before {two.pk}"):
        downwards()


@pytest.mark.django_db
def test_a_nested_service_keeps_to_the_order_of_its_caller():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def inner():
        return locks.lock_one(person)

    @locks.service
    def outer():
        locks.lock_one(shop)
        inner()

    with pytest.raises(locks.LockOrderError):
        outer()
    assert inner() == person


@pytest.mark.django_db
def test_what_a_failed_attempt_locked_no_longer_counts():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def fails():
        locks.lock_one(shop)
        raise ValueError

    @locks.service
    def outer():
        with pytest.raises(ValueError), locks.attempt():
            fails()
        return locks.lock_one(person)

    assert outer() == person


@pytest.mark.django_db
def test_what_refuses_a_nested_service_closes_the_one_around_it_unless_it_was_an_attempt():
    @locks.service
    def fail():
        make_shops(1)
        raise ValueError

    @locks.service
    def go_on():
        with suppress(ValueError):
            fail()
        return Shop.objects.count()

    @locks.service
    def around():
        with suppress(ValueError), locks.attempt():
            fail()
        return Shop.objects.count()

    with pytest.raises(transaction.TransactionManagementError):
        go_on()
    assert around() == 0


def test_an_attempt_is_made_inside_a_service_only():
    with pytest.raises(locks.LockOrderError), locks.attempt():
        pass


@pytest.mark.django_db
def test_a_model_without_a_place_in_the_order_is_not_locked():
    @locks.service
    def wrong():
        locks.lock(Resolution, [1])

    with pytest.raises(locks.LockOrderError, match="no lock_rank"):
        wrong()


@pytest.mark.django_db
def test_rows_come_back_fresh_by_ascending_key_and_missing_ones_are_left_out():
    one, two = make_shops(2)
    Shop.objects.filter(pk=one.pk).update(intro="新")

    @locks.service
    def lock():
        return locks.lock(Shop, [two.pk, one.pk, two.pk, 0])

    found = lock()

    assert list(found) == [one.pk, two.pk]
    assert found[one.pk].intro == "新"


@pytest.mark.django_db
def test_locking_a_row_that_is_gone_says_so():
    (shop,) = make_shops(1)
    Shop.objects.filter(pk=shop.pk).delete()

    with pytest.raises(Shop.DoesNotExist):
        locks.service(lambda: locks.lock_one(shop))()


@pytest.mark.django_db
def test_a_lazy_request_user_is_locked_like_any_other():
    person = make_person()
    lazy = SimpleLazyObject(lambda: person)

    assert locks.service(lambda: locks.lock_one(lazy))() == person


@pytest.mark.django_db
def test_shared_locks_keep_to_the_order_too():
    person, (shop,) = make_person(), make_shops(1)

    @locks.service
    def wrong():
        locks.share(Shop, [shop.pk])
        locks.lock_one(person)

    with pytest.raises(locks.LockOrderError, match="user must be locked before shop"):
        wrong()
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.share(Shop, [shop.pk])


@pytest.mark.django_db
def test_who_shares_a_row_can_not_lock_it_any_more():
    (shop,) = make_shops(1)

    @locks.service
    def rise():
        locks.share(Shop, [shop.pk])
        locks.share(Shop, [shop.pk])
        locks.lock(Shop, [shop.pk])

    @locks.service
    def stay():
        locks.lock(Shop, [shop.pk])
        locks.share(Shop, [shop.pk])
        return sorted(locks.lock(Shop, [shop.pk]))

    with pytest.raises(locks.LockOrderError, match=f"shop {shop.pk} is shared"):
        rise()
    assert stay() == [shop.pk]


@pytest.mark.django_db
def test_rows_that_an_update_will_lock_keep_to_the_order():
    shops = make_shops(2)

    @locks.service
    def wrong():
        locks.reach(Shop, [shops[1].pk])
        locks.lock(Shop, [shops[0].pk])

    @locks.service
    def right():
        return locks.reach(Shop, [shop.pk for shop in reversed(shops)])

    with pytest.raises(locks.LockOrderError, match=f"shop {shops[0].pk} must be locked before {shops[1].pk}"):
        wrong()
    assert right() == [shops[0].pk, shops[1].pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("take", "patience", "together"), [(locks.share, 10, True), (locks.lock, 0.5, False)]
)
def test_several_may_share_a_row_at_once_where_only_one_may_lock_it(take, patience, together):
    (shop,) = make_shops(1)
    inside = threading.Barrier(2)

    @locks.service
    def hold() -> bool:
        take(Shop, [shop.pk])
        try:
            inside.wait(patience)
        except threading.BrokenBarrierError:
            return False
        return True

    assert at_once(hold, hold) == [together, together]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_at_a_locked_one_is_inserted_without_waiting():
    product = make_draft(shop=make_shops(1)[0])
    both = threading.Barrier(2)

    @locks.service
    def holds_the_shop_and_wants_the_product():
        locks.lock_one(product.shop)
        both.wait(10)
        locks.lock_one(product)
        return "done"

    @locks.service
    def holds_the_product_and_points_at_the_shop():
        locks.lock_one(product)
        both.wait(10)
        Violation.objects.create(shop=product.shop, clause="A7.1", facts="假货")
        return "done"

    # A deadlock would run one of them again, and it would find nobody at the barrier.
    outcomes = at_once(holds_the_shop_and_wants_the_product, holds_the_product_and_points_at_the_shop)

    assert outcomes == ["done", "done"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), [(locks.share, locks.lock), (locks.lock, locks.share)])
def test_who_changes_a_row_and_who_shares_it_wait_for_each_other(first, second):
    (shop,) = make_shops(1)
    inside, done = threading.Event(), threading.Event()

    @locks.service
    def holds():
        first(Shop, [shop.pk])
        inside.set()
        return done.wait(1)

    @locks.service
    def wants():
        inside.wait(10)
        second(Shop, [shop.pk])
        done.set()

    assert at_once(holds, wants) == [False, None]


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


@pytest.mark.django_db(transaction=True)
def test_one_threads_locks_are_no_concern_of_anothers():
    (shop,) = make_shops(1)
    person = make_person()
    inside, done = threading.Event(), threading.Event()

    @locks.service
    def holds():
        locks.lock_one(shop)
        inside.set()
        done.wait(10)

    @locks.service
    def meanwhile():
        inside.wait(10)
        try:
            return locks.lock_one(person)
        finally:
            done.set()

    assert at_once(holds, meanwhile) == [None, person]
    with pytest.raises(locks.LockOrderError):
        locks.lock(User, [person.pk])


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

    assert told.stdout.strip() == "-c lock_timeout=3s"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("keys", "together"), [((1, 1), False), ((1, 2), True)])
def test_one_at_a_time_does_what_is_done_alone_and_no_row_is_held(keys, together):
    inside = threading.Barrier(2)

    def doing(key: int):
        @locks.service
        def hold() -> bool:
            locks.alone("import", key)
            locks.alone("import", key)
            try:
                inside.wait(10 if together else 0.5)
            except threading.BrokenBarrierError:
                return False
            return True

        return hold

    assert at_once(*(doing(key) for key in keys)) == [together, together]


@pytest.mark.django_db
def test_what_is_done_alone_is_asked_for_before_any_row():
    (shop,) = make_shops(1)

    @locks.service
    def wrong():
        locks.lock_one(shop)
        locks.alone("import", shop.pk)

    with pytest.raises(locks.LockOrderError, match="import must be taken before shop"):
        wrong()
    with pytest.raises(locks.LockOrderError, match=r"@locks\.service"):
        locks.alone("import", shop.pk)
