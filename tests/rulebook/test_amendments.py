"""Figures change by resolution, announced ahead, and never for what began before."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mall.audit.models import Act
from mall.deadlines import registry
from mall.deadlines import services as deadlines
from mall.deadlines.models import Clock
from mall.errors import DomainError
from mall.rulebook import figures, services
from mall.rulebook import rule as rulebook
from mall.rulebook.models import Amendment, Resolution
from mall.rulebook.rule import Rule, RuleError

from .factories import NOON, make_person, make_resolution

pytestmark = pytest.mark.django_db
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def term(monkeypatch) -> Rule:
    """A rule that binds merchants, with every kind of figure, and one that binds staff alone."""
    monkeypatch.setattr(rulebook, "_registry", {})
    monkeypatch.setattr(registry, "_handlers", {})
    Rule("X9", figure=DAY)
    return Rule("D7.2", figure=DAY, times=2, closes=time(18, 0), grace=timedelta(0))


def amend(**over) -> Amendment:
    defaults = {
        "clause": "D7.2",
        "name": "figure",
        "value": 20 * HOUR,
        "effective_at": NOON + WEEK,
        "now": NOON,
    }
    actor = over.pop("actor", None) or make_person("add_amendment")
    resolution = over.pop("resolution", None) or make_resolution()
    return services.amend(actor=actor, resolution=resolution, **defaults | over)


@pytest.mark.rule("D10.1-2")
def test_a_figure_changes_at_its_effective_time_and_not_before(term):
    amend()
    figures.forget()

    assert term.figure(at=NOON + WEEK - timedelta(seconds=1)) == DAY
    assert term.figure(at=NOON + WEEK) == 20 * HOUR


@pytest.mark.rule("D10.1-2")
@pytest.mark.parametrize("short", [timedelta(0), WEEK - timedelta(seconds=1)])
def test_merchants_and_shoppers_are_told_seven_days_ahead(term, short):
    with pytest.raises(RuleError) as refused:
        amend(effective_at=NOON + short)

    assert (refused.value.clause, refused.value.field) == ("D10.1-2", "effective_at")
    assert Amendment.objects.count() == 0


@pytest.mark.rule("D10.1-2")
def test_what_binds_staff_alone_may_change_at_once(term):
    assert amend(clause="X9", effective_at=NOON).effective_at == NOON


def test_the_notice_itself_can_be_amended(monkeypatch):
    amend(clause="D10.1-2", value=14 * DAY)
    figures.forget()

    assert services.notice_for("D7.2", at=NOON + WEEK) == 14 * DAY
    assert services.notice_for("D7.2", at=NOON) == WEEK


def test_no_amendment_reaches_back(term):
    with pytest.raises(DomainError):
        amend(clause="X9", effective_at=NOON - timedelta(seconds=1))


@pytest.mark.rule("D10.1-2")
def test_a_clock_keeps_the_figure_that_it_began_with(term):
    registry.on_expiry(term, "dispatch")(lambda clock, subject, now: None)
    before, after = make_person(), make_person()
    amend()
    figures.forget()

    with time_machine.travel(NOON + WEEK - HOUR, tick=False):
        deadlines.start(before, term, stage="dispatch", owner=("shop", 1))
    with time_machine.travel(NOON + WEEK + HOUR, tick=False):
        deadlines.start(after, term, stage="dispatch", owner=("shop", 1))

    terms = {clock.subject_id: clock.due_at - clock.started_at for clock in Clock.objects.all()}
    assert terms == {before.pk: DAY, after.pk: 20 * HOUR}
    assert figures.decode(Clock.objects.get(subject_id=before.pk).figure) == DAY


def test_an_amendment_is_on_record_with_its_resolution(term):
    actor, resolution = make_person("add_amendment"), make_resolution()

    amendment = amend(actor=actor, resolution=resolution)

    assert (amendment.announced_by, amendment.announced_at, amendment.resolution) == (actor, NOON, resolution)
    act = Act.objects.get(verb="rulebook.amend")
    assert (act.actor_id, act.rule, act.reason) == (actor.pk, "D7.2", resolution.number)


def test_only_who_may_amend_amends(term):
    with pytest.raises(PermissionDenied):
        amend(actor=make_person("add_resolution"))
    assert Amendment.objects.count() == 0


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"clause": "Z9"}, "clause"),
        ({"clause": "E14"}, "clause"),
        ({"name": "no such"}, "name"),
        ({"value": 20}, "value"),
        ({"value": time(20, 0)}, "value"),
        ({"value": "20:00"}, "value"),
        ({"value": timedelta(0)}, "value"),
        ({"value": -HOUR}, "value"),
        ({"value": timedelta(days=4_000)}, "value"),
        ({"value": timedelta(hours=1, microseconds=1)}, "value"),
        ({"name": "times", "value": 0}, "value"),
        ({"name": "times", "value": -1}, "value"),
        ({"name": "times", "value": True}, "value"),
        ({"name": "times", "value": 2.0}, "value"),
        ({"name": "times", "value": 10**13}, "value"),
        ({"name": "closes", "value": time(18, 0, 1)}, "value"),
        ({"name": "closes", "value": time(18, 0, tzinfo=UTC)}, "value"),
        ({"name": "grace", "value": -HOUR}, "value"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused_by_the_field(term, over, field):
    with pytest.raises(DomainError) as refused:
        amend(**over)

    assert refused.value.field == field
    assert Amendment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"), [("times", 3), ("closes", time(17, 30)), ("grace", HOUR), ("grace", timedelta(0))]
)
def test_every_kind_of_figure_can_be_amended(term, name, value):
    amend(name=name, value=value)
    figures.forget()

    assert term.figure(name, at=NOON + WEEK) == value


def test_two_amendments_from_one_moment_are_refused_in_words(term):
    amend()

    with pytest.raises(DomainError) as refused:
        amend(value=22 * HOUR)
    assert refused.value.field == "effective_at"


def test_the_latest_of_several_amendments_is_in_force(term):
    amend(effective_at=NOON + 2 * WEEK, value=10 * HOUR)
    amend(effective_at=NOON + WEEK)
    figures.forget()

    assert [term.figure(at=NOON + weeks * WEEK) for weeks in (0, 1, 2)] == [DAY, 20 * HOUR, 10 * HOUR]
    assert figures.ahead("D7.2", "figure", NOON + WEEK) == [(NOON + 2 * WEEK, 10 * HOUR)]


def test_a_naive_effective_time_is_a_programming_error(term):
    with pytest.raises(ValueError, match="aware"):
        amend(effective_at=datetime(2027, 1, 1))  # noqa: DTZ001 - the point


def test_an_amendment_is_never_altered(term):
    amend()

    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(value=1)


def test_a_figure_is_read_once_for_many_questions(term, django_assert_num_queries):
    amend()
    figures.forget()

    with django_assert_num_queries(1):
        assert [term.figure(at=NOON) for _ in range(5)] == [DAY] * 5


@pytest.mark.rule("D10.1-2")
def test_a_resolution_is_recorded_by_who_may():
    actor = make_person("add_resolution")

    resolution = make_resolution(actor=actor, number=" 2026-7 ")

    assert (resolution.number, resolution.recorded_by) == ("2026-7", actor)
    assert Act.objects.get(verb="resolution.record").subject_id == resolution.pk


def test_a_resolution_needs_the_permission():
    with pytest.raises(PermissionDenied):
        make_resolution(actor=make_person("add_amendment"))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"number": " "}, "number"),
        ({"title": ""}, "title"),
        ({"text": "\n"}, "text"),
        ({"passed_on": date(2999, 1, 1)}, "passed_on"),
    ],
)
def test_an_incomplete_resolution_is_refused_by_the_field(over, field):
    with pytest.raises(DomainError) as refused:
        make_resolution(**over)

    assert refused.value.field == field
    assert Resolution.objects.count() == 0


def test_a_resolution_number_is_used_once():
    make_resolution(number="2026-7")

    with pytest.raises(DomainError) as refused:
        make_resolution(number="2026-7")
    assert refused.value.field == "number"
