"""Staff enter with two factors or not at all; shoppers may have a second one."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mall.accounts.services import second_factors
from mall.crypto import WrongKey

from .factories import PASSWORD, make_staff, make_user, totp_code
from .steps import ask_code, enter_sign_in_code, is_signed_in, last_code, sign_in

pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def test_staff_sign_in_with_password_and_app_and_enter_the_admin(client):
    staff = make_staff(is_superuser=True)
    answer = sign_in(client, staff.email)
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})

    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200
    assert staff.sign_ins.get().method == "password+totp"


def test_a_code_of_the_app_is_good_once(client):
    staff = make_staff()
    for browser in (client, client.__class__()):
        sign_in(browser, staff.email)
        browser.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})
    assert is_signed_in(client)
    assert not is_signed_in(browser)


def test_staff_who_sign_in_by_code_are_asked_for_the_second_factor_too(client):
    staff = make_staff()
    ask_code(client, staff.email)
    answer = enter_sign_in_code(client, last_code(staff.email))
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_staff_without_a_second_factor_are_led_to_set_one_up(client):
    staff = make_staff(totp_secret=None)
    client.force_login(staff)
    answer = client.get("/admin/")
    assert answer.url == f"{reverse('mfa_activate_totp')}?next=/admin/"


def test_staff_whose_session_was_opened_without_it_are_asked_for_it_now(client):
    staff = make_staff(is_superuser=True)
    client.force_login(staff)
    answer = client.get("/admin/accounts/user/")
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next=/admin/accounts/user/"

    answer = client.post(answer.url, {"code": totp_code(staff)})
    assert answer.url == "/admin/accounts/user/"
    assert client.get("/admin/accounts/user/").status_code == 200


def test_a_second_factor_taken_away_closes_the_admin_at_once(client):
    staff = make_staff(is_superuser=True)
    sign_in(client, staff.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})
    Authenticator.objects.filter(user=staff).delete()
    assert client.get("/admin/").url == f"{reverse('mfa_activate_totp')}?next=/admin/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_is_let_in_or_led_to_a_second_factor(client, method):
    client.force_login(make_user())
    answer = getattr(client, method)("/admin/accounts/user/")
    assert answer.status_code in (302, 403)
    assert "2fa" not in answer.get("Location", "")


def test_setting_up_an_app_shows_a_picture_that_the_content_policy_allows(
    client, django_capture_on_commit_callbacks
):
    user = make_user()
    sign_in(client, user.phone)
    client.post(
        f"{reverse('account_reauthenticate')}?next={reverse('mfa_activate_totp')}", {"password": PASSWORD}
    )
    page = client.get(reverse("mfa_activate_totp"))
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    assert "img-src 'self' data:" in page["Content-Security-Policy"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_for(page.context["form"].secret)})

    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert app.wrap().instance.data["secret"].startswith("gAAAA")  # encrypted at rest
    assert user.notices.count() == 1


@pytest.mark.parametrize("name", ["account_login", "mfa_add_webauthn", "mfa_activate_totp", "mfa_index"])
def test_pages_with_passkeys_run_under_the_strict_policy(client, name):
    if name != "account_login":
        user = make_user()
        sign_in(client, user.phone)
        client.post(f"{reverse('account_reauthenticate')}?next={reverse(name)}", {"password": PASSWORD})
    page = client.get(reverse(name))
    html = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))[^>]*>", html) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=", html) == []


def test_a_passkey_challenge_is_given_to_anybody_who_asks(client):
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert "challenge" in answer.json()["request_options"]["publicKey"]


def test_six_wrong_codes_of_the_app_are_the_end_for_five_minutes(client):
    staff = make_staff()
    sign_in(client, staff.email)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "abc"})
    client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})
    assert not is_signed_in(client)


NO_KEY = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}
MADE_UP = [
    *("", "x", "{}", "[]", "null", '{"id": 1}', "9" * 5000, "x" * 30_000),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps({"id": "!", "rawId": "!", "type": "?", "response": NO_KEY | {"authenticatorData": 5}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": NO_KEY}),
]


@pytest.mark.parametrize("credential", MADE_UP, ids=range(len(MADE_UP)))
def test_a_made_up_passkey_is_refused_without_an_error_page(client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.status_code in (200, 302, 400)
    assert not is_signed_in(client)


def test_a_made_up_passkey_is_not_added(client):
    user, add = make_user(), reverse("mfa_add_webauthn")
    sign_in(client, user.phone)
    client.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    codes = []
    for credential in MADE_UP:
        client.get(add)  # each answers a question of its own
        codes.append(client.post(add, {"name": "x", "credential": credential}).status_code)

    assert codes == [200] * len(MADE_UP)
    assert Authenticator.objects.count() == 0


def test_secrets_follow_the_field_keys_and_the_old_key_can_then_be_dropped(client, settings):
    staff, old = make_staff(is_superuser=True), settings.FIELD_KEYS
    new = [Fernet.generate_key().decode()]
    settings.FIELD_KEYS = [*new, *old]
    call_command("rotate_field_keys", stdout=StringIO())
    assert second_factors.rotate_secrets() == 0

    settings.FIELD_KEYS = new
    sign_in(client, staff.email)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(staff)})
    assert client.get("/admin/").status_code == 200


def test_a_secret_that_no_key_opens_stops_the_rotation_with_words(settings):
    make_staff()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(WrongKey):
        second_factors.rotate_secrets()
