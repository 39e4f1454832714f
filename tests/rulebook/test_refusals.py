"""A refusal reaches the person in words, and is counted for its clause."""

import logging

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from mall import locks
from mall.accounts.models import User
from mall.errors import DomainError, TryAgain
from mall.rulebook import rule as rulebook
from mall.rulebook.boundary import recorded, shown
from mall.rulebook.models import Refusal
from mall.rulebook.rule import Rule
from mall.urls import urlpatterns as mall_urls

from .factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def term(monkeypatch) -> Rule:
    monkeypatch.setattr(rulebook, "_registry", {})
    return Rule("E14")


class NameForm(forms.Form):
    name = forms.CharField()


@locks.service
def rename(*, actor, name):
    """A service of the tests' own: writes first, then refuses."""
    User.objects.create_user(email="half-done@example.com")
    errors = {
        "rule": lambda: rulebook.get("E14").refuse("太<晚>了", field="name"),
        "other field": lambda: rulebook.get("E14").refuse("太晚了", field="no such field"),
        "plain": lambda: _raise(DomainError("写错了", field="name")),
        "busy": lambda: _raise(TryAgain()),
        "bug": lambda: _raise(RuntimeError("a bug")),
    }
    errors.get(name, lambda: None)()


def _raise(error):
    raise error


def unhandled(request, kind):
    rename(actor=request.user, name=kind)
    return HttpResponse("done")


def with_form(request, kind):
    form = NameForm({"name": kind})
    with shown(request, form=form) as outcome:
        rename(actor=request.user, name=kind)
    if outcome.ok:
        return HttpResponse("done")
    return HttpResponse(f"{form['name'].errors}|{form.non_field_errors()}", status=outcome.status)


def with_message(request, kind):
    with shown(request) as outcome:
        rename(actor=request.user, name=kind)
    return HttpResponse("|".join(str(message) for message in get_messages(request)), status=outcome.status)


urlpatterns = [
    path("unhandled/<str:kind>/", unhandled, name="unhandled"),
    path("form/<str:kind>/", with_form, name="with-form"),
    path("message/<str:kind>/", with_message, name="with-message"),
    *mall_urls,
]


@pytest.mark.parametrize(
    ("kind", "status", "recorded"), [("rule", 409, 1), ("plain", 409, 0), ("busy", 503, 0), ("fine", 200, 0)]
)
@pytest.mark.parametrize("view", ["unhandled", "form", "message"])
def test_each_kind_of_error_has_its_status_and_only_a_clause_is_counted(client, view, kind, status, recorded):
    response = client.get(f"/{view}/{kind}/")

    assert response.status_code == status
    assert Refusal.objects.count() == recorded
    assert User.objects.filter(email="half-done@example.com").exists() is (kind == "fine")


@pytest.mark.parametrize("view", ["unhandled", "form", "message"])
def test_a_bug_is_not_dressed_up_as_a_refusal(client, view):
    with pytest.raises(RuntimeError, match="a bug"):
        client.get(f"/{view}/bug/")


def test_a_refusal_is_recorded_with_who_and_the_view_but_no_address(client):
    person = make_person()
    client.force_login(person)

    client.get("/unhandled/rule/?phone=13800000000")

    refusal = Refusal.objects.get()
    assert (refusal.clause, refusal.actor, refusal.where, refusal.message) == (
        "E14",
        person,
        "unhandled",
        "太<晚>了",
    )


def test_an_anonymous_refusal_is_recorded_without_a_person(client):
    client.get("/unhandled/rule/")

    assert Refusal.objects.get().actor is None


def test_the_page_says_what_is_wrong_and_links_to_the_clause(client):
    page = client.get("/unhandled/rule/", headers={"referer": "http://testserver/cart/"}).content.decode()

    assert "太&lt;晚&gt;了" in page
    assert 'href="/rules/#E14"' in page
    assert 'href="http://testserver/cart/"' in page
    assert "<h1>" in page


def test_the_page_never_leads_back_to_a_strange_site(client):
    page = client.get("/unhandled/rule/", headers={"referer": "https://evil.example/"}).content.decode()

    assert "evil.example" not in page


def test_a_busy_mall_says_when_to_try_again(client):
    response = client.get("/unhandled/busy/")

    assert response["Retry-After"] == "5"
    assert "请重试" in response.content.decode()


def test_htmx_gets_the_words_without_a_page(client):
    page = client.get("/unhandled/rule/", headers={"HX-Request": "true"}).content.decode()

    assert "太&lt;晚&gt;了" in page
    assert "<html" not in page


def test_the_words_stand_at_the_field_that_they_concern(client):
    field, whole = client.get("/form/rule/").content.decode().split("|")

    assert "太&lt;晚&gt;了" in field
    assert '<a href="/rules/#E14">条款 E14</a>' in field
    assert whole == ""


def test_words_for_a_field_that_the_form_lacks_stand_at_the_top(client):
    field, whole = client.get("/form/other field/").content.decode().split("|")

    assert field == ""
    assert "太晚了" in whole


def test_a_plain_error_cites_no_clause(client):
    assert "/rules/" not in client.get("/form/plain/").content.decode()


def test_without_a_form_the_words_are_a_message(client):
    assert (
        client.get("/message/rule/").content.decode() == '太&lt;晚&gt;了 <a href="/rules/#E14">条款 E14</a>'
    )


def test_a_task_records_its_refusal(caplog):
    person = make_person()

    with caplog.at_level(logging.INFO), recorded(where="orders.tasks.close", actor=person) as outcome:
        rename(actor=person, name="rule")

    assert outcome.ok is False
    refusal = Refusal.objects.get()
    assert (refusal.where, refusal.actor) == ("orders.tasks.close", person)
    assert "太" not in caplog.text


def test_a_task_that_goes_well_records_nothing():
    with recorded(where="orders.tasks.close") as outcome:
        rename(actor=None, name="fine")

    assert outcome.ok is True
    assert Refusal.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_record_that_fails_does_not_hide_the_words(client, caplog):
    ghost = make_person()
    client.force_login(ghost)

    with override_settings(MIDDLEWARE=[*_middleware(), f"{__name__}.forget_the_person"]):
        response = client.get("/unhandled/rule/")

    assert response.status_code == 409
    assert Refusal.objects.count() == 0
    assert "was not recorded" in caplog.text


def forget_the_person(get_response):
    """The person's account is erased while the request runs."""

    def respond(request):
        request.user.is_authenticated  # noqa: B018 - loads the person
        User.objects.filter(pk=request.user.pk).delete()
        return get_response(request)

    return respond


def _middleware():
    from django.conf import settings

    return settings.MIDDLEWARE
