"""Signing up, in and back in: by phone or e-mail, by code or password."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from mall.accounts.models import User
from mall.accounts.services import people
from mall.rulebook.rule import RuleError

from .factories import PASSWORD, make_phone, make_user
from .steps import (
    ask_code,
    ask_reset,
    enter_email_code,
    enter_phone_code,
    enter_sign_in_code,
    is_signed_in,
    last_code,
    messages_to,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.django_db


def test_a_shopper_signs_up_by_phone_with_a_code_and_without_a_password(client):
    phone = make_phone()
    answer = sign_up(client, phone)
    assert answer.url == reverse("account_verify_phone")

    answer = enter_phone_code(client, last_code(phone))

    user = User.objects.by_phone(phone)
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(client)
    assert user.phone_verified_at is not None
    assert not user.has_usable_password()


def test_a_shopper_signs_up_by_email_with_a_code(client):
    answer = sign_up(client, "Wang@Example.com", PASSWORD)
    assert answer.url == reverse("account_email_verification_sent")

    enter_email_code(client, last_code("wang@example.com"))

    user = User.objects.get(email="wang@example.com")
    assert is_signed_in(client)
    assert user.phone == ""
    assert EmailAddress.objects.get(user=user).verified
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("typed", ["+86 138 1234 5678", "008613812345678", "138-1234-5678", " 13812345678 "])
def test_a_phone_is_understood_as_people_write_it(client, typed):
    sign_up(client, typed)
    assert User.objects.by_phone("13812345678") is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("１３８１２３４５６７８", "手机号里有全角数字，请切换到半角（英文）输入后重新填写。"),
        ("12812345678", "请填写 11 位的大陆手机号，例如 13800138000。"),
        ("1381234567", "请填写 11 位的大陆手机号，例如 13800138000。"),
        ("wang@", "邮箱地址不完整，请检查，例如 name@example.com。"),
        ("王小明", "请填写 11 位手机号，或带 @ 的邮箱地址。"),
        ("", "这个字段是必填项。"),
    ],
)
def test_a_contact_that_is_none_is_refused_with_a_sentence(client, typed, words):
    answer = sign_up(client, typed)
    assert answer.context["form"].errors["contact"] == [words]
    assert User.objects.count() == 0


def test_a_weak_password_is_refused_in_the_readers_words_and_nobody_is_signed_up(client):
    answer = sign_up(client, make_phone(), "12345678")
    words = answer.context["form"].errors["password1"]
    assert words[0] == "密码太短，至少要有 10 个字符。"
    assert [sentence for sentence in words if sentence.isascii()] == []
    assert User.objects.count() == 0


@pytest.mark.rule("B8")
@pytest.mark.parametrize("contact", ["13912345678", "li@example.com"])
def test_an_account_counts_only_when_its_contact_is_proved(client, contact):
    sign_up(client, contact, PASSWORD)
    assert not is_signed_in(client)
    assert client.get("/me/").status_code == 302


@pytest.mark.rule("B8")
def test_a_service_that_needs_a_proved_contact_refuses_without_and_lets_pass_with(client):
    sign_up(client, "13912345678")
    user = User.objects.by_phone("13912345678")
    with pytest.raises(RuleError) as refusal:
        people.require_verified_contact(user)
    assert refusal.value.clause == "B8"

    people.require_verified_contact(make_user())


def test_a_wrong_code_is_refused_and_the_third_ends_the_attempt(client):
    phone = make_phone()
    sign_up(client, phone)
    wrong = "000000" if last_code(phone) != "000000" else "111111"
    answer = enter_phone_code(client, wrong)
    assert answer.context["form"].errors["code"] == ["验证码不对，请核对最新收到的那一条。"]
    enter_phone_code(client, wrong)
    assert enter_phone_code(client, wrong).status_code == 302
    enter_phone_code(client, last_code(phone))
    assert not is_signed_in(client)


def test_a_code_is_no_longer_good_after_fifteen_minutes(client, time_machine):
    time_machine.move_to("2026-11-02 10:00:00+08:00")
    phone = make_phone()
    sign_up(client, phone)
    time_machine.move_to("2026-11-02 10:15:05+08:00")
    enter_phone_code(client, last_code(phone))
    assert not is_signed_in(client)


def test_a_new_code_can_be_asked_for_after_half_a_minute(client, time_machine):
    time_machine.move_to("2026-11-02 10:00:00+08:00")
    phone = make_phone()
    sign_up(client, phone)
    first = last_code(phone)

    client.post(reverse("account_verify_phone"), {"action": "resend"})
    assert len(messages_to(phone)) == 1  # too soon: a message says so, no SMS goes out

    time_machine.move_to("2026-11-02 10:00:31+08:00")
    client.post(reverse("account_verify_phone"), {"action": "resend"})
    assert len(messages_to(phone)) == 2
    enter_phone_code(client, first)
    enter_phone_code(client, last_code(phone))
    assert is_signed_in(client)


def test_nobody_learns_from_signing_up_whether_a_phone_has_an_account(client):
    taken, free = make_user().phone, make_phone()
    answers = [sign_up(client.__class__(), phone) for phone in (taken, free)]
    assert [answer.url for answer in answers] == [reverse("account_verify_phone")] * 2
    assert User.objects.filter(phone_hash=User.objects.by_phone(taken).phone_hash).count() == 1
    assert "已有账户" in messages_to(taken)[0]


def test_nobody_learns_from_signing_up_whether_an_email_has_an_account(client):
    make_user(email="taken@example.com")
    answers = [sign_up(client.__class__(), email) for email in ("taken@example.com", "free@example.com")]
    assert [answer.url for answer in answers] == [reverse("account_email_verification_sent")] * 2
    assert "已有账户" in messages_to("taken@example.com")[0]


@pytest.mark.parametrize("ask", [ask_code, ask_reset])
@pytest.mark.parametrize("known", [{"phone": "13712345678"}, {"email": "known@example.com"}])
def test_nobody_learns_from_asking_for_a_code_whether_an_account_exists(client, ask, known):
    make_user(**known)
    (contact,) = known.values()
    stranger = "13787654321" if "phone" in known else "stranger@example.com"
    pages = []
    for asked in (contact, stranger):
        browser = client.__class__()
        pages.append(browser.get(ask(browser, asked).url).content.decode().replace(asked, "·"))
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])
    assert "还没有账户" in messages_to(stranger)[0]


def _without_tokens(page: str) -> str:

    page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
    return re.sub(r"nonce=\S+", "", page)


@pytest.mark.parametrize("known", [{"phone": "13712345678"}, {"email": "known@example.com"}])
def test_a_shopper_signs_in_by_password(client, known):
    make_user(**known)
    (contact,) = known.values()
    assert sign_in(client, contact).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize("known", [{"phone": "13712345678"}, {"email": "known@example.com"}])
def test_a_shopper_signs_in_by_code(client, known):
    make_user(**known)
    (contact,) = known.values()
    ask_code(client, contact)
    enter_sign_in_code(client, last_code(contact))
    assert is_signed_in(client)


@pytest.mark.parametrize("known", [{"phone": "13712345678"}, {"email": "known@example.com"}])
def test_a_forgotten_password_is_replaced_by_code(client, known):
    user = make_user(**known)
    (contact,) = known.values()
    ask_reset(client, contact)
    client.post(reverse("account_confirm_password_reset_code"), {"code": last_code(contact)})
    client.post(reverse("account_complete_password_reset"), {"password1": "a-brand-new-one-7"})

    user.refresh_from_db()
    assert user.check_password("a-brand-new-one-7")
    assert not is_signed_in(client)
    sign_in(client, contact, "a-brand-new-one-7")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_account_get_the_same_words(client):
    known = make_user().phone
    answers = [sign_in(client, login, "wrong-password-1") for login in (known, make_phone())]
    words = [answer.context["form"].non_field_errors() for answer in answers]
    assert words[0] == words[1] == ["账号或密码不对。忘了密码可以改用验证码登录。"]


def test_a_closed_account_does_not_sign_in(client):
    user = make_user()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, user.phone)
    ask_code(client, user.phone)
    assert not is_signed_in(client)
    assert "还没有账户" in messages_to(user.phone)[0]


# --- Whoever registers a stranger's contact first gains nothing ---


@pytest.mark.parametrize("contact", ["13612345678", "victim@example.com"])
def test_an_unproved_sign_up_gives_way_to_the_next_one(client, contact):
    squatter = client.__class__()
    sign_up(squatter, contact, "known-to-squatter-1")
    _pass_half_a_minute()

    sign_up(client, contact, PASSWORD)
    enter = enter_email_code if "@" in contact else enter_phone_code
    enter(client, last_code(contact))

    assert is_signed_in(client)
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    enter(squatter, last_code(contact))
    assert not is_signed_in(squatter)


@pytest.mark.parametrize("contact", ["13612345678", "victim@example.com"])
def test_an_unproved_sign_up_is_not_found_for_sign_in_or_reset(client, contact):
    sign_up(client.__class__(), contact, "known-to-squatter-1")
    _pass_half_a_minute()
    ask_code(client, contact)
    assert "还没有账户" in messages_to(contact)[-1]


def _pass_half_a_minute() -> None:
    from django.core.cache import cache

    cache.clear()


def test_a_sign_up_never_proved_is_purged_after_a_day(client, time_machine):
    time_machine.move_to("2026-11-02 10:00:00+08:00")
    sign_up(client, make_phone())
    kept = make_user()
    time_machine.move_to("2026-11-03 09:59:00+08:00")
    assert people.purge_unproved() == 0
    time_machine.move_to("2026-11-03 10:00:01+08:00")
    assert people.purge_unproved() == 1
    assert list(User.objects.all()) == [kept]


# --- Limits ---


def test_the_sixth_wrong_password_for_one_account_is_not_even_tried(client):
    user = make_user()
    for _ in range(5):
        sign_in(client, user.phone, "wrong-password-1")
    answer = sign_in(client, user.phone)
    assert not is_signed_in(client)
    assert answer.context["form"].non_field_errors() == ["尝试次数太多，请过几分钟再试。"]


def test_failures_on_one_phone_do_not_lock_another(client):
    unlucky, other = make_user(), make_user()
    for _ in range(5):
        sign_in(client, unlucky.phone, "wrong-password-1")
    sign_in(client, other.phone)
    assert is_signed_in(client)


def test_a_phone_gets_one_sms_in_half_a_minute(client):
    phone = make_phone()
    sign_up(client, phone)
    answer = sign_up(client.__class__(), phone)
    assert answer.status_code == 429
    assert len(messages_to(phone)) == 1


def test_one_address_can_not_have_sms_sent_to_everybody(client):
    answers = [
        sign_up(client.__class__(REMOTE_ADDR="192.0.2.7"), make_phone()).status_code for _ in range(20)
    ]
    answers += [
        ask_code(client.__class__(REMOTE_ADDR="192.0.2.7"), make_phone()).status_code for _ in range(11)
    ]
    assert answers == [302] * 30 + [429]


def test_sign_ups_from_one_address_are_limited(client):
    answers = [sign_up(client.__class__(), f"u{n}@example.com").status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


def test_behind_a_trusted_proxy_the_limit_counts_the_client_and_not_the_proxy(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(21):
        answer = sign_up(client.__class__(HTTP_X_FORWARDED_FOR=f"198.51.100.{n}"), f"u{n}@example.com")
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_the_entrance_pages_show_without_a_session(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_the_form_of_an_entrance_page_goes_to_that_page(client, name):
    html = client.get(reverse(name)).content.decode()
    assert f'action="{reverse(name)}"' in html


def test_the_page_for_the_code_sends_it_to_itself_and_offers_to_start_over(client):
    page = client.get(sign_up(client, make_phone()).url).content.decode()
    assert len(re.findall(rf'action="\s*{reverse("account_verify_phone")}\s*"', page)) == 2
    client.post(reverse("account_logout"), {"next": reverse("account_signup")})
    assert client.get(reverse("account_signup")).status_code == 200
