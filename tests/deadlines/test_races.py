"""Several hands on one clock at once, with real threads on connections of their own."""

import time
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from mall import locks
from mall.accounts.models import User
from mall.deadlines import services
from mall.deadlines import sweep as sweeping
from mall.deadlines.models import Clock
from mall.deadlines.sweep import BACK_OFF, BUSY_PAUSE, LOST_IN_A_ROW, sweep

from .factories import HOUR, NOON, STAGE, effects, in_threads, make_clock, make_clocks

pytestmark = pytest.mark.django_db(transaction=True)
DUE = NOON + HOUR


def test_two_sweeps_fire_two_hundred_clocks_once_each(alarm):
    subjects = [clock.subject_id for clock in make_clocks(alarm.rule, 200)]

    handled = in_threads(lambda: sweep(now=DUE), lambda: sweep(now=DUE))

    assert sum(handled) == 200
    assert sorted(effects()) == subjects


def test_two_sweeps_share_the_work(alarm):
    alarm.then.append(lambda *_: time.sleep(0.005))
    make_clocks(alarm.rule, 60)

    handled = in_threads(lambda: sweep(now=DUE), lambda: sweep(now=DUE))

    assert min(handled) >= 15


def test_without_the_guard_some_of_the_same_clocks_fire_twice(alarm, monkeypatch):
    def unguarded(clock, now, **changes):
        return Clock.objects.filter(pk=clock.pk).update(**changes)

    monkeypatch.setattr(sweeping, "_claim", unguarded)
    monkeypatch.setattr(sweeping, "_take", lambda pk, now: Clock.objects.due(now).filter(pk=pk).first())
    alarm.then.append(lambda *_: time.sleep(0.005))
    subjects = [clock.subject_id for clock in make_clocks(alarm.rule, 60)]

    in_threads(lambda: sweep(now=DUE), lambda: sweep(now=DUE))

    assert len(effects()) > len(subjects)


def test_without_the_advisory_lock_the_guard_alone_still_fires_each_once(alarm, monkeypatch):
    monkeypatch.setattr(sweeping, "_take", lambda pk, now: Clock.objects.due(now).filter(pk=pk).first())
    alarm.then.append(lambda *_: time.sleep(0.005))
    subjects = [clock.subject_id for clock in make_clocks(alarm.rule, 60)]

    in_threads(lambda: sweep(now=DUE), lambda: sweep(now=DUE))

    assert sorted(effects()) == subjects


def test_what_is_done_in_the_very_moment_of_expiry_is_either_met_or_expired_never_both(alarm):
    """The service locks the subject and meets the clock while a sweep fires it, forty times over."""
    for clock in make_clocks(alarm.rule, 40):
        person = User.objects.get(pk=clock.subject_id)
        met, _handled = in_threads(lambda person=person: _answer(person, alarm), lambda: sweep(now=DUE))
        sweep(now=DUE + BUSY_PAUSE)

        state = Clock.objects.get(pk=clock.pk).state
        assert (state, effects().count(person.pk)) == (("met", 0) if met else ("expired", 1))


def test_a_locked_subject_neither_stops_the_others_nor_counts_as_a_failure(alarm):
    locked, free = make_clocks(alarm.rule, 2)

    with _somebody_works_on(locked.subject_id):
        began = time.monotonic()
        assert sweep(now=DUE) == 1
        assert time.monotonic() - began < 3

    locked.refresh_from_db()
    assert (locked.state, locked.attempts, locked.wake_at) == ("running", 0, DUE + BUSY_PAUSE)
    assert sweep(now=DUE + BUSY_PAUSE) == 1
    assert effects() == [free.subject_id, locked.subject_id]


def test_a_clock_row_that_is_being_met_is_not_put_off(alarm):
    clock = make_clock(alarm.rule)

    with _somebody_works_on(
        clock.subject_id, also=lambda person: services.meet(person, alarm.rule, stage=STAGE)
    ):
        assert sweep(now=DUE) == 0

    clock.refresh_from_db()
    assert (clock.state, clock.attempts, effects()) == ("met", 0, [])


def test_clocks_that_lose_their_connection_have_failed_and_the_others_go_on(alarm):
    *killing, last = make_clocks(alarm.rule, LOST_IN_A_ROW + 2)

    def lose_it(clock, subject, now):
        if clock.pk != last.pk:
            _terminate_own_backend()

    alarm.then.append(lose_it)

    assert in_threads(lambda: sweep(now=DUE)) == [1]
    assert effects() == [last.subject_id]
    left = Clock.objects.running().order_by("pk").values_list("pk", "attempts", "wake_at")
    assert list(left) == [(clock.pk, 1, DUE + BACK_OFF[0]) for clock in killing]


def test_the_sweep_ends_early_where_the_database_is_away_and_counts_it_against_no_clock(alarm):
    make_clocks(alarm.rule, 5)
    alarm.then.append(lambda *_: _shut_the_database())

    try:
        assert in_threads(lambda: sweep(now=DUE)) == [0]
    finally:
        _let_in(True)
    assert list(Clock.objects.order_by().values_list("state", "attempts").distinct()) == [("running", 0)]


@locks.service
def _answer(person, alarm) -> bool:
    locks.lock_one(person)
    return services.meet(person, alarm.rule, stage=STAGE, now=DUE)


def _terminate_own_backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def _shut_the_database():
    _let_in(False)
    _terminate_own_backend()


def _let_in(allowed: bool):
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}")


@contextmanager
def _somebody_works_on(pk: int, also=None):
    """Another session keeps the person's row locked while the block runs."""
    holds, done = Event(), Event()

    def work():
        try:
            with transaction.atomic():
                person = User.objects.select_for_update().get(pk=pk)
                if also:
                    also(person)
                holds.set()
                done.wait(10)
        finally:
            connection.close()

    worker = Thread(target=work)
    worker.start()
    assert holds.wait(10)
    try:
        yield
    finally:
        done.set()
        worker.join(10)
