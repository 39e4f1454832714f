"""A phone or e-mail added or replaced by somebody who is signed in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mall.accounts.models import User
from mall.accounts.services import people
from mall.errors import DomainError

from .factories import PASSWORD, make_phone, make_user
from .steps import enter_email_code, enter_phone_code, last_code, sign_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = make_user()
    sign_in(client, user.phone)
    client.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    return user


def test_a_phone_is_replaced_when_the_new_one_is_proved_and_the_inbox_tells(client, user):
    old, new = user.phone, make_phone()
    client.post(reverse("account_change_phone"), {"phone": new})
    user.refresh_from_db()
    assert user.phone == old

    enter_phone_code(client, last_code(new))

    user.refresh_from_db()
    assert user.phone == new
    assert User.objects.by_phone(old) is None
    assert user.notices.get().title == "登录手机号已更换"


def test_a_phone_that_another_account_has_proved_is_refused_after_the_code(client, user):
    taken = make_user().phone
    client.post(reverse("account_change_phone"), {"phone": taken})
    answer = enter_phone_code(client, last_code(taken))
    assert answer.context["form"].errors["code"] == ["这个手机号已属于另一个账户。"]


def test_an_email_is_added_and_then_good_for_signing_in(client, user):
    client.post(reverse("account_email"), {"email": "new@example.com", "action_add": "1"})
    enter_email_code(client, last_code("new@example.com"))
    user.refresh_from_db()
    assert user.email == "new@example.com"
    browser = client.__class__()
    sign_in(browser, "new@example.com")
    assert browser.get(reverse("accounts:home")).status_code == 200


def test_an_email_claimed_by_a_sign_up_that_was_never_proved_can_be_added(client, user):
    sign_up(client.__class__(), "squatted@example.com")
    from django.core.cache import cache

    cache.clear()
    client.post(reverse("account_email"), {"email": "squatted@example.com", "action_add": "1"})
    enter_email_code(client, last_code("squatted@example.com"))
    user.refresh_from_db()
    assert user.email == "squatted@example.com"


def test_the_only_email_is_not_deleted(client):
    user = make_user(email="only@example.com")
    sign_in(client, user.email)
    client.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "only@example.com", "action_remove": "1"})
    user.refresh_from_db()
    assert user.email == "only@example.com"


def test_two_accounts_can_not_prove_one_phone():
    first, second = make_user(), make_user()
    with pytest.raises(DomainError):
        people.verify_phone(actor=second, phone=first.phone)
    second.refresh_from_db()
    assert second.phone != first.phone
