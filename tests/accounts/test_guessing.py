"""Codes can't be guessed by asking often and from many places."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from .factories import make_user
from .steps import ask_code, ask_reset, enter_sign_in_code, is_signed_in, last_code, messages_to

pytestmark = pytest.mark.django_db


def test_codes_by_email_share_one_count_whatever_they_are_for():
    user = make_user(email="guessed@example.com")

    statuses = [
        ask_code(Client(REMOTE_ADDR="203.0.113.1"), user.email).status_code,
        ask_code(Client(REMOTE_ADDR="203.0.113.2"), user.email).status_code,
        ask_reset(Client(REMOTE_ADDR="203.0.113.3"), user.email).status_code,
    ]

    assert (statuses, len(messages_to(user.email))) == ([302, 429, 429], 1)


@pytest.mark.parametrize("contact", [{"email": "guessed@example.com"}, {}])
def test_after_ten_wrong_codes_from_anywhere_the_right_one_waits_an_hour(contact):
    user = make_user(**contact)
    login = user.email or user.phone
    start = timezone.now()
    for n in range(5):
        with time_machine.travel(start + timedelta(seconds=40 * n), tick=True):
            client = Client(REMOTE_ADDR=f"203.0.113.{n}")
            ask_code(client, login)
            for _ in range(2):
                enter_sign_in_code(client, "abcdef")

    with time_machine.travel(start + timedelta(minutes=5), tick=True):
        client = Client(REMOTE_ADDR="203.0.113.99")
        ask_code(client, login)
        enter_sign_in_code(client, last_code(login))
        assert not is_signed_in(client)
    with time_machine.travel(start + timedelta(minutes=66), tick=True):
        client = Client(REMOTE_ADDR="203.0.113.99")
        ask_code(client, login)
        enter_sign_in_code(client, last_code(login))
        assert is_signed_in(client)
