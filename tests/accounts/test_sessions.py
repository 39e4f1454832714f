"""Who asks for a page is known from reading the session, and from nothing but what the session bears out."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpResponse
from django.urls import reverse

from mall.accounts.middleware import PersonMiddleware
from mall.accounts.models import User
from mall.accounts.sessions import SessionStore

from .factories import make_user
from .steps import sign_in

pytestmark = pytest.mark.django_db


def is_welcome(client) -> bool:
    return client.get(reverse("accounts:home")).status_code == 200


@pytest.fixture
def person(client):
    user = make_user()
    sign_in(client, user.phone)
    return user


def test_session_and_person_are_one_query(client, person, rf, django_assert_num_queries):
    request = rf.get("/")
    request.session = SessionStore(client.session.session_key)
    PersonMiddleware(lambda request: HttpResponse())(request)

    with django_assert_num_queries(1):
        assert request.user == person
        assert request.user.phone == person.phone


def test_a_session_is_written_in_one_query_and_not_after_it_has_ended(
    client, person, django_assert_num_queries
):
    session = SessionStore(client.session.session_key)
    session["seen"] = "茶"
    with django_assert_num_queries(1):
        session.save()
    assert SessionStore(session.session_key)["seen"] == "茶"

    SessionStore(session.session_key).flush()
    with pytest.raises(UpdateError):
        session.save()
    assert not SessionStore().exists(session.session_key)


@pytest.mark.parametrize("key", ['"\\000abcdefghijkl"', "é" * 32, "short", "a-b" * 12, "a" * 5_000])
def test_a_session_of_a_key_that_we_never_made_is_nobodys(client, key):
    answer = client.get(reverse("accounts:home"), headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})

    assert answer.status_code == 302


def deactivate(session, person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def change_password(session, person):
    person.set_password("a password of another day")
    person.save()


def forge_proof(session, person):
    session[HASH_SESSION_KEY] = "0" * 64


def lose_proof(session, person):
    del session[HASH_SESSION_KEY]


def use_unknown_backend(session, person):
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"


def expire(session, person):
    session.set_expiry(-1)


@pytest.mark.parametrize(
    "spoil", [deactivate, change_password, forge_proof, lose_proof, use_unknown_backend, expire]
)
def test_whom_the_session_does_not_bear_out_is_nobody(client, person, spoil):
    session = client.session
    assert is_welcome(client)

    spoil(session, person)
    session.save()

    assert not is_welcome(client)


def test_the_session_says_who_and_not_for_whom_it_was_opened(client, person):
    other = make_user(phone="+8613900139000")
    UserSession.objects.update(user=other)

    assert client.get(reverse("accounts:home")).wsgi_request.user == person


def test_a_session_that_was_opened_elsewhere_is_read_as_ever(client, person):
    UserSession.objects.all().delete()

    assert client.get(reverse("accounts:home")).wsgi_request.user == person
