"""What the sweep does with one clock, whatever state it and its subject are in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from mall.audit.models import Act
from mall.deadlines import registry, services
from mall.deadlines import sweep as sweeping
from mall.deadlines.models import Clock, State
from mall.deadlines.sweep import BACK_OFF, attempt, revive, sweep
from mall.deadlines.tasks import sweep_deadlines
from mall.errors import DomainError
from mall.rulebook.rule import Rule

from .factories import HOUR, NOON, STAGE, effects, make_clock, make_clocks, make_person

pytestmark = pytest.mark.django_db
DUE = NOON + HOUR


def test_a_clock_fires_at_its_due_time_and_not_before(alarm):
    clock = make_clock(alarm.rule)

    assert sweep(now=DUE - timedelta(seconds=1)) == 0
    assert sweep(now=DUE) == 1

    clock.refresh_from_db()
    assert (clock.state, clock.ended_at, effects()) == ("expired", DUE, [clock.subject_id])


def test_a_clock_fires_once_however_often_it_is_swept(alarm):
    clock = make_clock(alarm.rule)

    assert [sweep(now=DUE) for _ in range(3)] == [1, 0, 0]
    assert attempt(clock.pk, now=DUE) is False
    assert effects() == [clock.subject_id]


def test_a_clock_warns_once_and_ends_once(alarm):
    clock = make_clock(alarm.rule, warn_before=HOUR / 4)
    warn_at = DUE - HOUR / 4

    assert [sweep(now=warn_at), sweep(now=warn_at), sweep(now=DUE), sweep(now=DUE)] == [1, 0, 1, 0]

    clock.refresh_from_db()
    assert (clock.warned_at, clock.state) == (warn_at, "expired")
    assert (effects("test.warned"), effects()) == ([clock.subject_id], [clock.subject_id])


def test_a_warning_that_is_only_found_after_the_end_is_left_out(alarm):
    clock = make_clock(alarm.rule, warn_before=HOUR / 4)

    assert sweep(now=DUE) == 1

    assert (effects("test.warned"), effects()) == ([], [clock.subject_id])


def test_a_handler_without_a_warning_lets_the_warning_pass(alarm):
    silent = Rule("E13", figure=HOUR)
    registry.on_expiry(silent, STAGE)(lambda clock, subject, now: None)
    clock = make_clock(silent, warn_before=HOUR / 4)

    assert sweep(now=DUE - HOUR / 4) == 1

    clock.refresh_from_db()
    assert (clock.state, clock.wake_at) == ("running", DUE)


def test_a_stage_and_rule_have_one_handler(alarm):
    with pytest.raises(ValueError, match="two handlers"):
        registry.on_expiry(alarm.rule, STAGE)(lambda clock, subject, now: None)


def test_the_effect_may_start_the_next_clock_of_the_same_stage(alarm):
    def again(clock, subject, now):
        services.start(subject, alarm.rule, stage=STAGE, owner=("team", 1), now=now)

    alarm.then.append(again)
    make_clock(alarm.rule)

    assert sweep(now=DUE) == 1
    assert list(Clock.objects.order_by("id").values_list("state", flat=True)) == ["expired", "running"]


def test_the_clock_of_a_subject_that_is_gone_is_cancelled(alarm):
    clock = make_clock(alarm.rule)
    make_person().__class__.objects.filter(pk=clock.subject_id).delete()

    assert sweep(now=DUE) == 1

    clock.refresh_from_db()
    assert (clock.state, clock.ended_at, effects()) == ("cancelled", DUE, [])


def test_a_failing_handler_leaves_nothing_behind_and_stops_nobody(alarm):
    bad, good = make_clock(alarm.rule), make_clock(alarm.rule)
    alarm.failing.add(bad.subject_id)

    assert sweep(now=DUE) == 1

    bad.refresh_from_db()
    assert (bad.state, bad.attempts, bad.wake_at) == ("running", 1, DUE + timedelta(seconds=10))
    assert bad.last_error == "RuntimeError: the handler is broken"
    assert effects() == [good.subject_id]


def test_a_clock_backs_off_further_each_time_and_is_dead_in_the_end(alarm):
    clock = make_clock(alarm.rule)
    alarm.failing.add(clock.subject_id)
    waits = []

    with time_machine.travel(DUE, tick=False) as clock_on_the_wall:
        for _ in range(len(BACK_OFF)):
            before = Clock.objects.get(pk=clock.pk).wake_at
            sweep()
            after = Clock.objects.get(pk=clock.pk).wake_at
            waits.append(int((after - before).total_seconds()))
            clock_on_the_wall.move_to(after - timedelta(seconds=1))
            assert (sweep(), Clock.objects.get(pk=clock.pk).attempts) == (0, len(waits))
            clock_on_the_wall.move_to(after)
        sweep()

    clock.refresh_from_db()
    assert waits == [10, 60, 300, 1800]
    assert (clock.state, clock.attempts, clock.ended_at) == ("dead", 5, DUE + timedelta(seconds=2170))


def test_a_clock_that_is_mended_between_two_tries_fires(alarm):
    clock = make_clock(alarm.rule)
    alarm.failing.add(clock.subject_id)
    sweep(now=DUE)
    alarm.failing.clear()

    assert sweep(now=DUE + BACK_OFF[0]) == 1
    assert effects() == [clock.subject_id]


@pytest.mark.parametrize("changes", [{"stage": "of an app that went"}, {"subject_kind": "gone.model"}])
def test_a_clock_that_no_code_knows_backs_off_like_any_other(alarm, changes):
    clock = make_clock(alarm.rule)
    Clock.objects.filter(pk=clock.pk).update(**changes)
    good = make_clock(alarm.rule)

    assert sweep(now=DUE) == 1

    clock.refresh_from_db()
    assert (clock.state, clock.attempts) == ("running", 1)
    assert effects() == [good.subject_id]


def test_an_error_that_the_database_cannot_store_is_written_down_all_the_same(alarm):
    clock = make_clock(alarm.rule)

    def complain(*_):
        raise ValueError("a NUL \x00 and half a character \ud800")

    alarm.then.append(complain)
    sweep(now=DUE)

    clock.refresh_from_db()
    assert clock.last_error == "ValueError: a NUL  and half a character ?"


def test_failing_clocks_never_hide_the_ones_behind_them(alarm, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 3)
    clocks = make_clocks(alarm.rule, 10)
    alarm.failing.update(clock.subject_id for clock in clocks[:7])

    assert sweep(now=DUE) == 3
    assert effects() == [clock.subject_id for clock in clocks[7:]]


def test_the_sweep_takes_the_oldest_first_and_leaves_the_rest_when_its_time_is_up(alarm):
    late = make_clock(alarm.rule)
    later = make_clock(alarm.rule, now=NOON - HOUR)

    assert sweep(now=DUE, budget_seconds=0) == 1
    assert effects() == [later.subject_id]
    assert sweep(now=DUE, budget_seconds=0) == 1
    assert effects() == [later.subject_id, late.subject_id]


def test_the_task_sweeps(alarm):
    make_clock(alarm.rule)

    with time_machine.travel(DUE):
        assert sweep_deadlines() == 1


def test_back_off_says_nothing_of_a_clock_that_ended_meanwhile(alarm):
    clock = make_clock(alarm.rule)
    Clock.objects.update(state=State.MET, ended_at=NOON)

    sweeping.back_off(clock.pk, RuntimeError("too late"), now=DUE)

    clock.refresh_from_db()
    assert (clock.state, clock.attempts, clock.last_error) == ("met", 0, "")


def test_a_clock_that_was_deleted_is_nobodys_failure(alarm):
    assert attempt(4711, now=DUE) is False


def test_a_revived_clock_fires_and_the_act_names_who_revived_it(alarm):
    clock, person = _dead(alarm), _mender()

    revive(actor=person, clock=clock, now=DUE + 5 * HOUR)
    assert sweep(now=DUE + 5 * HOUR) == 1

    clock.refresh_from_db()
    assert (clock.state, clock.attempts, effects()) == ("expired", 0, [clock.subject_id])
    act = Act.objects.get(verb="clock.revive")
    assert (act.actor_id, act.subject_id, act.rule) == (person.pk, clock.pk, "E14")


def test_only_a_dead_clock_is_revived(alarm):
    with pytest.raises(DomainError):
        revive(actor=_mender(), clock=make_clock(alarm.rule))


def test_a_dead_clock_stays_dead_for_one_who_may_not_change_clocks(alarm):
    clock = _dead(alarm)

    with pytest.raises(PermissionDenied):
        revive(actor=make_person(), clock=clock)
    assert Clock.objects.get(pk=clock.pk).state == "dead"


def test_a_dead_clock_stays_dead_where_its_stage_runs_anew(alarm):
    clock = _dead(alarm)
    make_clock(alarm.rule, subject=make_person().__class__.objects.get(pk=clock.subject_id))

    with pytest.raises(DomainError):
        revive(actor=_mender(), clock=clock)


def test_a_dead_clock_is_met_by_what_it_waited_for(alarm):
    clock = _dead(alarm)
    person = make_person().__class__.objects.get(pk=clock.subject_id)

    assert services.meet(person, alarm.rule, stage=STAGE) is True
    assert Clock.objects.get(pk=clock.pk).state == "met"


def _dead(alarm) -> Clock:
    clock = make_clock(alarm.rule)
    Clock.objects.filter(pk=clock.pk).update(state=State.DEAD, ended_at=DUE, attempts=5, last_error="broken")
    return Clock.objects.get(pk=clock.pk)


def _mender():
    person = make_person(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_clock"))
    return person


def test_a_warning_that_fails_never_delays_the_end(alarm):
    clock = make_clock(alarm.rule, warn_before=HOUR * 3 / 4)
    alarm.failing.add(clock.subject_id)
    while (clock := Clock.objects.get(pk=clock.pk)).wake_at < DUE:
        sweep(now=clock.wake_at)

    assert (clock.state, clock.wake_at, clock.attempts) == ("running", DUE, 0)
    assert clock.last_error == "RuntimeError: the handler is broken"
    sweep(now=DUE)
    assert Clock.objects.get(pk=clock.pk).wake_at == DUE + BACK_OFF[0]
    alarm.failing.clear()
    assert sweep(now=DUE + BACK_OFF[0]) == 1
    assert effects() == [clock.subject_id]


def test_a_warning_that_uses_up_its_tries_long_before_the_end_is_given_up(alarm, caplog):
    clock = make_clock(alarm.rule, due_at=NOON + 12 * HOUR, warn_before=6 * HOUR)
    alarm.failing.add(clock.subject_id)
    for _ in range(len(BACK_OFF) + 1):
        sweep(now=Clock.objects.get(pk=clock.pk).wake_at)

    clock.refresh_from_db()
    assert (clock.state, clock.wake_at, clock.attempts) == ("running", NOON + 12 * HOUR, 0)
    assert clock.warned_at is not None
    assert "its warning is given up" in caplog.text


def test_a_clock_put_off_while_its_subject_is_busy_wakes_at_its_end_at_the_latest(alarm):
    clock = make_clock(alarm.rule, warn_before=timedelta(seconds=5))

    sweeping.postpone(clock.pk, now=DUE - timedelta(seconds=5))

    clock.refresh_from_db()
    assert clock.wake_at == DUE


def test_what_the_database_quotes_of_a_row_is_neither_kept_nor_logged(alarm, caplog):
    taken = make_person(email="a.person@example.com")
    clock = make_clock(alarm.rule)

    def collide(_clock, subject, _now):
        subject.__class__.objects.filter(pk=subject.pk).update(email=taken.email)

    alarm.then.append(collide)
    sweep(now=DUE)

    clock.refresh_from_db()
    kind, name = clock.last_error.split(": ")
    assert (kind, "email" in name, "example.com" in clock.last_error) == ("IntegrityError", True, False)
    assert "a.person@example.com" not in caplog.text


def test_a_clock_that_fires_costs_three_queries_and_its_effect(alarm, django_assert_num_queries):
    """Take, subject, claim, between the two of the transaction; here the effect adds nothing."""
    clock = make_clock(alarm.rule)
    registry._handlers[alarm.rule.id, STAGE] = registry.Handler(lambda *_: None, None)

    with django_assert_num_queries(5):
        assert attempt(clock.pk, now=DUE) is True
