"""Starting, meeting, cancelling and handing over clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError

from mall import locks
from mall.deadlines import services
from mall.deadlines.models import Clock, State
from mall.deadlines.sweep import sweep
from mall.rulebook.rule import Rule

from .factories import HOUR, NOON, STAGE, effects, make_clock, make_person

pytestmark = pytest.mark.django_db


def test_a_clock_is_due_the_figure_after_its_start(alarm):
    clock = make_clock(alarm.rule)

    assert (clock.state, clock.started_at, clock.due_at, clock.wake_at) == (
        "running",
        NOON,
        NOON + HOUR,
        NOON + HOUR,
    )
    assert clock.figure == {"seconds": 3600}


def test_a_given_due_time_wins_over_the_figure_and_is_kept_as_the_term(alarm):
    clock = make_clock(alarm.rule, due_at=NOON + 3 * HOUR)

    assert (clock.due_at, clock.figure) == (NOON + 3 * HOUR, {"seconds": 3 * 3600})


def test_a_warning_wakes_the_clock_first(alarm):
    clock = make_clock(alarm.rule, warn_before=timedelta(minutes=20))

    assert (clock.warn_at, clock.wake_at) == (NOON + timedelta(minutes=40), NOON + timedelta(minutes=40))


def test_a_warning_that_would_come_before_the_start_is_left_out(alarm):
    clock = make_clock(alarm.rule, warn_before=HOUR)

    assert (clock.warn_at, clock.wake_at) == (None, NOON + HOUR)


def test_a_clock_that_no_app_handles_is_refused_at_the_start(alarm):
    with pytest.raises(LookupError):
        make_clock(alarm.rule, stage="nobody's")
    assert Clock.objects.count() == 0


def test_a_subject_that_cannot_be_locked_is_refused_at_the_start(alarm):
    with pytest.raises(locks.LockOrderError):
        make_clock(alarm.rule, subject=Group.objects.create(name="no rank"))


def test_an_unknown_kind_of_owner_is_refused(alarm):
    with pytest.raises(ValueError, match="nobody"):
        make_clock(alarm.rule, owner=("nobody", 1))


def test_a_stage_has_one_running_clock_at_most(alarm):
    clock = make_clock(alarm.rule)

    with pytest.raises(IntegrityError, match="one_running_clock_per_stage"):
        make_clock(alarm.rule, subject=_subject(clock))


def test_a_stage_may_run_again_after_it_ended(alarm):
    person = make_person()
    make_clock(alarm.rule, subject=person)
    services.meet(person, alarm.rule, stage=STAGE)

    make_clock(alarm.rule, subject=person)

    assert sorted(Clock.objects.values_list("state", flat=True)) == ["met", "running"]


@pytest.mark.parametrize(("verb", "state"), [(services.meet, State.MET), (services.cancel, State.CANCELLED)])
def test_an_ended_clock_never_fires(alarm, verb, state):
    person = make_person()
    clock = make_clock(alarm.rule, subject=person)

    assert verb(person, alarm.rule, stage=STAGE, now=NOON + HOUR / 2) is True
    assert sweep(now=NOON + 2 * HOUR) == 0

    clock.refresh_from_db()
    assert (clock.state, clock.ended_at, effects()) == (state, NOON + HOUR / 2, [])


@pytest.mark.parametrize("verb", [services.meet, services.cancel])
def test_ending_a_clock_twice_changes_nothing(alarm, verb):
    person = make_person()
    clock = make_clock(alarm.rule, subject=person)
    services.meet(person, alarm.rule, stage=STAGE, now=NOON)

    assert verb(person, alarm.rule, stage=STAGE, now=NOON + HOUR) is False

    clock.refresh_from_db()
    assert (clock.state, clock.ended_at) == ("met", NOON)


def test_a_clock_that_ran_out_is_no_longer_met(alarm):
    person = make_person()
    make_clock(alarm.rule, subject=person)
    sweep(now=NOON + HOUR)

    assert services.meet(person, alarm.rule, stage=STAGE) is False
    assert effects() == [person.pk]


def test_what_is_met_after_the_due_time_but_before_the_effect_counts_and_shows_as_late(alarm):
    person = make_person()
    clock = make_clock(alarm.rule, subject=person)

    assert services.meet(person, alarm.rule, stage=STAGE, now=NOON + 2 * HOUR) is True

    clock.refresh_from_db()
    assert clock.ended_at > clock.due_at


def test_meeting_leaves_other_stages_and_other_subjects_alone(alarm):
    mine, other = make_person(), make_person()
    make_clock(alarm.rule, subject=mine)
    make_clock(alarm.rule, subject=other)

    services.meet(mine, alarm.rule, stage=STAGE)
    services.meet(other, alarm.rule, stage="another stage")

    assert list(Clock.objects.running().values_list("subject_id", flat=True)) == [other.pk]


def test_cancelling_all_ends_every_pending_clock_of_the_subject(alarm):
    person, other = make_person(), make_person()
    make_clock(alarm.rule, subject=person)
    Clock.objects.update(state=State.DEAD, ended_at=NOON)
    make_clock(alarm.rule, subject=person)
    make_clock(alarm.rule, subject=other)

    assert services.cancel_all(person, now=NOON) == 2
    assert list(Clock.objects.pending().values_list("subject_id", flat=True)) == [other.pk]


def test_handing_over_keeps_the_times(alarm):
    clock = make_clock(alarm.rule, owner=("person", 7))

    assert services.hand_over(clock, owner=("person", 8)) is True

    after = Clock.objects.get(pk=clock.pk)
    assert (after.owner_kind, after.owner_id, after.due_at, after.wake_at) == (
        "person",
        8,
        clock.due_at,
        clock.wake_at,
    )


def test_an_ended_clock_is_not_handed_over(alarm):
    clock = make_clock(alarm.rule, owner=("person", 7))
    services.meet(_subject(clock), alarm.rule, stage=STAGE)

    assert services.hand_over(clock, owner=("person", 8)) is False
    assert Clock.objects.get(pk=clock.pk).owner_id == 7


def test_clocks_are_kept_for_ninety_days_after_their_end_and_dead_ones_longer(alarm, monkeypatch):
    monkeypatch.setattr(services, "PURGE_BATCH", 2)
    now = datetime(2027, 3, 1, tzinfo=UTC)
    ends = {State.MET: 91, State.EXPIRED: 91, State.CANCELLED: 91, State.DEAD: 91}
    for state, days in [*ends.items(), (State.MET, 90), (State.RUNNING, None)]:
        clock = make_clock(alarm.rule)
        ended_at = now - timedelta(days=days) if days else None
        Clock.objects.filter(pk=clock.pk).update(state=state, ended_at=ended_at)

    assert services.purge(now) == 3
    assert list(Clock.objects.order_by("id").values_list("state", flat=True)) == ["dead", "met", "running"]


def test_a_rule_without_that_figure_is_a_programming_error(alarm):
    with pytest.raises(KeyError):
        make_clock(alarm.rule, figure="no such figure")


def test_an_unhandled_rule_is_refused_though_its_stage_is_known(alarm):
    with pytest.raises(LookupError):
        make_clock(Rule("E13", figure=HOUR))


def _subject(clock):
    return type(make_person()).objects.get(pk=clock.subject_id)
