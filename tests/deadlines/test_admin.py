"""Clocks in the admin: read by who may, tried again by who may, changed by nobody."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from mall.deadlines.models import Clock, State
from tests.merchants.factories import make_shop
from tests.rulebook.steps import enter

from .factories import NOON, make_clock, make_person

pytestmark = pytest.mark.django_db
LIST = "/admin/deadlines/clock/"


@pytest.fixture
def dead(alarm) -> Clock:
    clock = make_clock(alarm.rule)
    Clock.objects.filter(pk=clock.pk).update(state=State.DEAD, ended_at=NOON, last_error="ValueError: broken")
    return clock


def retry(client, *clocks):
    data = {"action": "revive_selected", "_selected_action": [clock.pk for clock in clocks]}
    return client.post(LIST, data)


def state(clock) -> str:
    return Clock.objects.values_list("state", flat=True).get(pk=clock.pk)


def test_the_list_is_filtered_by_state_and_clause(client, alarm, dead):
    enter(client, "view_clock")
    running = make_clock(alarm.rule)

    def found(**query):
        return list(client.get(LIST, query).context["cl"].queryset)

    assert found() == [running, dead]
    assert found(state__exact="dead") == [dead]
    assert found(rule="E14") == [running, dead]
    assert found(owner_kind__exact="shop") == []


def test_the_list_names_whom_clocks_are_about_and_who_owns_them(client, alarm):
    enter(client, "view_clock")
    shop, buyer = make_shop(name="岩下茶社"), make_person(display_name="林女士")
    make_clock(alarm.rule, subject=shop, owner=("person", buyer.pk))
    make_clock(alarm.rule, subject=buyer, owner=("shop", shop.pk))

    page = client.get(LIST).content.decode()

    assert f"店铺 #{shop.pk} 岩下茶社" in page
    assert "个人 林女士" in page
    assert f"用户 #{buyer.pk} 林女士" in page
    assert "店铺 岩下茶社" in page


def test_a_clock_shows_its_error_and_term_and_cannot_be_edited(client, dead):
    enter(client, "view_clock", "change_clock")

    page = client.get(f"{LIST}{dead.pk}/change/").content.decode()

    assert "ValueError: broken" in page
    assert "1 小时" in page
    assert client.post(f"{LIST}{dead.pk}/change/", {"state": "met"}).status_code == 403
    assert client.post(f"{LIST}{dead.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_the_list_tries_dead_clocks_again_and_says_what_it_could_not(client, alarm, dead):
    enter(client, "view_clock", "change_clock")
    running = make_clock(alarm.rule)

    response = retry(client, dead, running)

    assert (state(dead), state(running)) == ("running", "running")
    levels = [message.level_tag for message in get_messages(response.wsgi_request)]
    assert levels[-2:] == ["error", "success"]


def test_the_document_offers_another_try_for_a_dead_clock_alone(client, alarm, dead):
    enter(client, "view_clock", "change_clock")
    running = make_clock(alarm.rule)
    step = reverse("admin:deadlines_clock_revive", args=[dead.pk])

    assert step in client.get(f"{LIST}{dead.pk}/change/").content.decode()
    assert "/revive/" not in client.get(f"{LIST}{running.pk}/change/").content.decode()
    assert client.get(step).status_code == 200
    assert state(dead) == "dead"

    assert client.post(step).status_code == 302
    assert state(dead) == "running"


def test_another_try_of_what_is_no_longer_dead_is_refused_in_words(client, alarm):
    enter(client, "view_clock", "change_clock")
    running = make_clock(alarm.rule)

    response = client.post(reverse("admin:deadlines_clock_revive", args=[running.pk]))

    assert response.status_code == 409
    assert "不能重试" in response.content.decode()


def test_who_may_only_look_is_not_offered_another_try(client, dead):
    enter(client, "view_clock")

    retry(client, dead)

    assert state(dead) == "dead"
    assert client.post(reverse("admin:deadlines_clock_revive", args=[dead.pk])).status_code == 403


def test_staff_without_the_permission_see_no_clocks(client, dead):
    enter(client)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{dead.pk}/change/").status_code == 403


def test_the_list_takes_no_query_per_clock(client, alarm, django_assert_max_num_queries):
    enter(client, "view_clock")
    for _ in range(20):
        make_clock(alarm.rule)

    with django_assert_max_num_queries(12):
        assert client.get(LIST).status_code == 200
