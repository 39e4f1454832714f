"""By when: the to-do lists of shops, teams and people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from mall.accounts.models import User
from mall.deadlines import services
from mall.deadlines.models import Clock
from mall.deadlines.sweep import sweep
from mall.deadlines.todo import todo

from .factories import HOUR, NOON, STAGE, make_clock, make_person

pytestmark = pytest.mark.django_db


def test_a_list_holds_the_owners_running_clocks_soonest_first(alarm):
    second = make_clock(alarm.rule, owner=("shop", 1), due_at=NOON + 2 * HOUR)
    first = make_clock(alarm.rule, owner=("person", 5), due_at=NOON + HOUR)
    make_clock(alarm.rule, owner=("shop", 2))
    make_clock(alarm.rule, owner=("person", 1))
    done = make_clock(alarm.rule, owner=("shop", 1))
    services.meet(User.objects.get(pk=done.subject_id), alarm.rule, stage=STAGE)

    items = todo(("shop", 1), ("person", 5), now=NOON)

    assert [item.clock for item in items] == [first, second]
    assert [item.left for item in items] == [HOUR, 2 * HOUR]
    assert [item.subject.pk for item in items] == [first.subject_id, second.subject_id]


def test_nobodys_list_is_empty(alarm):
    make_clock(alarm.rule)

    assert todo(now=NOON) == []


def test_a_list_takes_two_queries_however_long_it_is(alarm, django_assert_num_queries):
    for _ in range(12):
        make_clock(alarm.rule)

    with django_assert_num_queries(2):
        items = todo(("team", 1), limit=10, now=NOON)
        assert len([item.subject.pk for item in items]) == 10


def test_a_list_shows_a_clock_whose_subject_is_gone(alarm):
    clock = make_clock(alarm.rule)
    User.objects.filter(pk=clock.subject_id).delete()
    Clock.objects.filter(pk=make_clock(alarm.rule).pk).update(subject_kind="gone.model")

    assert [item.subject for item in todo(("team", 1), now=NOON)] == [None, None]


@pytest.mark.parametrize(
    ("left", "tone"), [(HOUR, "ok"), (HOUR / 4, "warn"), (timedelta(0), "bad"), (-HOUR, "bad")]
)
def test_the_colour_tells_how_much_time_is_left(alarm, left, tone):
    make_clock(alarm.rule)

    (item,) = todo(("team", 1), now=NOON + HOUR - left)

    assert item.tone == tone


def test_a_clock_that_has_warned_is_shown_as_close(alarm):
    make_clock(alarm.rule, warn_before=HOUR * 3 / 4)
    sweep(now=NOON + HOUR / 4)

    (item,) = todo(("team", 1), now=NOON + HOUR / 4)

    assert item.tone == "warn"


def test_an_item_is_titled_by_its_clause_in_the_readers_language(alarm):
    make_clock(alarm.rule)
    (item,) = todo(("team", 1), now=NOON)

    with translation.override("en"):
        assert item.title == "Orders not paid in time are cancelled"
    with translation.override("zh-hans"):
        assert item.title == "未按时付款的订单自动取消"


def test_the_list_is_read_from_the_owners_index(alarm):
    person = make_person()
    row = {"rule": "E14", "stage": STAGE, "subject_kind": "accounts.user", "figure": {}, "wake_at": NOON}
    Clock.objects.bulk_create(
        Clock(**row, subject_id=n, owner_kind="shop", owner_id=n % 500, due_at=NOON) for n in range(5_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deadlines_clock")

    plan = Clock.objects.todo(("shop", 7), ("person", person.pk))[:50].explain()

    assert "clock_owner" in plan
    assert "Seq Scan" not in plan
