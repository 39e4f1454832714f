"""Accounts made by the mall itself."""

from __future__ import annotations

import pytest

from mall.accounts.models import User
from mall.accounts.services import people
from mall.audit.models import Act
from mall.errors import DomainError

from .factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def test_an_account_made_by_staff_can_be_used_at_once_and_is_on_record():
    boss = make_staff()
    user = people.create_account(
        actor=boss, phone="13812345678", email="New@Example.com", password="pw-for-the-demo"
    )
    assert people.has_verified_contact(user)
    assert user.email == "new@example.com"
    assert user.check_password("pw-for-the-demo")
    assert Act.objects.filter(verb="user.create", actor=boss, subject_id=user.pk).count() == 1


def test_an_account_needs_a_contact():
    with pytest.raises(DomainError):
        people.create_account(actor=None, display_name="无名")
    assert User.objects.count() == 0


@pytest.mark.parametrize("taken", [{"phone": "13812345678"}, {"email": "a@example.com"}])
def test_a_contact_that_is_taken_is_refused(taken):
    make_user(**taken)
    with pytest.raises(DomainError):
        people.create_account(actor=None, **taken)
    assert User.objects.count() == 1


def test_a_phone_is_not_readable_in_the_database():
    user = make_user(phone="13812345678")
    stored = User.objects.filter(pk=user.pk).extra(select={"raw": "phone"}).values_list("raw", flat=True)[0]
    assert "13812345678" not in stored


def test_a_name_is_never_a_contact_in_full(client):
    assert make_user(phone="13812345678").name == "138****5678"
    assert make_user(email="wang@example.com").name == "w***@example.com"


def test_a_display_name_is_chosen(client):
    user = make_user()
    client.force_login(user)
    client.post("/me/profile/", {"display_name": " 小王 "})
    user.refresh_from_db()
    assert user.name == "小王"
