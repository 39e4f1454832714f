"""Sign-ins and sessions of one's own."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from mall.accounts.models import SignIn
from mall.accounts.services import sign_ins
from mall.audit.models import Act
from mall.rulebook.rule import RuleError

from .factories import PASSWORD, make_user
from .steps import ask_code, enter_sign_in_code, is_signed_in, last_code, sign_in

pytestmark = pytest.mark.django_db

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)
WECHAT = "Mozilla/5.0 (Linux; Android 16; HarmonyOS) Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8.0"


def is_welcome(client) -> bool:
    return client.get(reverse("accounts:home")).status_code == 200


@pytest.mark.rule("E4")
def test_a_sign_in_is_kept_with_address_device_and_method(client):
    user = make_user()
    browser = client.__class__(REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT=IPHONE)
    sign_in(browser, user.phone)

    kept = SignIn.objects.get()
    assert (kept.user, kept.ip, kept.user_agent, kept.method) == (
        user,
        "192.0.2.9",
        "iPhone · Safari",
        "password",
    )
    page = browser.get(reverse("accounts:security")).content.decode()
    assert "192.0.2.9" in page
    assert "iPhone · Safari" in page


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (IPHONE, "iPhone · Safari"),
        (WECHAT, "HarmonyOS · 微信"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
        ("x" * 500, "x" * 40),
    ],
)
def test_a_device_is_described_in_short(user_agent, device):
    assert sign_ins.describe_device(user_agent) == device


def test_sign_ins_of_others_are_not_shown(client):
    stranger = make_user()
    sign_in(client.__class__(REMOTE_ADDR="203.0.113.77"), stranger.phone)
    sign_in(client, make_user().phone)
    assert "203.0.113.77" not in client.get(reverse("accounts:security")).content.decode()


@pytest.mark.rule("E4")
def test_another_session_of_ones_own_is_ended(client):
    user = make_user()
    other = client.__class__()
    sign_in(other, user.phone)
    sign_in(client, user.phone)
    session = UserSession.objects.get(session_key=other.session.session_key)

    answer = client.post(reverse("accounts:end_session", args=[session.pk]))

    assert answer.url == reverse("accounts:security")
    assert not is_welcome(other)
    assert is_welcome(client)
    assert Act.objects.filter(verb="user.end_session", actor=user, rule="E4").count() == 1


@pytest.mark.rule("E4")
def test_a_strangers_session_is_not_there_and_the_service_refuses_it(client):
    stranger, user = make_user(), make_user()
    other = client.__class__()
    sign_in(other, stranger.phone)
    sign_in(client, user.phone)
    session = UserSession.objects.get(user=stranger)

    assert client.post(reverse("accounts:end_session", args=[session.pk])).status_code == 404
    with pytest.raises(RuleError) as refusal:
        sign_ins.end_session(actor=user, session=session)
    assert refusal.value.clause == "E4"
    assert is_welcome(other)


def test_all_other_sessions_are_ended_at_once(client):
    user = make_user()
    others = [client.__class__(), client.__class__()]
    for browser in [*others, client]:
        sign_in(browser, user.phone)

    client.post(reverse("accounts:end_other_sessions"))

    assert [is_welcome(browser) for browser in [*others, client]] == [False, False, True]


def test_a_changed_password_ends_other_sessions_keeps_this_one_and_tells(client):
    user = make_user()
    other = client.__class__()
    sign_in(other, user.phone)
    sign_in(client, user.phone)

    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "a-brand-new-one-7"}
    )

    assert not is_welcome(other)
    assert is_welcome(client)
    assert user.notices.count() == 1


def test_a_user_without_password_sets_one(client):
    user = make_user(password="")
    ask_code(client, user.phone)
    enter_sign_in_code(client, last_code(user.phone))
    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    client.post(reverse("account_set_password"), {"password1": "a-brand-new-one-7"})
    user.refresh_from_db()
    assert user.check_password("a-brand-new-one-7")


def test_signing_out_ends_the_session(client):
    sign_in(client, make_user().phone)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "name",
    ["accounts:home", "accounts:security", "accounts:profile", "accounts:addresses", "notifications:inbox"],
)
def test_pages_of_ones_own_ask_the_anonymous_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.url == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", ["accounts:end_other_sessions", "notifications:mark_read", "set_language"])
def test_what_changes_something_is_not_done_by_a_link(client, name):
    client.force_login(make_user())
    assert client.get(reverse(name)).status_code == 405


def test_the_security_page_costs_the_same_with_many_sign_ins(client, django_assert_max_num_queries):
    user = make_user()
    sign_in(client, user.phone)
    for _ in range(30):
        sign_ins.keep(user=user, ip="192.0.2.1", user_agent=IPHONE, methods=["password"])
    with django_assert_max_num_queries(14):
        client.get(reverse("accounts:security"))
