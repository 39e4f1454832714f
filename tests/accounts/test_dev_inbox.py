"""The page that shows every code: there for a newcomer, nowhere else."""

from __future__ import annotations

import os

import pytest
from cryptography.fernet import Fernet

from mall.notifications import dispatch
from tests.fresh import ask

from .factories import make_phone, make_staff, make_user, totp_code
from .steps import last_code, sign_up

pytestmark = pytest.mark.django_db
PAGE = "/dev/inbox/"


@pytest.fixture
def shown(settings):
    settings.DEV_INBOX = True
    settings.ROOT_URLCONF = "tests.accounts.dev_urls"


def test_it_shows_the_code_that_was_sent_and_still_after_sending(client, shown):
    phone = make_phone()
    sign_up(client.__class__(), phone)
    dispatch.send_due()
    page = client.get(PAGE).content.decode()
    assert f'value="{last_code(phone)}"' in page
    assert phone in page


def test_it_is_filtered_by_address(client, shown):
    first, second = make_phone(), make_phone()
    for phone in (first, second):
        sign_up(client.__class__(), phone)
    page = client.post(PAGE, {"address": first}).content.decode()
    assert first in page
    assert second not in page


def test_it_shows_the_current_code_of_staff_and_not_of_shoppers(client, shown):
    staff = make_staff()
    make_user(totp_secret=staff.totp_secret, display_name="买家")
    page = client.get(PAGE).content.decode()
    assert page.count(totp_code(staff)) == 1
    assert "<details open" not in page  # folded: what one waits for comes first
    assert "买家" not in page


def test_it_refreshes_itself_with_and_without_scripts(client, shown):
    page = client.get(PAGE).content.decode()
    assert 'hx-trigger="every 3s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


@pytest.mark.parametrize(
    ("client_at", "status"),
    [("127.0.0.1", 200), ("127.8.0.1", 200), ("::1", 200), ("192.168.1.7", 404), ("", 404)],
)
def test_it_answers_this_machine_only(client, shown, client_at, status):
    assert client.get(PAGE, REMOTE_ADDR=client_at).status_code == status


def test_an_address_in_the_url_filters_nothing(client, shown):
    phone = make_phone()
    sign_up(client.__class__(), phone)
    assert phone in client.get(PAGE, {"address": "nobody@example.com"}).content.decode()


def test_the_page_answers_404_where_the_setting_is_off(client, settings):
    settings.ROOT_URLCONF = "tests.accounts.dev_urls"
    assert client.get(PAGE).status_code == 404


def test_in_this_run_its_address_does_not_exist(client):
    assert client.get(PAGE).status_code == 404


ASK_SETTINGS = "from mall import settings; print(settings.DEV_INBOX)"
ASK_ADDRESSES = """
import django; django.setup()
from django.urls import resolve
print(bool(resolve("/dev/inbox/")))
"""
BESIDE_ENGINES = {"MALL_EMBEDDED": "1", "DEBUG": "1"}


@pytest.mark.parametrize(
    ("changed", "asked", "printed"),
    [
        ({}, ASK_SETTINGS, "False"),
        ({"DEBUG": "1"}, ASK_SETTINGS, "False"),
        ({"MALL_EMBEDDED": "1", "DEBUG": "0"}, ASK_SETTINGS, "False"),
        (BESIDE_ENGINES, ASK_SETTINGS, "True"),
        (BESIDE_ENGINES, ASK_ADDRESSES, "True"),
    ],
)
def test_its_address_exists_only_beside_embedded_engines_and_with_debug_on(changed, asked, printed):
    kept = {
        name: os.environ[name]
        for name in ("PATH", "DATABASE_URL", "REDIS_URL", "MALL_DATA")
        if name in os.environ
    }
    keys = {"SECRET_KEY": "x" * 50, "HASH_KEY": "y", "FIELD_KEYS": Fernet.generate_key().decode()}
    environ = {**kept, **keys, "DJANGO_SETTINGS_MODULE": "mall.settings", **changed}
    answer = ask(asked, env=environ)
    assert answer.stdout.strip() == printed, answer.stderr
