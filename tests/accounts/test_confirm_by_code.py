"""Who has no password and no second factor confirms by a code before security is changed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from .factories import make_phone, make_user
from .steps import ask_code, enter_sign_in_code, last_code, messages_to

pytestmark = pytest.mark.django_db

CONFIRM = "/me/security/confirm/"


@pytest.fixture(params=["phone", "email"])
def user(request, client):
    """Signed in by code some while ago."""
    contact = {"phone": make_phone()} if request.param == "phone" else {"email": "codes@example.com"}
    user = make_user(password="", **contact)
    with time_machine.travel(timezone.now() - timedelta(minutes=10), tick=True):
        ask_code(client, address_of(user))
        enter_sign_in_code(client, last_code(address_of(user)))
    return user


def address_of(user) -> str:
    return user.phone or user.email


def confirm_before(url: str) -> str:
    return f"{CONFIRM}?{urlencode({'next': url})}"


def send(client, next_url: str = ""):
    return client.post(CONFIRM, {"action": "send", "next": next_url})


def enter(client, code: str, next_url: str = ""):
    return client.post(CONFIRM, {"code": code, "next": next_url})


def test_the_whole_way_from_the_interrupted_change_to_its_end(client, user):
    new = make_phone()
    change = reverse("account_change_phone")

    asked = client.post(change, {"phone": new})
    assert asked.url == confirm_before(change)
    assert messages_to(new) == []
    page = client.get(asked.url).content.decode()
    assert user.masked_contact in page
    assert len(messages_to(address_of(user))) == 1  # the one that they signed in with: looking sends nothing
    sent = send(client, change)
    assert sent.url == confirm_before(change)
    assert "没收到？重新发送" in client.get(sent.url).content.decode()
    enter(client, last_code(address_of(user)), change)

    assert len(messages_to(new)) == 1  # the change goes on by itself


@pytest.mark.parametrize("name", ["account_set_password", "mfa_activate_totp", "mfa_add_webauthn"])
def test_a_new_way_in_is_made_only_by_who_confirmed(client, user, name):
    url = reverse(name)
    assert client.get(url).url == confirm_before(url)

    send(client, url)
    assert enter(client, last_code(address_of(user)), url).url == url

    assert client.get(url).status_code == 200


def test_a_typed_password_is_not_kept_while_the_person_confirms(client, user):
    response = client.post(reverse("account_set_password"), {"password1": "long-enough-secret"})

    assert response.url.startswith(CONFIRM)
    assert "long-enough-secret" not in str(dict(client.session))
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_wrong_code_is_told_and_the_third_one_spoils_the_code(client, user):
    send(client)
    right = last_code(address_of(user))

    for n in range(3):
        response = enter(client, "abcdef")
        assert (response.status_code, "验证码不对" in response.content.decode()) == (400, True), n

    assert enter(client, right).status_code == 400
    assert client.get(reverse("mfa_activate_totp")).url.startswith(CONFIRM)


def test_after_ten_wrong_codes_the_right_one_waits_an_hour(client, user):
    start = timezone.now()
    for n in range(4):
        with time_machine.travel(start + timedelta(minutes=2 * n), tick=True):
            send(client)
            for _ in range(3):
                enter(client, "abcdef")

    with time_machine.travel(start + timedelta(minutes=10), tick=True):
        send(client)
        response = enter(client, last_code(address_of(user)))
    assert (response.status_code, "尝试次数太多" in response.content.decode()) == (400, True)

    with time_machine.travel(start + timedelta(minutes=70), tick=True):
        ask_code(client, address_of(user))
        send(client)
        assert enter(client, last_code(address_of(user))).status_code == 302


def test_codes_are_not_sent_faster_than_any_others(client, user):
    assert [send(client).status_code for _ in range(2)] == [302, 429]


def test_who_has_just_signed_in_by_code_need_not_enter_another(client):
    user = make_user(password="")
    ask_code(client, user.phone)
    enter_sign_in_code(client, last_code(user.phone))

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_who_has_a_password_confirms_with_that(client):
    client.force_login(make_user())

    assert client.get(CONFIRM).url == reverse("account_reauthenticate")
    assert send(client).url == reverse("account_reauthenticate")


def test_a_foreign_address_is_no_way_on(client, user):
    send(client)

    assert enter(client, last_code(address_of(user)), "https://evil.example/").url == "/"
